import { UserError } from '../domain/errors.ts';
import { findChannel } from '../store/channels.ts';
import { databaseTime } from '../store/database.ts';
import {
  cancelPublication,
  findPublication,
  giveUpPublication,
  isPartlyOut,
  movePublication,
  retryPublication,
  type StoredPublication,
} from '../store/publications.ts';
import type { App } from './app.ts';
import { heldForLateness } from './catch-up.ts';
import { refuseCollision } from './collisions.ts';
import { publishDue } from './publish-due.ts';

/**
 * Gives a scheduled publication another time; one that was held because it came too late is free again. Throws `UserError`
 * when it is too late for that, when the time has passed, and, unless `anyway`, when another publication of the channel lies
 * within the smallest gap or says the same within some days.
 */
export async function moveTo(
  app: App,
  id: string,
  at: Date,
  { anyway = false }: { readonly anyway?: boolean } = {},
): Promise<void> {
  const { db } = app.database;
  const publication = await publicationOf(app, id);
  if (publication.state !== 'scheduled') throw tooLate(publication, 'moved');
  if (at.getTime() < (await databaseTime(db)).getTime() - mostPastMs)
    throw new UserError(`${at.toISOString()} has passed: choose a time that is to come.`);
  const channel = await findChannel(db, publication.channelId);
  if (!anyway && channel !== undefined)
    await refuseCollision(app, channel, { ...publication, dueAt: at }, publication.id);
  const release = heldForLateness(publication.holdReason);
  if (!(await movePublication(db, publication.id, at, 'Moved here by hand.', release)))
    throw tooLate(await publicationOf(app, id), 'moved');
  await publishDue(app);
}

/** "Now" is a moment ago when it arrives, and clocks differ a little. */
const mostPastMs = 120_000;

/**
 * Takes a publication off the calendar; up to the second before it goes out. A failed one is let be, unless it may be out after
 * all. Resolves to the sentence that a person is told: of a thread that is half out the rest will not follow. Throws `UserError`
 * when it is too late, or a person must look first.
 */
export async function cancel(app: App, id: string): Promise<string> {
  const { db } = app.database;
  const publication = await publicationOf(app, id);
  if ((await cancelPublication(db, publication.id)) || (await giveUpPublication(db, publication.id)))
    return (await isPartlyOut(db, publication.id))
      ? 'It was taken off the calendar. What is out of it stays out, and nothing follows.'
      : 'It was taken off the calendar.';
  const now = await publicationOf(app, id);
  if (now.state === 'failed')
    throw new UserError(
      `Publication ${id} may be out after all: look at the channel, and say whether it is there or try it again.`,
    );
  throw tooLate(now, 'cancelled');
}

/** A person has looked, and says: try a failed one again, now. */
export async function retry(app: App, id: string): Promise<void> {
  const { db } = app.database;
  const publication = await publicationOf(app, id);
  if (!(await retryPublication(db, publication.id, await databaseTime(db)))) {
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
