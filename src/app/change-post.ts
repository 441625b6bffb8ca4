import { UserError } from '../domain/errors.ts';
import type { Campaign } from '../domain/campaign.ts';
import { findCampaign } from '../store/campaigns.ts';
import { setPostCampaign, setPostEvergreen } from '../store/posts.ts';
import type { App } from './app.ts';
import { cutExcerpts } from './cut-excerpts.ts';
import { setCampaign } from './set-campaign.ts';

/**
 * Counts a post under the campaign of that id, under one of that name (made when there is none), or under none, from now on;
 * what is on the calendar already stays where it was counted. Its excerpts are cut anew, since a campaign's own hashtags come
 * first. Throws `UserError` when there is no campaign of that id.
 */
export async function choosePostCampaign(
  app: App,
  postId: string,
  chosen: { readonly id: string } | { readonly name: string } | undefined,
): Promise<Campaign | undefined> {
  const { db } = app.database;
  const campaign =
    chosen === undefined
      ? undefined
      : 'name' in chosen
        ? await setCampaign(app, { name: chosen.name })
        : await findCampaign(db, chosen.id);
  if (chosen !== undefined && campaign === undefined)
    throw new UserError('That campaign is not there any more: load the page anew and choose another.');
  await setPostCampaign(db, postId, campaign?.id ?? null);
  await cutExcerpts(app, postId);
  return campaign;
}

/** Whether a post comes round again, cut anew, when some time has passed since its last publication. */
export async function setComingRound(app: App, postId: string, evergreen: boolean): Promise<void> {
  await setPostEvergreen(app.database.db, postId, evergreen);
}
