import { z } from 'zod';
import type { Answer, Call } from '../../net/request.ts';
import type { Memory, Refusal } from '../contract.ts';
import type { Film } from './film.ts';
import { refusalOf } from './refusals.ts';

/**
 * An upload session of the resumable protocol. Asking for one makes nothing on the channel; the film exists from the moment
 * its last byte is taken (guide "Resumable Uploads", read 2026-11-24).
 */
export interface UploadSession {
  /** Path and query under the base `upload`. Whoever knows it can upload without a token: it is as secret as one. */
  readonly path: string;
  /** Of the film it was opened for. */
  readonly bytes: number;
  readonly sha256: string;
  /** The hidden tag that the film carries. */
  readonly mark: string;
  /** Mark of the title, description and tags that were announced; missing in one that an older Cutline opened. */
  readonly words?: string | undefined;
}

const sessionSchema = z.strictObject({
  path: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  mark: z.string(),
  words: z.string().optional(),
});

export function recallSession(memory: Memory): UploadSession | undefined {
  const kept = memory.recall('session');
  return kept === undefined ? undefined : sessionSchema.parse(JSON.parse(kept));
}

export async function rememberSession(memory: Memory, session: UploadSession): Promise<void> {
  await memory.remember('session', JSON.stringify(session));
}

/** Step 1. Whatever goes wrong here, no film exists. */
export async function openSession(
  resource: object,
  film: Film,
  accessToken: string,
  call: Call,
  now: Date,
): Promise<{ readonly kind: 'session'; readonly path: string } | Refusal> {
  const query = new URLSearchParams({
    uploadType: 'resumable',
    part: 'snippet,status',
    // A series of short films would otherwise ring every subscriber's phone again and again.
    notifySubscribers: 'false',
  });
  const answer = await call({
    base: 'upload',
    method: 'POST',
    path: `/upload/youtube/v3/videos?${query}`,
    headers: {
      authorization: `Bearer ${accessToken}`,
      'content-type': 'application/json; charset=UTF-8',
      'x-upload-content-length': String(film.bytes),
      'x-upload-content-type': film.mime,
    },
    body: JSON.stringify(resource),
  });
  if (answer.kind !== 'answer')
    return { kind: 'unavailable', reason: `YouTube opened no upload: ${answer.reason}` };
  if (answer.status !== 200 && answer.status !== 201) return refusalOf(answer, now);
  const location = answer.headers['location'];
  if (location === undefined || !URL.canParse(location, call.address('upload'))) {
    return { kind: 'unavailable', reason: 'YouTube opened an upload without saying where.' };
  }
  // Only path and query are kept: the address to talk to stays the configured one, whatever host the answer names.
  const { pathname, search } = new URL(location, call.address('upload'));
  return { kind: 'session', path: pathname + search };
}

/**
 * What a session says of itself. `finished`: the film exists. `open`: it does not, and the bytes before `next` are kept.
 * `gone`: the session answers no more. `unclear`: no word on it. `unsent`: nothing reached it.
 */
export type SessionState =
  | { readonly kind: 'finished'; readonly video: string }
  | { readonly kind: 'open'; readonly next: number }
  | { readonly kind: 'gone'; readonly answer: Extract<Answer, { kind: 'answer' }> }
  | { readonly kind: 'unclear'; readonly reason: string }
  | { readonly kind: 'unsent'; readonly reason: string }
  | Refusal;

/** Step 3: asks how far the session has come. Sends no bytes. */
export async function probeSession(
  session: UploadSession,
  accessToken: string,
  call: Call,
  now: Date,
): Promise<SessionState> {
  const answer = await call({
    base: 'upload',
    method: 'PUT',
    path: session.path,
    headers: { authorization: `Bearer ${accessToken}`, 'content-range': `bytes */${session.bytes}` },
  });
  return readSession(answer, now);
}

/** Step 2, one block: `bytes` begin at `from`. Every block but the last must be a multiple of 262,144 bytes long. */
export async function sendBlock(
  session: UploadSession,
  block: { readonly bytes: Buffer; readonly from: number; readonly mime: string },
  accessToken: string,
  call: Call,
  now: Date,
): Promise<SessionState> {
  const answer = await call({
    base: 'upload',
    method: 'PUT',
    path: session.path,
    headers: {
      authorization: `Bearer ${accessToken}`,
      'content-type': block.mime,
      'content-range': `bytes ${block.from}-${block.from + block.bytes.length - 1}/${session.bytes}`,
    },
    body: block.bytes,
    timeoutMs: timeoutFor(block.bytes.length),
  });
  return readSession(answer, now);
}

/** A minute for the answer, and the bytes at 20 kB a second, the poorest line that is still worth trying. */
function timeoutFor(bytes: number): number {
  return 60_000 + bytes / 20;
}

function readSession(answer: Answer, now: Date): SessionState {
  if (answer.kind === 'not-sent') return { kind: 'unsent', reason: answer.reason };
  if (answer.kind === 'lost') return { kind: 'unclear', reason: answer.reason };
  const { status } = answer;
  if (status === 200 || status === 201) {
    const video = z.object({ id: z.string().min(1) }).safeParse(answer.json);
    if (video.success) return { kind: 'finished', video: video.data.id };
    return { kind: 'unclear', reason: `YouTube answered ${status} without naming the film.` };
  }
  if (status === 308) {
    // No Range header: nothing has been kept. What has been kept may be less than what was sent.
    const kept = /^bytes=0-(\d+)$/.exec(answer.headers['range'] ?? '');
    return { kind: 'open', next: kept === null ? 0 : Number(kept[1]) + 1 };
  }
  if (status === 401 || status === 429) return refusalOf(answer, now);
  if (status >= 400 && status < 500 && status !== 408) return { kind: 'gone', answer };
  return { kind: 'unclear', reason: `YouTube answered ${status} to a piece of the upload.` };
}
