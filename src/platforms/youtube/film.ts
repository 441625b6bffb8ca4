import { createHash } from 'node:crypto';
import fs from 'node:fs';
import type { MediaFile } from '../contract.ts';

/** A film file as it lies on the disk at this moment. */
export interface Film {
  readonly path: string;
  readonly mime: string;
  readonly bytes: number;
  /** Hex: a session begun with one file must not go on with another. */
  readonly sha256: string;
}

/** Reads the file once to know its size and hash; undefined when it cannot be read. */
export async function inspectFilm(file: MediaFile): Promise<Film | undefined> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of fs.createReadStream(file.path) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch {
    return undefined;
  }
  return { path: file.path, mime: file.mime, bytes, sha256: hash.digest('hex') };
}

/** Bytes `from` up to but not including `to`; undefined when the file no longer has them. */
export async function readFilm(film: Film, from: number, to: number): Promise<Buffer | undefined> {
  const bytes = Buffer.alloc(to - from);
  try {
    const file = await fs.promises.open(film.path, 'r');
    try {
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, from + filled);
        if (bytesRead === 0) return undefined;
        filled += bytesRead;
      }
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
  return bytes;
}
