import type { App } from '../app/app.ts';
import { Collision } from '../app/collisions.ts';
import type { PlanCost } from '../app/plan-cost.ts';
import { proposeSlots, unplanned, type Proposal } from '../app/schedule-excerpts.ts';
import { tokenOutlook } from '../app/token-life.ts';
import { pendingChanges, type VersionChange } from '../app/version-changes.ts';
import { sentenceOf } from '../domain/errors.ts';
import type { SourcePost } from '../domain/source-post.ts';
import { count, platformName } from './parts.tsx';
import type { PlanChoice } from './plan-choice.ts';
import { inWords } from './times.tsx';

/** What would be queued by a choice, or why it cannot be. */
export interface Plan {
  readonly choice: PlanChoice;
  /** Platform → how many of its excerpts are not on the calendar yet, whatever was chosen. */
  readonly left: ReadonlyMap<string, number>;
  readonly withoutChannel: readonly string[];
  /** What becomes of what an earlier version has on the calendar; empty where it has nothing. */
  readonly changes: readonly VersionChange[];
  readonly proposals: readonly Proposal[];
  readonly costs: readonly PlanCost[];
  /** Sentences on what is left out, since its channel says it already; a person may plan it anyway. */
  readonly leftOut: readonly string[];
  /** Sentences on what will not go out unless a channel is connected again. */
  readonly warnings: readonly string[];
  readonly refusal?: { readonly sentence: string; readonly mayOverrule: boolean };
}

/** The plan that the choice makes; what cannot be planned is a part of it, so that the page still shows everything else. */
export async function planOf(app: App, post: SourcePost, choice: PlanChoice): Promise<Plan> {
  const changes = await pendingChanges(app, post);
  const { lanes, withoutChannel } = await unplanned(app, post, { anyway: choice.anyway }, changes);
  const left = new Map<string, number>();
  for (const { channel, excerpts } of lanes)
    left.set(channel.platform, (left.get(channel.platform) ?? 0) + excerpts.length);
  const plan = { choice, left, withoutChannel, changes, proposals: [], costs: [], leftOut: [], warnings: [] };
  try {
    const { proposals, leftOut, costs } = await proposeSlots(app, post, choice);
    return { ...plan, proposals, costs, leftOut, warnings: await beyond(app, proposals) };
  } catch (error) {
    const sentence = error instanceof Collision ? error.plain : sentenceOf(error);
    if (sentence === undefined) throw error;
    return { ...plan, refusal: { sentence, mayOverrule: error instanceof Collision } };
  }
}

async function beyond(app: App, proposals: readonly Proposal[]): Promise<string[]> {
  const zone = app.config.timetable.timeZone;
  return (await tokenOutlook(app)).flatMap(({ channel, endsAt }) => {
    if (endsAt === null) return [];
    const late = proposals.filter(({ channelId, dueAt }) => channelId === channel.id && dueAt >= endsAt);
    if (late.length === 0) return [];
    return `The connection to ${channel.name} on ${platformName(app, channel.platform)} ends ${inWords(endsAt, zone)}; ${count(late.length, 'publication')} of this plan ${late.length === 1 ? 'lies' : 'lie'} after that. Connect the channel again before then.`;
  });
}
