import { setTimeout as pause } from 'node:timers/promises';
import type { OpenChannel } from '../domain/channel.ts';
import type { Platform, Refreshed, Refusal } from '../platforms/contract.ts';
import {
  openChannel,
  sealedChannels,
  setChannelState,
  unsealChannel,
  type SealedChannel,
} from '../store/channels.ts';
import {
  claimRenewals,
  endRenewal,
  isPutOff,
  putOffRenewal,
  saveRenewed,
  takeRenewal,
  type RenewalLease,
} from '../store/renewals.ts';
import { innermost } from '../store/server-away.ts';
import { callFor, type App } from './app.ts';

type Fresh = { readonly channel: OpenChannel } | { readonly refusal: Refusal };

/** Longer than the one request of a renewal may last. */
const renewalSeconds = 90;
/** A token is not used in its last minute: it could die on the way. */
const leastLifeMs = 60_000;
/** After a renewal that failed for a reason that may pass. */
const againAfterMs = 5 * 60_000;

/**
 * The channel with tokens that live. When they are to be renewed, one process at a time does so, and the others wait: a refresh
 * token that works once must not be used twice. A renewal that fails stops nothing while the old token lives. `insist`:
 * tries although an earlier one has just failed.
 */
export async function freshTokens(
  app: App,
  platform: Platform,
  stored: OpenChannel,
  insist = false,
): Promise<Fresh> {
  const { db } = app.database;
  let channel = stored;
  while (isDue(app, platform, channel)) {
    if (!insist && lives(app, platform, channel) && (await isPutOff(db, channel.id))) return { channel };
    const lease = await takeRenewal(db, channel.id, renewalSeconds);
    if (lease !== 'under way') return renew(app, platform, channel, lease);
    await pause(200, undefined, { signal: app.signal });
    channel = (await openChannel(db, app.vault, channel.id)) ?? channel;
  }
  return { channel };
}

/** Renews a channel's tokens ahead of the next publication, when they are due for it. */
export async function refreshTokens(app: App, channelId: string): Promise<void> {
  const channel = await openChannel(app.database.db, app.vault, channelId);
  const platform = app.platforms.find(({ id }) => id === channel?.platform);
  if (channel !== undefined && platform !== undefined) await freshTokens(app, platform, channel, true);
}

/**
 * Gives the queue the channels whose tokens are to be renewed, whether or not anything is planned there: a consent that was
 * taken back is noticed long before it is needed. A channel whose tokens have died is marked, so that its publications wait.
 */
export async function renewDue(app: App): Promise<void> {
  const { db } = app.database;
  const due: string[] = [];
  for (const sealed of await sealedChannels(db)) {
    const { id, state, platform: platformId } = sealed;
    const platform = app.platforms.find((each) => each.id === platformId);
    const channel = opened(app, sealed);
    if (platform === undefined || channel === undefined || state === 'unauthorized') continue;
    const { usableUntil, renewFrom } = platform.tokenLife(channel);
    const isDead = usableUntil !== null && usableUntil <= app.now();
    if (isDead && state === 'connected' && (renewFrom === null || (await isPutOff(db, id))))
      await setChannelState(db, id, 'unauthorized');
    else if (isDue(app, platform, channel)) due.push(id);
  }
  for (const channelId of await claimRenewals(db, due))
    await app.queue.add('renew', { channelId }, { id: `renew-${channelId}-${app.newId()}` });
}

/** One channel whose tokens cannot be opened (with another key, say) must not keep the others from being renewed. */
function opened(app: App, sealed: SealedChannel): OpenChannel | undefined {
  try {
    return unsealChannel(app.vault, sealed);
  } catch (error) {
    app.log.error({ channel: sealed.id, error: String(error) }, 'The tokens of a channel cannot be opened');
    return undefined;
  }
}

function isDue(app: App, platform: Platform, channel: OpenChannel): boolean {
  const { renewFrom } = platform.tokenLife(channel);
  return renewFrom !== null && renewFrom <= app.now();
}

function lives(app: App, platform: Platform, channel: OpenChannel): boolean {
  const { usableUntil } = platform.tokenLife(channel);
  return usableUntil === null || usableUntil.getTime() - app.now().getTime() > leastLifeMs;
}

async function renew(
  app: App,
  platform: Platform,
  channel: OpenChannel,
  lease: RenewalLease,
): Promise<Fresh> {
  const { db } = app.database;
  try {
    // Another process may have renewed them between our look and the lease.
    const newest = (await openChannel(db, app.vault, channel.id)) ?? channel;
    if (!isDue(app, platform, newest)) return { channel: newest };
    // Not even a process that is stopping breaks this off: the new tokens would be lost and the old ones spent.
    const call = callFor(app, platform, newest, { secrets: Object.values(newest.tokens) });
    const refreshed = await platform.refresh(newest, call, app.now);
    if (refreshed.kind === 'tokens') return await keep(app, newest, refreshed);
    await note(app, channel.id, refreshed);
    if (refreshed.kind === 'unneeded' || lives(app, platform, newest)) return { channel: newest };
    return { refusal: refreshed };
  } finally {
    await endRenewal(db, lease).catch(() => {});
  }
}

/** A database that is away for a moment must not cost the channel: nobody else has these tokens. */
const saveWaitsMs = [0, 200, 800, 2000, 4000] as const;

async function keep(
  app: App,
  channel: OpenChannel,
  { tokens, expiresAt }: Extract<Refreshed, { kind: 'tokens' }>,
): Promise<Fresh> {
  const { db } = app.database;
  // What the answer leaves out or leaves empty stays as it was.
  const given = Object.fromEntries(Object.entries(tokens).filter(([, value]) => value !== ''));
  const fresh = { tokens: { ...channel.tokens, ...given }, expiresAt };
  for (const [i, wait] of saveWaitsMs.entries()) {
    await pause(wait);
    try {
      if (await saveRenewed(db, app.vault, channel.id, channel.tokens, fresh)) {
        app.database.makeSafe();
        return { channel: { ...channel, ...fresh } };
      }
      // Someone has connected the channel again meanwhile.
      return { channel: (await openChannel(db, app.vault, channel.id)) ?? channel };
    } catch (error) {
      app.log.error(
        { channel: channel.id, error: String(innermost(error)) },
        'New tokens could not be stored',
      );
      if (i === saveWaitsMs.length - 1) throw error;
    }
  }
  throw new Error('No try to store new tokens was made');
}

async function note(
  app: App,
  channelId: string,
  refreshed: Exclude<Refreshed, { kind: 'tokens' }>,
): Promise<void> {
  const later = new Date(app.now().getTime() + againAfterMs);
  const at = refreshed.kind === 'throttled' && refreshed.retryAt > later ? refreshed.retryAt : later;
  const refused =
    refreshed.kind === 'unauthorized' || refreshed.kind === 'rejected' ? refreshed.reason : null;
  await putOffRenewal(app.database.db, channelId, at, refused);
  if (refreshed.kind !== 'unneeded')
    app.log.warn({ channel: channelId, reason: refreshed.reason }, 'Tokens were not renewed');
}
