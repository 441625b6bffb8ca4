import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../domain/errors.ts';

/** Makes the data folder where it is not there. Throws `UserError` when that cannot be, or nothing can be written in it. */
export function makeDataFolder(folder: string): void {
  try {
    makeAll(path.resolve(folder));
    fs.accessSync(folder, fs.constants.W_OK);
  } catch (cause) {
    throw unusable(folder, cause);
  }
}

/** What is said of a data folder that the system will not let us use. */
export function unusable(folder: string, cause: unknown): UserError {
  const { code } = cause as NodeJS.ErrnoException;
  const [why, mend] =
    code === 'ENOSPC'
      ? ['the disk is full', 'make room']
      : code === 'EEXIST' || code === 'ENOTDIR'
        ? ['it is a file, or lies in one', 'move that away']
        : code === 'ENOENT'
          ? ['nothing can be made in that place', 'see to what is mounted there']
          : ['it may not be written to', 'see to its owner and permissions'];
  return new UserError(
    `The data folder ${folder} cannot be used, for ${why}: ${mend}, or set CUTLINE_DATA to another folder.`,
    { cause },
  );
}

/**
 * Each missing folder by itself: where a folder is there and yet nothing can be made in it, as under /proc, node's own way to make
 * them all tries for ever.
 */
function makeAll(folder: string): void {
  const parent = path.dirname(folder);
  if (parent !== folder && !fs.existsSync(parent)) makeAll(parent);
  try {
    fs.mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}
