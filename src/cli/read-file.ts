import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../domain/errors.ts';

/** A file that a person named, from the folder they stand in. Throws `UserError` when it cannot be read. */
export function readNamedFile(cwd: string, name: string): { readonly name: string; readonly bytes: Buffer } {
  const file = path.resolve(cwd, name);
  try {
    return { name: path.basename(file), bytes: fs.readFileSync(file) };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw notThere(cwd, name);
    if (code === 'EISDIR') throw new UserError(`${name} is a folder: name the files in it.`, { cause });
    if (code === 'EACCES')
      throw new UserError(`${name} may not be read: change its rights, or name another file.`, { cause });
    throw new UserError(`${name} cannot be read (${code}): look at it, or name another file.`, { cause });
  }
}

/** What is said of a file or folder that was named and is not there. */
export function notThere(cwd: string, name: string): UserError {
  return new UserError(
    `${name} does not exist: look at how it is written, and at the folder you are in (${cwd}).`,
  );
}
