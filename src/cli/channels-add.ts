import { connectChannel } from '../app/connect-channel.ts';
import { UserError } from '../domain/errors.ts';
import { platformOf } from '../platforms/index.ts';
import { readNamedFile } from './read-file.ts';
import { textOf } from './options.ts';
import type { Context, Options } from './verb.ts';

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const { io } = context;
  const platform = platformOf(args[0]!);
  const file = textOf(options['tokenFile']);
  if (file === undefined) {
    throw new UserError(
      `Say which file holds the tokens: cutline channels add ${platform.id} --token-file tokens.json. What it must hold is written in src/platforms/${platform.id}/README.md.`,
    );
  }
  const { bytes } = readNamedFile(io.cwd, file);
  const app = await context.app();
  const channels = await connectChannel(app, {
    platform,
    name: textOf(options['name']),
    tokens: readJson(bytes, file),
    sandbox: false,
  });
  for (const { id, name, remoteId } of channels) {
    io.out(
      options['json'] === true
        ? `${JSON.stringify({ id, platform: platform.id, name, remoteId })}\n`
        : `${platform.name} channel "${name}" (${remoteId}) is connected as ${id}.\n`,
    );
  }
  return 0;
}

function readJson(bytes: Buffer, file: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    // The parser's message would show a part of the file, that is of a token.
    throw new UserError(`${file} is not JSON: it must hold one object in curly brackets.`);
  }
}
