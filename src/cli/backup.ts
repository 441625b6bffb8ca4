import fs from 'node:fs';
import path from 'node:path';
import { backUp } from '../app/back-up.ts';
import { UserError } from '../domain/errors.ts';
import { readPassphrase } from './passphrase.ts';
import type { Context, Options } from './verb.ts';

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const { io } = context;
  const passphrase = readPassphrase(io.cwd, options['passphraseFile']);
  const app = await context.app();
  const stamp = app.now().toISOString().slice(0, 19).replaceAll(':', '-');
  const given = path.resolve(io.cwd, args[0] ?? '.');
  const isFolder = fs.statSync(given, { throwIfNoEntry: false })?.isDirectory() === true;
  const file = isFolder ? path.join(given, `cutline-${stamp}.tar.gz`) : given;
  if (!fs.existsSync(path.dirname(file)))
    throw new UserError(
      `The folder ${path.dirname(file)} is not there: make it first, or name another place for the backup.`,
    );
  if (fs.existsSync(file)) throw new UserError(`${file} is already there: name another file.`);
  const made = await backUp(app, file, passphrase === undefined ? {} : { passphrase }).catch(
    (cause: NodeJS.ErrnoException) => {
      if (!['EACCES', 'EROFS', 'ENOSPC', 'ENOTDIR'].includes(cause.code ?? '')) throw cause;
      throw new UserError(`${file} cannot be written (${cause.code}): name another place.`, { cause });
    },
  );
  if (options['json'] === true) {
    io.out(`${JSON.stringify({ ...made, secrets: passphrase !== undefined })}\n`);
    return 0;
  }
  io.out(
    `${made.file}: ${made.rows} rows, ${made.pictures} pictures and films, config and templates; ${(made.bytes / 1024 ** 2).toFixed(1)} MiB.\n`,
  );
  io.out(
    passphrase === undefined
      ? 'Without a passphrase: on another machine the channels are to be connected again (--passphrase-file <file> takes their secrets along).\n'
      : 'The secrets of the channels are in it, sealed with your passphrase: without it nobody can open them, not even you.\n',
  );
  return 0;
}
