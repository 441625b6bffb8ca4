import type { Tokens } from '../../domain/channel.ts';
import { strikeOut } from '../../net/secrets.ts';
import type { Refusal } from '../contract.ts';
import type { Headers, Reply } from './connection.ts';
import { fieldOf } from './fields.ts';
import { numberIn, usedUp } from './limits.ts';
import { secretsOf } from './tokens.ts';

/**
 * What a refusal of X means. `duplicate`: the same text stands there already: ours of an earlier try, perhaps. `broken`:
 * the server failed (5xx) and promises nothing about what it did.
 */
export type Verdict =
  | Refusal
  | { readonly kind: 'duplicate'; readonly reason: string }
  | { readonly kind: 'broken'; readonly reason: string };

type Refused = Extract<Reply, { kind: 'refused' }>;

/**
 * Reads a refusal of a call made as the account. Bodies as collected on 2026-11-24 from docs.x.com (response codes,
 * 22 Aug 2026) and from logs of 2026; `type` is told apart by its last path part, since X writes it under two hosts.
 * Every 4xx proves that nothing was made.
 */
export function judge(refused: Refused, tokens: Tokens, now: Date): Verdict {
  const problem = problemOf(refused.data);
  const said = strikeOut(sentence(refused.status, problem), secretsOf(tokens));
  if (refused.status >= 500 || refused.status === 408) {
    return { kind: 'broken', reason: `X had trouble of its own (${said}).` };
  }
  switch (refused.status) {
    case 401:
      return {
        kind: 'unauthorized',
        reason: `X does not accept the token: it has expired or was revoked. Connect the channel again (${said}).`,
      };
    // In no documentation, met in logs of Mar–Jun 2026. Waiting does not help and every further post would fail as well.
    case 402:
      return {
        kind: 'unauthorized',
        reason: `The X developer account has no credits left. Buy credits in the developer console, then connect the channel again (${said}).`,
      };
    case 403:
      return judgeForbidden(problem, said);
    case 420:
    case 429:
      return {
        kind: 'throttled',
        reason: `X asks to wait (${said}).`,
        retryAt: retryTime(refused.headers, problem, now),
      };
    default:
      return { kind: 'rejected', reason: `X did not take it: ${said}.` };
  }
}

const forbidden: readonly (readonly [
  pattern: RegExp,
  kind: 'duplicate' | 'unauthorized' | 'unavailable',
  advice: string,
])[] = [
  [/duplicate content/i, 'duplicate', 'X says that the same text was posted a short while ago.'],
  // A piece that follows at once sometimes meets this; a few seconds later it is taken.
  [/deleted or not visible/i, 'unavailable', 'X does not see the previous piece yet.'],
  [
    /suspended/i,
    'unauthorized',
    'X has suspended this account: see x.com about it, then connect the channel again.',
  ],
  [
    /not permitted to access this feature/i,
    'unauthorized',
    'X has locked this account: sign in at x.com and unlock it, then connect the channel again.',
  ],
  [
    /client-forbidden|not-enrolled|official-client-forbidden/i,
    'unauthorized',
    'The app is not enrolled for this: attach it to a project in the developer console, then connect the channel again.',
  ],
  [
    /unsupported-authentication/i,
    'unauthorized',
    'These are not tokens of an account: connect the channel again with user tokens.',
  ],
  [
    /oauth1-permissions/i,
    'unauthorized',
    'The keys may only read: give the app "Read and write", make new keys, then connect the channel again.',
  ],
  [
    /^forbidden forbidden|not permitted to perform this action/i,
    'unauthorized',
    'X does not let this app post for the account: give it the scope tweet.write, then connect the channel again.',
  ],
];

function judgeForbidden(problem: Problem, said: string): Verdict {
  const words = `${problem.title} ${problem.detail} ${problem.type} ${problem.reason}`;
  for (const [pattern, kind, advice] of forbidden) {
    if (pattern.test(words)) return { kind, reason: `${advice} (${said})` };
  }
  return { kind: 'rejected', reason: `X did not allow it: ${said}.` };
}

interface Problem {
  readonly title: string;
  readonly detail: string;
  /** Last part of the path. */
  readonly type: string;
  readonly reason: string;
  readonly period: string;
}

/** Shape A is `title`, `detail`, `type`; B adds `errors[].message`; the old C has only `errors[].message` with a code. */
function problemOf(data: unknown): Problem {
  const text = (name: string): string => {
    const value = fieldOf(data, name);
    return typeof value === 'string' ? value : '';
  };
  const errors = fieldOf(data, 'errors');
  const messages = (Array.isArray(errors) ? errors : [])
    .map((error: unknown) => fieldOf(error, 'message'))
    .filter((message): message is string => typeof message === 'string');
  return {
    title: text('title'),
    detail: [text('detail'), ...messages].filter((part) => part !== '').join(' '),
    type: text('type').split('/').at(-1) ?? '',
    reason: text('reason'),
    period: text('period'),
  };
}

function sentence(status: number, problem: Problem): string {
  const words = (problem.detail || problem.title).trim().replace(/\.$/, '');
  return words === '' ? `status ${status}` : `${status}: ${words.slice(0, 300)}`;
}

/**
 * When to try again: the latest reset among the limits that are used up (15 minutes, and 24 hours of the app and the user),
 * else the end of the monthly or daily cap, else a quarter of an hour (docs.x.com, fundamentals/rate-limits, 24 Jul 2026).
 */
function retryTime(headers: Headers, problem: Problem, now: Date): Date {
  const reset = problem.type === 'usage-capped' ? 0 : (numberIn(headers, 'x-rate-limit-reset') ?? 0);
  const again = usedUp(headers)?.getTime() ?? reset * 1000;
  const soonest = now.getTime() + 30_000;
  if (again > 0) return new Date(Math.max(again, soonest));
  if (problem.type === 'usage-capped') return endOfPeriod(problem.period, now);
  const after = numberIn(headers, 'retry-after');
  return new Date(
    after === undefined ? now.getTime() + 15 * 60_000 : Math.max(now.getTime() + after * 1000, soonest),
  );
}

function endOfPeriod(period: string, now: Date): Date {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  return new Date(/month/i.test(period) ? Date.UTC(year, month + 1, 1) : Date.UTC(year, month, day + 1));
}
