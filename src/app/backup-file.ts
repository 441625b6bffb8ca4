import fs from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { UserError } from '../domain/errors.ts';
import { packTar, unpackTar, type TarFile } from '../store/tar.ts';

/** What stands first in a backup. */
const manifestSchema = z.object({
  cutline: z.literal('backup'),
  format: z.literal(1),
  takenAt: z.iso.datetime().transform((text) => new Date(text)),
  migration: z.string(),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number() })),
  /** A word sealed with the store's key: it tells whether a key is the right one. */
  keyCheck: z.string(),
  /** The key itself, sealed with the passphrase; null when there was none. */
  key: z
    .object({ n: z.number(), r: z.number(), p: z.number(), salt: z.string(), sealed: z.string() })
    .nullable(),
});

export type Manifest = z.output<typeof manifestSchema>;

/** A file that goes into a backup as it is on the disk, under a name with `/` between folders. */
export interface PackedFile {
  readonly name: string;
  readonly path: string;
}

const manifestName = 'manifest.json';

/**
 * Writes a backup: gzip around a tar of `manifest.json`, `database/<table>.jsonl` and `files`. `dump` puts the tables into the folder it is
 * given and says what stands in the manifest. Nobody ever sees half a backup: it gets its name when it is whole and synced.
 */
export async function writeBackup(
  target: string,
  madeAt: Date,
  dump: (folder: string) => Promise<Manifest>,
  files: readonly PackedFile[],
): Promise<{ readonly bytes: number }> {
  await mkdir(path.dirname(target), { recursive: true });
  const folder = await mkdtemp(path.join(path.dirname(target), '.cutline-'));
  const part = path.join(folder, 'part');
  try {
    const manifest = await dump(folder);
    const tables = manifest.tables.map(({ name }) => ({
      name: tableName(name),
      path: path.join(folder, `${name}.jsonl`),
    }));
    const all = packTar(contents(manifest, [...tables, ...files]), madeAt);
    await pipeline(Readable.from(all), createGzip(), fs.createWriteStream(part, { mode: 0o600 }));
    await sync(part, 'r+');
    await rename(part, target);
    if (process.platform !== 'win32') await sync(path.dirname(target), 'r');
    return { bytes: (await stat(target)).size };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* contents(manifest: Manifest, files: readonly PackedFile[]): AsyncGenerator<TarFile> {
  yield memoryFile(manifestName, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  for (const { name, path: from } of files) {
    const { size } = await stat(from);
    // A small file (of the config, say) may be changed by its owner while it is packed: it is read at once.
    if (size <= 1_000_000) yield memoryFile(name, await readFile(from));
    else yield { name, size, content: fs.createReadStream(from) };
  }
}

function memoryFile(name: string, bytes: Buffer): TarFile {
  return { name, size: bytes.length, content: Readable.from([bytes]) };
}

async function sync(name: string, flags: 'r' | 'r+'): Promise<void> {
  const file = await open(name, flags);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A backup that has been read to its end once: it is whole. */
export interface Backup {
  readonly manifest: Manifest;
  /** Every file but the manifest, in order; each is to be read before the next one is asked for. */
  files(): AsyncGenerator<TarFile>;
}

/** Throws `UserError` when the file cannot be read, is no backup, or is not whole. */
export async function openBackup(file: string): Promise<Backup> {
  const files = unpack(file);
  const first = await files.next();
  if (first.done === true || first.value.name !== manifestName) throw notOurs(file);
  const manifest = readManifest(file, await textOf(first.value));
  try {
    await readThrough(file, manifest, files);
  } catch (error) {
    // What begins like one of ours is one.
    throw error instanceof UserError ? damaged(file, error) : error;
  }
  return {
    manifest,
    files: async function* () {
      for await (const each of unpack(file)) if (each.name !== manifestName) yield each;
    },
  };
}

async function readThrough(file: string, manifest: Manifest, files: AsyncIterable<TarFile>): Promise<void> {
  const tables = [...manifest.tables];
  for await (const { name, content } of files) {
    const table = name.startsWith('database/') ? tables.shift() : undefined;
    let rows = 0;
    for await (const _ of table === undefined ? content : linesOf(content)) rows += 1;
    if (table !== undefined && (name !== tableName(table.name) || rows !== table.rows)) throw damaged(file);
  }
  if (tables.length > 0) throw damaged(file);
}

export function tableName(table: string): string {
  return `database/${table}.jsonl`;
}

/** Lines without their ends. JSON may hold every other kind of line break as it is. */
export async function* linesOf(content: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  for await (const bytes of content) {
    let from = 0;
    for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, from)) {
      yield Buffer.concat([...rest, bytes.subarray(from, at)]).toString('utf8');
      rest = [];
      from = at + 1;
    }
    if (from < bytes.length) rest.push(bytes.subarray(from));
  }
  if (rest.length > 0) yield Buffer.concat(rest).toString('utf8');
}

async function* unpack(file: string): AsyncGenerator<TarFile> {
  const bytes = unzip(file);
  try {
    yield* unpackTar(bytes);
    // The checksum comes at the end, after the last file.
    for await (const _ of bytes);
  } finally {
    await bytes.return(undefined);
  }
}

async function* unzip(file: string): AsyncGenerator<Buffer> {
  const source = fs.createReadStream(file);
  const unzipped = createGunzip();
  // An error of the file must reach whoever reads the other end.
  source.on('error', (error) => unzipped.destroy(error));
  source.pipe(unzipped);
  try {
    for await (const bytes of unzipped) yield bytes as Buffer;
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (code.startsWith('Z_')) throw code === 'Z_BUF_ERROR' ? damaged(file, cause) : notOurs(file, cause);
    if (['ENOENT', 'EACCES', 'EISDIR'].includes(code))
      throw new UserError(`${file} cannot be read (${code}): check the path.`, { cause });
    throw cause;
  } finally {
    source.destroy();
    unzipped.destroy();
  }
}

function readManifest(file: string, text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw notOurs(file, cause);
  }
  if (z.object({ cutline: z.literal('backup'), format: z.number().min(2) }).safeParse(json).success)
    throw new UserError(`${file} was made by a newer Cutline: install that version and restore with it.`);
  const read = manifestSchema.safeParse(json);
  if (!read.success) throw notOurs(file, read.error);
  return read.data;
}

async function textOf({ content }: TarFile): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function notOurs(file: string, cause?: unknown): UserError {
  return new UserError(`${file} is no backup of Cutline: name a file that "cutline backup" has written.`, {
    cause,
  });
}

function damaged(file: string, cause?: unknown): UserError {
  return new UserError(`${file} is damaged or was not copied whole: take another backup.`, { cause });
}
