import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../domain/errors.ts';

/** Less than this, and the database cannot even write its log. */
const leastFreeBytes = 2 * 1024 * 1024;

/** Turns what the embedded database throws when it cannot open its folder into a sentence for a person. */
export function cannotOpen(folder: string): (cause: unknown) => never {
  return (cause) => {
    if (isDiskFull(folder)) throw diskFull(folder, cause);
    throw new UserError(
      `The database in ${folder} cannot be opened, as if some of its files were missing or damaged: put back a copy of the folder, or set CUTLINE_DATA to another one to begin afresh. Nothing was deleted.`,
      { cause },
    );
  };
}

/** Whether nothing more fits beside `folder`. The embedded database's own words for it are numbers that differ by system. */
export function isDiskFull(folder: string): boolean {
  const { bavail, bsize } = fs.statfsSync(path.dirname(folder));
  return bavail * bsize < leastFreeBytes;
}

export function diskFull(folder: string, cause: unknown): UserError {
  return new UserError(
    `The disk that holds ${folder} is full: make room, or set CUTLINE_DATA to a folder on another disk. Nothing was lost.`,
    { cause },
  );
}
