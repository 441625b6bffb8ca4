import type { App } from '../app/app.ts';
import { cutExcerpts, excerptsFor } from '../app/cut-excerpts.ts';
import { proposeSlots, scheduleExcerpts, type Proposal } from '../app/schedule-excerpts.ts';
import { setCampaign } from '../app/set-campaign.ts';
import { UserError } from '../domain/errors.ts';
import type { Excerpt } from '../domain/excerpt.ts';
import type { SourcePost } from '../domain/source-post.ts';
import { parsePost } from '../markdown/parse.ts';
import type { Platform } from '../platforms/contract.ts';
import { findCampaign, listCampaigns } from '../store/campaigns.ts';
import { listChannels } from '../store/channels.ts';
import { findPost, setPostCampaign } from '../store/posts.ts';
import { listPublications } from '../store/publications.ts';
import { showMedia } from './excerpt-view.tsx';
import { goTo } from './flash.ts';
import { showPage } from './layout.tsx';
import { missingPage } from './error-pages.tsx';
import { OnPlatform } from './on-platform.tsx';
import { partOf, type PageContext } from './page.ts';
import { Careful, count, PlatformBadge, PostForm } from './parts.tsx';
import { SourceText } from './source-text.tsx';
import { inWords, Moment } from './times.tsx';

/** `GET /posts/:id` */
export async function showPost(app: App, c: PageContext): Promise<Response> {
  const { db } = app.database;
  const post = await findPost(db, partOf(c, 'id'));
  if (post === undefined) return missingPage(c);
  const excerpts = await excerptsFor(app, post);
  const [{ proposals, withoutChannel }, publications, channels, campaigns] = await Promise.all([
    proposeSlots(app, post),
    listPublications(db, { postId: post.id }),
    listChannels(db),
    listCampaigns(db),
  ]);
  const planned = publications.filter(
    ({ postHash, state }) => postHash === post.hash && state !== 'cancelled',
  );
  const parsed = parsePost(post.markdown);
  const zone = app.config.timetable.timeZone;
  const platforms = app.platforms.filter(({ id }) => excerpts.some(({ platform }) => platform === id));
  return showPage(
    c,
    { title: post.title, here: '/posts' },
    <>
      <p class="above">
        <a href="/posts">Posts</a>
      </p>
      <h1 dir="auto">{post.title}</h1>
      <p class="quiet-text">
        {post.name}, version {post.version}, taken in <Moment at={post.importedAt} zone={zone} />
      </p>
      <div class="columns">
        <Queue c={c} app={app} post={post} proposals={proposals} withoutChannel={withoutChannel} />
        <CampaignChoice c={c} post={post} campaigns={campaigns} />
      </div>
      {parsed.notes.length === 0 ? null : (
        <details class="card" open={parsed.notes.length <= 6}>
          <summary>
            <h2>{count(parsed.notes.length, 'note')} on the post</h2>
          </summary>
          <ul class="notes">
            {parsed.notes.map((note) => (
              <li>
                {note.line === 0 ? null : (
                  <>
                    <a href={`#line-${note.line}`}>Line {note.line}</a>:{' '}
                  </>
                )}
                {note.text}
              </li>
            ))}
          </ul>
        </details>
      )}
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
            proposals={proposals}
            channelName={(id) => channels.find((channel) => channel.id === id)?.name ?? id}
          />
        ))}
      </div>
      <SourceText markdown={post.markdown} />
    </>,
  );
}

/** The shortest first, so that those stand side by side. */
function fewestFirst(platforms: readonly Platform[], excerpts: readonly Excerpt[]): Platform[] {
  const number = ({ id }: Platform): number => excerpts.filter(({ platform }) => platform === id).length;
  return [...platforms].sort((a, b) => number(a) - number(b));
}

/** `POST /posts/:id/publications`: on the timetable, or at once. */
export async function queuePost(app: App, c: PageContext): Promise<Response> {
  const post = await postOf(app, c);
  const form = c.get('form');
  const platforms = form.texts('platform');
  if (platforms.length === 0) throw new UserError('No platform is ticked: tick at least one, then queue.');
  const unknown = platforms.find((id) => !app.platforms.some((platform) => platform.id === id));
  if (unknown !== undefined) throw new UserError(`There is no platform "${unknown}": load the page anew.`);
  const atOnce = form.text('when') === 'now';
  const { publications, added, withoutChannel } = await scheduleExcerpts(app, post, { platforms, atOnce });
  const without =
    withoutChannel.length === 0
      ? ''
      : ` ${withoutChannel.join(' and ')} got nothing: no channel is connected.`;
  if (added === 0) {
    return goTo(c, `/posts/${post.id}`, {
      kind: 'careful',
      text: `Nothing was added: all there is to queue is on the calendar already.${without}`,
    });
  }
  const first = publications.find(({ state }) => state === 'scheduled');
  const when = first === undefined ? '' : inWords(first.dueAt, app.config.timetable.timeZone);
  return goTo(c, '/calendar', {
    kind: 'done',
    text: atOnce
      ? `${count(added, 'publication')} of “${post.title}” ${added === 1 ? 'goes' : 'go'} out now.${without}`
      : `${count(added, 'publication')} of “${post.title}” ${added === 1 ? 'lies' : 'lie'} on the calendar; the first is due ${when}.${without}`,
  });
}

/** `POST /posts/:id/campaign`: one there is, or a new one. */
export async function chooseCampaign(app: App, c: PageContext): Promise<Response> {
  const post = await postOf(app, c);
  const form = c.get('form');
  const fresh = form.text('new');
  const chosen = form.text('campaign');
  const campaign =
    fresh !== ''
      ? await setCampaign(app, { name: fresh })
      : chosen === ''
        ? undefined
        : await findCampaign(app.database.db, chosen);
  if (chosen !== '' && campaign === undefined)
    throw new UserError('That campaign is not there any more: load the page anew and choose another.');
  await setPostCampaign(app.database.db, post.id, campaign?.id ?? null);
  // A campaign's own hashtags come first in every excerpt.
  await cutExcerpts(app, post.id);
  return goTo(c, `/posts/${post.id}`, {
    kind: 'done',
    text:
      campaign === undefined
        ? 'The post belongs to no campaign now.'
        : `The post belongs to “${campaign.name}” now; its hashtags were chosen anew.`,
  });
}

/** `GET /posts/:id/excerpts/:platform/:number/media` */
export async function showExcerptMedia(app: App, c: PageContext): Promise<Response> {
  const post = await postOf(app, c);
  const excerpt = (await excerptsFor(app, post)).find(
    (each) => each.platform === c.req.param('platform') && String(each.excerpt) === c.req.param('number'),
  );
  return excerpt === undefined ? missingPage(c) : showMedia(app, c, excerpt);
}

async function postOf(app: App, c: PageContext): Promise<SourcePost> {
  const post = await findPost(app.database.db, partOf(c, 'id'));
  if (post === undefined)
    throw new UserError('There is no such post: the list of posts shows those there are.');
  return post;
}

interface QueueProps {
  readonly c: PageContext;
  readonly app: App;
  readonly post: SourcePost;
  readonly proposals: readonly Proposal[];
  readonly withoutChannel: readonly string[];
}

function Queue({ c, app, post, proposals, withoutChannel }: QueueProps) {
  const perPlatform = app.platforms.flatMap(({ id }) => {
    const number = proposals.filter(({ excerpt }) => excerpt.platform === id).length;
    return number === 0 ? [] : [{ id, number }];
  });
  return (
    <section class="card" aria-labelledby="queue-head">
      <h2 id="queue-head">Queue it</h2>
      {withoutChannel.length === 0 ? null : (
        <p class="remark">
          {withoutChannel.join(', ')}: no channel yet. <a href="/channels">Connect one</a> to publish there.
        </p>
      )}
      {perPlatform.length === 0 ? (
        <p>
          Nothing is left to queue. <a href="/calendar">Look at the calendar</a>.
        </p>
      ) : (
        <PostForm c={c} action={`/posts/${post.id}/publications`}>
          <fieldset class="ticks">
            <legend>For</legend>
            {perPlatform.map(({ id, number }) => (
              <label>
                <input type="checkbox" name="platform" value={id} checked />
                <PlatformBadge app={app} id={id} /> <span class="quiet-text">{number}</span>
              </label>
            ))}
          </fieldset>
          <div class="row">
            <button class="primary" name="when" value="timetable">
              Queue on the timetable
            </button>
            <Careful name="Publish now …">
              <p>Everything ticked goes out within seconds and cannot be called back.</p>
              <button class="danger" name="when" value="now">
                Publish now
              </button>
            </Careful>
          </div>
        </PostForm>
      )}
    </section>
  );
}

function CampaignChoice({
  c,
  post,
  campaigns,
}: {
  c: PageContext;
  post: SourcePost;
  campaigns: Awaited<ReturnType<typeof listCampaigns>>;
}) {
  return (
    <section class="card" aria-labelledby="campaign-head">
      <h2 id="campaign-head">Campaign</h2>
      <PostForm c={c} action={`/posts/${post.id}/campaign`} class="fields">
        <label for="campaign">Counted under</label>
        <select id="campaign" name="campaign">
          <option value="">no campaign</option>
          {campaigns.map(({ id, name }) => (
            <option value={id} selected={id === post.campaignId}>
              {name}
            </option>
          ))}
        </select>
        <label for="new-campaign">or a new one</label>
        <input id="new-campaign" name="new" maxlength={120} placeholder="its name" />
        <p class="quiet-text">What is on the calendar already stays with the campaign it was queued under.</p>
        <button>Save the choice</button>
      </PostForm>
    </section>
  );
}
