import type { Channel } from '../domain/channel.ts';
import type { TokenLife } from '../platforms/contract.ts';
import { listChannels, openChannel } from '../store/channels.ts';
import { plannedFrom, renewalRefusals } from '../store/renewals.ts';
import type { App } from './app.ts';
import { lockedSentence } from './other-key.ts';

export interface TokenOutlook {
  readonly channel: Channel;
  /** When the connection ends unless its owner connects it again; null when it does not, as far as anybody knows. */
  readonly endsAt: Date | null;
  /** Why its tokens are renewed no more, where that is so. */
  readonly refused: string | null;
  /** What is planned for later than that: it will not go out. In the order of the slots. */
  readonly tooLate: readonly { readonly id: string; readonly dueAt: Date }[];
}

/** How long each connection holds, and what is planned beyond that, however far ahead. */
export async function tokenOutlook(app: App): Promise<TokenOutlook[]> {
  const outlook: TokenOutlook[] = [];
  for (const each of await connections(app)) {
    const { channel, endsAt } = each;
    const tooLate = endsAt === null ? [] : await plannedFrom(app.database.db, channel.id, endsAt);
    outlook.push({ ...each, tooLate });
  }
  return outlook;
}

/** How long each connection holds. */
export async function connections(app: App): Promise<Omit<TokenOutlook, 'tooLate'>[]> {
  const { db } = app.database;
  const refusals = await renewalRefusals(db);
  const all: Omit<TokenOutlook, 'tooLate'>[] = [];
  for (const channel of await listChannels(db)) {
    const open = await openChannel(db, app.vault, channel.id).catch(() => undefined);
    const platform = app.platforms.find(({ id }) => id === channel.platform);
    if (platform === undefined) continue;
    const life = open === undefined ? lost : platform.tokenLife(open);
    const refused = open === undefined ? lockedSentence : (refusals.get(channel.id) ?? null);
    const endsAt = refused === null ? life.endsAt : (life.usableUntil ?? app.now());
    all.push({ channel, endsAt, refused });
  }
  return all;
}

const lost: TokenLife = { usableUntil: null, renewFrom: null, endsAt: null };

/** Publication → why it will not go out, for those that lie beyond the end of their channel's tokens. */
export function beyondTokens(outlook: readonly TokenOutlook[]): ReadonlyMap<string, string> {
  return new Map(
    outlook.flatMap(({ channel, tooLate }) =>
      tooLate.map(({ id }) => [
        id,
        `The connection to ${channel.name} ends before this: connect the channel again.`,
      ]),
    ),
  );
}
