import { z } from 'zod';
import { graphRest } from '../../net/graph-usage.ts';
import { free, type Platform } from '../contract.ts';
import { mostMentions } from './limits.ts';

/**
 * Instagram professional accounts through Facebook Login. Caption 2,200 ("IG User Media"; the unit is not stated, so the
 * greatest, UTF-16, is taken); hashtags 5 (announced 2025-12-18, while the reference still prints 30); both read 2026-11-24.
 */
export const instagram: Platform = {
  id: 'instagram',
  name: 'Instagram',
  text: {
    limit: 2200,
    unit: 'utf-16',
    length: (text) => text.length,
    clean: (text) => text,
    maxPieces: 1,
    defaultMode: 'series',
    hashtags: { most: 5, advised: 5 },
    mentions: { most: mostMentions },
    // Nothing in a caption can be clicked but @ and #.
    links: 'words',
    sources: [
      {
        what: 'text',
        limit: '2,200 utf-16',
        page: 'developers.facebook.com, IG User Media',
        read: '2026-11-24',
      },
      {
        what: 'hashtags',
        limit: '5',
        page: 'announced 2025-12-18; IG User Media still says 30',
        read: '2026-11-24',
      },
      {
        what: 'mentions',
        limit: String(mostMentions),
        page: 'developers.facebook.com, IG User Media; Error Codes, 2207040',
        read: '2026-11-24',
      },
    ],
    media: 'picture',
  },
  preview: { foldCharacters: 125, foldLines: 2 },
  addresses: { api: 'https://graph.facebook.com', web: 'https://www.instagram.com' },
  // There is no address by number: where the channel was given a name of ours, the way in has to do.
  home: ({ name }) => (/^@?[\w.]+$/.test(name) ? `/${name.replace('@', '')}/` : '/'),
  tokenFile: z.strictObject({
    access_token: z.string().min(1),
    instagram_id: z.string().regex(/^\d+$/, 'must be digits').exactOptional(),
    page_id: z.string().regex(/^\d+$/, 'must be digits').exactOptional(),
  }),
  cost: free,
  // The headers of each answer say how much is left, and an endpoint how many posts.
  allowances: [],
  rest: graphRest('Instagram'),
  // Stored is the token of a Page, which has no end date ("Long-Lived Access Tokens", read 2026-11-24).
  tokenLife: () => ({ usableUntil: null, renewFrom: null, endsAt: null }),
  identify: async (tokens, call, now) => (await import('./accounts.ts')).identify(tokens, call, now),
  // The token of the linked Page has no end date ("Long-Lived Access Tokens", read 2026-11-24).
  refresh: async () => ({ kind: 'unneeded' }),
  publish: async (order, call) => (await import('./client.ts')).publish(order, call),
  settle: async (order, call) => (await import('./client.ts')).settle(order, call),
  measure: async (remoteIds, channel, call, now) =>
    (await import('./measure.ts')).measure(remoteIds, channel, call, now),
  sandbox: async () => (await import('./sandbox.ts')).sandbox,
};
