import type { App } from '../app/app.ts';
import { cancel, moveTo, publicationOf, retry } from '../app/change-publication.ts';
import { measure } from '../app/measure.ts';
import { metricNames } from '../domain/metric.ts';
import { readTime } from '../schedule/read-time.ts';
import { listAttempts } from '../store/attempts.ts';
import { findCampaign } from '../store/campaigns.ts';
import { findChannel } from '../store/channels.ts';
import { listMetrics, type Snapshot } from '../store/metrics.ts';
import { findPost } from '../store/posts.ts';
import { findPublication, type StoredPublication } from '../store/publications.ts';
import { missingPage } from './error-pages.tsx';
import { ExcerptView, showMedia } from './excerpt-view.tsx';
import { goTo } from './flash.ts';
import { ownPath } from './form.ts';
import { grouped } from './grouped.ts';
import { showPage } from './layout.tsx';
import { partOf, type PageContext } from './page.ts';
import { figure, platformName, PlatformBadge, PostForm, Table } from './parts.tsx';
import { Standing } from './standing.tsx';
import { inWords, Moment } from './times.tsx';

/** `GET /publications/:id`; htmx asks for its standing alone while that may change. */
export async function showPublication(app: App, c: PageContext): Promise<Response> {
  const { db } = app.database;
  const publication = await findPublication(db, partOf(c, 'id'));
  if (publication === undefined) return missingPage(c);
  const attempts = await listAttempts(db, publication.id);
  const standing = <Standing app={app} c={c} publication={publication} attempts={attempts} />;
  if (c.req.header('hx-request') === 'true') return c.html(standing);

  const { excerpt, platform } = publication;
  const [post, channel, campaign, snapshots] = await Promise.all([
    findPost(db, publication.postId),
    findChannel(db, publication.channelId),
    publication.campaignId === null ? undefined : findCampaign(db, publication.campaignId),
    listMetrics(db, [publication.id]),
  ]);
  return showPage(
    c,
    {
      title: `${platformName(app, platform)}, excerpt ${excerpt.excerpt} of ${excerpt.of}`,
      here: '/calendar',
    },
    <>
      <p class="above">
        <a href="/calendar">Calendar</a>
      </p>
      <h1>
        Excerpt {excerpt.excerpt} of {excerpt.of}
      </h1>
      <p class="facts">
        <PlatformBadge app={app} id={platform} />
        <span>on {channel?.name ?? publication.channelId}</span>
        {post === undefined ? null : (
          <span>
            from{' '}
            <a href={`/posts/${post.id}`} dir="auto">
              {post.title}
            </a>
          </span>
        )}
        {campaign === undefined ? null : (
          <span>
            campaign <a href={`/campaigns/${campaign.id}`}>{campaign.name}</a>
          </span>
        )}
      </p>
      <div class="columns wide-first">
        <section class="card" aria-labelledby="words-head">
          <h2 id="words-head">What people see</h2>
          <ExcerptView
            app={app}
            excerpt={excerpt}
            mediaPath={`/publications/${publication.id}/media`}
            unfolded={true}
          />
        </section>
        {standing}
      </div>
      {publication.state === 'published' ? (
        <Numbers app={app} c={c} publication={publication} snapshots={snapshots} />
      ) : null}
    </>,
  );
}

/** `GET /publications/:id/media` */
export async function showPublicationMedia(app: App, c: PageContext): Promise<Response> {
  const publication = await findPublication(app.database.db, partOf(c, 'id'));
  return publication === undefined ? missingPage(c) : showMedia(app, c, publication.excerpt);
}

/** `POST /publications/:id/slot` */
export async function moveSlot(app: App, c: PageContext): Promise<Response> {
  const zone = app.config.timetable.timeZone;
  const { id } = await publicationOf(app, partOf(c, 'id'));
  const at = readTime(c.get('form').text('at'), zone, app.now());
  await moveTo(app, id, at);
  return back(c, `It goes out ${inWords(at, zone)} now.`);
}

/** `POST /publications/:id/cancellation` */
export async function cancelIt(app: App, c: PageContext): Promise<Response> {
  await cancel(app, partOf(c, 'id'));
  return back(c, 'It was taken off the calendar.');
}

/** `POST /publications/:id/retry` */
export async function tryAgain(app: App, c: PageContext): Promise<Response> {
  await retry(app, partOf(c, 'id'));
  return back(c, 'It is being tried again.');
}

/** `POST /publications/:id/metrics`: reads the numbers now, beside the readings that come by themselves. */
export async function readNumbers(app: App, c: PageContext): Promise<Response> {
  const { id } = await publicationOf(app, partOf(c, 'id'));
  const reason = await measure(app, { publicationId: id, age: 'now' });
  return goTo(
    c,
    `/publications/${id}`,
    reason === undefined
      ? { kind: 'done', text: 'The numbers were read just now.' }
      : { kind: 'careful', text: `The numbers could not be read: ${reason}` },
  );
}

function back(c: PageContext, text: string): Response {
  return goTo(c, ownPath(c.get('form').text('back'), `/publications/${partOf(c, 'id')}`), {
    kind: 'done',
    text,
  });
}

interface NumbersProps {
  readonly app: App;
  readonly c: PageContext;
  readonly publication: StoredPublication;
  readonly snapshots: readonly Snapshot[];
}

function Numbers({ app, c, publication: { id, platform }, snapshots }: NumbersProps) {
  const zone = app.config.timetable.timeZone;
  const given = metricNames.filter((name) => snapshots.some((snapshot) => snapshot.name === name));
  const moments = [...grouped(snapshots, ({ at }) => at.getTime())].reverse();
  return (
    <section class="card" aria-labelledby="numbers-head">
      <h2 id="numbers-head">Numbers</h2>
      {moments.length === 0 ? (
        <p>
          There are no figures yet. {platformName(app, platform)} is asked an hour, a day, a week and four
          weeks after publishing.
        </p>
      ) : (
        <Table
          caption="Each reading, the newest first"
          heads={[
            { name: 'Read' },
            ...given.map((name) => ({ name: name === 'watchSeconds' ? 'watched (s)' : name, number: true })),
          ]}
          rows={moments.map(([at, ofMoment]) => [
            <Moment at={new Date(at)} zone={zone} />,
            ...given.map((name) => figure(ofMoment.find((snapshot) => snapshot.name === name)?.value)),
          ])}
        />
      )}
      <PostForm c={c} action={`/publications/${id}/metrics`} class="row actions">
        <button>Read the numbers now</button>
      </PostForm>
    </section>
  );
}
