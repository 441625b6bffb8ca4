import type { Outcome } from '../domain/attempt.ts';
import { neverHappens } from '../domain/errors.ts';
import type { Next } from '../store/attempts.ts';

/** Seconds until the platform is asked again what became of an attempt; after the last one a person must look. */
const settleWaits = [5, 20, 60, 300, 900, 3600, 4 * 3600] as const;
const longestWait = settleWaits[6];

/** So long the first three looks take: what shows later than that is looked for in vain. */
export const threeLooksSeconds = settleWaits[0] + settleWaits[1] + settleWaits[2];

/** Seconds until the next try when it surely did not happen; after the last one it has failed. */
const retryWaits = [30, 120, 480, 1800, 3600] as const;

/** A platform that is still at work after this many questions will not end any more. */
const mostProcessing = 400;

/**
 * Half a thread goes on for a week after its slot at most. What nobody has seen needs no such end: when it is more hours late
 * than its campaign allows, it is moved or waits for a person (`may-go-out.ts`).
 */
const mostSecondsLate = 7 * 24 * 3600;

/** An upload or a thread may be broken off this often and go on. */
const mostTriesWhenReady = 12;

export interface Tries {
  /** Tries to publish so far, this one included. */
  readonly tries: number;
  /** Questions since the last of them. */
  readonly settles: number;
  /** How long after its slot this try began. */
  readonly lateSeconds: number;
  /** A part of its thread is out. */
  readonly isHalfOut: boolean;
  /** By the clock that outcomes tell their times on; the database's may be another. */
  readonly now: Date;
}

/**
 * What a platform says is counted from now, by the clock it was read on, and never less than some seconds: on a database whose
 * clock is ahead the instant itself may have passed, and the same request would be sent again and again.
 */
export function secondsUntil(at: Date, now: Date): number {
  return Math.max(leastSeconds, (at.getTime() - now.getTime()) / 1000);
}

const leastSeconds = 2;

/** What follows an attempt to publish: the only table of it. `jitter` in [0, 1) spreads the retries. */
export function afterPublish(outcome: Outcome, tries: Tries, jitter: number): Next {
  const { now } = tries;
  switch (outcome.kind) {
    case 'published':
      return { state: 'published', url: outcome.url, remoteIds: outcome.remoteIds };
    case 'processing':
      return {
        state: 'settling',
        due: outcome.askAt === undefined ? { inSeconds: 3 } : { inSeconds: secondsUntil(outcome.askAt, now) },
      };
    case 'unknown':
      return { state: 'settling', due: { inSeconds: settleWaits[0] } };
    case 'ready':
      return goOn(tries);
    case 'throttled':
      return again(tries, secondsUntil(outcome.retryAt, now), { freeTry: true });
    case 'unavailable':
      return retryOrFail(tries, jitter);
    case 'rejected':
    case 'unauthorized':
      return { state: 'failed' };
    default:
      return neverHappens(outcome);
  }
}

/** What follows a question about earlier tries. A question that could not be asked settles nothing. */
export function afterSettle(outcome: Outcome, tries: Tries, jitter: number): Next {
  const { settles, now } = tries;
  switch (outcome.kind) {
    case 'published':
      return { state: 'published', url: outcome.url, remoteIds: outcome.remoteIds };
    case 'ready':
      return goOn(tries);
    case 'processing':
      if (settles >= mostProcessing) return { state: 'failed' };
      return {
        state: 'settling',
        due:
          outcome.askAt === undefined
            ? { inSeconds: Math.min(60, 3 * 2 ** settles) }
            : { inSeconds: secondsUntil(outcome.askAt, now) },
      };
    case 'throttled':
      // Nobody has looked, so it counts for none of the looks.
      return { state: 'settling', due: { inSeconds: secondsUntil(outcome.retryAt, now) }, freeTry: true };
    case 'unavailable':
      return retryOrFail(tries, jitter);
    case 'rejected':
      return { state: 'failed' };
    case 'unauthorized':
      // It is the owner's turn, and the question stays open until then: as "failed" it would be tried again unasked.
      return { state: 'settling', due: { inSeconds: settleWaits[settles] ?? longestWait } };
    case 'unknown': {
      const wait = settleWaits[settles];
      return wait === undefined ? { state: 'failed' } : { state: 'settling', due: { inSeconds: wait } };
    }
    default:
      return neverHappens(outcome);
  }
}

/** What a person reads under a failed publication: the reason, and what to do next. */
export function adviceFor(outcome: Outcome | null): string {
  switch (outcome?.kind) {
    case undefined:
    case 'published':
      return '';
    case 'ready':
      return 'What was prepared there did not become public, or not all of it: look at the channel. If something is missing, press "try again".';
    case 'rejected':
      return 'Change the post or the template, import it again, and queue it anew.';
    case 'unauthorized':
      return 'Connect the channel again, then press "try again".';
    case 'unknown':
      return 'It may be there: look at the channel. If it is not, press "try again".';
    case 'processing':
      return 'The platform never said that it was done: look at the channel. If it is not there, press "try again".';
    case 'throttled':
    case 'unavailable':
      return 'Press "try again" when the platform is well.';
    default:
      return neverHappens(outcome as never);
  }
}

/** Prepared parts are not waited for, but a platform that keeps saying "ready" and never publishes must come to an end. */
function goOn(tries: Tries): Next {
  return tries.tries >= mostTriesWhenReady
    ? { state: 'failed' }
    : again(tries, 2 * Math.max(0, tries.tries - 2));
}

function retryOrFail(tries: Tries, jitter: number): Next {
  const wait = retryWaits[tries.tries - 1];
  return wait === undefined ? { state: 'failed' } : again(tries, wait * (0.75 + jitter / 2));
}

function again(
  { lateSeconds, isHalfOut }: Tries,
  inSeconds: number,
  how: { readonly freeTry?: true } = {},
): Next {
  return isHalfOut && lateSeconds + inSeconds > mostSecondsLate
    ? {
        state: 'failed',
        because:
          'A part of it is out, and its slot was more than a week ago: the rest does not follow by itself.',
      }
    : { state: 'scheduled', due: { inSeconds }, ...how };
}
