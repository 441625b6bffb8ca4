import type { Hono } from 'hono';
import type { FaultEnv } from '../../sandbox/faults.ts';
import type { World } from '../../sandbox/state.ts';
import { etagOf, thumbnailsOf, videoParts, wholeSeconds } from './sandbox-film-view.ts';
import {
  authorise,
  films,
  privacyOf,
  refuse,
  spend,
  visibleTo,
  type Account,
  type Asked,
  type Film,
} from './sandbox-world.ts';

/** videos.list, channels.list and playlistItems.list; one unit of quota each. Lists lag when the world does, reading by id does not. */
export function addReading(app: Hono<FaultEnv>, world: World): void {
  app.get('/youtube/v3/videos', (c) => {
    const asked = begin(c, world, ['id', 'snippet', 'status', 'statistics', 'processingDetails']);
    if (asked instanceof Response) return asked;
    const ids = (c.req.queries('id') ?? []).flatMap((id) => id.split(','));
    if (ids.length === 0) return missing(c, 'id', 'No filter selected. Expected one of: id, chart, myRating');
    if (ids.length > 50)
      return refuse(c, 400, 'invalidFilters', 'Too many ids: at most 50 may be asked for.');
    const found = films(world).filter(
      (film) => ids.includes(film.id) && visibleTo(film, asked.account.id, world),
    );
    if (
      asked.parts.includes('processingDetails') &&
      found.some((film) => film.account !== asked.account.id)
    ) {
      const message =
        'The request cannot access user rating information or the details of a film of someone else.';
      return refuse(c, 403, 'forbidden', message, { domain: 'youtube.video' });
    }
    return list(
      c,
      'youtube#videoListResponse',
      found.map((film) => videoParts(film, asked.parts, world)),
      found.length,
    );
  });

  app.get('/youtube/v3/channels', (c) => {
    const asked = begin(c, world, ['id', 'snippet', 'contentDetails', 'status', 'statistics']);
    if (asked instanceof Response) return asked;
    if (c.req.query('mine') !== 'true')
      return missing(c, 'mine', 'This imitation lists the own channel only: mine=true.');
    return list(c, 'youtube#channelListResponse', [channelParts(asked.account, asked.parts, world)], 1);
  });

  app.get('/youtube/v3/playlistItems', (c) => {
    const asked = begin(c, world, ['id', 'snippet', 'contentDetails', 'status']);
    if (asked instanceof Response) return asked;
    const playlist = c.req.query('playlistId');
    if (playlist === undefined)
      return missing(c, 'playlistId', 'No filter selected. Expected one of: playlistId, id');
    if (playlist !== asked.account.uploads) {
      const message = "The playlist identified with the request's playlistId parameter cannot be found.";
      return refuse(c, 404, 'playlistNotFound', message, { domain: 'youtube.playlistItem' });
    }
    const size = Number(c.req.query('maxResults') ?? 5);
    if (!Number.isInteger(size) || size < 0 || size > 50) {
      return refuse(c, 400, 'invalidParameter', 'maxResults must lie between 0 and 50.', {
        domain: 'youtube.parameter',
      });
    }
    const token = c.req.query('pageToken');
    const start = token === undefined ? 0 : pageStart(token);
    if (start === undefined) {
      return refuse(c, 400, 'invalidPageToken', 'The page token is not valid.', {
        domain: 'youtube.parameter',
      });
    }
    const all = films(world)
      .filter((film) => film.account === asked.account.id && world.visible(film.createdAt))
      .reverse();
    const items = all
      .slice(start, start + size)
      .map((film, index) => playlistItem(film, asked.account, asked.parts, start + index, world));
    const next = start + size < all.length && size > 0 ? { nextPageToken: pageTokenOf(start + size) } : {};
    return list(c, 'youtube#playlistItemListResponse', items, all.length, next);
  });
}

/** What all three begin with: who asks, the quota, the parts. */
function begin(
  c: Asked,
  world: World,
  known: readonly string[],
): { readonly account: Account; readonly parts: readonly string[] } | Response {
  const account = authorise(c, world, ['youtube.readonly', 'youtube', 'youtube.force-ssl']);
  if (account instanceof Response) return account;
  const refused = spend(c, world, 'units');
  if (refused !== undefined) return refused;
  const parts = (c.req.queries('part') ?? [])
    .flatMap((part) => part.split(','))
    .filter((part) => part !== '');
  if (parts.length === 0) return missing(c, 'part', 'No value for required parameter part.');
  const unknown = parts.find((part) => !known.includes(part));
  if (unknown === undefined) return { account, parts };
  const place = { domain: 'youtube.part', locationType: 'parameter', location: 'part' };
  return refuse(c, 400, 'unknownPart', `'${unknown}'`, place);
}

function missing(c: Asked, parameter: string, message: string): Response {
  const place = { domain: 'youtube.parameter', locationType: 'parameter', location: parameter };
  return refuse(c, 400, 'missingRequiredParameter', message, place);
}

function list(
  c: Asked,
  kind: string,
  items: readonly object[],
  totalResults: number,
  more: object = {},
): Response {
  const pageInfo = { totalResults, resultsPerPage: items.length };
  return c.json({ kind, etag: etagOf(items), ...more, items, pageInfo });
}

function channelParts(account: Account, parts: readonly string[], world: World): object {
  const own = films(world).filter((film) => film.account === account.id && visibleTo(film, undefined, world));
  const views = own.reduce((sum, film) => sum + world.audienceOf(film.id, film.createdAt).views, 0);
  const all: Record<string, object> = {
    snippet: {
      title: account.title,
      description: '',
      customUrl: account.handle,
      publishedAt: wholeSeconds(account.createdAt),
      localized: { title: account.title, description: '' },
    },
    contentDetails: { relatedPlaylists: { likes: '', uploads: account.uploads } },
    status: {
      privacyStatus: 'public',
      isLinked: true,
      longUploadsStatus: 'longUploadsUnspecified',
      madeForKids: false,
    },
    statistics: {
      viewCount: String(views),
      subscriberCount: '128',
      hiddenSubscriberCount: false,
      videoCount: String(own.length),
    },
  };
  const wanted = Object.entries(all).filter(([part]) => parts.includes(part));
  return { kind: 'youtube#channel', etag: etagOf(account), id: account.id, ...Object.fromEntries(wanted) };
}

function playlistItem(
  film: Film,
  account: Account,
  parts: readonly string[],
  position: number,
  world: World,
): object {
  const publishedAt = wholeSeconds(film.createdAt);
  const all: Record<string, object> = {
    snippet: {
      publishedAt,
      channelId: account.id,
      title: film.snippet.title,
      description: film.snippet.description,
      thumbnails: thumbnailsOf(film),
      channelTitle: account.title,
      playlistId: account.uploads,
      position,
      resourceId: { kind: 'youtube#video', videoId: film.id },
      videoOwnerChannelTitle: account.title,
      videoOwnerChannelId: account.id,
    },
    contentDetails: { videoId: film.id, videoPublishedAt: publishedAt },
    status: { privacyStatus: privacyOf(film, world) },
  };
  const wanted = Object.entries(all).filter(([part]) => parts.includes(part));
  const id = Buffer.from(`${account.uploads}.${film.id}`).toString('base64url');
  return { kind: 'youtube#playlistItem', etag: etagOf(film), id, ...Object.fromEntries(wanted) };
}

function pageTokenOf(start: number): string {
  return Buffer.from(`from ${start}`).toString('base64url');
}

function pageStart(token: string): number | undefined {
  const start = /^from (\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  return start === undefined ? undefined : Number(start);
}
