import type { Claim } from '../store/publications.ts';
import type { App } from './app.ts';

/**
 * Gives a claim to the queue with its exact delay. What gets lost on the way is found by a later tick. False when the queue
 * did not take it: then it is not to be had, and each further one would wait for it in vain.
 */
export function carry(app: App, job: 'publish' | 'settle', claim: Claim): Promise<boolean> {
  return add(app, job, claim, `${job}-${claim.id}-${claim.fence}`);
}

/**
 * Gives a claim to the queue once more, under a name of its own: the first job may be gone, or have come too early and be kept
 * as done. Where it is still waiting, one of the two finds nothing to do.
 */
export function remind(app: App, job: 'publish' | 'settle', claim: Claim): Promise<boolean> {
  return add(app, job, claim, `${job}-${claim.id}-${claim.fence}-again`);
}

async function add(app: App, job: 'publish' | 'settle', claim: Claim, id: string): Promise<boolean> {
  const { id: publication, fence, platform, inMs } = claim;
  try {
    await app.queue.add(job, { publicationId: publication, fence }, { id, platform, delayMs: inMs });
    return true;
  } catch (error) {
    app.log.warn(
      { publication, error: String(error) },
      'The queue did not take a job; a later tick gives it again',
    );
    return false;
  }
}
