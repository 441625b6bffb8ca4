import { busyWith } from './busy.ts';
import { closedAt, zoned } from './moments.ts';
import { rulesFor, type PlannedChannel, type Timetable } from './timetable.ts';

/**
 * The first instant from `from` on, at the latest `until`, at which a channel may publish what is late: outside quiet hours,
 * holidays and blackout dates, on a day that is not full, with the smallest gap to everything in `taken`. It need not be a
 * slot. Undefined when there is none.
 */
export function soonest(
  timetable: Timetable,
  channel: PlannedChannel,
  from: Date,
  until: Date,
  taken: readonly Date[],
): Date | undefined {
  const rules = rulesFor(timetable, channel);
  const busy = busyWith(rules, taken);
  let at = zoned(from, rules);
  while (at.epochMilliseconds <= until.getTime()) {
    const closed = closedAt(at, rules);
    const obstacle = closed?.by ?? busy.obstacleAt(at);
    if (obstacle === undefined) return new Date(at.epochMilliseconds);
    if (obstacle === 'gap') {
      const other = busy.tooNear(new Date(at.epochMilliseconds))!;
      at = zoned(new Date(other.getTime() + Math.max(rules.gapMs, 1)), rules);
    } else if (obstacle === 'quiet hours') {
      const { from: begins, to } = rules.quietHours!;
      const day = begins > to && at.hour * 60 + at.minute >= begins ? 1 : 0;
      const end = at
        .toPlainDate()
        .add({ days: day })
        .toPlainDateTime({ hour: Math.floor(to / 60), minute: to % 60 });
      const next = end.toZonedDateTime(rules.timeZone, { disambiguation: 'compatible' });
      // In the hour that comes twice the wall says a time that lies behind.
      at = next.epochMilliseconds > at.epochMilliseconds ? next : at.add({ minutes: 1 });
    } else {
      at = at.toPlainDate().add({ days: 1 }).toZonedDateTime(rules.timeZone);
    }
  }
  return undefined;
}
