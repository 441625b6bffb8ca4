import type { Claim } from '../store/claims.ts';
import type { App } from './app.ts';

type Job = 'publish' | 'settle';

/** Gives a claim to the queue with its exact delay. What gets lost on the way is found by a later tick. */
export function carry(app: App, job: Job, claim: Claim): Promise<boolean> {
  return carryAll(app, job, [claim]);
}

/**
 * The same for many at once. False when the queue did not take them: then it is not to be had, and whatever else would be
 * given to it waits in vain.
 */
export function carryAll(app: App, job: Job, claims: readonly Claim[]): Promise<boolean> {
  return add(app, job, claims, '');
}

/**
 * Gives claims to the queue once more, under names of their own: the first job may be gone, or have come too early and be kept
 * as done. Where it is still waiting, one of the two finds nothing to do.
 */
export function remindAll(app: App, job: Job, claims: readonly Claim[]): Promise<boolean> {
  return add(app, job, claims, '-again');
}

async function add(app: App, job: Job, claims: readonly Claim[], ending: string): Promise<boolean> {
  const jobs = claims.map(({ id, platform, fence, inMs }) => ({
    payload: { publicationId: id, fence },
    id: `${job}-${id}-${fence}${ending}`,
    platform,
    delayMs: inMs,
  }));
  try {
    await app.queue.addAll(job, jobs);
    return true;
  } catch (error) {
    app.log.warn(
      { publications: claims.map(({ id }) => id), error: String(error) },
      'The queue did not take jobs; a later tick gives them again',
    );
    return false;
  }
}
