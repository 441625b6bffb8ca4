import type { Exchange } from './request.ts';

/** From here on calls are made more slowly, in percent: at 100 they are refused. */
const slowFrom = 80;

/**
 * How much of the calls is used up, by the headers of any answer: `x-app-usage` counts the last hour of the app,
 * `x-business-use-case-usage` that of one account, in percent, and there in minutes how long a block lasts ("Rate Limits",
 * read 2026-11-24). Calls made while blocked lengthen the block, so it never comes so far. `name` is the platform's.
 */
export function graphRest(
  name: string,
): (exchange: Exchange, now: Date) => { readonly until: Date; readonly reason: string } | undefined {
  return ({ headers }, now) => {
    const texts = [headers['x-app-usage'] ?? '', headers['x-business-use-case-usage'] ?? ''].join(' ');
    const used = greatest(texts, /"(?:call_count|total_time|total_cputime)"\s*:\s*(\d+(?:\.\d+)?)/g);
    const blocked = greatest(texts, /"estimated_time_to_regain_access"\s*:\s*(\d+)/g);
    if (used < slowFrom && blocked === 0) return undefined;
    const minutes = blocked > 0 ? blocked : used < 90 ? 5 : used < 100 ? 10 : 15;
    return {
      until: new Date(now.getTime() + minutes * 60_000),
      reason: `${name} says that ${Math.round(used)} % of the calls it allows in an hour are used up.`,
    };
  };
}

function greatest(text: string, pattern: RegExp): number {
  return Math.max(0, ...[...text.matchAll(pattern)].map((found) => Number(found[1])));
}
