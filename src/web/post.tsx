import type { App } from '../app/app.ts';
import { excerptsFor } from '../app/cut-excerpts.ts';
import { UserError } from '../domain/errors.ts';
import type { Excerpt } from '../domain/excerpt.ts';
import type { SourcePost } from '../domain/source-post.ts';
import { parsePost } from '../markdown/parse.ts';
import type { Platform } from '../platforms/contract.ts';
import { listCampaigns } from '../store/campaigns.ts';
import { listChannels } from '../store/channels.ts';
import { findPost } from '../store/posts.ts';
import { listPublications } from '../store/publications.ts';
import { missingPage } from './error-pages.tsx';
import { showMedia } from './excerpt-view.tsx';
import { showPage } from './layout.tsx';
import { OnPlatform } from './on-platform.tsx';
import { partOf, type PageContext } from './page.ts';
import { PostNotes } from './post-notes.tsx';
import { choiceInAddress, type PlanChoice } from './plan-choice.ts';
import { PlanView } from './plan-view.tsx';
import { planOf } from './plan.ts';
import { Filing } from './post-campaign.tsx';
import { SourceText } from './source-text.tsx';
import { Moment } from './times.tsx';
import { VersionDiff } from './version-diff.tsx';

/** `GET /posts/:id`; htmx asks for the plan alone, at each choice. */
export async function showPost(app: App, c: PageContext): Promise<Response> {
  const post = await findPost(app.database.db, partOf(c, 'id'));
  if (post === undefined) return missingPage(c, 'post');
  if (c.req.header('hx-request') !== 'true') return postPage(app, c, post);
  const plan = await planOf(app, post, choiceInAddress(app, c));
  return c.html(<PlanView app={app} c={c} post={post} plan={plan} />);
}

/** What could not be done, with what had been typed and chosen for it. */
export interface RefusedOnPost {
  readonly sentence: string;
  readonly choice?: PlanChoice | undefined;
  readonly newCampaign?: string;
}

export async function postPage(
  app: App,
  c: PageContext,
  post: SourcePost,
  refused?: RefusedOnPost,
): Promise<Response> {
  const { db } = app.database;
  const excerpts = await excerptsFor(app, post);
  const [plan, publications, channels, campaigns] = await Promise.all([
    planOf(app, post, refused?.choice ?? choiceInAddress(app, c)),
    listPublications(db, { postId: post.id }),
    listChannels(db),
    listCampaigns(db),
  ]);
  const planned = publications.filter(
    ({ postHash, state }) => postHash === post.hash && state !== 'cancelled',
  );
  const platforms = app.platforms.filter(({ id }) => excerpts.some(({ platform }) => platform === id));
  return showPage(
    c,
    {
      title: post.title,
      here: '/posts',
      ...(refused === undefined ? {} : { flash: { kind: 'careful', text: refused.sentence } }),
    },
    <>
      <p class="above">
        <a href="/posts">Posts</a>
      </p>
      <h1 dir="auto">{post.title}</h1>
      <p class="quiet-text">
        {post.name}, version {post.version}, taken in{' '}
        <Moment at={post.importedAt} zone={app.config.timetable.timeZone} />
      </p>
      <div class="columns plan-first">
        <PlanView app={app} c={c} post={post} plan={plan} />
        <Filing app={app} c={c} post={post} campaigns={campaigns} typed={refused?.newCampaign ?? ''} />
      </div>
      <VersionDiff app={app} changes={plan.changes} />
      <PostNotes notes={parsePost(post.markdown).notes} />
      <nav class="jump" aria-label="Platforms">
        {platforms.map(({ id, name }) => (
          <a href={`#${id}`}>
            {name} <span class="number">{excerpts.filter(({ platform }) => platform === id).length}</span>
          </a>
        ))}
        <a href="#source">Source</a>
      </nav>
      <div class="platforms">
        {fewestFirst(platforms, excerpts).map((platform) => (
          <OnPlatform
            app={app}
            post={post}
            platform={platform}
            excerpts={excerpts.filter((excerpt) => excerpt.platform === platform.id)}
            all={c.req.query('all') === platform.id}
            planned={planned}
            channelName={(id) => channels.find((channel) => channel.id === id)?.name ?? id}
          />
        ))}
      </div>
      <SourceText markdown={post.markdown} />
    </>,
    refused === undefined ? 200 : 422,
  );
}

/** The shortest first, so that those stand side by side. */
function fewestFirst(platforms: readonly Platform[], excerpts: readonly Excerpt[]): Platform[] {
  const number = ({ id }: Platform): number => excerpts.filter(({ platform }) => platform === id).length;
  return [...platforms].sort((a, b) => number(a) - number(b));
}

/** `GET /posts/:id/excerpts/:platform/:number/media` */
export async function showExcerptMedia(app: App, c: PageContext): Promise<Response> {
  const post = await postOf(app, c);
  const excerpt = (await excerptsFor(app, post)).find(
    (each) => each.platform === c.req.param('platform') && String(each.excerpt) === c.req.param('number'),
  );
  return excerpt === undefined ? missingPage(c) : showMedia(app, c, excerpt);
}

/** The post that a form is about. Throws `UserError` when there is none. */
export async function postOf(app: App, c: PageContext): Promise<SourcePost> {
  const post = await findPost(app.database.db, partOf(c, 'id'));
  if (post === undefined)
    throw new UserError('There is no such post: the list of posts shows those there are.');
  return post;
}
