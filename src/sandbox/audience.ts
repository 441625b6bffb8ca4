import { createHash } from 'node:crypto';

/** What a plain audience has done with a post so far. */
export interface AudienceNumbers {
  readonly views: number;
  readonly reach: number;
  readonly likes: number;
  readonly comments: number;
  readonly shares: number;
  readonly saves: number;
  readonly clicks: number;
  readonly watchSeconds: number;
}

/**
 * Numbers that depend on the post's id and its age in seconds alone: they rise quickly in the first hours and level off
 * after some days, as posts do, and differ from post to post.
 */
export function audience(id: string, ageSeconds: number): AudienceNumbers {
  const interest = share(id, 'interest');
  const halfLifeSeconds = 6 * 3600;
  const seen = 1 - 2 ** (-Math.max(0, ageSeconds) / halfLifeSeconds);
  const views = Math.floor((120 + 2400 * interest ** 2) * seen);
  return {
    views,
    reach: Math.floor(views * (0.6 + 0.3 * share(id, 'reach'))),
    likes: Math.floor(views * 0.06 * share(id, 'likes')),
    comments: Math.floor(views * 0.012 * share(id, 'comments')),
    shares: Math.floor(views * 0.015 * share(id, 'shares')),
    saves: Math.floor(views * 0.02 * share(id, 'saves')),
    clicks: Math.floor(views * 0.03 * share(id, 'clicks')),
    watchSeconds: Math.floor(views * 8 * share(id, 'watch')),
  };
}

/** A number in [0, 1) that is always the same for one id and purpose. */
function share(id: string, purpose: string): number {
  return createHash('sha256').update(`${purpose}:${id}`).digest().readUInt32BE(0) / 2 ** 32;
}
