import type { Allowance } from '../contract.ts';

/**
 * Calls of one member a day, counted anew at 00:00 UTC ("Rate limits" and "Community Management", learn.microsoft.com, read
 * 2026-11-24): 100 with the development tier, 150 with Share on LinkedIn, unpublished with the standard tier. The smallest is
 * taken, and as nobody can know which holds for an app, it only keeps reading from using up what publishing needs; that
 * everything is used up LinkedIn says itself (429).
 */
export const allowances: readonly Allowance[] = [
  {
    name: 'calls',
    most: 100,
    timeZone: 'UTC',
    shared: false,
    isFirm: false,
    units: ({ base, path }) => (base === 'api' && /^\/(?:rest|v2)\//.test(path) ? 1 : 0),
    sentence: 'LinkedIn promises no more than 100 calls a day',
  },
];
