import type { Channel } from '../domain/channel.ts';
import { UserError } from '../domain/errors.ts';
import type { Excerpt } from '../domain/excerpt.ts';
import type { SourcePost } from '../domain/source-post.ts';
import { dripEnd, drips, type Drip } from '../schedule/drip.ts';
import { spread, type Lane } from '../schedule/spread.ts';
import { shownOf, takenOn } from '../store/calendar.ts';
import { listChannels } from '../store/channels.ts';
import { databaseTime } from '../store/database.ts';
import { listPublications, type NewPublication } from '../store/publications.ts';
import type { App } from './app.ts';
import { withoutRepeats } from './collisions.ts';
import { excerptsFor } from './cut-excerpts.ts';
import { planCost, type PlanCost } from './plan-cost.ts';
import { pendingChanges, type VersionChange } from './version-changes.ts';

export interface ScheduleOptions {
  /** Ids; all that the post was cut for when left out. */
  readonly platforms?: readonly string[] | undefined;
  /** Everything goes out at once instead of on the timetable, whatever the gap between them. */
  readonly atOnce?: boolean;
  /** Spreads the excerpts over that time, platform by platform. */
  readonly drip?: Drip | undefined;
  /** Takes what would be refused because the channel says the same elsewhere. */
  readonly anyway?: boolean;
  /** Only channels of the sandbox. */
  readonly sandboxOnly?: boolean;
}

/** A proposal: an excerpt, its channel, its slot and why. */
export type Proposal = Pick<NewPublication, 'excerpt' | 'channelId' | 'dueAt' | 'slotReason'>;

/**
 * Where each excerpt that is not yet planned would go, and when, by the database's clock; nothing is written. What a
 * channel says already is left out with a sentence. Throws `UserError` when nothing else is left.
 */
export async function proposeSlots(
  app: App,
  post: SourcePost,
  options: ScheduleOptions = {},
): Promise<{
  readonly proposals: Proposal[];
  /** Sentences on what has no place, since its channel says it already. */
  readonly leftOut: readonly string[];
  readonly withoutChannel: string[];
  /** What they will cost, where anything is charged for. */
  readonly costs: PlanCost[];
  /** What this version does to what earlier ones have on the calendar. */
  readonly changes: readonly VersionChange[];
}> {
  if (options.atOnce === true && options.drip !== undefined)
    throw new UserError('At once and spread over a time exclude each other: choose one.');
  const { db } = app.database;
  const changes = await pendingChanges(app, post);
  const { lanes, withoutChannel } = await unplanned(app, post, options, changes);
  const now = await databaseTime(db);
  const placed =
    options.atOnce === true
      ? lanes.flatMap((lane) => allAtOnce(lane, now))
      : inPlaceOf(
          changes,
          await onTimetable(app, post, lanes, now, options.drip),
          now.getTime() + leastAhead,
        );
  // What an earlier version has pending gives way to this one.
  const pending = ['draft', 'approved', 'scheduled'];
  const { fresh, leftOut } =
    options.anyway === true
      ? { fresh: placed, leftOut: [] }
      : await withoutRepeats(
          app,
          placed,
          post.id,
          (other) =>
            other.postId === post.id && other.postHash !== post.hash && pending.includes(other.state),
        );
  return {
    proposals: [...fresh],
    leftOut: [...tooLate(changes), ...leftOut],
    withoutChannel,
    costs: await planCost(app, fresh),
    changes,
  };
}

/** What the new version says in the place of what has begun to go out, a sentence each. */
function tooLate(changes: readonly VersionChange[]): string[] {
  return changes.flatMap(({ what, platform, publication, excerpt }) =>
    what === 'out' && publication !== undefined && excerpt !== undefined
      ? [
          `${platform} ${excerpt.excerpt}/${excerpt.of} is not planned: publication ${publication.id} (${publication.state}) has begun in the words of the version before, and goes on so.`,
        ]
      : [],
  );
}

/**
 * The excerpts that are not on the calendar yet, channel by channel, and the platforms that have no channel. What an earlier
 * version has there in the same words, or has said already, needs no place.
 */
export async function unplanned(
  app: App,
  post: SourcePost,
  options: Pick<ScheduleOptions, 'platforms' | 'sandboxOnly' | 'anyway'>,
  changes: readonly VersionChange[],
): Promise<{ readonly lanes: Lane[]; readonly withoutChannel: string[] }> {
  const { db } = app.database;
  const excerpts = (await excerptsFor(app, post)).filter(
    ({ platform }) => options.platforms?.includes(platform) ?? true,
  );
  const channels = (await listChannels(db)).filter(
    ({ state, sandbox }) => state !== 'paused' && (sandbox || options.sandboxOnly !== true),
  );
  const planned = new Set(
    (await listPublications(db, { postId: post.id }))
      .filter(({ postHash, state, round }) => postHash === post.hash && state !== 'cancelled' && round === 0)
      .map(({ channelId, excerpt }) => `${channelId} ${excerpt.excerpt}`),
  );
  const lanes: { channel: Channel; excerpts: Excerpt[] }[] = [];
  const withoutChannel: string[] = [];
  for (const { id, name } of app.platforms) {
    const own = excerpts.filter(({ platform }) => platform === id);
    if (own.length === 0) continue;
    const reached = reachableChannels(channels, id);
    if (reached.length === 0) withoutChannel.push(name);
    for (const channel of reached) {
      const settled = settledBefore(changes, channel.id, options.anyway === true);
      const missing = own.filter(
        ({ excerpt }) => !planned.has(`${channel.id} ${excerpt}`) && !settled(excerpt),
      );
      if (missing.length > 0) lanes.push({ channel, excerpts: missing });
    }
  }
  return { lanes, withoutChannel };
}

/** Whether an earlier version has seen to an excerpt of this one on a channel: it lies there in the same words, or was said. */
function settledBefore(
  changes: readonly VersionChange[],
  channelId: string,
  anyway: boolean,
): (excerpt: number) => boolean {
  const own = changes.filter((change) => change.channelId === channelId);
  const among = (...kinds: readonly VersionChange['what'][]): Set<number | undefined> =>
    new Set(own.filter(({ what }) => kinds.includes(what)).map(({ excerpt }) => excerpt?.excerpt));
  const kept = among('kept');
  const open = among('changed', 'added');
  return (excerpt) => kept.has(excerpt) || (own.length > 0 && !anyway && !open.has(excerpt));
}

/** A time that is nearly there is not taken over: whoever changes a post wants to look at it. */
const leastAhead = 2 * 60_000;

/** Changed words take the time of those they replace. */
function inPlaceOf(
  changes: readonly VersionChange[],
  proposals: readonly Proposal[],
  from: number,
): Proposal[] {
  const times = new Map(
    changes.flatMap(({ what, channelId, publication, excerpt }) =>
      what === 'changed' && publication !== undefined && publication.dueAt.getTime() > from
        ? [[`${channelId} ${excerpt!.excerpt}`, publication.dueAt] as const]
        : [],
    ),
  );
  return proposals.map((proposal) => {
    const dueAt = times.get(`${proposal.channelId} ${proposal.excerpt.excerpt}`);
    return dueAt === undefined
      ? proposal
      : { ...proposal, dueAt, slotReason: 'The time of the version before, whose words it replaces.' };
  });
}

/** Slots for what each channel is to get, clear of what lies there already. */
export async function onTimetable(
  app: App,
  post: SourcePost,
  lanes: readonly Lane[],
  from: Date,
  drip?: Drip,
): Promise<Proposal[]> {
  const { timetable } = app.config;
  const { db } = app.database;
  const channelIds = lanes.map(({ channel }) => channel.id);
  // Far enough back for the smallest gap, a week at most, and for a day's cap.
  const taken = await takenOn(db, channelIds, { from: new Date(from.getTime() - 8 * 86_400_000) });
  const shown = timetable.passageGapDays === 0 ? [] : await shownOf(db, post.id, post.hash);
  return spread(lanes, {
    timetable,
    from,
    taken,
    shown,
    ...(drip === undefined
      ? {}
      : { drip: { until: dripEnd(drip, from, timetable.timeZone), words: drips[drip].words } }),
  }).map(({ excerpt, channelId, slot }) => ({
    excerpt,
    channelId,
    dueAt: slot.at,
    slotReason: slot.reason,
  }));
}

/** Accounts of a real network when there are any; the sandbox's only while there are none. */
function reachableChannels(channels: readonly Channel[], platform: string): Channel[] {
  const own = channels.filter((channel) => channel.platform === platform);
  const real = own.filter(({ sandbox }) => !sandbox);
  return real.length > 0 ? real : own;
}

/** A quarter of a second apart, so that a series comes out in its order. */
function allAtOnce({ channel, excerpts }: Lane, now: Date): Proposal[] {
  return excerpts.map((excerpt, i) => ({
    excerpt,
    channelId: channel.id,
    dueAt: new Date(now.getTime() + i * 250),
    slotReason: 'At once, as asked.',
  }));
}
