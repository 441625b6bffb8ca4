import type { Exchange } from '../../net/request.ts';
import type { Allowance } from '../contract.ts';

/**
 * The quota of a Google Cloud project, counted from midnight to midnight Pacific Time in buckets of its own since 2026-06-01:
 * 100 uploads, and 10,000 units for all else, of which each reading that is done here costs one (developers.google.com/
 * youtube/v3, quota page, read 2026-11-24). An upload is counted when its session is opened; what the bytes cost is not said.
 */
export const allowances: readonly Allowance[] = [
  {
    name: 'uploads',
    most: 100,
    timeZone: 'America/Los_Angeles',
    shared: true,
    isFirm: true,
    units: (exchange) => (opensUpload(exchange) ? 1 : 0),
    sentence: 'YouTube takes 100 uploads a day, until midnight Pacific Time',
  },
  {
    name: 'units',
    most: 10_000,
    timeZone: 'America/Los_Angeles',
    shared: true,
    isFirm: false,
    units: ({ base, path }) => (base === 'api' && path.startsWith('/youtube/v3/') ? 1 : 0),
    sentence: 'YouTube gives 10,000 units a day, until midnight Pacific Time',
  },
];

function opensUpload({ base, method, path }: Exchange): boolean {
  return base === 'upload' && method === 'POST' && path.startsWith('/upload/youtube/v3/videos');
}
