import type { Claim } from '../store/claims.ts';
import type { App } from './app.ts';

/** Gives a claim to the queue with its exact delay. What gets lost on the way is found by a later tick. */
export function carry(app: App, job: 'publish' | 'settle', claim: Claim): Promise<void> {
  return add(app, job, claim, `${job}-${claim.id}-${claim.fence}`);
}

/**
 * Gives a claim to the queue once more, under a name of its own: the first job may be gone, or have come too early and be kept
 * as done. Where it is still waiting, one of the two finds nothing to do.
 */
export function remind(app: App, job: 'publish' | 'settle', claim: Claim): Promise<void> {
  return add(app, job, claim, `${job}-${claim.id}-${claim.fence}-again`);
}

async function add(app: App, job: 'publish' | 'settle', claim: Claim, id: string): Promise<void> {
  await app.queue
    .add(
      job,
      { publicationId: claim.id, fence: claim.fence },
      { id, platform: claim.platform, delayMs: claim.inMs },
    )
    .catch((error: unknown) =>
      app.log.warn(
        { publication: claim.id, error: String(error) },
        'The queue did not take a job; the next tick tries again',
      ),
    );
}
