import type { SourcePost } from '../domain/source-post.ts';
import type { Lane } from '../schedule/spread.ts';
import { listChannels } from '../store/channels.ts';
import { databaseTime } from '../store/database.ts';
import { findPost, postsComingRound } from '../store/posts.ts';
import { takeTurn } from '../store/settings.ts';
import type { App } from './app.ts';
import { repeatsAmong } from './collisions.ts';
import { cutForRound } from './cut-round.ts';
import { onTimetable } from './propose-slots.ts';
import { putOnCalendar } from './schedule-excerpts.ts';

/** The heartbeat asks for it again and again: once a day it is done. */
export async function comeRoundDaily(app: App): Promise<void> {
  if (await takeTurn(app.database.db, 'come round', 86_400)) await comeRound(app);
}

/**
 * Plans the evergreen posts whose cooldown is over once more, cut at other places, for the channels where they were published
 * before. A text that a channel had or is to have within `sameTextDays` stays away. Resolves to how many publications are new.
 */
export async function comeRound(app: App): Promise<number> {
  const { db } = app.database;
  let added = 0;
  for (const { postId, round, channelIds } of await postsComingRound(
    db,
    app.config.timetable.evergreenCooldownDays,
  )) {
    const post = await findPost(db, postId);
    if (post === undefined) continue;
    try {
      added += await planRound(app, post, round, channelIds);
    } catch (error) {
      // One post that cannot be cut any more must not keep the others away.
      app.log.warn({ post: postId, error: String(error) }, 'An evergreen post could not come round');
    }
  }
  return added;
}

async function planRound(
  app: App,
  post: SourcePost,
  round: number,
  channelIds: readonly string[],
): Promise<number> {
  const { db } = app.database;
  const channels = (await listChannels(db)).filter(
    ({ id, state }) => channelIds.includes(id) && state !== 'paused',
  );
  const lanes: Lane[] = [];
  for (const channel of channels) {
    const platform = app.platforms.find(({ id }) => id === channel.platform);
    if (platform === undefined) continue;
    lanes.push({ channel, excerpts: await cutForRound(app, post, platform, round) });
  }
  const from = await databaseTime(db);
  const placed = await onTimetable(app, post, lanes, from);
  const { fresh: proposals } = await repeatsAmong(app, placed, post.id);
  await putOnCalendar(app, post, proposals, round);
  return proposals.length;
}
