import { z } from 'zod';
import type { Call } from '../../net/request.ts';
import type { Order, Refusal } from '../contract.ts';
import { read } from './read.ts';
import { descriptionOf, markPrefix, titleOf } from './video-resource.ts';

/** 50 films a page: more than any channel may upload between two tries. */
const mostPages = 4;

/**
 * Looks for the film of an order among the channel's newest uploads, by its hidden mark, and where YouTube has kept no mark
 * of ours by title, description and time; by these alone when it is not known which mark it would have. The list may lag minutes behind: `absent` proves little at first. Three units of quota.
 */
export async function findUpload(
  order: Order,
  mark: string | undefined,
  accessToken: string,
  call: Call,
): Promise<{ readonly kind: 'found'; readonly video: string } | { readonly kind: 'absent' } | Refusal> {
  const now = order.now();
  const channels = await read(
    {
      base: 'api',
      path: '/youtube/v3/channels',
      query: { part: 'contentDetails', mine: 'true' },
      schema: channelsSchema,
    },
    accessToken,
    call,
    now,
  );
  if (channels.kind !== 'read') return channels;
  const playlist = channels.value.items?.[0]?.contentDetails.relatedPlaylists.uploads;
  if (playlist === undefined)
    return { kind: 'unavailable', reason: "YouTube does not name the channel's list of uploads." };

  let pageToken: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const uploads = await read(
      {
        base: 'api',
        path: '/youtube/v3/playlistItems',
        query: {
          part: 'snippet,contentDetails',
          playlistId: playlist,
          maxResults: '50',
          ...(pageToken === undefined ? {} : { pageToken }),
        },
        schema: uploadsSchema,
      },
      accessToken,
      call,
      now,
    );
    if (uploads.kind !== 'read') return uploads;
    const items = uploads.value.items ?? [];
    const recent = items.filter((item) => Date.parse(item.snippet.publishedAt) >= order.notBefore.getTime());
    const found = await pickOurs(
      order,
      recent.map((item) => item.contentDetails.videoId),
      mark,
      accessToken,
      call,
    );
    if (found.kind !== 'absent') return found;
    pageToken = uploads.value.nextPageToken;
    // The newest come first: once one is too old, so are all that follow.
    if (recent.length < items.length || pageToken === undefined) break;
  }
  return { kind: 'absent' };
}

async function pickOurs(
  order: Order,
  ids: readonly string[],
  mark: string | undefined,
  accessToken: string,
  call: Call,
) {
  if (ids.length === 0) return { kind: 'absent' } as const;
  const videos = await read(
    {
      base: 'api',
      path: '/youtube/v3/videos',
      query: { part: 'snippet', id: ids.join(',') },
      schema: videosSchema,
    },
    accessToken,
    call,
    order.now(),
  );
  if (videos.kind !== 'read') return videos;
  const items = videos.value.items ?? [];
  const ours =
    items.find(({ snippet }) => mark !== undefined && snippet.tags?.includes(mark) === true) ??
    items.find(
      ({ id, snippet }) =>
        !order.others.has(id) &&
        // Another mark of ours means another publication, even with the same words.
        (mark === undefined || snippet.tags?.some((tag) => tag.startsWith(markPrefix)) !== true) &&
        snippet.title === titleOf(order.excerpt) &&
        snippet.description?.trim() === descriptionOf(order.excerpt).trim(),
    );
  return ours === undefined ? ({ kind: 'absent' } as const) : ({ kind: 'found', video: ours.id } as const);
}

const channelsSchema = z.object({
  items: z
    .array(z.object({ contentDetails: z.object({ relatedPlaylists: z.object({ uploads: z.string() }) }) }))
    .optional(),
});

const uploadsSchema = z.object({
  nextPageToken: z.string().optional(),
  items: z
    .array(
      z.object({
        snippet: z.object({ publishedAt: z.string() }),
        contentDetails: z.object({ videoId: z.string() }),
      }),
    )
    .optional(),
});

const videosSchema = z.object({
  items: z
    .array(
      z.object({
        id: z.string(),
        snippet: z.object({
          title: z.string(),
          description: z.string().optional(),
          tags: z.array(z.string()).optional(),
        }),
      }),
    )
    .optional(),
});
