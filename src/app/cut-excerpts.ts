import type { Excerpt } from '../domain/excerpt.ts';
import type { ParsedPost, SourcePost } from '../domain/source-post.ts';
import { parsePost } from '../markdown/parse.ts';
import { findCampaign } from '../store/campaigns.ts';
import { findPost, listExcerpts, saveExcerpts } from '../store/posts.ts';
import type { App } from './app.ts';
import { UserError } from '../domain/errors.ts';
import { excerptsOf } from './excerpts-of.ts';
import { cutSettings } from './cut-settings.ts';
import { platformsMeant } from './platforms-meant.ts';

/** Cuts a source post for every platform it is meant for, and keeps the excerpts. Doing it again gives the same. */
export async function cutExcerpts(app: App, postId: string): Promise<Excerpt[]> {
  const { db } = app.database;
  const post = await findPost(db, postId);
  if (post === undefined)
    throw new UserError(`There is no post ${postId}: "cutline import" shows the ones there are.`);
  const parsed = parsePost(post.markdown);
  const campaign = post.campaignId === null ? undefined : await findCampaign(db, post.campaignId);
  const excerpts = cutForAll(app, post.markdown, parsed, campaign?.hashtags ?? []);
  await saveExcerpts(db, post.id, post.hash, excerpts);
  return excerpts;
}

/** What each platform that a post is meant for gets. Throws `UserError` for a template that is wrong or leaves no room. */
export function cutForAll(
  { config, platforms }: Pick<App, 'config' | 'platforms'>,
  markdown: string,
  parsed: ParsedPost,
  campaignHashtags: readonly string[],
): Excerpt[] {
  return platformsMeant(markdown, parsed, platforms).flatMap((platform) =>
    excerptsOf(parsed, platform, cutSettings(config, platform, campaignHashtags)),
  );
}

/** The excerpts of the post's newest version; cut now when no worker has come to it yet. */
export async function excerptsFor(app: App, post: SourcePost): Promise<Excerpt[]> {
  const kept = await listExcerpts(app.database.db, post.id, post.hash);
  return kept.length > 0 ? inPlatformOrder(app, kept) : cutExcerpts(app, post.id);
}

function inPlatformOrder(app: App, excerpts: readonly Excerpt[]): Excerpt[] {
  return app.platforms.flatMap(({ id }) => excerpts.filter(({ platform }) => platform === id));
}
