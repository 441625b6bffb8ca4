import { adviceFor } from '../app/after.ts';
import type { App } from '../app/app.ts';
import { cancel, moveTo, publicationOf, retry } from '../app/change-publication.ts';
import { measure } from '../app/measure.ts';
import type { Attempt, OutcomeKind } from '../domain/attempt.ts';
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
import {
  Careful,
  figure,
  meaningOf,
  platformName,
  PlatformBadge,
  PostForm,
  StateBadge,
  Table,
} from './parts.tsx';
import { fieldTime, inWords, Moment } from './times.tsx';

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

interface StandingProps {
  readonly app: App;
  readonly c: PageContext;
  readonly publication: StoredPublication;
  readonly attempts: readonly Attempt[];
}

const soonMs = 15 * 60_000;

function Standing({ app, c, publication, attempts }: StandingProps) {
  const { id, state, dueAt, publishedAt, slotReason, url, outcome } = publication;
  const zone = app.config.timetable.timeZone;
  const mayChange =
    state === 'publishing' ||
    state === 'settling' ||
    (state === 'scheduled' && dueAt.getTime() - app.now().getTime() < soonMs);
  const watched = mayChange
    ? { 'hx-get': `/publications/${id}`, 'hx-trigger': 'every 3s', 'hx-swap': 'outerMorph' }
    : {};
  return (
    <section class="card standing" id="standing" aria-labelledby="standing-head" {...watched}>
      <h2 id="standing-head">
        How it stands <StateBadge state={state} />
      </h2>
      <p>{meaningOf(state)}</p>
      <dl>
        <dt>{publishedAt === null ? 'Slot' : 'Published'}</dt>
        <dd>
          <Moment at={publishedAt ?? dueAt} zone={zone} />
          <br />
          <span class="quiet-text">
            {zone}. {slotReason}
          </span>
        </dd>
        {url === null ? null : (
          <>
            <dt>Address</dt>
            <dd>
              <a href={url} rel="noreferrer" target="_blank">
                {url}
                <span class="unseen"> (new tab)</span>
              </a>
            </dd>
          </>
        )}
        {outcome === null || !('reason' in outcome) ? null : (
          <>
            <dt>Last said</dt>
            <dd class={state === 'failed' ? 'reason' : ''}>{outcome.reason}</dd>
          </>
        )}
        {state === 'failed' ? (
          <>
            <dt>What to do</dt>
            <dd>{adviceFor(outcome)}</dd>
          </>
        ) : null}
      </dl>
      <Actions app={app} c={c} publication={publication} />
      {attempts.length === 0 ? (
        <p class="quiet-text">No attempt yet.</p>
      ) : (
        <Table
          caption="Attempts"
          heads={[{ name: 'No.' }, { name: 'Began' }, { name: 'What for' }, { name: 'Outcome' }]}
          rows={attempts.map((attempt) => [
            String(attempt.number),
            <Moment at={attempt.startedAt} zone={zone} />,
            attempt.kind === 'publish' ? 'to publish' : 'to settle',
            <Ending attempt={attempt} />,
          ])}
        />
      )}
    </section>
  );
}

const endings: Readonly<Record<OutcomeKind, string>> = {
  published: 'published',
  processing: 'the platform is still at work',
  ready: 'prepared there, not yet public',
  rejected: 'refused',
  unauthorized: 'the channel must be connected again',
  throttled: 'too many at once; waits',
  unavailable: 'did not happen; tried again',
  unknown: 'may have happened; found out first',
};

function Ending({ attempt: { outcome } }: { attempt: Attempt }) {
  if (outcome === null) return <>open</>;
  return (
    <>
      {endings[outcome.kind]}
      {'reason' in outcome ? <span class="quiet-text"> – {outcome.reason}</span> : null}
    </>
  );
}

function Actions({ app, c, publication: { id, state, dueAt } }: Omit<StandingProps, 'attempts'>) {
  const zone = app.config.timetable.timeZone;
  if (state === 'scheduled') {
    return (
      <div class="row actions">
        <details class="careful-box">
          <summary class="button quiet">Move …</summary>
          <PostForm c={c} action={`/publications/${id}/slot`} class="careful-inside">
            <label for="at">New time ({zone})</label>
            <input
              id="at"
              name="at"
              type="datetime-local"
              value={fieldTime(dueAt, zone)}
              min={fieldTime(app.now(), zone)}
              required
            />
            <button class="primary">Move</button>
          </PostForm>
        </details>
        <PostForm c={c} action={`/publications/${id}/cancellation`}>
          <Careful name="Cancel …">
            <p>It is taken off the calendar.</p>
            <button class="danger">Take it off</button>
          </Careful>
        </PostForm>
      </div>
    );
  }
  if (state !== 'failed') return null;
  return (
    <PostForm c={c} action={`/publications/${id}/retry`} class="row actions">
      <button class="primary">Try again</button>
    </PostForm>
  );
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
