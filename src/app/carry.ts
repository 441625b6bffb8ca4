import type { Claim } from '../store/publications.ts';
import type { App } from './app.ts';

/** Gives a claim to the queue with its exact delay. What gets lost on the way is claimed again by a later tick. */
export async function carry(app: App, job: 'publish' | 'settle', claim: Claim): Promise<void> {
  await app.queue
    .add(
      job,
      { publicationId: claim.id, fence: claim.fence },
      { id: `${job}-${claim.id}-${claim.fence}`, platform: claim.platform, delayMs: claim.inMs },
    )
    .catch((error: unknown) =>
      app.log.warn(
        { publication: claim.id, error: String(error) },
        'The queue did not take a job; the next tick tries again',
      ),
    );
}
