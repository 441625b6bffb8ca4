import type { Platform } from '../contract.ts';
import { weightedLength, weightLimit } from './length.ts';
import { cost } from './prices.ts';
import { restOf } from './limits.ts';
import { tokenFile, tokenLife } from './tokens.ts';

/**
 * X, API v2 (contract 2.166/2.167, docs.x.com as of 2026-08-22, read 2026-11-24). What talks and what imitates is loaded only
 * when it is called: cutting must not pay for it.
 */
export const x: Platform = {
  id: 'x',
  name: 'X',
  text: {
    limit: weightLimit,
    unit: 'weighted',
    length: weightedLength,
    // A carriage return would be counted; the three code points make a post invalid (twitter-text, invalidChars).
    clean: (text) =>
      text
        .normalize('NFC')
        .replace(/\r\n?/g, '\n')
        .replace(/[\ufeff\ufffe\uffff]/g, ''),
    maxPieces: 25,
    // Excerpts that stand alone read better on a calendar than threads.
    defaultMode: 'series',
    // X has no cap; its own advice is one or two (business.x.com, hashtags; from memory, unverified).
    hashtags: { most: 4, advised: 2 },
    links: 'keep',
    sources: [
      {
        what: 'text',
        limit: '280 weighted',
        page: 'docs.x.com, counting characters; twitter-text configuration v3',
        read: '2026-11-24',
      },
      {
        what: 'link',
        limit: '23 weighted',
        page: 'twitter-text configuration v3, transformedURLLength',
        read: '2026-11-24',
      },
    ],
    media: 'none',
  },
  // A post of 280 is never folded.
  preview: { foldCharacters: 280, foldLines: 25 },
  addresses: { api: 'https://api.x.com', web: 'https://x.com' },
  // An account by its number; the name it was given here may be another (from memory, unverified).
  home: ({ remoteId }) => `/i/user/${remoteId}`,
  tokenFile,
  cost,
  // X says in each answer how much is left.
  allowances: [],
  rest: restOf,
  tokenLife,
  identify: async (...given) => (await import('./client.ts')).identify(...given),
  refresh: async (...given) => (await import('./client.ts')).refresh(...given),
  publish: async (...given) => (await import('./client.ts')).publish(...given),
  settle: async (...given) => (await import('./settle.ts')).settle(...given),
  measure: async (...given) => (await import('./client.ts')).measure(...given),
  sandbox: async () => (await import('./sandbox.ts')).sandbox,
};
