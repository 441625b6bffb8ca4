import { free, type Platform } from '../contract.ts';
import { identify, refresh, tokenFile, tokenLife } from './account.ts';
import { allowances } from './allowances.ts';
import { publish } from './client.ts';
import { littleTextLength, withSafeAddresses } from './little-text.ts';
import { measure } from './measure.ts';
import { settle } from './settle.ts';

export const linkedin: Platform = {
  id: 'linkedin',
  name: 'LinkedIn',
  text: {
    // The number stands on the older page "UGC Post API"; "Posts API" names only the error (learn.microsoft.com, read 2026-11-24).
    limit: 3000,
    unit: 'little-text',
    length: littleTextLength,
    clean,
    maxPieces: 1,
    defaultMode: 'series',
    // LinkedIn states no number; 3 to 5 is what its help pages and most guides advise.
    hashtags: { most: 30, advised: 5 },
    links: 'keep',
    sources: [
      {
        what: 'text',
        limit: '3,000 little-text',
        page: 'weak: learn.microsoft.com, UGC Post API (older); Posts API names only the error; the unit is not stated',
        read: '2026-11-24',
      },
      {
        what: 'hashtags',
        limit: 'no stated limit, 3 to 5 advised',
        page: 'weak: LinkedIn help names none; the advice is of guides',
        read: '2026-11-24',
      },
    ],
    media: 'none',
  },
  // Three lines on a phone, at the narrow end of what is reported ("…more" after 140 to 210 characters).
  preview: { foldCharacters: 210, foldLines: 3 },
  addresses: {
    api: 'https://api.linkedin.com',
    oauth: 'https://www.linkedin.com',
    web: 'https://www.linkedin.com',
  },
  // A page by its number; one's own profile leads to itself (from memory, unverified).
  home: ({ remoteId }) => {
    const page = /^urn:li:organization:(\d+)$/.exec(remoteId)?.[1];
    return page === undefined ? '/in/me/' : `/company/${page}/`;
  },
  tokenFile,
  cost: free,
  allowances,
  // No header says how much is left ("Rate limits", learn.microsoft.com, read 2026-11-24).
  rest: () => undefined,
  tokenLife,
  identify,
  refresh,
  publish,
  settle,
  measure,
  sandbox: async () => (await import('./sandbox.ts')).linkedinSandbox,
};

/** Every character can be sent, if not in an address; only what cannot be seen is taken out, and line ends become the one kind LinkedIn knows. */
function clean(text: string): string {
  return withSafeAddresses(text.normalize('NFC'))
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim();
}
