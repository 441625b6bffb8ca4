import { edit } from '../app/edit-publication.ts';
import { UserError } from '../domain/errors.ts';
import { textOf } from './options.ts';
import { readNamedFile } from './read-file.ts';
import type { Context, Options } from './verb.ts';

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const { io } = context;
  const file = textOf(options['textFile']);
  if (file === undefined)
    throw new UserError('Name the file with the new words: --text-file <file>, in UTF-8.');
  const piece = Number(textOf(options['piece']));
  if (!Number.isInteger(piece) || piece < 1)
    throw new UserError(`--piece counts from 1: "${String(options['piece'])}" is no piece.`);
  const { bytes } = readNamedFile(io.cwd, file);
  const { excerpt } = await edit(await context.app(), args[0]!, { piece, text: textIn(bytes, file) });
  io.out(
    `${args[0]}, piece ${piece}: ${excerpt.lengths[piece - 1]}/${excerpt.limit} ${excerpt.unit}.${excerpt.media.length > 0 ? ' Its picture or film keeps the words it was made of.' : ''}\n`,
  );
  return 0;
}

function textIn(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UserError(`${file} is not text in UTF-8: save it as UTF-8.`, { cause });
  }
}
