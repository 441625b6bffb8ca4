import type { Excerpt } from '../domain/excerpt.ts';
import type { Slot } from '../domain/slot.ts';
import { nextFree } from './slots.ts';
import type { PlannedChannel, Timetable } from './timetable.ts';

export interface SpreadOptions {
  readonly timetable: Timetable;
  /** Nothing is planned before it. */
  readonly from: Date;
  /** Channel id → when something is planned there already. */
  readonly taken: ReadonlyMap<string, readonly Date[]>;
}

export interface Planned {
  readonly excerpt: Excerpt;
  readonly channelId: string;
  readonly slot: Slot;
}

/**
 * Gives the excerpts of one post their slots: on every channel of its platform, a series lies in its order on successive free
 * slots. An excerpt whose platform has no channel among `channels` is not in the answer. The earliest comes first. Throws
 * `UserError` when a platform has no weekly slots.
 */
export function spread(
  excerpts: readonly Excerpt[],
  channels: readonly PlannedChannel[],
  { timetable, from, taken }: SpreadOptions,
): Planned[] {
  const series = excerpts.toSorted((a, b) => a.excerpt - b.excerpt);
  const planned = channels.flatMap((channel) => {
    const own = series.filter(({ platform }) => platform === channel.platform);
    return spreadOnChannel(own, channel, timetable, from, taken.get(channel.id) ?? []);
  });
  return planned.sort((a, b) => a.slot.at.getTime() - b.slot.at.getTime());
}

function spreadOnChannel(
  series: readonly Excerpt[],
  channel: PlannedChannel,
  timetable: Timetable,
  from: Date,
  taken: readonly Date[],
): Planned[] {
  const full = [...taken];
  let earliest = from;
  return series.map((excerpt) => {
    const slot = nextFree(timetable, channel, earliest, full);
    full.push(slot.at);
    earliest = new Date(slot.at.getTime() + 1);
    return { excerpt, channelId: channel.id, slot };
  });
}
