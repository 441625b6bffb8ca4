import { setTimeout as pause } from 'node:timers/promises';
import type { OpenChannel } from '../domain/channel.ts';
import type { Platform, Refusal } from '../platforms/contract.ts';
import { endRenewal, openChannel, takeRenewal } from '../store/channels.ts';
import { callFor, type App } from './app.ts';

type Fresh = { readonly channel: OpenChannel } | { readonly refusal: Refusal };

/** Access tokens of two hours are renewed a quarter of an hour ahead. */
const renewAheadMs = 15 * 60_000;
/** Longer than the one request of a renewal may last. */
const renewalSeconds = 90;

/**
 * The channel with tokens that still live. One process at a time renews them, and the new ones are stored before anything
 * else happens: a rotated token that is lost closes the channel.
 */
export async function freshTokens(app: App, platform: Platform, stored: OpenChannel): Promise<Fresh> {
  const { db } = app.database;
  let channel = stored;
  while (endsSoon(channel, app.now())) {
    if (await takeRenewal(db, channel.id, renewalSeconds)) return renew(app, platform, channel);
    await pause(500, undefined, { signal: app.signal });
    channel = (await openChannel(db, app.vault, channel.id)) ?? channel;
  }
  return { channel };
}

function endsSoon({ expiresAt }: OpenChannel, now: Date): boolean {
  return expiresAt !== null && expiresAt.getTime() - now.getTime() < renewAheadMs;
}

async function renew(app: App, platform: Platform, channel: OpenChannel): Promise<Fresh> {
  const { db } = app.database;
  let fresh: Pick<OpenChannel, 'tokens' | 'expiresAt'> | undefined;
  try {
    // Another process may have renewed them between our look and the lease.
    const newest = (await openChannel(db, app.vault, channel.id)) ?? channel;
    if (!endsSoon(newest, app.now())) return { channel: newest };
    const call = callFor(app, platform, newest, {
      secrets: Object.values(newest.tokens),
      signal: app.signal,
    });
    const refreshed = await platform.refresh(newest, call, app.now);
    if (refreshed.kind === 'unneeded') return { channel: newest };
    if (refreshed.kind !== 'tokens') return { refusal: refreshed };
    fresh = { tokens: { ...newest.tokens, ...refreshed.tokens }, expiresAt: refreshed.expiresAt };
    return { channel: { ...newest, ...fresh } };
  } finally {
    await endRenewal(db, app.vault, channel.id, fresh);
    app.database.makeSafe();
  }
}
