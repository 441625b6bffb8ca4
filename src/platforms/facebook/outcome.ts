import type { Outcome } from '../../domain/attempt.ts';
import { neverHappens } from '../../domain/errors.ts';
import { regainAt, type GraphError, type GraphFailure } from '../../net/graph.ts';
import type { Order } from '../contract.ts';

/** What a failed answer to a request that makes a post public means ("Handling Errors" and open clients, read 2026-11-24). */
export function publishFailure(failure: GraphFailure, order: Order): Outcome {
  if (failure.kind === 'not-sent')
    return { kind: 'unavailable', reason: `Facebook could not be reached: ${failure.reason}` };
  if (failure.kind === 'lost')
    return { kind: 'unknown', reason: `Facebook's answer did not arrive: ${failure.reason}` };
  const { error } = failure;
  const reason = `Facebook: ${error.message}`;
  const verdict = verdictOn(error, order.attempt.number);
  switch (verdict) {
    case 'throttled':
      return { kind: 'throttled', reason, retryAt: regainAt(error, order.now(), order.attempt.number) };
    case 'too-fast':
      return { kind: 'throttled', reason, retryAt: new Date(order.now().getTime() + 3 * 3_600_000) };
    case 'unauthorized':
    case 'rejected':
    case 'unavailable':
    case 'unknown':
      return { kind: verdict, reason };
    default:
      return neverHappens(verdict);
  }
}

/** Facebook takes the text for a repetition of something that is already on the Page: perhaps of this very try. */
export function isDuplicate(failure: GraphFailure): boolean {
  return (
    failure.kind === 'error' &&
    (failure.error.code === 506 || bySubcode[failure.error.subcode] === 'duplicate')
  );
}

type Verdict = 'throttled' | 'too-fast' | 'unauthorized' | 'rejected' | 'unavailable' | 'unknown';

function verdictOn(error: GraphError, tries: number): Verdict {
  const row = bySubcode[error.subcode] ?? videoTrouble(error.subcode) ?? byCode[error.code] ?? error.about;
  switch (row) {
    case 'token':
    case 'permission':
      return 'unauthorized';
    case 'calls':
      return 'throttled';
    case 'policy':
      // It may pass with time; whoever is refused three times must look at the words.
      return tries < 3 ? 'too-fast' : 'rejected';
    // Settling decides: it is there, or it never came.
    case 'duplicate':
    case 'transient':
    // A code nobody foresaw is no proof that nothing was made.
    case 'request':
      return 'unknown';
    default:
      return row;
  }
}

type Row = Verdict | 'policy' | 'duplicate';

/** The subcode says more than the code, so it comes first. */
const bySubcode: Readonly<Record<number, Row>> = {
  4854002: 'unauthorized', // identity not confirmed
  1404078: 'unauthorized', // publishing authorisation wanted
  1390008: 'too-fast',
  1455006: 'duplicate', // comes with 506
  1366051: 'duplicate', // the same photos
  1346003: 'rejected', // policy blocks
  1404102: 'rejected',
  1404112: 'rejected',
  1404006: 'rejected',
  1609005: 'rejected', // bad link
  1609008: 'rejected', // a link to Facebook itself
  1366046: 'rejected', // photo too big or of the wrong kind
  2069019: 'rejected', // bad file
  1363030: 'unavailable', // uploads that broke off
  1363033: 'unavailable',
  1363041: 'unavailable',
};

/** The video family, 1363022–1363047: a film that Facebook will not take. */
function videoTrouble(subcode: number): Row | undefined {
  return subcode >= 1363022 && subcode <= 1363047 ? 'rejected' : undefined;
}

const byCode: Readonly<Record<number, Row>> = {
  100: 'rejected',
  324: 'rejected', // photo too big
  368: 'policy',
  382: 'rejected', // file too small
  389: 'rejected', // cannot fetch the file
  506: 'duplicate',
  1500: 'rejected', // malformed address
  1609005: 'rejected',
  6000: 'rejected', // upload refused
  6001: 'unavailable', // upload broke off
};
