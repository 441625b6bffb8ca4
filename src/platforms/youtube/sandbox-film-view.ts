import { createHash } from 'node:crypto';
import type { World } from '../../sandbox/state.ts';
import { accounts, privacyOf, visibleTo, type Film } from './sandbox-world.ts';

/** The video resource with the parts that were asked for. */
export function videoParts(film: Film, parts: readonly string[], world: World): object {
  const wants = (part: string): boolean => parts.includes(part);
  return {
    kind: 'youtube#video',
    etag: etagOf(film),
    id: film.id,
    ...(wants('snippet') ? { snippet: snippetOf(film, world) } : {}),
    ...(wants('status') ? { status: statusOf(film, world) } : {}),
    ...(wants('statistics') ? { statistics: statisticsOf(film, world) } : {}),
    ...(wants('processingDetails') ? { processingDetails: processingOf(film, world) } : {}),
  };
}

export function etagOf(value: object): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 27);
}

export function thumbnailsOf(film: Film): object {
  const at = (name: string, width: number, height: number): object => ({
    url: `https://i.ytimg.com/vi/${film.id}/${name}.jpg`,
    width,
    height,
  });
  return {
    default: at('default', 120, 90),
    medium: at('mqdefault', 320, 180),
    high: at('hqdefault', 480, 360),
  };
}

function snippetOf(film: Film, world: World): object {
  const { title, description, tags, categoryId } = film.snippet;
  return {
    publishedAt: wholeSeconds(film.createdAt),
    channelId: film.account,
    title,
    description,
    thumbnails: thumbnailsOf(film),
    channelTitle: accounts(world).get(film.account)?.title,
    ...(tags.length === 0 ? {} : { tags }),
    categoryId,
    liveBroadcastContent: 'none',
    localized: { title, description },
  };
}

/** YouTube's times have no fractions of a second. */
export function wholeSeconds(iso: string): string {
  return iso.replace(/\.\d+Z$/, 'Z');
}

function statusOf(film: Film, world: World): object {
  const { publishAt, ...status } = film.status;
  const processed = isProcessed(film, world);
  const privacyStatus = privacyOf(film, world);
  return {
    uploadStatus: !processed ? 'uploaded' : film.failure === null ? 'processed' : 'failed',
    ...(processed && film.failure !== null ? { failureReason: film.failure } : {}),
    ...status,
    privacyStatus,
    ...(publishAt === undefined || privacyStatus === 'public' ? {} : { publishAt }),
    madeForKids: status.selfDeclaredMadeForKids === true,
  };
}

/** Counts are strings. What only its owner can see has no audience. */
function statisticsOf(film: Film, world: World): object {
  const seen = visibleTo(film, undefined, world);
  const numbers = world.audienceOf(film.id, film.createdAt);
  const count = (number: number): string => String(seen ? number : 0);
  return {
    viewCount: count(numbers.views),
    likeCount: count(numbers.likes),
    favoriteCount: '0',
    commentCount: count(numbers.comments),
  };
}

function processingOf(film: Film, world: World): object {
  const processed = isProcessed(film, world);
  if (!processed) return { processingStatus: 'processing' };
  return film.failure === null
    ? { processingStatus: 'succeeded' }
    : { processingStatus: 'failed', processingFailureReason: 'uploadFailed' };
}

function isProcessed(film: Film, world: World): boolean {
  return Date.parse(film.processedAt) <= world.now().getTime();
}
