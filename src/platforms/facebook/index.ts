import { z } from 'zod';
import { graphRest } from '../../net/graph-usage.ts';
import { free, type Platform } from '../contract.ts';

/**
 * Facebook Pages. Limits of 2026-11-24: 63,206 characters is enforced by two open clients, no page of Meta's says it; the
 * unit is code points, as Meta counts `message_tags` ("Page Feed"). Hashtags have no documented limit; 1–3 are advised.
 */
export const facebook: Platform = {
  id: 'facebook',
  name: 'Facebook',
  text: {
    limit: 63_206,
    unit: 'characters',
    length: countCodePoints,
    clean: (text) => text,
    maxPieces: 1,
    // Long posts are usual on a Page, and a whole post of a clinic fits into one.
    defaultMode: 'whole',
    hashtags: { most: 30, advised: 3 },
    links: 'keep',
    sources: [
      {
        what: 'text',
        limit: '63,206 characters',
        page: 'weak: no page of Meta states it; docs.upload-post.com/resources/character-limits and two open clients do',
        read: '2026-11-24',
      },
      {
        what: 'hashtags',
        limit: 'no stated limit, 1 to 3 advised',
        page: 'weak: developers.facebook.com, Page Feed, names none; the advice is of guides',
        read: '2026-11-24',
      },
    ],
    media: 'none',
  },
  preview: { foldCharacters: 480, foldLines: 5 },
  addresses: { api: 'https://graph.facebook.com', web: 'https://www.facebook.com' },
  // A Page by its number (from memory, unverified).
  home: ({ remoteId }) => `/${remoteId}`,
  tokenFile: z.strictObject({
    access_token: z.string().min(1),
    page_id: z.string().regex(/^\d+$/, 'must be digits').exactOptional(),
  }),
  cost: free,
  // The headers of each answer say how much is left.
  allowances: [],
  rest: graphRest('Facebook'),
  // Stored is the token of a Page, which has no end date ("Long-Lived Access Tokens", read 2026-11-24).
  tokenLife: () => ({ usableUntil: null, renewFrom: null, endsAt: null }),
  identify: async (tokens, call, now) => (await import('./pages.ts')).identify(tokens, call, now),
  // A Page's token made from a long-lived user token has no end date ("Long-Lived Access Tokens", read 2026-11-24).
  refresh: async () => ({ kind: 'unneeded' }),
  publish: async (order, call) => (await import('./client.ts')).publish(order, call),
  settle: async (order, call) => (await import('./client.ts')).settle(order, call),
  measure: async (remoteIds, channel, call, now) =>
    (await import('./measure.ts')).measure(remoteIds, channel, call, now),
  sandbox: async () => (await import('./sandbox.ts')).sandbox,
};

function countCodePoints(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    if ((text.codePointAt(at) ?? 0) > 0xffff) at += 1;
    count += 1;
  }
  return count;
}
