import { metricNames, type MetricName } from '../domain/metric.ts';
import { columns, fit, printable, type Column } from './columns.ts';
import type { Report } from './report.ts';
import type { Brought, Tally } from './tally.ts';

/** The report as text for a terminal; ends with a line break. Only metrics that some platform gave have a column. */
export function reportTable(report: Report): string {
  const given = metricNames.filter((name) => report.totals[name] !== null);
  const parts = [head(report)];
  if (report.byPlatform.length > 0) parts.push(platforms(report, given));
  if (report.byHashtag.length > 0) parts.push(hashtags(report));
  if (report.byExcerpt.length > 0) parts.push(excerpts(report));
  return parts.join('\n');
}

function head({ campaign, period, totals, note }: Report): string {
  const days =
    period.from === null && period.to === null ? '' : `, ${period.from ?? '…'} to ${period.to ?? '…'}`;
  const phase = campaign === null || campaign.phase === 'open' ? '' : ` (${phases[campaign.phase]})`;
  const counts = [
    `${totals.published} published`,
    `${totals.scheduled} scheduled`,
    `${totals.failed} failed`,
    ...(totals.unplanned === 0 ? [] : [`${totals.unplanned} not planned`]),
  ];
  return [
    `${campaign === null ? 'All publications' : `Campaign ${campaign.name}`}${days}${phase}`,
    ...(campaign?.goal ? [`Goal: ${campaign.goal}`] : []),
    `${totals.publications} ${totals.publications === 1 ? 'publication' : 'publications'}: ${counts.join(', ')}`,
    ...(note === null ? [] : [note]),
  ]
    .map((line) => `${fit(printable(line), 200)}\n`)
    .join('');
}

const phases = { ahead: 'has not begun', running: 'is running', over: 'is over' };

function platforms({ byPlatform, totals }: Report, given: readonly MetricName[]): string {
  const line = (name: string, tally: Tally): string[] => [
    name,
    number(tally.published),
    number(tally.scheduled),
    number(tally.failed),
    ...brought(tally, given),
  ];
  return columns(
    ['platform', right('published'), right('scheduled'), right('failed'), ...broughtHeads(given)],
    [...byPlatform.map((tally) => line(tally.platform, tally)), line('all', totals)],
  );
}

function hashtags({ byHashtag, figures }: Report): string {
  const heads = [{ head: 'hashtag', most: 40 }, right('publications')];
  if (figures === 'none')
    return columns(
      heads,
      byHashtag.map((line) => [`#${line.hashtag}`, number(line.publications)]),
    );
  return columns(
    [...heads, right('views each'), right('engagement rate'), 'with it'],
    byHashtag.map((line) => [
      `#${line.hashtag}`,
      number(line.publications),
      number(line.viewsPerPublication),
      percent(line.engagementRate),
      line.comparison.words,
    ]),
  );
}

function excerpts({ byExcerpt, figures }: Report): string {
  const shown = figures === 'none' ? [] : [right('views'), right('engagement')];
  return columns(
    [{ head: 'platform' }, right('excerpt'), { head: 'text', most: 40 }, 'state', ...shown, 'address'],
    byExcerpt.map((line) => [
      line.platform,
      number(line.excerpt),
      line.text,
      line.state,
      ...(figures === 'none' ? [] : [number(line.views), number(line.engagement)]),
      line.url ?? '',
    ]),
  );
}

function broughtHeads(given: readonly MetricName[]): Column[] {
  if (given.length === 0) return [];
  return [
    ...given.map((name) => right(name === 'watchSeconds' ? 'watched (s)' : name)),
    right('engagement'),
    right('rate'),
  ];
}

function brought(of: Brought, given: readonly MetricName[]): string[] {
  if (given.length === 0) return [];
  return [...given.map((name) => number(of[name])), number(of.engagement), percent(of.engagementRate)];
}

function right(head: string): Column {
  return { head, right: true };
}

/** "–" says that nobody gave the number. */
function number(value: number | null): string {
  return value === null ? '–' : String(Math.round(value)).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1)} %`;
}
