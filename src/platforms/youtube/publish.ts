import type { Outcome } from '../../domain/attempt.ts';
import { neverHappens } from '../../domain/errors.ts';
import type { Call } from '../../net/request.ts';
import { isRestored, type Order } from '../contract.ts';
import { markOf } from '../made-for.ts';
import { inspectFilm, readFilm, type Film } from './film.ts';
import { knownRefusal } from './refusals.ts';
import {
  openSession,
  probeSession,
  recallSession,
  rememberSession,
  sendBlock,
  type UploadSession,
} from './session.ts';
import { accessToken } from './tokens.ts';
import { findUpload } from './uploads.ts';
import { markFor, videoResource } from './video-resource.ts';

/**
 * Uploads the film of an order. What an earlier try has begun is asked first: a second session that finishes would be a
 * second film, which YouTube does not refuse.
 */
export async function publish(order: Order, call: Call): Promise<Outcome> {
  const known = order.memory.recall('video');
  if (known !== undefined) return published(known, call);

  const film = await filmOf(order);
  const begun = recallSession(order.memory);
  if (begun !== undefined) {
    const earlier = await goOn(begun, film, order, call);
    if (earlier !== 'begin anew') return earlier;
  }
  if (film.kind !== 'film') return film;

  const access = await accessToken(order.channel.tokens, call, order.now);
  if (access.kind !== 'token') return access;
  const mark = begun?.mark ?? markFor(order.attempt.id);
  const opened = await openSession(
    videoResource(order.excerpt, mark),
    film.film,
    access.token,
    call,
    order.now(),
  );
  if (opened.kind !== 'session') return opened;
  const session = {
    path: opened.path,
    bytes: film.film.bytes,
    sha256: film.film.sha256,
    mark,
    words: wordsOf(order),
  };
  await rememberSession(order.memory, session);
  return sendFilm(session, film.film, 0, order, call);
}

/** What became of it? Never sends a byte of the film. */
export async function settle(order: Order, call: Call): Promise<Outcome> {
  const known = order.memory.recall('video');
  if (known !== undefined) return published(known, call);
  const session = recallSession(order.memory);
  const mayLack = isRestored(order.memory);
  if (session === undefined && !mayLack)
    return { kind: 'unavailable', reason: 'No upload to YouTube had been begun.' };

  const access = await accessToken(order.channel.tokens, call, order.now);
  // A refusal to answer the question is no answer to it: only `unknown` claims nothing.
  if (access.kind !== 'token') return { kind: 'unknown', reason: access.reason };
  // After a restore another session than the one remembered may have made the film, with a mark that nobody knows any more.
  if (session === undefined || mayLack) {
    const found = await findUpload(order, undefined, access.token, call);
    if (found.kind === 'found') return finish(found.video, order, call);
    if (found.kind !== 'absent') return { kind: 'unknown', reason: found.reason };
    if (order.settled < 3)
      return { kind: 'unknown', reason: "The film is not among the channel's uploads so far." };
    if (session === undefined)
      return { kind: 'unavailable', reason: "The film is not among the channel's uploads." };
  }
  const state = await probeSession(session, access.token, call, order.now());
  switch (state.kind) {
    case 'finished':
      return finish(state.video, order, call);
    case 'open':
      if (state.next >= session.bytes) return allBytesTaken(order);
      return {
        kind: 'ready',
        reason: `YouTube has kept ${state.next} of ${session.bytes} bytes of the film.`,
      };
    case 'gone': {
      const found = await findUpload(order, session.mark, access.token, call);
      if (found.kind === 'found') return finish(found.video, order, call);
      if (found.kind !== 'absent') return { kind: 'unknown', reason: found.reason };
      const sentence =
        "The upload is no longer known to YouTube, and the film is not among the channel's uploads";
      // The list of uploads lags behind by minutes: the first looks prove nothing.
      if (order.settled < 3) return { kind: 'unknown', reason: `${sentence} so far.` };
      return { kind: 'unavailable', reason: `${sentence}.` };
    }
    case 'unclear':
    case 'unsent':
    case 'unauthorized':
    case 'throttled':
    case 'rejected':
    case 'unavailable':
      return { kind: 'unknown', reason: state.reason };
    default:
      return neverHappens(state);
  }
}

type FilmOrNot =
  | { readonly kind: 'film'; readonly film: Film }
  | Extract<Outcome, { kind: 'rejected' | 'unavailable' }>;

async function filmOf(order: Order): Promise<FilmOrNot> {
  const file = order.media.find(({ kind }) => kind === 'video');
  if (file === undefined)
    return { kind: 'rejected', reason: 'There is no film: YouTube takes nothing else.' };
  const film = await inspectFilm(file);
  if (film === undefined) return { kind: 'unavailable', reason: `The film ${file.path} cannot be read.` };
  if (film.bytes === 0) return { kind: 'rejected', reason: `The film ${file.path} is empty.` };
  return { kind: 'film', film };
}

/** Takes up a session of an earlier try, or says that it is over and made nothing. */
async function goOn(
  session: UploadSession,
  film: FilmOrNot,
  order: Order,
  call: Call,
): Promise<Outcome | 'begin anew'> {
  const access = await accessToken(order.channel.tokens, call, order.now);
  if (access.kind !== 'token') return access;
  const state = await probeSession(session, access.token, call, order.now());
  switch (state.kind) {
    case 'finished':
      return finish(state.video, order, call);
    case 'open':
      if (state.next >= session.bytes) return allBytesTaken(order);
      if (film.kind !== 'film') return film;
      // Two halves of different films would make a broken one. The old session lacks bytes that nobody will send.
      if (film.film.sha256 !== session.sha256) return 'begin anew';
      // A film goes out under the words that its upload was announced with.
      if (session.words !== undefined && session.words !== wordsOf(order)) return 'begin anew';
      return sendFilm(session, film.film, state.next, order, call);
    case 'gone': {
      const found = await findUpload(order, session.mark, access.token, call);
      if (found.kind === 'found') return finish(found.video, order, call);
      return found.kind === 'absent' ? 'begin anew' : found;
    }
    case 'unclear':
    case 'unsent':
      return { kind: 'unavailable', reason: `The upload begun earlier did not answer: ${state.reason}` };
    case 'unauthorized':
    case 'throttled':
    case 'rejected':
    case 'unavailable':
      return state;
    default:
      return neverHappens(state);
  }
}

function wordsOf({ excerpt }: Order): string {
  return markOf(videoResource(excerpt, ''));
}

/** 32 times 262,144 bytes, the step that the protocol asks for. */
const blockBytes = 8 * 1024 * 1024;

async function sendFilm(
  session: UploadSession,
  film: Film,
  from: number,
  order: Order,
  call: Call,
): Promise<Outcome> {
  let next = from;
  while (next < film.bytes) {
    const access = await accessToken(order.channel.tokens, call, order.now);
    if (access.kind !== 'token') return access;
    const end = Math.min(next + blockBytes, film.bytes);
    const isLast = end === film.bytes;
    const bytes = await readFilm(film, next, end);
    if (bytes === undefined) {
      return {
        kind: 'unavailable',
        reason: `The film ${film.path} changed or vanished while it was being sent.`,
      };
    }
    const block = { bytes, from: next, mime: film.mime };
    const state = await sendBlock(session, block, access.token, call, order.now());
    switch (state.kind) {
      case 'finished':
        return finish(state.video, order, call);
      case 'open':
        if (state.next <= next) {
          return isLast
            ? { kind: 'unknown', reason: 'YouTube has not confirmed the end of the film.' }
            : { kind: 'unavailable', reason: 'YouTube kept nothing of the last block of the film.' };
        }
        next = state.next;
        break;
      case 'gone': {
        const refusal = knownRefusal(state.answer, order.now());
        if (refusal !== undefined) return refusal;
        const reason = `YouTube broke off the upload (${state.answer.status}).`;
        return { kind: isLast ? 'unknown' : 'unavailable', reason };
      }
      case 'unsent':
        return { kind: 'unavailable', reason: state.reason };
      case 'unclear':
        return { kind: 'unknown', reason: state.reason };
      case 'unauthorized':
      case 'throttled':
      case 'rejected':
      case 'unavailable':
        return state;
      default:
        return neverHappens(state);
    }
  }
  return allBytesTaken(order);
}

/** A 308 that claims all bytes has been seen while the film did appear (read 2026-11-24): ask again after some seconds. */
function allBytesTaken(order: Order): Outcome {
  return {
    kind: 'processing',
    reason: 'YouTube has every byte of the film and has not yet named it.',
    askAt: new Date(order.now().getTime() + 15_000),
  };
}

async function finish(video: string, order: Order, call: Call): Promise<Outcome> {
  await order.memory.remember('video', video);
  return published(video, call);
}

function published(video: string, call: Call): Outcome {
  return {
    kind: 'published',
    remoteIds: [video],
    url: `${call.address('web')}/watch?v=${encodeURIComponent(video)}`,
  };
}
