import type { Outcome } from '../domain/attempt.ts';
import type { Tokens } from '../domain/channel.ts';
import type { Answer, Call } from './request.ts';
import { strikeOut } from './secrets.ts';

/**
 * The Graph API's version in every path. It lives from 2026-02-18 to 2028-07-29; afterwards calls are served, without an
 * error, as the oldest living version, so shapes may change unseen: raise it before ("Graph API changelog", read 2026-11-24).
 */
export const graphVersion = 'v25.0';

/** The Graph API as one token sees it, at the base address `api`. */
export interface Graph {
  /** Reads; `path` without a slash at its start and without the version. */
  get(path: string, query?: Readonly<Record<string, string>>): Promise<GraphAnswer>;
  post(path: string, parameters: Readonly<Record<string, unknown>>): Promise<GraphAnswer>;
}

/** `lost` also stands for an answer that says nothing certain: HTML, an empty body, a 5xx without the API's own error. */
export type GraphAnswer =
  | { readonly kind: 'node'; readonly node: Readonly<Record<string, unknown>> }
  | GraphFailure;

export type GraphFailure =
  | { readonly kind: 'error'; readonly error: GraphError }
  | { readonly kind: 'not-sent'; readonly reason: string }
  | { readonly kind: 'lost'; readonly reason: string };

/** What an error body says, as facts; the HTTP status tells little there ("Handling Errors", read 2026-11-24). */
export interface GraphError {
  readonly code: number;
  /** 0 where there is none. */
  readonly subcode: number;
  /** A sentence for a person with code and subcode at its end; never holds the token. */
  readonly message: string;
  /** What the code alone says. `transient`: it may have been done all the same. */
  readonly about: 'token' | 'permission' | 'calls' | 'transient' | 'request';
  /** Minutes until calls are taken again, where the headers say so. */
  readonly regainMinutes?: number;
}

/** The token goes into a header: parameters end up in logs. */
export function openGraph(call: Call, tokens: Tokens): Graph {
  const token = tokens['access_token'] ?? '';
  const authorization = `Bearer ${token}`;
  return {
    get: async (path, query = {}) => {
      const search = new URLSearchParams(query).toString();
      return read(
        await call({
          base: 'api',
          method: 'GET',
          path: `/${graphVersion}/${path}${search === '' ? '' : `?${search}`}`,
          headers: { authorization },
        }),
        token,
      );
    },
    post: async (path, parameters) =>
      read(
        await call({
          base: 'api',
          method: 'POST',
          path: `/${graphVersion}/${path}`,
          headers: { authorization, 'content-type': 'application/json' },
          body: JSON.stringify(parameters),
        }),
        token,
      ),
  };
}

function read(answer: Answer, token: string): GraphAnswer {
  if (answer.kind !== 'answer') return { kind: answer.kind, reason: answer.reason };
  const error = readError(answer, token);
  if (error !== undefined) return { kind: 'error', error };
  const isWhole = answer.status >= 200 && answer.status < 300 && isObject(answer.json);
  return isWhole
    ? { kind: 'node', node: answer.json as Record<string, unknown> }
    : { kind: 'lost', reason: `The answer (HTTP ${answer.status}) said nothing certain.` };
}

function readError(answer: Extract<Answer, { kind: 'answer' }>, token: string): GraphError | undefined {
  const body = isObject(answer.json) ? answer.json['error'] : undefined;
  if (!isObject(body) || typeof body['code'] !== 'number') return undefined;
  const code = body['code'];
  const subcode = typeof body['error_subcode'] === 'number' ? body['error_subcode'] : 0;
  const said = [body['error_user_msg'], body['message']].find(
    (text) => typeof text === 'string' && text !== '',
  );
  const message = `${String(said ?? 'No reason was given').replace(/[\s.]+$/, '')} (code ${code}${subcode === 0 ? '' : `, subcode ${subcode}`}).`;
  const regainMinutes = readRegain(answer.headers['x-business-use-case-usage']);
  return {
    code,
    subcode,
    message: strikeOut(message, [token]),
    about: aboutOf(code, body['is_transient'] === true || answer.status >= 500),
    ...(regainMinutes === undefined ? {} : { regainMinutes }),
  };
}

/** The code comes before `is_transient`: limits are marked transient as well. */
function aboutOf(code: number, isTransient: boolean): GraphError['about'] {
  if (code === 190 || code === 102) return 'token';
  if (code === 3 || code === 10 || (code >= 200 && code <= 299)) return 'permission';
  if ([4, 17, 32, 341, 613, 80001, 80002].includes(code)) return 'calls';
  return isTransient || code === 1 || code === 2 ? 'transient' : 'request';
}

/** The longest `estimated_time_to_regain_access`, in minutes ("Rate Limits", read 2026-11-24). */
function readRegain(header: string | undefined): number | undefined {
  const minutes = [...(header ?? '').matchAll(/"estimated_time_to_regain_access"\s*:\s*(\d+)/g)].map(
    (found) => Number(found[1]),
  );
  const longest = Math.max(0, ...minutes);
  return longest === 0 ? undefined : longest;
}

/**
 * When to call again: at the time the headers named, else after 15 minutes that double with each try, at most 4 hours.
 * Calls made while throttled lengthen the block.
 */
export function regainAt(error: GraphError, now: Date, tries = 1): Date {
  const minutes = error.regainMinutes ?? Math.min(15 * 2 ** (tries - 1), 240);
  return new Date(now.getTime() + minutes * 60_000);
}

/** What a reading call ended in, where nothing hangs on it: it may simply be asked again. `name` is the platform's. */
export function readingRefusal(
  failure: GraphFailure,
  name: string,
  now: Date,
): Extract<Outcome, { kind: 'rejected' | 'unauthorized' | 'throttled' | 'unavailable' }> {
  if (failure.kind !== 'error')
    return { kind: 'unavailable', reason: `${name} could not be read: ${failure.reason}` };
  const reason = `${name}: ${failure.error.message}`;
  switch (failure.error.about) {
    case 'token':
    case 'permission':
      return { kind: 'unauthorized', reason };
    case 'calls':
      return { kind: 'throttled', reason, retryAt: regainAt(failure.error, now) };
    case 'transient':
      return { kind: 'unavailable', reason };
    case 'request':
      return { kind: 'rejected', reason };
  }
}

/**
 * The same while it is being found out what became of a try: a question that was refused says nothing about the post, so it
 * never ends in "nothing was made".
 */
export function unsettled(
  failure: GraphFailure,
  name: string,
  now: Date,
): Extract<Outcome, { kind: 'unknown' | 'processing' }> {
  const refusal = readingRefusal(failure, name, now);
  const reason = `What became of it could not be asked. ${refusal.reason}`;
  return refusal.kind === 'throttled'
    ? { kind: 'processing', reason, askAt: refusal.retryAt }
    : { kind: 'unknown', reason };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
