import type { Attempt, Outcome } from '../domain/attempt.ts';
import type { OpenChannel } from '../domain/channel.ts';
import { sentenceOf, UserError } from '../domain/errors.ts';
import { pieceName } from '../domain/publication.ts';
import { strikeOut } from '../net/secrets.ts';
import type { Call } from '../net/request.ts';
import { restoredAs, restoredFrom, restoredName, type Order, type Platform } from '../platforms/contract.ts';
import { type Begun, type Next, beginAttempt, endAttempt, lastTryBegan } from '../store/attempts.ts';
import { openChannel, setChannelState, setThrottled, unsealChannel } from '../store/channels.ts';
import type { Db } from '../store/database.ts';
import { measureAges } from '../store/metrics.ts';
import { remoteIdsOfOthers, type StoredPublication } from '../store/publications.ts';
import { unsealNames, writeName } from '../store/remote-names.ts';
import { serverAway } from '../store/server-away.ts';
import { callFor, type App } from './app.ts';
import { carry } from './carry.ts';
import { ClaimLost, holdLease, leaseSeconds, momentOf, type Lease } from './lease.ts';
import { meter } from './meter.ts';
import { mediaFor } from './render.ts';
import { freshTokens } from './refresh-tokens.ts';
import { secondsUntil, threeLooksSeconds, type Tries } from './after.ts';

/** What is done within an attempt: one request chain of the platform's. */
type Act = (platform: Platform, order: Order, call: Call) => Promise<Outcome>;

/**
 * Conducts one attempt under a claim: writes it down before anything is sent, holds the lease while it lasts, writes its
 * outcome, and hands the publication on. A stale claim ends in silence: someone else is at it.
 */
export async function conductAttempt(
  app: App,
  kind: Attempt['kind'],
  claim: { readonly id: string; readonly fence: number },
  act: Act,
  after: (outcome: Outcome, tries: Tries, jitter: number) => Next,
): Promise<void> {
  const { db } = app.database;
  const attemptId = app.newId();
  const beginning = momentOf(app);
  const limits = { leaseSeconds, lateHours: app.config.timetable.late.publishWithinHours };
  const begun = await beginAttempt(db, claim, kind, attemptId, limits);
  if (begun === undefined) return;
  // From here on the request may leave: its attempt must survive even a power cut.
  app.database.makeSafe();

  const { publication } = begun;
  // The attempt's own: the fence of what was claimed is spent.
  const held = { id: publication.id, fence: publication.fence };
  const lease = holdLease(app, held, beginning);
  const named = new Set(begun.names.map(({ name }) => name));
  let outcome: Outcome;
  try {
    outcome = await perform(app, begun, { attemptId, kind, lease, act, named });
  } catch (error) {
    if (error instanceof ClaimLost || app.signal.aborted) {
      app.log.warn(
        { publication: claim.id, attempt: attemptId },
        'An attempt was broken off; what became of it is settled later',
      );
      return;
    }
    outcome = broken(app, { publication: claim.id, attempt: attemptId }, error);
  } finally {
    lease.release();
  }

  const now = app.now();
  // First what holds for all that the channel has planned: once the attempt has ended, others may go on at once.
  if (outcome.kind === 'unauthorized') await setChannelState(db, publication.channelId, 'unauthorized');
  if (outcome.kind === 'throttled')
    await setThrottled(
      db,
      publication.channelId,
      { inSeconds: secondsUntil(outcome.retryAt, now) },
      outcome.reason,
    );
  const next = after(outcome, { ...triesOf(begun), isHalfOut: named.has(pieceName(0)), now }, app.random());
  const because = next.state === 'failed' ? next.because : undefined;
  const noted =
    because === undefined || !('reason' in outcome)
      ? outcome
      : { ...outcome, reason: `${outcome.reason} ${because}` };
  const nextClaim = await endAttempt(db, held, attemptId, noted, next, measureAges);
  app.database.makeSafe();
  app.log.info(
    {
      publication: claim.id,
      platform: publication.platform,
      attempt: begun.number,
      kind,
      outcome: outcome.kind,
      next: next.state,
    },
    'An attempt ended',
  );
  if (nextClaim !== undefined && nextClaim !== null) {
    await carry(app, next.state === 'settling' ? 'settle' : 'publish', nextClaim);
  }
}

function triesOf({ publication, startedAt }: Begun): Omit<Tries, 'now' | 'isHalfOut'> {
  const { tries, settles } = publication;
  return { tries, settles, lateSeconds: (startedAt.getTime() - slotOf(publication).getTime()) / 1000 };
}

/** The first that it was planned for. */
function slotOf({ lateSince, slotAt, dueAt }: StoredPublication): Date {
  return lateSince ?? slotAt ?? dueAt;
}

/** Whatever it was, the request may have left: only the platform knows what became of it. */
function broken(
  app: App,
  where: { readonly publication: string; readonly attempt: string },
  error: unknown,
): Outcome {
  const away = serverAway(error);
  if (away === undefined) {
    app.log.error({ ...where, err: error }, 'An attempt broke');
    return { kind: 'unknown', reason: 'Cutline itself broke in the middle of it; the log says where.' };
  }
  app.log.warn(
    { ...where, error: away },
    'The database went away in the middle of an attempt; it is settled later',
  );
  return { kind: 'unknown', reason: 'The database went away in the middle of it.' };
}

/**
 * How wrong the clocks of database and platform may be against each other before a post of ours is taken for an older one: more
 * than a machine that takes its local time for UTC.
 */
const clocksDifferMs = 24 * 3_600_000;

interface Performance {
  readonly attemptId: string;
  readonly kind: Attempt['kind'];
  readonly lease: Lease;
  readonly act: Act;
  /** Under which names something is remembered; grows. */
  readonly named: Set<string>;
}

async function perform(
  app: App,
  { publication, number, startedAt, channel: sealed, names: sealedNames }: Begun,
  { attemptId, kind, lease, act, named }: Performance,
): Promise<Outcome> {
  const { db } = app.database;
  const claim = { id: publication.id, fence: publication.fence };
  const attempt: Order['attempt'] = { id: attemptId, number, startedAt };
  const platform = app.platforms.find(({ id }) => id === publication.platform);
  if (platform === undefined) {
    // Who cannot ask has found out nothing.
    const nothing = kind === 'publish' ? 'rejected' : 'unknown';
    return { kind: nothing, reason: 'There is no platform for this publication any more.' };
  }
  const stored = unsealed(app, sealed);
  if (stored instanceof UserError) return { kind: 'unauthorized', reason: stored.message };
  const { names, locked } = unsealNames(app.vault, sealedNames);
  const opened = await freshTokens(app, platform, stored);
  if ('refusal' in opened)
    return kind === 'publish' || opened.refusal.kind === 'unauthorized'
      ? opened.refusal
      : { kind: 'unknown', reason: opened.refusal.reason };
  const { channel } = opened;
  // What was named under a key that is lost must be looked for, as after a backup.
  if (locked > 0 && !names.has(restoredName)) {
    const takenAt = publication.firstStartedAt ?? attempt.startedAt;
    names.set(restoredName, restoredAs({ slot: slotOf(publication), takenAt }));
  }
  // A question needs none; and that a picture cannot be made says nothing about what was posted.
  const media = kind === 'publish' ? await makeMedia(app, publication) : [];
  if ('reason' in media) return media;

  const memory: Order['memory'] = {
    recall: (name) => names.get(name),
    remember: async (name, value) => {
      if (!(await writeName(db, app.vault, claim, name, value))) throw new ClaimLost();
      names.set(name, value);
      named.add(name);
      app.database.makeSafe();
    },
  };
  const begun = publication.firstStartedAt ?? attempt.startedAt;
  const firstStartedAt = earliest(begun, restoredFrom(memory)?.takenAt);
  const notBefore = new Date(firstStartedAt.getTime() - clocksDifferMs);
  const order: Order = {
    excerpt: publication.excerpt,
    channel,
    attempt,
    firstStartedAt,
    notBefore,
    // Only a question compares what it finds with them.
    others: new Set(kind === 'settle' ? await remoteIdsOfOthers(db, publication, notBefore) : []),
    settled: kind === 'settle' ? await looks(db, publication, startedAt) : 0,
    memory,
    media,
    now: app.now,
  };
  const secrets = Object.values(channel.tokens);
  const { heard, paid, noted } = meter(app, platform, channel, publication.id);
  const call = callFor(app, platform, channel, {
    secrets,
    signal: lease.signal,
    beforeSend: lease.confirm,
    mayStillSend: lease.mayStillSend,
    heard,
    paid,
  });
  // That a channel must rest stands before its next publication is begun.
  const outcome = await act(platform, order, call).finally(noted);
  if (outcome.kind === 'unauthorized' && (await haveNewTokens(app, channel))) {
    const reason = 'The tokens were renewed while it was under way.';
    // Nothing was posted with a dead token; what became of an earlier try it does not say.
    return { kind: kind === 'publish' ? 'unavailable' : 'unknown', reason };
  }
  return withoutSecrets(outcome, channel);
}

/**
 * Which look this is since the last try. Some questions come fast, as when a platform says that it is at work, and what is to be
 * seen lags behind by time: until as much has passed as three looks take, none is the third.
 */
async function looks(db: Db, { id, settles }: StoredPublication, startedAt: Date): Promise<number> {
  const since = await lastTryBegan(db, id);
  const passed = since === undefined ? -1 : (startedAt.getTime() - since.getTime()) / 1000;
  // Where the database's clock went back, the count alone must do.
  return passed >= 0 && passed < threeLooksSeconds ? Math.min(settles, 2) : settles;
}

function unsealed(app: App, sealed: Begun['channel']): OpenChannel | UserError {
  try {
    return unsealChannel(app.vault, sealed);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function earliest(a: Date, b: Date | undefined): Date {
  return b !== undefined && b < a ? b : a;
}

/** A token that died because another process had it renewed says nothing against the channel. */
async function haveNewTokens(app: App, { id, tokens }: OpenChannel): Promise<boolean> {
  const now = await openChannel(app.database.db, app.vault, id);
  return now !== undefined && Object.entries(tokens).some(([name, value]) => now.tokens[name] !== value);
}

async function makeMedia(
  app: App,
  publication: StoredPublication,
): Promise<Order['media'] | Extract<Outcome, { kind: 'rejected' | 'unavailable' }>> {
  try {
    return await mediaFor(app, publication.excerpt);
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence !== undefined) return { kind: 'rejected', reason: sentence };
    app.log.error({ publication: publication.id, err: error }, 'A picture or film could not be made');
    return { kind: 'unavailable', reason: 'The picture or film could not be made; the log says why.' };
  }
}

function withoutSecrets(outcome: Outcome, channel: OpenChannel): Outcome {
  return 'reason' in outcome
    ? { ...outcome, reason: strikeOut(outcome.reason, Object.values(channel.tokens)) }
    : outcome;
}
