import type { OpenChannel } from '../../domain/channel.ts';
import type { Metric, MetricName } from '../../domain/metric.ts';
import type { Call } from '../../net/request.ts';
import type { Measured } from '../contract.ts';
import { elementsOf, fieldsOf, refusalOf, type Asked } from './answers.ts';
import { ask, encodeUrn, isOrganisation } from './wire.ts';

/** The numbers of posts so far, added up over `urns`. */
export function measure(
  urns: readonly string[],
  channel: OpenChannel,
  call: Call,
  now: () => Date,
): Promise<Measured> {
  const asked = { doing: 'read the numbers', tokens: channel.tokens, now: now() };
  return isOrganisation(channel.remoteId)
    ? measurePage(urns, channel, call, asked)
    : measureMember(urns, call, asked);
}

/** "Share Statistics" (learn.microsoft.com, read 2026-11-24): a post that nobody has seen yet is absent, which means zeros. */
async function measurePage(
  urns: readonly string[],
  channel: OpenChannel,
  call: Call,
  asked: Asked,
): Promise<Measured> {
  const totals = new Map<MetricName, number>(Object.values(pageFields).map((name) => [name, 0]));
  for (const [list, prefix] of [
    ['shares', 'urn:li:share:'],
    ['ugcPosts', 'urn:li:ugcPost:'],
  ] as const) {
    const ofKind = urns.filter((urn) => urn.startsWith(prefix)).map(encodeUrn);
    if (ofKind.length === 0) continue;
    const answer = await ask(call, asked.tokens.access_token ?? '', {
      method: 'GET',
      path:
        '/rest/organizationalEntityShareStatistics?q=organizationalEntity' +
        `&organizationalEntity=${encodeUrn(channel.remoteId)}&${list}=List(${ofKind.join(',')})`,
      finder: true,
    });
    if (answer.kind !== 'answer' || answer.status !== 200) return refusalOf(answer, asked);
    for (const element of elementsOf(answer.json)) {
      const numbers = fieldsOf(element.totalShareStatistics);
      for (const [field, name] of Object.entries(pageFields)) add(totals, name, numbers[field]);
    }
  }
  return { kind: 'measured', metrics: asMetrics(totals) };
}

const pageFields: Readonly<Record<string, MetricName>> = {
  impressionCount: 'views',
  uniqueImpressionsCount: 'reach',
  likeCount: 'likes',
  commentCount: 'comments',
  shareCount: 'shares',
  clickCount: 'clicks',
};

/**
 * "Member Post Statistics" (learn.microsoft.com, view 2026-06, read 2026-11-24): one number per call, so only five of them are
 * asked for: a development app has 100 calls a day. Most members' tokens lack `r_member_postAnalytics`: then there are no figures.
 */
async function measureMember(urns: readonly string[], call: Call, asked: Asked): Promise<Measured> {
  const totals = new Map<MetricName, number>();
  for (const urn of urns) {
    const key = urn.startsWith('urn:li:ugcPost:') ? 'ugc' : 'share';
    for (const [queryType, name] of Object.entries(memberQueries)) {
      const answer = await ask(call, asked.tokens.access_token ?? '', {
        method: 'GET',
        path:
          `/rest/memberCreatorPostAnalytics?q=entity&entity=(${key}:${encodeUrn(urn)})` +
          `&queryType=${queryType}&aggregation=TOTAL`,
        finder: true,
      });
      if (answer.kind === 'answer' && answer.status === 403) return { kind: 'measured', metrics: [] };
      if (answer.kind !== 'answer' || answer.status !== 200) return refusalOf(answer, asked);
      add(totals, name, 0);
      for (const element of elementsOf(answer.json)) add(totals, name, element.count);
    }
  }
  return { kind: 'measured', metrics: asMetrics(totals) };
}

const memberQueries: Readonly<Record<string, MetricName>> = {
  IMPRESSION: 'views',
  MEMBERS_REACHED: 'reach',
  REACTION: 'likes',
  COMMENT: 'comments',
  RESHARE: 'shares',
};

function add(totals: Map<MetricName, number>, name: MetricName, value: unknown): void {
  if (typeof value === 'number') totals.set(name, (totals.get(name) ?? 0) + value);
}

/** A count below zero has been seen where a like was withdrawn: there is no such number of likes. */
function asMetrics(totals: ReadonlyMap<MetricName, number>): Metric[] {
  return [...totals].map(([name, value]) => ({ name, value: Math.max(0, value) }));
}
