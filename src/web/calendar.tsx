import type { Child } from 'hono/jsx';
import type { App } from '../app/app.ts';
import { beyondTokens, tokenOutlook } from '../app/token-life.ts';
import { whyHeld } from '../app/why-held.ts';
import { publicationStates } from '../domain/publication.ts';
import { listChannels } from '../store/channels.ts';
import { listPublications, type StoredPublication } from '../store/publications.ts';
import { everythingPaused } from '../store/settings.ts';
import { Attention } from './calendar-attention.tsx';
import { Days } from './calendar-days.tsx';
import { Filters } from './calendar-filters.tsx';
import { addressOf, daysBack, mostDaysBack, viewOf, type CalendarView } from './calendar-view.ts';
import { takeFlash } from './flash.ts';
import { Said, showPage } from './layout.tsx';
import type { PageContext } from './page.ts';
import { count } from './parts.tsx';
import { dayOf, startOf } from './times.tsx';

/** Publications on one page. */
const mostAhead = 200;
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

async function List({ app, c, view }: { app: App; c: PageContext; view: CalendarView }) {
  const { db } = app.database;
  const zone = app.config.timetable.timeZone;
  const today = dayOf(app.now(), zone);
  const first = view.from ?? today;
  const filter = {
    states:
      view.state === undefined ? publicationStates.filter((state) => state !== 'cancelled') : [view.state],
    ...(view.platform === undefined ? {} : { platform: view.platform }),
  };
  const [past, found, channels, outlook, paused] = await Promise.all([
    view.from === undefined
      ? listPublications(db, {
          ...filter,
          from: startOf(today, zone, -view.back),
          before: startOf(today, zone),
        })
      : [],
    listPublications(db, { ...filter, from: startOf(first, zone), limit: mostAhead + 1 }),
    listChannels(db),
    tokenOutlook(app),
    everythingPaused(db),
  ]);
  const ahead = found.slice(0, mostAhead);
  // That everything is paused is said once, at the top.
  const held = paused ? new Map<string, string>() : await whyHeld(app, [...past, ...ahead]);
  const beyond = beyondTokens(outlook);
  const days = (publications: readonly StoredPublication[]) => (
    <Days
      app={app}
      c={c}
      publications={publications}
      today={today}
      back={addressOf(view)}
      channelName={(id) => channels.find((channel) => channel.id === id)?.name ?? ''}
      remarkOn={({ id, holdReason }) => holdReason ?? held.get(id) ?? beyond.get(id)}
    />
  );
  return (
    <div id="calendar" hx-get={addressOf(view)} hx-trigger="every 6s" hx-swap="outerMorph">
      <p class="quiet-text">All times are those of {zone}.</p>
      <Attention app={app} c={c} channels={channels} outlook={outlook} paused={paused} />
      {view.from === undefined ? (
        <Past view={view} number={past.length}>
          {days(past)}
        </Past>
      ) : (
        <p>
          <a class="button quiet" href={addressOf({ ...view, from: undefined })}>
            Back to today
          </a>
        </p>
      )}
      {ahead.length === 0 ? <Nothing view={view} /> : days(ahead)}
      {found.length <= mostAhead ? null : (
        <p>
          <a class="button" href={addressOf({ ...view, from: nextFirst(found, first, zone) })}>
            Later ones
          </a>
        </p>
      )}
    </div>
  );
}

/** The day on which the next page begins: that of the first one that was left out, but never the day this one began on. */
function nextFirst(found: readonly StoredPublication[], first: string, zone: string): string {
  const day = dayOf(found.at(-1)!.dueAt, zone);
  return day > first ? day : dayOf(startOf(first, zone, 1), zone);
}

function Past({ view, number, children }: { view: CalendarView; number: number; children?: Child }) {
  return (
    <details class="past" id="past" open={view.back > daysBack}>
      <summary>
        The {view.back} days before today: {count(number, 'publication')}
      </summary>
      {children}
      {view.back >= mostDaysBack ? null : (
        <p>
          <a class="button quiet" href={addressOf({ ...view, back: Math.min(view.back * 4, mostDaysBack) })}>
            Look further back
          </a>
        </p>
      )}
    </details>
  );
}

function Nothing({ view }: { view: CalendarView }) {
  if (view.state !== undefined || view.platform !== undefined) {
    return (
      <p class="empty">
        Nothing from this day on is like that. <a href="/calendar">Show everything</a>.
      </p>
    );
  }
  return (
    <p class="empty">
      Nothing is on the calendar from {view.from === undefined ? 'today' : 'this day'} on.{' '}
      <a href="/posts">Queue a post</a> and it appears here.
    </p>
  );
}
