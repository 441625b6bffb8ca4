import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../domain/errors.ts';
import { innermost } from './server-away.ts';

/** Less than this, and the database cannot even write its log. */
const leastFreeBytes = 2 * 1024 * 1024;

/** A segment of that log is made in one piece, and given back where it does not fit: so much may be free again right after. */
const segmentBytes = 17 * 1024 * 1024;

/** Turns what the embedded database throws when it cannot open its folder into a sentence for a person. */
export function cannotOpen(folder: string): (cause: unknown) => never {
  return (cause) => {
    if (wantsRoom(cause, folder)) throw diskFull(folder, cause);
    throw new UserError(
      `The database in ${folder} cannot be opened, as if some of its files were missing or damaged: put back a copy of the folder, or set CUTLINE_DATA to another one to begin afresh. Nothing was deleted.`,
      { cause },
    );
  };
}

/** Whether nothing more fits beside `folder`. The embedded database's own words for it are numbers that differ by system. */
export function isDiskFull(folder: string): boolean {
  return freeBytesBeside(folder) < leastFreeBytes;
}

/**
 * Whether something failed because the disk beside `folder` is full, or was a moment ago: what did not fit any more is given
 * back. The embedded database says so where it can, and where it cannot even write its log it ends without a reason.
 */
export function wantsRoom(error: unknown, folder: string): boolean {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    const { code = '', message } = inner as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || serverIsFull(inner) || /no space left|disk full/i.test(message)) return true;
    if (message.startsWith('Aborted(')) return freeBytesBeside(folder) < segmentBytes;
  }
  return isDiskFull(folder);
}

/** Whether PostgreSQL says that its disk is full, wherever that is. */
export function serverIsFull(error: unknown): boolean {
  const inner = innermost(error);
  return inner instanceof Error && (inner as NodeJS.ErrnoException).code === '53100';
}

function freeBytesBeside(folder: string): number {
  const { bavail, bsize } = fs.statfsSync(path.dirname(folder));
  return bavail * bsize;
}

export function diskFull(folder: string, cause: unknown): UserError {
  return new UserError(
    `The disk that holds ${folder} is full: make room, or set CUTLINE_DATA to a folder on another disk. Nothing was lost.`,
    { cause },
  );
}
