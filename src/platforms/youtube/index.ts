import { free, type Platform } from '../contract.ts';
import { allowances } from './allowances.ts';
import { pieceText, titleText } from './text.ts';
import { tokenFile } from './token-file.ts';
import { tokenLife } from './token-life.ts';

/**
 * YouTube through the Data API v3: each excerpt becomes a film whose description carries the words.
 * Facts read on 2026-11-24 (discovery revision 20260924); the README beside this file says where each comes from.
 */
export const youtube: Platform = {
  id: 'youtube',
  name: 'YouTube',
  text: {
    ...pieceText,
    maxPieces: 1,
    defaultMode: 'whole',
    // Support page 6390658 as quoted on 2026-11-24: with more than 60 hashtags all are ignored. The often repeated 15 was
    // the older rule and is kept to be on the safe side; only the first three stand above the title.
    hashtags: { most: 15, advised: 3 },
    title: titleText,
    links: 'keep',
    sources: [
      {
        what: 'description',
        limit: '5,000 bytes',
        page: 'developers.google.com/youtube/v3, videos, snippet.description',
        read: '2026-11-24',
      },
      {
        what: 'title',
        limit: '100 characters',
        page: 'developers.google.com/youtube/v3, videos, snippet.title',
        read: '2026-11-24',
      },
      {
        what: 'hashtags',
        limit: '15 (60 on the page)',
        page: 'support.google.com/youtube/answer/6390658',
        read: '2026-11-24',
      },
    ],
    media: 'video',
  },
  // Sheet of 2026-11-24: the first 100 to 157 characters, about two lines, stand before "…more"; the smaller number is safe.
  preview: { foldCharacters: 100, foldLines: 2 },
  addresses: {
    api: 'https://www.googleapis.com',
    upload: 'https://www.googleapis.com',
    oauth: 'https://oauth2.googleapis.com',
    analytics: 'https://youtubeanalytics.googleapis.com',
    web: 'https://www.youtube.com',
  },
  home: ({ remoteId }) => `/channel/${remoteId}`,
  tokenFile,
  cost: free,
  allowances,
  // No header says how much is left: the day's quota is counted by us, and its end is told by an error.
  rest: () => undefined,
  tokenLife,
  identify: async (tokens, call, now) => (await client()).identify(tokens, call, now),
  refresh: async (channel, call, now) => (await client()).refresh(channel, call, now),
  publish: async (order, call) => (await client()).publish(order, call),
  settle: async (order, call) => (await client()).settle(order, call),
  measure: async (remoteIds, channel, call, now) => (await client()).measure(remoteIds, channel, call, now),
  sandbox: async () => (await import('./sandbox.ts')).sandbox,
};

/** Loaded at the first call: cutting a post needs the facts alone. */
function client() {
  return import('./client.ts');
}
