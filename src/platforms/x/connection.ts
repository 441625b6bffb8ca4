import type http from 'node:http';
import { ApiPartialResponseError, ApiRequestError, ApiResponseError, TwitterApi } from 'twitter-api-v2';
import type { Tokens } from '../../domain/channel.ts';
import { openLine, type Line } from '../../net/line.ts';
import type { Call, Exchange } from '../../net/request.ts';
import { strikeOut } from '../../net/secrets.ts';
import { isOAuth1, secretsOf } from './tokens.ts';

/** One request to X. */
export interface Question {
  readonly method: 'GET' | 'POST';
  /** Behind the base address, with its version: `/2/tweets`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
  /** `app`: as the app itself, form-encoded, for new tokens. Else as the account. */
  readonly as?: 'account' | 'app';
}

/**
 * What became of it. `done`: answered below 400 (the library hides which: look for what was to be made). `refused`: 400 or
 * more. `not-sent`: surely nothing arrived. `lost`: it may have; `content` is what came of the answer.
 */
export type Reply =
  | { readonly kind: 'done'; readonly headers: Headers; readonly data: unknown }
  | { readonly kind: 'refused'; readonly status: number; readonly headers: Headers; readonly data: unknown }
  | { readonly kind: 'not-sent'; readonly reason: string }
  | { readonly kind: 'lost'; readonly reason: string; readonly status?: number; readonly content?: string };

/** Names in lower case. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

const timeoutMs = 60_000;

/**
 * Sends one request through twitter-api-v2, once, over a connection of its own. The library (1.29.1, read 2026-11-24) knows
 * no time limit and cannot tell a refused connection from a lost answer; both are known here because the connection is ours.
 * Rejects only when `beforeSend` does, before anything is sent.
 */
export async function ask(question: Question, tokens: Tokens, call: Call): Promise<Reply> {
  await call.beforeSend();
  if (call.signal.aborted) return { kind: 'not-sent', reason: 'Stopped before the request was sent.' };

  const address = call.address('api');
  const line = openLine(address.startsWith('https:'), call.mayStillSend);
  const stop = (): void => line.cut('Stopped while waiting for the answer.');
  const timer = setTimeout(() => line.cut(`No answer within ${timeoutMs / 1000} s.`), timeoutMs);
  call.signal.addEventListener('abort', stop, { once: true });
  let reply: Reply;
  try {
    const { data, headers } = await send(question, clientFor(question, tokens, line.agent), `${address}/`);
    reply = { kind: 'done', headers, data };
  } catch (error) {
    reply = replyOf(error, line, `${new URL(address).host}: `, secretsOf(tokens));
  } finally {
    clearTimeout(timer);
    call.signal.removeEventListener('abort', stop);
  }
  if (reply.kind !== 'not-sent') await call.heard(exchangeOf(question, reply));
  return reply;
}

function exchangeOf({ method, path }: Question, reply: Exclude<Reply, { kind: 'not-sent' }>): Exchange {
  const status = 'status' in reply && reply.status !== undefined ? { status: reply.status } : {};
  const headers = Object.entries('headers' in reply ? reply.headers : {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  );
  return { base: 'api', method, path, ...status, headers: Object.fromEntries(headers) };
}

function clientFor(question: Question, tokens: Tokens, httpAgent: http.Agent): TwitterApi {
  // Without compression a broken answer is seen as broken; through a decompressor the library would wait for ever.
  const settings = { httpAgent, compression: 'identity' as const };
  const value = (name: string): string => tokens[name] ?? '';
  if (question.as === 'app') {
    const secret = tokens['client_secret'];
    return new TwitterApi(
      { clientId: value('client_id'), ...(secret === undefined ? {} : { clientSecret: secret }) },
      settings,
    );
  }
  if (!isOAuth1(tokens)) return new TwitterApi(value('access_token'), settings);
  return new TwitterApi(
    {
      appKey: value('api_key'),
      appSecret: value('api_secret'),
      accessToken: value('access_token'),
      accessSecret: value('access_secret'),
    },
    settings,
  );
}

function send(
  question: Question,
  client: TwitterApi,
  prefix: string,
): Promise<{ readonly data: unknown; readonly headers: Headers }> {
  const path = question.path.slice(1);
  const settings = { prefix, fullResponse: true } as const;
  if (question.method === 'GET') return client.get<unknown>(path, { ...question.query }, settings);
  const forceBodyMode = question.as === 'app' ? ('url' as const) : ('json' as const);
  return client.post<unknown>(path, { ...question.body }, { ...settings, forceBodyMode });
}

function replyOf(error: unknown, line: Line, prefix: string, secrets: readonly string[]): Reply {
  if (error instanceof ApiResponseError) {
    return { kind: 'refused', status: error.code, headers: error.headers, data: error.data };
  }
  const reasonOr = (guess: string): string => strikeOut(prefix + (line.failure ?? guess), secrets);
  if (error instanceof ApiPartialResponseError) {
    return {
      kind: 'lost',
      reason: reasonOr('the answer broke off.'),
      status: error.response.statusCode ?? 0,
      content: error.rawContent,
    };
  }
  if (!(error instanceof ApiRequestError)) throw error;
  const reason = reasonOr('the connection was closed without an answer.');
  return line.connected ? { kind: 'lost', reason } : { kind: 'not-sent', reason };
}
