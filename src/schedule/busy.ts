import type { Temporal } from 'temporal-polyfill';
import { zoned } from './moments.ts';
import type { ChannelRules } from './timetable.ts';

/** What keeps an open moment from being free: another publication too near, a day that is full, the same passage too near. */
export type Obstacle = 'gap' | 'day' | 'passage';

/** What lies on one channel already. */
export interface Busy {
  /** Undefined: the moment is free. `passages`: when other excerpts show the same passage, on any channel. */
  obstacleAt(at: Temporal.ZonedDateTime, passages?: readonly Date[]): Obstacle | undefined;
  /** The latest instant that is too near to `at`; undefined when there is none. */
  tooNear(at: Date): Date | undefined;
  take(at: Date): void;
}

export function busyWith(rules: ChannelRules, taken: Iterable<Date>): Busy {
  const times: number[] = [];
  const perDay = new Map<string, number>();
  // Two publications at the same instant are too near even where no gap is asked for.
  const least = Math.max(rules.gapMs, 1);
  const near = (at: number): number | undefined => {
    let latest: number | undefined;
    for (const other of times)
      if (Math.abs(at - other) < least && other > (latest ?? -Infinity)) latest = other;
    return latest;
  };
  const take = (at: Date): void => {
    times.push(at.getTime());
    if (rules.mostPerDay === undefined) return;
    const day = dayOf(zoned(at, rules));
    perDay.set(day, (perDay.get(day) ?? 0) + 1);
  };
  for (const at of taken) take(at);
  return {
    take,
    tooNear: (at) => {
      const other = near(at.getTime());
      return other === undefined ? undefined : new Date(other);
    },
    obstacleAt: (at, passages = []) => {
      const instant = at.epochMilliseconds;
      if (near(instant) !== undefined) return 'gap';
      if (rules.mostPerDay !== undefined && (perDay.get(dayOf(at)) ?? 0) >= rules.mostPerDay) return 'day';
      return passages.some((other) => Math.abs(instant - other.getTime()) < rules.passageGapMs)
        ? 'passage'
        : undefined;
    },
  };
}

function dayOf(at: Temporal.ZonedDateTime): string {
  return at.toPlainDate().toString();
}
