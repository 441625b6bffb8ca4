import { UserError } from '../domain/errors.ts';
import {
  cancelPublication,
  findPublication,
  movePublication,
  retryPublication,
  type StoredPublication,
} from '../store/publications.ts';
import type { App } from './app.ts';
import { publishDue } from './publish-due.ts';

/** Gives a scheduled publication another time. Throws `UserError` when it is too late for that. */
export async function moveTo(app: App, id: string, at: Date): Promise<void> {
  const publication = await publicationOf(app, id);
  if (!(await movePublication(app.database.db, publication.id, at, 'Moved here by hand.')))
    throw tooLate(publication, 'moved');
  await publishDue(app);
}

/** Takes a publication off the calendar; up to the second before it goes out. */
export async function cancel(app: App, id: string): Promise<void> {
  const publication = await publicationOf(app, id);
  if (!(await cancelPublication(app.database.db, publication.id))) throw tooLate(publication, 'cancelled');
}

/** A person has looked, and says: try a failed one again, now. */
export async function retry(app: App, id: string): Promise<void> {
  const publication = await publicationOf(app, id);
  if (!(await retryPublication(app.database.db, publication.id, app.now()))) {
    throw new UserError(
      `Publication ${publication.id} is ${publication.state}: only a failed one can be tried again.`,
    );
  }
  await publishDue(app);
}

/** Throws `UserError` when there is none of that id. */
export async function publicationOf(app: App, id: string): Promise<StoredPublication> {
  const publication = await findPublication(app.database.db, id);
  if (publication === undefined)
    throw new UserError(
      `There is no publication ${id}: "cutline publications list" shows the ones there are.`,
    );
  return publication;
}

function tooLate({ id, state }: StoredPublication, what: string): UserError {
  return new UserError(`Publication ${id} is ${state}: it can no longer be ${what}.`);
}
