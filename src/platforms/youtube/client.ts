import { z } from 'zod';
import type { Tokens } from '../../domain/channel.ts';
import type { Call } from '../../net/request.ts';
import type { Identified } from '../contract.ts';
import { read } from './read.ts';
import { renew } from './tokens.ts';

export { measure } from './figures.ts';
export { publish, settle } from './publish.ts';
export { refresh } from './tokens.ts';

/**
 * Which channel was chosen on the consent page? A token means one channel, even where a Google account owns several. Always
 * asks for a new access token: the answer says which permissions were really given, and proves client id and secret.
 */
export async function identify(tokens: Tokens, call: Call, now: () => Date): Promise<Identified> {
  const renewed = await renew(tokens, call, now);
  if (renewed.kind !== 'renewed') return renewed;
  const missing = missingPermission(renewed.scopes);
  if (missing !== undefined) {
    return {
      kind: 'unauthorized',
      reason: `The consent leaves out ${missing}: connect the channel again and leave every box ticked.`,
    };
  }
  const channels = await read(
    {
      base: 'api',
      path: '/youtube/v3/channels',
      query: { part: 'id,snippet,contentDetails,status', mine: 'true' },
      schema: channelsSchema,
    },
    renewed.accessToken,
    call,
    now(),
  );
  if (channels.kind !== 'read') return channels;
  const items = channels.value.items ?? [];
  if (items.length === 0) {
    return {
      kind: 'unauthorized',
      reason: 'This Google account has no YouTube channel: make one at youtube.com, then connect it.',
    };
  }
  return {
    kind: 'channels',
    channels: items.map(({ id, snippet }) => ({
      remoteId: id,
      name: snippet.title,
      tokens: renewed.tokens,
      expiresAt: renewed.expiresAt,
    })),
  };
}

/** Scopes each method takes, from the discovery document, revision 20260924: videos.list does not take `youtube.upload`. */
function missingPermission(scopes: readonly string[] | undefined): string | undefined {
  if (scopes === undefined) return undefined;
  const has = (...names: string[]): boolean =>
    names.some((name) => scopes.includes(`https://www.googleapis.com/auth/${name}`));
  if (!has('youtube.upload', 'youtube', 'youtube.force-ssl')) return 'the permission to upload films';
  if (!has('youtube.readonly', 'youtube', 'youtube.force-ssl')) return 'the permission to see the channel';
  return undefined;
}

const channelsSchema = z.object({
  items: z.array(z.object({ id: z.string(), snippet: z.object({ title: z.string() }) })).optional(),
});
