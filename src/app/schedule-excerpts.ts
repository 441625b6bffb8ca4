import type { Channel } from '../domain/channel.ts';
import { UserError } from '../domain/errors.ts';
import type { Excerpt } from '../domain/excerpt.ts';
import type { SourcePost } from '../domain/source-post.ts';
import { spread } from '../schedule/spread.ts';
import { listChannels } from '../store/channels.ts';
import {
  cancelPublication,
  listPublications,
  schedulePublications,
  takenSlots,
  type NewPublication,
  type StoredPublication,
} from '../store/publications.ts';
import type { App } from './app.ts';
import { excerptsFor } from './cut-excerpts.ts';
import { publishDue } from './publish-due.ts';

export interface ScheduleOptions {
  /** Ids; all that the post was cut for when left out. */
  readonly platforms?: readonly string[] | undefined;
  /** Everything goes out at once instead of on the timetable. */
  readonly atOnce?: boolean;
  /** Only channels of the sandbox. */
  readonly sandboxOnly?: boolean;
}

export interface Scheduled {
  /** Every publication of this version of the post, in the order of their slots. */
  readonly publications: StoredPublication[];
  /** How many of them are new; the others were there before. */
  readonly added: number;
  /** Publications of an earlier version that had not gone out and were cancelled. */
  readonly replaced: number;
  /** Platforms without a channel: nothing was planned there. */
  readonly withoutChannel: string[];
}

/** A proposal: an excerpt, its channel, its slot and why. */
export type Proposal = Pick<NewPublication, 'excerpt' | 'channelId' | 'dueAt' | 'slotReason'>;

/**
 * Puts a post's excerpts on the calendar. An excerpt that is already there for a channel is not planned twice: calling it
 * again adds only what is missing. What an earlier version had still pending gives way to this one.
 */
export async function scheduleExcerpts(
  app: App,
  post: SourcePost,
  options: ScheduleOptions = {},
): Promise<Scheduled> {
  const { db } = app.database;
  const { proposals, withoutChannel } = await proposeSlots(app, post, options);
  const earlier = (
    await listPublications(db, { postId: post.id, states: ['draft', 'approved', 'scheduled'] })
  ).filter(({ postHash }) => postHash !== post.hash);
  let replaced = 0;
  for (const publication of earlier) if (await cancelPublication(db, publication.id)) replaced += 1;
  const rows = proposals.map((proposal) => ({
    ...proposal,
    id: app.newId(),
    postId: post.id,
    postHash: post.hash,
    campaignId: post.campaignId,
    platform: proposal.excerpt.platform,
  }));
  await schedulePublications(db, rows);
  for (const { id, excerpt } of rows) {
    if (excerpt.media.length === 0) continue;
    await app.queue.add('render', { publicationId: id }, { id: `render-${id}` }).catch(() => {});
  }
  await publishDue(app);
  const all = await listPublications(db, { postId: post.id });
  return {
    publications: all.filter(({ postHash, state }) => postHash === post.hash && state !== 'cancelled'),
    added: rows.length,
    replaced,
    withoutChannel,
  };
}

/** Where each excerpt that is not yet planned would go, and when; nothing is written. */
export async function proposeSlots(
  app: App,
  post: SourcePost,
  options: ScheduleOptions = {},
): Promise<{ readonly proposals: Proposal[]; readonly withoutChannel: string[] }> {
  const { db } = app.database;
  const excerpts = (await excerptsFor(app, post)).filter(
    ({ platform }) => options.platforms?.includes(platform) ?? true,
  );
  const channels = (await listChannels(db)).filter(
    ({ state, sandbox }) => state !== 'paused' && (sandbox || options.sandboxOnly !== true),
  );
  const planned = new Set(
    (await listPublications(db, { postId: post.id }))
      .filter(({ postHash, state }) => postHash === post.hash && state !== 'cancelled')
      .map(({ channelId, excerpt }) => `${channelId} ${excerpt.excerpt}`),
  );
  const proposals: Proposal[] = [];
  const withoutChannel: string[] = [];
  const now = app.now();
  const taken = await takenSlots(db, now);
  for (const { id, name } of app.platforms) {
    const own = excerpts.filter(({ platform }) => platform === id);
    if (own.length === 0) continue;
    const reached = reachableChannels(channels, id);
    if (reached.length === 0) withoutChannel.push(name);
    for (const channel of reached) {
      const missing = own.filter(({ excerpt }) => !planned.has(`${channel.id} ${excerpt}`));
      if (missing.length === 0) continue;
      proposals.push(
        ...(options.atOnce === true
          ? allAtOnce(missing, channel, now)
          : onTimetable(app, missing, channel, now, taken)),
      );
    }
  }
  return { proposals, withoutChannel };
}

/** Accounts of a real network when there are any; the sandbox's only while there are none. */
function reachableChannels(channels: readonly Channel[], platform: string): Channel[] {
  const own = channels.filter((channel) => channel.platform === platform);
  const real = own.filter(({ sandbox }) => !sandbox);
  return real.length > 0 ? real : own;
}

/** A quarter of a second apart, so that a series comes out in its order. */
function allAtOnce(excerpts: readonly Excerpt[], channel: Channel, now: Date): Proposal[] {
  return excerpts.map((excerpt, i) => ({
    excerpt,
    channelId: channel.id,
    dueAt: new Date(now.getTime() + i * 250),
    slotReason: 'At once, as asked.',
  }));
}

function onTimetable(
  app: App,
  excerpts: readonly Excerpt[],
  channel: Channel,
  from: Date,
  taken: ReadonlyMap<string, Date[]>,
): Proposal[] {
  return spread(excerpts, [channel], {
    timetable: app.config.timetable,
    from,
    taken,
  }).map(({ excerpt, channelId, slot }) => ({
    excerpt,
    channelId,
    dueAt: slot.at,
    slotReason: slot.reason,
  }));
}

/** The post of that id or name. Throws `UserError` when there is none. */
export function noSuchPost(word: string): UserError {
  return new UserError(`There is no post "${word}": "cutline import <file>" brings one in.`);
}
