import type { Exchange } from '../../net/request.ts';
import type { Rest } from '../contract.ts';

/** 15 minutes of the account, and 24 hours of the app and of the account (docs.x.com, fundamentals/rate-limits, 24 Jul 2026). */
const windows = ['x-rate-limit', 'x-app-limit-24hour', 'x-user-limit-24hour'];

/** Which limits are used up, and when the last of them begins anew; undefined while something is left of each. */
export function usedUp(headers: Readonly<Record<string, unknown>>): Date | undefined {
  const resets = windows
    .filter((name) => numberIn(headers, `${name}-remaining`) === 0)
    .map((name) => numberIn(headers, `${name}-reset`) ?? 0);
  const latest = Math.max(0, ...resets);
  return latest === 0 ? undefined : new Date(latest * 1000);
}

/** The last post of a quarter of an hour says so in its own answer. Limits are counted for each endpoint: only posting counts here. */
export function restOf({ method, path, headers }: Exchange, now: Date): Rest | undefined {
  if (method !== 'POST' || path !== '/2/tweets') return undefined;
  const until = usedUp(headers);
  if (until === undefined || until <= now) return undefined;
  return { until, reason: 'X takes no more posts of this account for a while.' };
}

export function numberIn(headers: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const written = headers[name];
  const value = typeof written === 'string' && written !== '' ? Number(written) : NaN;
  return Number.isFinite(value) ? value : undefined;
}
