import type { Campaign } from '../domain/campaign.ts';
import { neverHappens, UserError } from '../domain/errors.ts';
import { findCampaign, findCampaignByName, setCampaignPaused } from '../store/campaigns.ts';
import { changeChannelState, findChannel } from '../store/channels.ts';
import { databaseTime } from '../store/database.ts';
import { forgetClaims, holdPublication, movePublication } from '../store/publications.ts';
import { pauseEverything } from '../store/settings.ts';
import type { App } from './app.ts';
import { heldForLateness } from './catch-up.ts';
import { publicationOf } from './change-publication.ts';
import { publishDue } from './publish-due.ts';

/** What can be paused: a publication or a channel by its id, a campaign by its id or name, or everything. */
export type Pausable =
  | { readonly what: 'publication' | 'channel' | 'campaign'; readonly id: string }
  | { readonly what: 'everything' };

export const pausedByHand = 'Paused by hand.';

/**
 * Holds it back until it is resumed; up to the second before a publication goes out. What is under way comes to its end.
 * Throws `UserError` when there is no such thing, or it is too late.
 */
export async function pause(app: App, paused: Pausable): Promise<void> {
  const { db } = app.database;
  switch (paused.what) {
    case 'publication': {
      const publication = await publicationOf(app, paused.id);
      if (!(await holdPublication(db, publication.id, pausedByHand)))
        throw await tooLateTo(app, publication.id, 'paused');
      return;
    }
    case 'channel':
      if (await changeChannelState(db, paused.id, 'connected', 'paused')) return;
      throw await notInState(app, paused.id, 'paused');
    case 'campaign':
      return setCampaignPaused(db, (await campaignOf(app, paused.id)).id, true);
    case 'everything':
      return pauseEverything(db, true);
    default:
      return neverHappens(paused);
  }
}

/**
 * Takes a pause back. What fell due meanwhile is late and follows the policy for that; but a publication that was held
 * because it is too late goes out now.
 */
export async function resume(app: App, paused: Pausable): Promise<void> {
  const { db } = app.database;
  switch (paused.what) {
    case 'publication': {
      const publication = await publicationOf(app, paused.id);
      const { id, holdReason, state } = publication;
      if (holdReason === null) throw new UserError(`Publication ${id} is ${state}: nothing holds it.`);
      const released = heldForLateness(holdReason)
        ? await movePublication(
            db,
            id,
            await databaseTime(db),
            'Let out by hand after its slot went by.',
            true,
          )
        : await holdPublication(db, id, null);
      if (!released) throw await tooLateTo(app, id, 'resumed');
      break;
    }
    case 'channel':
      if (!(await changeChannelState(db, paused.id, 'paused', 'connected')))
        throw await notInState(app, paused.id, 'resumed');
      await forgetClaims(db, { channelId: paused.id });
      break;
    case 'campaign': {
      const { id } = await campaignOf(app, paused.id);
      await setCampaignPaused(db, id, false);
      await forgetClaims(db, { campaignId: id });
      break;
    }
    case 'everything':
      await pauseEverything(db, false);
      await forgetClaims(db, {});
      break;
    default:
      return neverHappens(paused);
  }
  await publishDue(app);
}

/** It may have begun between being looked at and being asked: the state of now is told. */
async function tooLateTo(app: App, id: string, what: string): Promise<UserError> {
  const { state } = await publicationOf(app, id);
  return new UserError(`Publication ${id} is ${state}: it can no longer be ${what}.`);
}

async function notInState(app: App, id: string, wanted: 'paused' | 'resumed'): Promise<UserError> {
  const channel = await findChannel(app.database.db, id);
  if (channel === undefined)
    return new UserError(`There is no channel ${id}: "cutline channels list" shows the ones there are.`);
  return new UserError(
    channel.state === 'unauthorized'
      ? `Channel ${id} (${channel.name}) has lost its authorization, so nothing goes out there: connect it again.`
      : `Channel ${id} (${channel.name}) is ${channel.state}: it cannot be ${wanted}.`,
  );
}

/** Throws `UserError` when there is none of that id or name. */
async function campaignOf(app: App, word: string): Promise<Campaign> {
  const { db } = app.database;
  const campaign = (await findCampaign(db, word)) ?? (await findCampaignByName(db, word));
  if (campaign === undefined)
    throw new UserError(`There is no campaign "${word}": "cutline campaigns list" shows the ones there are.`);
  return campaign;
}
