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
    const why =
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'EISDIR'
          ? 'it is a folder; name the files in it'
          : code === 'EACCES'
            ? 'it may not be read'
            : String(code);
    throw new UserError(`${name}: ${why}. Check the path.`, { cause });
  }
}
