import http from 'node:http';
import https from 'node:https';
import type { Payment } from '../domain/money.ts';
import { openLine } from './line.ts';
import { strikeOut } from './secrets.ts';

/** One request. `base` names one of the platform's addresses; `path` begins with `/` and may hold a query. */
export interface Request {
  readonly base: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Milliseconds for the whole exchange; 60,000 when left out. */
  readonly timeoutMs?: number;
}

/**
 * What became of one request. `not-sent`: surely nothing reached the other side. `lost`: it may have arrived, the
 * answer did not (`status` is there when at least the status line came).
 */
export type Answer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Names in lower case; repeated headers joined by ", ". */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Buffer;
      /** The body read as JSON, or undefined when it is none. */
      readonly json: unknown;
    }
  | { readonly kind: 'not-sent'; readonly reason: string }
  | { readonly kind: 'lost'; readonly reason: string; readonly status?: number };

/** One request that was sent and what is known of its answer: `status` is absent when none came. */
export interface Exchange {
  readonly base: string;
  readonly method: Request['method'];
  /** With its query. */
  readonly path: string;
  readonly status?: number;
  /** Names in lower case; empty when no answer came. */
  readonly headers: Readonly<Record<string, string>>;
}

/** `request` bound to the addresses of one platform and to one claim. Platforms reach the network through it alone. */
export interface Call {
  (request: Request): Promise<Answer>;
  /** Scheme, host and port that requests for `base` go to, without a slash at the end. */
  address(base: string): string;
  /**
   * To be awaited before a request that something else than this function sends. Rejects when the claim is lost or the
   * process is stopping: then nothing may be sent.
   */
  readonly beforeSend: () => Promise<void>;
  /**
   * Whether what `beforeSend` has found still holds: to be asked in the very moment before the first byte is written. False when
   * too much time has gone by, as in a process that was frozen: then nothing may be sent.
   */
  readonly mayStillSend: () => boolean;
  /** To be told of every exchange that something else than this function has had. */
  readonly heard: (exchange: Exchange) => Promise<void>;
  /** To be told what the platform has charged for, once that is certain. Never told of what is free. */
  readonly paid: (payment: Payment) => Promise<void>;
  readonly signal: AbortSignal;
}

export interface CallOptions {
  /** Base name → scheme, host and port. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Values that must never be seen in a reason. */
  readonly secrets: readonly string[];
  readonly beforeSend?: () => Promise<void>;
  readonly mayStillSend?: () => boolean;
  /** Told of every exchange, before its answer is handed on: limits are read from it. */
  readonly heard?: (exchange: Exchange) => Promise<void>;
  /** Told of every charge. */
  readonly paid?: (payment: Payment) => Promise<void>;
  readonly signal?: AbortSignal;
}

const defaultTimeoutMs = 60_000;

/** Binds `request` to addresses. It sends each request once and never repeats it. */
export function bindCall(options: CallOptions): Call {
  const beforeSend = options.beforeSend ?? (async () => {});
  const mayStillSend = options.mayStillSend ?? (() => true);
  const heard = options.heard ?? (async () => {});
  const paid = options.paid ?? (async () => {});
  const signal = options.signal ?? new AbortController().signal;
  const address = (base: string): string => {
    const found = options.addresses[base];
    if (found === undefined) throw new Error(`No address is known for the base "${base}"`);
    return found.replace(/\/+$/, '');
  };
  const call = async (request: Request): Promise<Answer> => {
    await beforeSend();
    const answer = await send(new URL(address(request.base) + request.path), request, signal, mayStillSend);
    if (answer.kind !== 'not-sent') {
      const { base, method, path } = request;
      const status = answer.status === undefined ? {} : { status: answer.status };
      await heard({ base, method, path, ...status, headers: answer.kind === 'answer' ? answer.headers : {} });
    }
    return answer.kind === 'answer'
      ? answer
      : { ...answer, reason: strikeOut(answer.reason, options.secrets) };
  };
  return Object.assign(call, { address, beforeSend, mayStillSend, heard, paid, signal });
}

/** Sends one request over a connection of its own. */
function send(url: URL, request: Request, signal: AbortSignal, mayStillSend: () => boolean): Promise<Answer> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve({ kind: 'not-sent', reason: 'Stopped before the request was sent.' });
      return;
    }
    const timeoutMs = request.timeoutMs ?? defaultTimeoutMs;
    const body = request.body === undefined ? undefined : Buffer.from(request.body);
    const line = openLine(url.protocol === 'https:', mayStillSend);
    let status: number | undefined;

    const sent = (url.protocol === 'https:' ? https : http).request(url, {
      method: request.method,
      agent: line.agent,
      headers: {
        ...request.headers,
        ...(body === undefined && request.method === 'GET' ? {} : { 'content-length': body?.length ?? 0 }),
      },
    });
    const end = (answer: Answer): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve(answer);
      sent.destroy();
    };
    const fail = (reason: string): void =>
      end(
        line.connected
          ? { kind: 'lost', reason, ...(status === undefined ? {} : { status }) }
          : { kind: 'not-sent', reason },
      );
    const giveUp = (reason: string): void => {
      fail(reason);
      line.cut(reason);
    };
    const stop = (): void => giveUp('Stopped while waiting for the answer.');
    const timer = setTimeout(
      () => giveUp(`No answer from ${url.host} within ${timeoutMs / 1000} s.`),
      timeoutMs,
    );
    signal.addEventListener('abort', stop, { once: true });

    sent.on('error', (error) => fail(`${url.host}: ${error.message}`));
    // After a switch of protocols, which nobody asked for, no error and no answer comes: only this.
    sent.on('close', () => {
      if (status === undefined) fail(`${url.host}: the connection was closed without an answer.`);
    });
    sent.on('response', (response) => {
      status = response.statusCode;
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (error) => fail(`${url.host}: the answer broke off (${error.message}).`));
      response.on('close', () => {
        if (!response.complete) fail(`${url.host}: the answer broke off.`);
      });
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        end({
          kind: 'answer',
          status: status ?? 0,
          headers: plainHeaders(response.headers),
          body: bytes,
          json: readJson(bytes),
        });
      });
    });
    sent.end(body);
  });
}

function plainHeaders(headers: http.IncomingHttpHeaders): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return plain;
}

function readJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
