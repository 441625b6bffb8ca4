import type { App } from '../app/app.ts';
import { metricNames } from '../domain/metric.ts';
import { listAttempts } from '../store/attempts.ts';
import { findCampaign } from '../store/campaigns.ts';
import { findChannel } from '../store/channels.ts';
import { listMetrics, type Snapshot } from '../store/metrics.ts';
import { findPost } from '../store/posts.ts';
import { findPublication, type StoredPublication } from '../store/publications.ts';
import { paymentsFor } from '../store/spending.ts';
import { beyondTokens, tokenOutlook } from '../app/token-life.ts';
import { whyHeld } from '../app/why-held.ts';
import { EditForms } from './edit-forms.tsx';
import { missingPage } from './error-pages.tsx';
import { ExcerptView, showMedia } from './excerpt-view.tsx';
import { grouped } from './grouped.ts';
import { showPage } from './layout.tsx';
import { partOf, type PageContext } from './page.ts';
import { beginningOf, figure, platformName, PlatformBadge, PostForm, Table } from './parts.tsx';
import { Payments } from './payments.tsx';
import { Standing } from './standing.tsx';
import type { Tried } from './tried.ts';
import { Moment } from './times.tsx';

/** `GET /publications/:id`; htmx asks for its standing alone while that may change. */
export async function showPublication(app: App, c: PageContext): Promise<Response> {
  const publication = await findPublication(app.database.db, partOf(c, 'id'));
  if (publication === undefined) return missingPage(c, 'publication');
  return c.req.header('hx-request') === 'true'
    ? c.html(await standingOf(app, c, publication))
    : publicationPage(app, c, publication);
}

/** `tried`: what a person wanted to do here and could not, with what had been typed for it. */
export async function publicationPage(
  app: App,
  c: PageContext,
  publication: StoredPublication,
  tried?: Tried,
): Promise<Response> {
  const { db } = app.database;
  const { excerpt, platform } = publication;
  const [post, channel, campaign, snapshots, payments, standing] = await Promise.all([
    findPost(db, publication.postId),
    findChannel(db, publication.channelId),
    publication.campaignId === null ? undefined : findCampaign(db, publication.campaignId),
    listMetrics(db, [publication.id]),
    paymentsFor(db, publication.id),
    standingOf(app, c, publication, tried),
  ]);
  const place = `${platformName(app, platform)}, excerpt ${excerpt.excerpt} of ${excerpt.of}`;
  return showPage(
    c,
    {
      title: place,
      here: '/calendar',
      ...(tried === undefined ? {} : { flash: { kind: 'careful', text: tried.sentence } }),
    },
    <>
      <p class="above">
        <a href="/calendar">Calendar</a>
      </p>
      <h1 dir="auto">{beginningOf(excerpt, 70)}</h1>
      <p class="facts">
        <PlatformBadge app={app} id={platform} />
        <span>
          excerpt {excerpt.excerpt} of {excerpt.of}
        </span>
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
            in the campaign <a href={`/campaigns/${campaign.id}`}>{campaign.name}</a>
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
          {publication.state === 'scheduled' ? (
            <EditForms app={app} c={c} publication={publication} tried={tried} />
          ) : null}
        </section>
        {standing}
      </div>
      {publication.state === 'published' ? (
        <Numbers app={app} c={c} publication={publication} snapshots={snapshots} />
      ) : null}
      <Payments payments={payments} zone={app.config.timetable.timeZone} />
    </>,
    tried === undefined ? 200 : 422,
  );
}

async function standingOf(app: App, c: PageContext, publication: StoredPublication, tried?: Tried) {
  const { db } = app.database;
  const [attempts, channel, held, outlook] = await Promise.all([
    listAttempts(db, publication.id),
    findChannel(db, publication.channelId),
    whyHeld(app, [publication]),
    publication.state === 'scheduled' ? tokenOutlook(app) : [],
  ]);
  return (
    <Standing
      app={app}
      c={c}
      publication={publication}
      channel={channel}
      attempts={attempts}
      held={held.get(publication.id)}
      beyond={beyondTokens(outlook).get(publication.id)}
      tried={tried}
    />
  );
}

/** `GET /publications/:id/media` */
export async function showPublicationMedia(app: App, c: PageContext): Promise<Response> {
  const publication = await findPublication(app.database.db, partOf(c, 'id'));
  return publication === undefined ? missingPage(c) : showMedia(app, c, publication.excerpt);
}

interface NumbersProps {
  readonly app: App;
  readonly c: PageContext;
  readonly publication: StoredPublication;
  readonly snapshots: readonly Snapshot[];
}

function Numbers({ app, c, publication: { id, platform, remoteIds }, snapshots }: NumbersProps) {
  const zone = app.config.timetable.timeZone;
  const given = metricNames.filter((name) => snapshots.some((snapshot) => snapshot.name === name));
  const moments = [...grouped(snapshots, ({ at }) => at.getTime())].reverse();
  if (remoteIds.length === 0) {
    return (
      <section class="card" aria-labelledby="numbers-head">
        <h2 id="numbers-head">Numbers</h2>
        <p>
          {platformName(app, platform)} never told Cutline what it calls this post, so its numbers cannot be
          read: look at them there.
        </p>
      </section>
    );
  }
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
