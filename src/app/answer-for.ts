import { UserError } from '../domain/errors.ts';
import { markFound, type StoredPublication } from '../store/publications.ts';
import type { App } from './app.ts';
import { publicationOf } from './change-publication.ts';

/** Whether a person must look: it may be there, and the platform does not say. */
export function needsEyes({
  state,
  outcome,
  settles,
}: Pick<StoredPublication, 'state' | 'outcome' | 'settles'>): boolean {
  if (state !== 'failed') return false;
  // A channel that let nobody ask has answered no question: what went before may have arrived.
  if (outcome?.kind === 'unauthorized') return settles > 0;
  return ['unknown', 'processing', 'ready'].includes(outcome?.kind ?? '');
}

/**
 * A person has looked and says that it is there, at this address. Its numbers are not read by themselves: what the platform
 * calls it is not known. (The other answer, that it is not there, is `retry`.) Throws `UserError` for what is no web address,
 * and when there is nothing to be answered.
 */
export async function foundThere(app: App, id: string, address: string): Promise<void> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new UserError(
      `"${address}" is not a web address: open the post there and copy its whole address, from https:// on.`,
    );
  const publication = await publicationOf(app, id);
  if (!(await markFound(app.database.db, publication.id, url.href))) {
    const { state } = await publicationOf(app, id);
    throw new UserError(`Publication ${id} is ${state}: nobody is asked where it is.`);
  }
}
