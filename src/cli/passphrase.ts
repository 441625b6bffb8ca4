import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../domain/errors.ts';
import { readNamedFile } from './read-file.ts';
import { textOf } from './options.ts';

/**
 * The passphrase of `--passphrase-file`, without the line break at its end; undefined without the option. A file, for whatever
 * stands in a command line can be read by everybody on the machine.
 */
export function readPassphrase(cwd: string, option: string | boolean | undefined): string | undefined {
  const name = textOf(option);
  if (name === undefined) return undefined;
  // A pipe of the caller's shell is another thing inside the server.
  if (fs.statSync(path.resolve(cwd, name), { throwIfNoEntry: false })?.isFile() === false)
    throw new UserError(`${name} is no file: write the passphrase into a file that only you can read.`);
  const passphrase = readNamedFile(cwd, name)
    .bytes.toString('utf8')
    .replace(/\r?\n$/, '');
  if (passphrase === '') throw new UserError(`${name} is empty: write the passphrase into it.`);
  return passphrase;
}
