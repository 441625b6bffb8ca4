import { renewLease } from '../store/attempts.ts';
import type { App } from './app.ts';

/** A worker that has said nothing for this long is taken for dead: then the publication is settled by the next. */
export const leaseSeconds = 90;
const renewEveryMs = 20_000;

/**
 * A request leaves within so long of the moment in which the claim was confirmed, or it does not leave. It may last 60 seconds
 * then; both together end before the lease does, so whoever takes over never looks while a request of ours is still on its way.
 * (Blocks of a film may last longer: they belong to a session that makes one film, whoever sends them.)
 */
const sendWithinMs = 25_000;

/** The beginning of an attempt is as good as a confirmation for so long: it has just given the lease. */
const freshMs = 1000;

/** Thrown inside an attempt when another claim has taken over: nothing more may be sent. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
}

export interface Lease {
  /** Aborted when the claim is lost or the process is stopping. */
  readonly signal: AbortSignal;
  /** Rejects when the claim is lost. Awaited before each request. */
  confirm(): Promise<void>;
  /** Whether the last confirmation is fresh enough for a request to leave now. Asked right before its first byte is written. */
  mayStillSend(): boolean;
  release(): void;
}

/**
 * Holds the lease of a claim while its attempt lasts. The database says whose it is; how long ago it said so is measured on two
 * clocks of our own, since each has a weakness: one may be set, the other stands still while a machine sleeps. `begun`: when the
 * attempt's beginning was asked for.
 */
export function holdLease(
  app: Pick<App, 'database' | 'signal' | 'elapsedMs' | 'now'>,
  claim: { readonly id: string; readonly fence: number },
  begun?: Moment,
): Lease {
  const lost = new AbortController();
  // Not `AbortSignal.any`: of each signal that it makes, the one that lives as long as the process keeps something for ever.
  const stop = (): void => lost.abort(app.signal.reason);
  if (app.signal.aborted) stop();
  app.signal.addEventListener('abort', stop, { once: true });
  // When the last successful confirmation was asked for: it counts from there, not from its answer.
  let asked: Moment | undefined;
  const age = (): number =>
    asked === undefined
      ? Infinity
      : Math.max(app.elapsedMs() - asked.elapsed, app.now().getTime() - asked.date);
  let first = begun;

  const confirm = async (): Promise<void> => {
    app.signal.throwIfAborted();
    if (first !== undefined) {
      asked = first;
      first = undefined;
      if (age() < freshMs) return;
    }
    const asking = momentOf(app);
    if (lost.signal.aborted || !(await renewLease(app.database.db, claim, leaseSeconds))) {
      lost.abort();
      throw new ClaimLost();
    }
    asked = asking;
  };
  const timer = setInterval(() => {
    // Whoever cannot reach the database any more must believe that others have taken over.
    void confirm().catch(() => {
      if (age() > (leaseSeconds - renewEveryMs / 1000) * 1000) lost.abort();
    });
  }, renewEveryMs);
  timer.unref();
  return {
    signal: lost.signal,
    confirm,
    mayStillSend: () => !lost.signal.aborted && age() < sendWithinMs,
    release: () => {
      clearInterval(timer);
      app.signal.removeEventListener('abort', stop);
    },
  };
}

export function momentOf(app: Pick<App, 'elapsedMs' | 'now'>): Moment {
  return { elapsed: app.elapsedMs(), date: app.now().getTime() };
}

/** On the clock that is never set, and on the one that says what time it is. */
export interface Moment {
  readonly elapsed: number;
  readonly date: number;
}
