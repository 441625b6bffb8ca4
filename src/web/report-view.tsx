import type { App } from '../app/app.ts';
import { metricNames, type MetricName } from '../domain/metric.ts';
import type { Brought, GrowthPoint, Report, Tally } from '../report/report.ts';
import { Hashtags, PlatformBadge, StateBadge, Table, figure, firstWords, percent } from './parts.tsx';
import { dayWords, inWords } from './times.tsx';

/** So many excerpts are listed before a person asks for all. */
const mostExcerpts = 25;

const phases = { ahead: 'has not begun', running: 'is running', over: 'is over', open: '' } as const;

/** What was brought: totals, by platform, by hashtag, by excerpt. */
export function ReportView({ app, report, all }: { app: App; report: Report; all: boolean }) {
  const { campaign, period, totals, note, figures, byPlatform, byHashtag, byExcerpt, growth } = report;
  const given = metricNames.filter((name) => totals[name] !== null);
  const excerpts = all ? byExcerpt : byExcerpt.slice(0, mostExcerpts);
  return (
    <div class="report">
      <p class="quiet-text">
        {period.from === null && period.to === null
          ? 'No days yet'
          : period.from === period.to && period.from !== null
            ? dayWords(period.from)
            : `${period.from === null ? '…' : dayWords(period.from)} to ${period.to === null ? '…' : dayWords(period.to)}`}
        {campaign === null || campaign.phase === 'open' ? '' : `; it ${phases[campaign.phase]}`}
        {campaign?.goal ? `. Goal: ${campaign.goal}` : ''}
      </p>
      {campaign === null ? null : <Hashtags hashtags={campaign.hashtags} />}
      {note === null ? null : <p class={figures === 'none' ? 'empty' : 'remark'}>{note}</p>}
      <Totals totals={totals} given={given} />
      <Growth points={growth} zone={app.config.timetable.timeZone} />
      {byPlatform.length === 0 ? null : (
        <section class="card" aria-label="By platform">
          <Table
            caption="By platform"
            heads={[
              { name: 'Platform' },
              ...['published', 'scheduled', 'failed'].map(numbers),
              ...broughtHeads(given),
            ]}
            rows={byPlatform.map((line) => [
              <PlatformBadge app={app} id={line.platform} />,
              figure(line.published),
              figure(line.scheduled),
              figure(line.failed),
              ...brought(line, given),
            ])}
          />
        </section>
      )}
      {byHashtag.length === 0 ? null : (
        <section class="card" aria-label="By hashtag">
          <Table
            caption="By hashtag"
            heads={[
              { name: 'Hashtag' },
              numbers('publications'),
              ...(figures === 'none'
                ? []
                : [numbers('views each'), numbers('engagement rate'), { name: 'With it' }]),
            ]}
            rows={byHashtag.map((line) => [
              `#${line.hashtag}`,
              figure(line.publications),
              ...(figures === 'none'
                ? []
                : [figure(line.viewsPerPublication), percent(line.engagementRate), line.comparison.words]),
            ])}
          />
        </section>
      )}
      {byExcerpt.length === 0 ? null : (
        <section class="card" aria-label="By excerpt">
          <Table
            caption="By excerpt"
            class="by-excerpt"
            heads={[
              { name: 'Excerpt' },
              { name: 'Platform' },
              { name: 'State' },
              ...(figures === 'none' ? [] : [numbers('views'), numbers('engagement')]),
            ]}
            rows={excerpts.map((line) => [
              <a href={`/publications/${line.publicationId}`} dir="auto">
                {firstWords(line.text, 90)}
              </a>,
              <PlatformBadge app={app} id={line.platform} />,
              <StateBadge state={line.state} />,
              ...(figures === 'none' ? [] : [figure(line.views), figure(line.engagement)]),
            ])}
          />
          {excerpts.length === byExcerpt.length ? null : (
            <p>
              <a class="button" href="?all=yes">
                Show all {byExcerpt.length}
              </a>
            </p>
          )}
        </section>
      )}
    </div>
  );
}

function numbers(name: string): { name: string; number: true } {
  return { name, number: true };
}

function broughtHeads(given: readonly MetricName[]): { name: string; number: true }[] {
  if (given.length === 0) return [];
  return [...given.map((name) => numbers(wordFor(name))), numbers('engagement'), numbers('rate')];
}

function brought(line: Brought, given: readonly MetricName[]): string[] {
  if (given.length === 0) return [];
  return [...given.map((name) => figure(line[name])), figure(line.engagement), percent(line.engagementRate)];
}

function wordFor(name: MetricName): string {
  return name === 'watchSeconds' ? 'watched (s)' : name;
}

function Totals({ totals, given }: { totals: Tally; given: readonly MetricName[] }) {
  const tiles: [string, string][] = [
    ['published', figure(totals.published)],
    ['scheduled', figure(totals.scheduled)],
    ['failed', figure(totals.failed)],
    ...given.map((name): [string, string] => [wordFor(name), figure(totals[name])]),
    ...(totals.engagement === null
      ? []
      : [
          ['engagement', figure(totals.engagement)] as [string, string],
          ['engagement rate', percent(totals.engagementRate)] as [string, string],
        ]),
  ];
  return (
    <section aria-label="Totals">
      <dl class="tiles">
        {tiles.map(([word, value]) => (
          <div>
            <dt>{word}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const width = 640;
const height = 160;
const edge = 6;

/** Readings within a minute show no growth yet. */
const shortestSpanMs = 60_000;

/** Views so far, reading by reading; nothing while there is no growth to be seen. */
function Growth({ points, zone }: { points: readonly GrowthPoint[]; zone: string }) {
  const known = points.flatMap(({ at, views }) => (views === null ? [] : [{ at, views }]));
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return null;
  const most = Math.max(...known.map(({ views }) => views));
  const span = last.at.getTime() - first.at.getTime();
  if (most === 0 || span < shortestSpanMs) return null;
  const places = known.map(({ at, views }) => {
    const x = edge + ((at.getTime() - first.at.getTime()) / span) * (width - 2 * edge);
    const y = height - edge - (views / most) * (height - 2 * edge);
    return [x.toFixed(1), y.toFixed(1)] as const;
  });
  const line = places.map(([x, y]) => `${x},${y}`).join(' ');
  return (
    <figure class="card growth">
      <figcaption>
        Views so far: {figure(first.views)} on {inWords(first.at, zone)}, {figure(last.views)} on{' '}
        {inWords(last.at, zone)}
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label="Views, growing over time">
        <line class="ground" x1="0" y1={height - 1} x2={width} y2={height - 1} />
        <polygon class="area" points={`${edge},${height} ${line} ${places.at(-1)![0]},${height}`} />
        <polyline class="curve" points={line} />
        {places.map(([x, y]) => (
          <circle class="dot" cx={x} cy={y} r="3.5" />
        ))}
      </svg>
    </figure>
  );
}
