import { UserError } from '../domain/errors.ts';
import type { SourcePost } from '../domain/source-post.ts';
import {
  adoptPublication,
  listPublications,
  replacePublication,
  scheduleMissing,
  type StoredPublication,
} from '../store/publications.ts';
import type { App } from './app.ts';
import { proposeSlots, type Proposal, type ScheduleOptions } from './propose-slots.ts';
import { publishDue } from './publish-due.ts';
import { pendingChanges, type VersionChange } from './version-changes.ts';

export { proposeSlots, unplanned, type Proposal, type ScheduleOptions } from './propose-slots.ts';

export interface Scheduled {
  /** Every publication of this version of the post, in the order of their slots. */
  readonly publications: StoredPublication[];
  /** How many of them are new; the others were there before. */
  readonly added: number;
  /** Whether the queue is away: what is new goes out when it is back. */
  readonly queueAway: boolean;
  /** Publications of an earlier version that say what this one says: they are its own now, at their old times. */
  readonly kept: number;
  /** Publications of an earlier version that had not gone out and were cancelled. */
  readonly replaced: number;
  /** Sentences on what was not planned, since its channel says it already. */
  readonly leftOut: readonly string[];
  /** Platforms without a channel: nothing was planned there. */
  readonly withoutChannel: string[];
}

/**
 * Puts a post's excerpts on the calendar. An excerpt that is already there for a channel is not planned twice: calling it
 * again adds only what is missing. What an earlier version had pending stays where it says the same, and gives way where it does
 * not; words that have changed a little take its time. What a channel says already
 * for another post is left out and told; throws `UserError` when nothing else is left.
 */
export async function scheduleExcerpts(
  app: App,
  post: SourcePost,
  options: ScheduleOptions = {},
): Promise<Scheduled> {
  const { db } = app.database;
  const kept = await adoptUnchanged(app, post, await pendingChanges(app, post));
  const { proposals, leftOut, withoutChannel, changes } = await proposeSlots(app, post, options);
  const earlier = (
    await listPublications(db, { postId: post.id, states: ['draft', 'approved', 'scheduled'] })
  ).filter(({ postHash }) => postHash !== post.hash);
  const staying = new Set<string>();
  for (const { id } of earlier) if (!(await replacePublication(db, id))) staying.add(id);
  // Where one has begun to go out in this very moment, what was to take its place comes too late.
  const late = new Set(
    changes.flatMap(({ publication, channelId, excerpt }) =>
      publication !== undefined && staying.has(publication.id) ? [`${channelId} ${excerpt?.excerpt}`] : [],
    ),
  );
  const { added, queueAway } = await putOnCalendar(
    app,
    post,
    proposals.filter(({ channelId, excerpt }) => !late.has(`${channelId} ${excerpt.excerpt}`)),
    0,
  );
  const all = await listPublications(db, { postId: post.id });
  return {
    publications: all.filter(({ postHash, state }) => postHash === post.hash && state !== 'cancelled'),
    added,
    queueAway,
    kept,
    replaced: earlier.length - staying.size,
    leftOut,
    withoutChannel,
  };
}

/** What says the same goes on as a publication of this version, with the words a person may have put there. */
async function adoptUnchanged(
  app: App,
  post: SourcePost,
  changes: readonly VersionChange[],
): Promise<number> {
  let kept = 0;
  for (const { what, publication, excerpt } of changes) {
    if (what !== 'kept' || publication === undefined || excerpt === undefined) continue;
    const { pieces, lengths, hashtags, media } = publication.excerpt;
    const now = { ...excerpt, pieces, lengths, hashtags, media };
    if (await adoptPublication(app.database.db, publication.id, { postHash: post.hash, excerpt: now }))
      kept += 1;
  }
  return kept;
}

/** Writes proposals down, has their pictures and films made, and lets out what is due; a queue that is away is waited for once, and left to a later tick. */
export async function putOnCalendar(
  app: App,
  post: SourcePost,
  proposals: readonly Proposal[],
  round: number,
): Promise<Pick<Scheduled, 'added' | 'queueAway'>> {
  const rows = proposals.map((proposal) => ({
    ...proposal,
    id: app.newId(),
    postId: post.id,
    postHash: post.hash,
    campaignId: post.campaignId,
    platform: proposal.excerpt.platform,
    round,
  }));
  const written = new Set(await scheduleMissing(app.database.db, post.id, rows));
  const added = written.size;
  if (!(await app.queue.ping())) return { added, queueAway: true };
  for (const { id, excerpt } of rows) {
    if (!written.has(id) || excerpt.media.length === 0) continue;
    await app.queue.add('render', { publicationId: id }, { id: `render-${id}` }).catch(() => {});
  }
  await publishDue(app);
  return { added, queueAway: false };
}

/** The post of that id or name. Throws `UserError` when there is none. */
export function noSuchPost(word: string): UserError {
  return new UserError(`There is no post "${word}": "cutline import <file>" brings one in.`);
}
