import { ownSpans, type Excerpt } from '../domain/excerpt.ts';
import type { Slot } from '../domain/slot.ts';
import type { Span } from '../domain/source-post.ts';
import { busyWith } from './busy.ts';
import { dripOn } from './drip.ts';
import { firstFree } from './slots.ts';
import { rulesFor, type PlannedChannel, type Timetable } from './timetable.ts';

/** What one channel is to get of a post. */
export interface Lane {
  readonly channel: PlannedChannel;
  readonly excerpts: readonly Excerpt[];
}

/** When something of the same post is shown on any channel, and what of it. */
export interface Shown {
  readonly at: Date;
  readonly spans: readonly Span[];
}

export interface SpreadOptions {
  readonly timetable: Timetable;
  /** Nothing is planned before it. */
  readonly from: Date;
  /** Channel id → when something is planned there already. */
  readonly taken: ReadonlyMap<string, readonly Date[]>;
  readonly shown?: readonly Shown[];
  /** Spreads each series evenly from `from` until then, instead of on the next free slots; `words`: "three months". */
  readonly drip?: { readonly until: Date; readonly words: string };
}

export interface Planned {
  readonly excerpt: Excerpt;
  readonly channelId: string;
  readonly slot: Slot;
}

/**
 * Gives the excerpts of one post their slots: on each channel a series lies in its order, on successive free slots or spread
 * over a time. The earliest comes first. Throws `UserError` when a platform has no weekly slots.
 */
export function spread(lanes: readonly Lane[], options: SpreadOptions): Planned[] {
  const shown = [...(options.shown ?? [])];
  const planned: Planned[] = [];
  for (const [turn, { channel, excerpts }] of lanes.entries()) {
    const rules = rulesFor(options.timetable, channel);
    const busy = busyWith(rules, options.taken.get(channel.id) ?? []);
    const series = excerpts.toSorted((a, b) => a.excerpt - b.excerpt);
    const passagesOf = (excerpt: Excerpt): Date[] =>
      rules.passageGapMs === 0
        ? []
        : shown.filter((other) => overlap(ownSpans(excerpt), other.spans)).map(({ at }) => at);
    const place = (excerpt: Excerpt, slot: Slot): void => {
      busy.take(slot.at);
      shown.push({ at: slot.at, spans: ownSpans(excerpt) });
      planned.push({ excerpt, channelId: channel.id, slot });
    };
    if (options.drip !== undefined) {
      const { drip, from } = options;
      const others = planned.map(({ slot }) => slot.at);
      dripOn(
        { rules, channel, busy, from, ...drip, turn, turns: lanes.length, others },
        series,
        passagesOf,
        place,
      );
      continue;
    }
    let earliest = options.from;
    for (const excerpt of series) {
      const slot = firstFree(rules, channel, earliest, busy, passagesOf(excerpt));
      place(excerpt, slot);
      earliest = new Date(slot.at.getTime() + 1);
    }
  }
  return planned.sort((a, b) => a.slot.at.getTime() - b.slot.at.getTime());
}

/** Half-open ranges that share at least one letter. */
function overlap(some: readonly Span[], others: readonly Span[]): boolean {
  return some.some(([start, end]) => others.some(([from, to]) => start < to && from < end));
}
