import type { Context } from 'hono';
import type { FaultEnv } from '../../sandbox/faults.ts';
import type { World } from '../../sandbox/state.ts';
import { denied, postsOf, refuse, restliValue, type Session } from './sandbox-world.ts';

type C = Context<FaultEnv>;

/** "Share Statistics": lifetime numbers; a post without activity is left out. */
export function pageStatistics(c: C, session: Session, world: World): Response {
  const page = c.req.query('organizationalEntity') ?? '';
  if (!session.mayActFor(page, { page: 'rw_organization_admin', member: '' }))
    return denied(c, 'organizationalEntityShareStatistics.FINDER');
  const shares = restliValue(c, 'shares', 'List');
  const ugcPosts = restliValue(c, 'ugcPosts', 'List');
  if (shares === undefined && ugcPosts === undefined) {
    return refuse(
      c,
      400,
      'PARAM_INVALID',
      'shares or ugcPosts must be List(…) with its brackets not encoded',
    );
  }
  const elements = [...(shares ?? []), ...(ugcPosts ?? [])]
    .flatMap((urn) => postsOf(world).get(urn) ?? [])
    .filter((post) => post.author === page)
    .map((post) => ({ urn: post.id, seen: world.audienceOf(post.id, post.createdAt) }))
    .filter(({ seen }) => seen.views > 0)
    .map(({ urn, seen }) => ({
      organizationalEntity: page,
      [urn.startsWith('urn:li:share:') ? 'share' : 'ugcPost']: urn,
      totalShareStatistics: {
        impressionCount: seen.views,
        uniqueImpressionsCount: seen.reach,
        clickCount: seen.clicks,
        likeCount: seen.likes,
        commentCount: seen.comments,
        shareCount: seen.shares,
        engagement: (seen.clicks + seen.likes + seen.comments + seen.shares) / seen.views,
      },
    }));
  return c.json({ elements, paging: { start: 0, count: elements.length, links: [] } });
}

/** "Member Post Statistics": one number of one post. */
export function memberStatistics(c: C, session: Session, world: World): Response {
  if (!session.token.scopes.includes('r_member_postAnalytics'))
    return denied(c, 'memberCreatorPostAnalytics.FINDER-entity');
  const entity = /^(?:share|ugc):(urn:li:\w+:\d+)$/.exec(restliValue(c, 'entity', '')?.[0] ?? '')?.[1];
  if (entity === undefined)
    return refuse(
      c,
      400,
      'PARAM_INVALID',
      'entity must be (share:…) or (ugc:…) with its brackets not encoded',
    );
  const post = postsOf(world).get(entity);
  if (post === undefined || post.author !== `urn:li:person:${session.token.person}`)
    return denied(c, 'memberCreatorPostAnalytics.FINDER-entity');
  const seen = world.audienceOf(post.id, post.createdAt);
  const counts: Readonly<Record<string, number>> = {
    IMPRESSION: seen.views,
    MEMBERS_REACHED: seen.reach,
    REACTION: seen.likes,
    COMMENT: seen.comments,
    RESHARE: seen.shares,
    POST_SAVE: seen.saves,
    LINK_CLICKS: seen.clicks,
  };
  const metricType = c.req.query('queryType') ?? '';
  const count = counts[metricType];
  if (count === undefined || c.req.query('aggregation') !== 'TOTAL') {
    return refuse(c, 400, 'PARAM_INVALID', 'queryType or aggregation is not known');
  }
  return c.json({ elements: [{ count, metricType, targetEntity: { share: entity } }], paging: {} });
}
