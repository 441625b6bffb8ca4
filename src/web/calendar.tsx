import type { App } from '../app/app.ts';
import { publicationStates, type PublicationState } from '../domain/publication.ts';
import { listChannels } from '../store/channels.ts';
import { listPublications, type StoredPublication } from '../store/publications.ts';
import { Days } from './calendar-days.tsx';
import { takeFlash } from './flash.ts';
import { Said, showPage } from './layout.tsx';
import type { PageContext } from './page.ts';
import { count } from './parts.tsx';
import { dayOf, startOf } from './times.tsx';

const mostAhead = 300;
/** Days that are looked back on; one press on "earlier" adds as many. */
const daysBack = 7;
const mostDaysBack = 3650;

interface View {
  readonly state: PublicationState | undefined;
  readonly platform: string | undefined;
  readonly back: number;
}

/** `GET /calendar`: what is planned, by day. htmx asks for the list alone, again and again. */
export async function showCalendar(app: App, c: PageContext): Promise<Response> {
  const view = viewOf(app, c);
  const list = await List({ app, c, view });
  if (c.req.header('hx-request') === 'true') {
    const flash = takeFlash(c);
    return c.html(
      <>
        {list}
        {flash === undefined ? null : (
          <hx-partial hx-target="#flash" hx-swap="innerHTML">
            <Said flash={flash} />
          </hx-partial>
        )}
      </>,
    );
  }
  return showPage(
    c,
    { title: 'Calendar', here: '/calendar' },
    <>
      <h1>Calendar</h1>
      <Filters app={app} view={view} />
      {list}
    </>,
  );
}

function viewOf(app: App, c: PageContext): View {
  const back = Number(c.req.query('back') ?? daysBack);
  return {
    state: publicationStates.find((state) => state === c.req.query('state')),
    platform: app.platforms.find(({ id }) => id === c.req.query('platform'))?.id,
    back: Number.isInteger(back) ? Math.min(Math.max(back, daysBack), mostDaysBack) : daysBack,
  };
}

function addressOf({ state, platform, back }: View): string {
  const query = new URLSearchParams();
  if (state !== undefined) query.set('state', state);
  if (platform !== undefined) query.set('platform', platform);
  if (back !== daysBack) query.set('back', String(back));
  return query.size === 0 ? '/calendar' : `/calendar?${query}`;
}

function Filters({ app, view }: { app: App; view: View }) {
  return (
    <form method="get" action="/calendar" class="filters">
      <div>
        <label for="state">State</label>
        <select id="state" name="state">
          <option value="">all but the cancelled</option>
          {publicationStates.map((state) => (
            <option value={state} selected={state === view.state}>
              {state}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label for="platform">Platform</label>
        <select id="platform" name="platform">
          <option value="">all</option>
          {app.platforms.map(({ id, name }) => (
            <option value={id} selected={id === view.platform}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <button>Show</button>
    </form>
  );
}

async function List({ app, c, view }: { app: App; c: PageContext; view: View }) {
  const { db } = app.database;
  const zone = app.config.timetable.timeZone;
  const today = dayOf(app.now(), zone);
  const states =
    view.state === undefined ? publicationStates.filter((state) => state !== 'cancelled') : [view.state];
  const isShown = ({ platform }: StoredPublication): boolean =>
    view.platform === undefined || platform === view.platform;
  const [past, ahead, channels] = await Promise.all([
    listPublications(db, {
      states,
      from: startOf(today, zone, -view.back),
      before: startOf(today, zone),
    }),
    listPublications(db, { states, from: startOf(today, zone), limit: mostAhead }),
    listChannels(db),
  ]);
  const days = (publications: readonly StoredPublication[]) => (
    <Days
      app={app}
      c={c}
      publications={publications.filter(isShown)}
      today={today}
      back={addressOf(view)}
      channelName={(id) => channels.find((channel) => channel.id === id)?.name ?? ''}
    />
  );
  const shownPast = past.filter(isShown);
  const shownAhead = ahead.filter(isShown);
  return (
    <div id="calendar" hx-get={addressOf(view)} hx-trigger="every 6s" hx-swap="outerMorph">
      <p class="quiet-text">All times are those of {zone}.</p>
      <details class="past" id="past" open={view.back > daysBack}>
        <summary>
          The {view.back} days before today: {count(shownPast.length, 'publication')}
        </summary>
        {days(past)}
        {view.back >= mostDaysBack ? null : (
          <p>
            <a
              class="button quiet"
              href={addressOf({ ...view, back: Math.min(view.back * 4, mostDaysBack) })}
            >
              Look further back
            </a>
          </p>
        )}
      </details>
      {shownAhead.length === 0 ? (
        <p class="empty">
          Nothing is on the calendar from today on. <a href="/posts">Queue a post</a> and it appears here.
        </p>
      ) : (
        days(ahead)
      )}
      {ahead.length < mostAhead ? null : (
        <p class="quiet-text">Only the next {mostAhead} publications are shown.</p>
      )}
    </div>
  );
}
