import { UserError } from '../domain/errors.ts';
import type { CutMode, Excerpt } from '../domain/excerpt.ts';
import type { SourcePost } from '../domain/source-post.ts';
import { parsePost } from '../markdown/parse.ts';
import type { Platform } from '../platforms/contract.ts';
import { findCampaign } from '../store/campaigns.ts';
import type { App } from './app.ts';
import { cutSettings } from './cut-settings.ts';
import { excerptsOf, type CutSettings } from './excerpts-of.ts';

/**
 * What a platform gets when a post comes round again: the same words, cut at other places. The round alone decides how, so
 * that planning it twice gives the same. Round 0 is the ordinary cut.
 */
export async function cutForRound(
  app: App,
  post: SourcePost,
  platform: Platform,
  round: number,
): Promise<Excerpt[]> {
  const campaign =
    post.campaignId === null ? undefined : await findCampaign(app.database.db, post.campaignId);
  const parsed = parsePost(post.markdown);
  const settings = cutSettings(app.config, platform, campaign?.hashtags ?? []);
  const ordinary = excerptsOf(parsed, platform, settings);
  if (round === 0 || ordinary.length === 0) return ordinary;
  const longest = Math.max(...ordinary.flatMap(({ lengths }) => lengths));
  const mode = modeOfRound(settings.mode ?? platform.text.defaultMode, round);
  for (const share of [shares[(round - 1) % shares.length]!, 0.95]) {
    const limit = Math.floor(longest * share);
    const cut = cutWithin(limit, () =>
      excerptsOf(parsed, { id: platform.id, text: { ...platform.text, limit } }, { ...settings, mode }),
    );
    if (cut !== undefined) return cut.map((excerpt) => ({ ...excerpt, limit: platform.text.limit }));
  }
  return excerptsOf(parsed, platform, { ...settings, mode } satisfies CutSettings);
}

/** Each shorter than the longest excerpt of the ordinary cut, so that at least that one falls apart at other places. */
const shares = [0.75, 0.6, 0.85, 0.5] as const;

/** The whole again would be the same again. A thread comes round as a series, and then as a thread. */
function modeOfRound(mode: CutMode, round: number): CutMode {
  if (mode === 'thread') return round % 2 === 1 ? 'series' : 'thread';
  return 'series';
}

/** Undefined where so little room is not enough for frame, link and hashtags. */
function cutWithin(limit: number, cut: () => Excerpt[]): Excerpt[] | undefined {
  if (limit < 1) return undefined;
  try {
    return cut();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
