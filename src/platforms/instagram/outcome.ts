import type { Outcome } from '../../domain/attempt.ts';
import { neverHappens } from '../../domain/errors.ts';
import { regainAt, type GraphError, type GraphFailure } from '../../net/graph.ts';
import type { Order } from '../contract.ts';

/** `container`: nothing can be public yet. `publish`: it may be. */
export type Step = 'container' | 'publish';

/** What a failed answer means ("Error Codes" of the Instagram Platform and open clients, read 2026-11-24). */
export function failureOf(failure: GraphFailure, step: Step, order: Order): Outcome {
  if (failure.kind === 'not-sent') {
    return { kind: 'unavailable', reason: `Instagram could not be reached: ${failure.reason}` };
  }
  if (failure.kind === 'lost') {
    // A container that nobody knows is invisible and dies by itself after 24 hours.
    return {
      kind: step === 'container' ? 'unavailable' : 'unknown',
      reason: `Instagram's answer did not arrive: ${failure.reason}`,
    };
  }
  const { error } = failure;
  const reason = `Instagram: ${error.message}`;
  const verdict = verdictOn(error, step, order.attempt.number);
  const hours = (count: number): Date => new Date(order.now().getTime() + count * 3_600_000);
  switch (verdict) {
    case 'throttled':
      return { kind: 'throttled', reason, retryAt: regainAt(error, order.now(), order.attempt.number) };
    case 'quota':
      return { kind: 'throttled', reason, retryAt: hours(1) };
    case 'spam':
      return { kind: 'throttled', reason, retryAt: hours(3) };
    case 'not-ready':
      return { kind: 'processing', reason, askAt: nextLook(order) };
    case 'unauthorized':
    case 'rejected':
    case 'unavailable':
    case 'unknown':
      return { kind: verdict, reason };
    default:
      return neverHappens(verdict);
  }
}

/** What the container's own end says, where its `status` names a subcode. */
export function endOfContainer(status: string): Outcome {
  const subcode = Number(/\b2207\d{3}\b/.exec(status)?.[0] ?? 0);
  const reason = `Instagram could not prepare the picture: ${status}`;
  return { kind: bySubcode[subcode] === 'rejected' ? 'rejected' : 'unavailable', reason };
}

/** 3, 6, 12, 24 seconds, then every minute for half an hour, then every 5 minutes until the container dies. */
export function nextLook(order: Order): Date {
  const seconds = order.settled < 4 ? 3 * 2 ** order.settled : order.settled < 34 ? 60 : 300;
  return new Date(order.now().getTime() + seconds * 1000);
}

type Verdict =
  | 'throttled'
  | 'quota'
  | 'spam'
  | 'not-ready'
  | 'unauthorized'
  | 'rejected'
  | 'unavailable'
  | 'unknown';

function verdictOn(error: GraphError, step: Step, tries: number): Verdict {
  const row = bySubcode[error.subcode] ?? byCode[error.code] ?? error.about;
  switch (row) {
    case 'token':
    case 'permission':
      return 'unauthorized';
    case 'calls':
      return 'throttled';
    case 'spam':
      // Whoever is refused three times must look at the words.
      return tries < 3 ? 'spam' : 'rejected';
    case 'unreachable':
      // The pictures are on our own server, which may have been restarting; later it is the address that is wrong.
      return tries < 3 ? 'unavailable' : 'rejected';
    // Harmless before anything is public; afterwards settling decides, and a code nobody foresaw proves nothing.
    case 'doubtful':
    case 'transient':
    case 'request':
      return step === 'container' ? 'unavailable' : 'unknown';
    default:
      return row;
  }
}

type Row = Verdict | 'unreachable' | 'doubtful';

/** The subcode says more than the code, so it comes first. */
const bySubcode: Readonly<Record<number, Row>> = {
  2207001: 'doubtful', // server error
  2207003: 'unavailable', // fetching took too long
  2207004: 'rejected', // picture over 8 MiB
  2207005: 'rejected', // picture format
  2207006: 'doubtful', // media id not found
  2207008: 'doubtful', // no such container, expired, or already published
  2207009: 'rejected', // ratio outside 4:5–1.91:1
  2207010: 'rejected', // caption too long
  2207020: 'unavailable', // media expired: a new container
  2207023: 'rejected', // media type
  2207026: 'rejected', // video format
  2207027: 'not-ready',
  2207028: 'rejected', // carousel not 2–10
  2207032: 'unavailable', // container not made
  2207035: 'rejected', // product tags
  2207036: 'rejected',
  2207037: 'rejected',
  2207040: 'rejected', // more than 20 @
  2207042: 'quota',
  2207050: 'unauthorized', // account restricted: its owner acts in the app
  2207051: 'spam',
  2207052: 'unreachable',
  2207053: 'unavailable', // unknown upload error
  2207057: 'rejected', // thumb_offset
  2207077: 'unavailable', // upload or download failed
  2207081: 'rejected', // trial reels
  2207082: 'unavailable',
  2207085: 'unavailable',
};

/** For the same errors without a subcode. */
const byCode: Readonly<Record<number, Row>> = {
  [-2]: 'unavailable',
  9: 'quota',
  25: 'unauthorized',
  100: 'rejected',
  352: 'rejected',
  368: 'spam',
  506: 'doubtful',
  9004: 'unreachable',
  9007: 'not-ready',
  36000: 'rejected',
  36001: 'rejected',
  36003: 'rejected',
  36004: 'rejected',
};
