import type { Hono } from 'hono';
import { Temporal } from 'temporal-polyfill';
import { audience, type AudienceNumbers } from '../../sandbox/audience.ts';
import type { FaultEnv } from '../../sandbox/faults.ts';
import type { World } from '../../sandbox/state.ts';
import { authorise, films, pacificDay, refuse, visibleTo, type Film } from './sandbox-world.ts';

/** Analytics answers up to the last day that was fully processed, 48 hours or more ago. */
const delayMs = 48 * 3600 * 1000;

type Day = string;

/** reports.query of the Analytics API v2, for the own channel, by day, by film or in all. */
export function addReports(app: Hono<FaultEnv>, world: World): void {
  app.get('/v2/reports', (c) => {
    const account = authorise(c, world, ['yt-analytics.readonly', 'youtube.readonly', 'youtube']);
    if (account instanceof Response) return account;
    const {
      ids,
      startDate = '',
      endDate = '',
      metrics = '',
      dimensions = '',
      filters = '',
      sort = '',
    } = c.req.query();
    const unsupported = (message = 'The query is not supported.'): Response =>
      refuse(c, 400, 'badRequest', message);

    if (ids !== 'channel==MINE' && ids !== `channel==${account.id}`)
      return refuse(c, 403, 'forbidden', 'Forbidden');
    const isDay = (text: string): boolean =>
      /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
    if (!isDay(startDate) || !isDay(endDate) || startDate > endDate)
      return unsupported('Invalid start or end date.');
    const names = metrics.split(',');
    if (names.some((name) => !Object.hasOwn(known, name)))
      return unsupported(`Unknown identifier (${metrics}) given in field parameters.metrics.`);
    if (!['', 'day', 'video'].includes(dimensions)) return unsupported();
    if (dimensions === 'video' && (c.req.query('maxResults') === undefined || sort === ''))
      return unsupported();
    const filter = /^video==([\w,-]+)$/.exec(filters)?.[1]?.split(',');
    if (filters !== '' && filter === undefined) return unsupported();

    const chosen = films(world).filter(
      (film) =>
        film.account === account.id &&
        visibleTo(film, undefined, world) &&
        (filter === undefined || filter.includes(film.id)),
    );
    const last = lastProcessedDay(world);
    const end = endDate < last ? endDate : last;
    const row = (subset: readonly Film[], from: Day, to: Day): number[] =>
      names.map((name) => known[name]?.(addUp(subset, from, to)) ?? 0);

    const rows: (string | number)[][] = [];
    if (dimensions === 'day') {
      for (let day = firstDay(chosen, startDate); day <= end; day = nextDay(day))
        rows.push([day, ...row(chosen, day, day)]);
    } else if (dimensions === 'video') {
      for (const film of chosen)
        if (firstDay([film], startDate) <= end) rows.push([film.id, ...row([film], startDate, end)]);
      sortRows(rows, ['video', ...names], sort);
      rows.splice(Number(c.req.query('maxResults')));
    } else if (chosen.length > 0 && firstDay(chosen, startDate) <= end) {
      rows.push(row(chosen, startDate, end));
    }
    return c.json({
      kind: 'youtubeAnalytics#resultTable',
      columnHeaders: [
        ...(dimensions === '' ? [] : [{ name: dimensions, columnType: 'DIMENSION', dataType: 'STRING' }]),
        ...names.map((name) => ({ name, columnType: 'METRIC', dataType: 'INTEGER' })),
      ],
      ...(rows.length === 0 ? {} : { rows }),
    });
  });
}

const known: Readonly<Record<string, (numbers: AudienceNumbers) => number>> = {
  views: ({ views }) => views,
  engagedViews: ({ views }) => Math.floor(views * 0.6),
  likes: ({ likes }) => likes,
  dislikes: () => 0,
  comments: ({ comments }) => comments,
  shares: ({ shares }) => shares,
  estimatedMinutesWatched: ({ watchSeconds }) => Math.floor(watchSeconds / 60),
  averageViewDuration: ({ watchSeconds, views }) => (views === 0 ? 0 : Math.floor(watchSeconds / views)),
  subscribersGained: ({ saves }) => Math.floor(saves / 10),
};

/** What films won from the start of one day to the end of another. */
function addUp(chosen: readonly Film[], from: Day, to: Day): AudienceNumbers {
  const sum = { views: 0, reach: 0, likes: 0, comments: 0, shares: 0, saves: 0, clicks: 0, watchSeconds: 0 };
  for (const film of chosen) {
    const born = Date.parse(film.createdAt);
    const before = audience(film.id, (startOf(from) - born) / 1000);
    const after = audience(film.id, (startOf(nextDay(to)) - born) / 1000);
    for (const name of Object.keys(sum) as (keyof AudienceNumbers)[]) sum[name] += after[name] - before[name];
  }
  return sum;
}

function firstDay(chosen: readonly Film[], start: Day): Day {
  const born = chosen.map((film) => pacificDay(new Date(film.createdAt))).sort()[0];
  return born === undefined ? '9999-12-31' : born > start ? born : start;
}

function lastProcessedDay(world: World): Day {
  const processed = new Date(world.now().getTime() - delayMs);
  return Temporal.PlainDate.from(pacificDay(processed)).subtract({ days: 1 }).toString();
}

function nextDay(day: Day): Day {
  return Temporal.PlainDate.from(day).add({ days: 1 }).toString();
}

function startOf(day: Day): number {
  return Temporal.PlainDate.from(day).toZonedDateTime('America/Los_Angeles').epochMilliseconds;
}

function sortRows(rows: (string | number)[][], names: readonly string[], sort: string): void {
  const column = names.indexOf(sort.replace(/^-/, ''));
  const direction = sort.startsWith('-') ? -1 : 1;
  rows.sort((one, other) => {
    const [a, b] = [one[column] ?? 0, other[column] ?? 0];
    return (a < b ? -1 : a > b ? 1 : 0) * direction;
  });
}
