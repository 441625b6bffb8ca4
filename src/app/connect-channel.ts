import type { Channel, Tokens } from '../domain/channel.ts';
import { UserError } from '../domain/errors.ts';
import type { Platform } from '../platforms/contract.ts';
import { saveChannel } from '../store/channels.ts';
import { forgetRefusals } from '../store/renewals.ts';
import { callFor, type App } from './app.ts';

export interface NewConnection {
  readonly platform: Platform;
  /** What we shall call it; the account's own name when left out. */
  readonly name?: string | undefined;
  /** What a token file holds, not yet checked. */
  readonly tokens: unknown;
  readonly sandbox: boolean;
}

/**
 * Makes channels of the accounts that the tokens open. Throws `UserError` with what the platform says when they open none.
 */
export async function connectChannel(
  app: App,
  { platform, name, tokens, sandbox }: NewConnection,
): Promise<Channel[]> {
  const read = platform.tokenFile.safeParse(tokens);
  if (!read.success) {
    const first = read.error.issues[0];
    throw new UserError(
      `The token file does not fit ${platform.name}: ${first?.path.join('.') || 'it'} – ${first?.message ?? 'wrong shape'}. What it must hold is written in src/platforms/${platform.id}/README.md.`,
    );
  }
  const call = callFor(app, platform, { sandbox }, { secrets: Object.values(read.data), signal: app.signal });
  const identified = await platform.identify(read.data, call, app.now);
  if (identified.kind !== 'channels')
    throw new UserError(`${platform.name} does not accept these tokens: ${identified.reason}`);
  if (identified.channels.length === 0)
    throw new UserError(
      `These tokens open no account on ${platform.name}: check which account and permissions they were made for.`,
    );
  const channels: Channel[] = [];
  for (const found of identified.channels) {
    channels.push(
      await saveChannel(app.database.db, app.vault, {
        id: app.newId(),
        platform: platform.id,
        name:
          name === undefined
            ? found.name
            : identified.channels.length === 1
              ? name
              : `${name} (${found.name})`,
        remoteId: found.remoteId,
        sandbox,
        expiresAt: found.expiresAt,
        tokens: found.tokens satisfies Tokens,
      }),
    );
  }
  for (const { id } of channels) await forgetRefusals(app.database.db, id);
  app.database.makeSafe();
  return channels;
}
