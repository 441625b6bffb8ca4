import fs from 'node:fs';
import { UserError } from '../domain/errors.ts';

/** Less than this, and the database cannot even write its log. */
const leastFreeBytes = 2 * 1024 * 1024;

/** Turns what the embedded database throws when it cannot open its folder into a sentence for a person. */
export function cannotOpen(folder: string): (cause: unknown) => never {
  return (cause) => {
    const { bavail, bsize } = fs.statfsSync(folder);
    if (bavail * bsize < leastFreeBytes) {
      throw new UserError(
        `The disk that holds ${folder} is full: make room, or set CUTLINE_DATA to a folder on another disk. Nothing was lost.`,
        { cause },
      );
    }
    throw new UserError(
      `The database in ${folder} cannot be opened, as if some of its files were missing or damaged: put back a copy of the folder, or set CUTLINE_DATA to another one to begin afresh. Nothing was deleted.`,
      { cause },
    );
  };
}
