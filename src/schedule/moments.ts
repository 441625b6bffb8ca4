import { Temporal } from 'temporal-polyfill';
import { UserError } from '../domain/errors.ts';
import type { ChannelRules, PlannedChannel } from './timetable.ts';

/** A moment that the weekly timetable gives, before anything is known of what else lies there. */
export interface Moment {
  readonly at: Temporal.ZonedDateTime;
  /** The wall clock skips the time that the timetable says: this is as much later as the clock jumps. */
  readonly moved: boolean;
  readonly closed?: Closed;
}

/** Why nothing goes out at a moment, whatever else is planned. */
export type Closed =
  | { readonly by: 'blackout' | 'holiday'; readonly why: string | undefined }
  | { readonly by: 'quiet hours' };

/** Days without one open moment after which the search is given up: nothing but a timetable that shuts itself out reaches it. */
const longestWaitDays = 2 * 366;

/**
 * The moments of a channel from an instant on (included), in order, each instant once, without end. A time that the clock
 * skips moves forward by the jump; of a time that comes twice the first is taken. Throws `UserError` at once when the platform
 * has no weekly slots, and later when two years pass without an open moment.
 */
export function momentsFrom(
  rules: ChannelRules,
  channel: PlannedChannel,
  from: Date,
): Generator<Moment, never> {
  if (rules.weekly.length === 0) {
    throw new UserError(
      `There are no weekly slots for ${channel.platform}: add some in ${rules.file} under slots → ${channel.platform}, such as "- tuesday 09:00".`,
    );
  }
  return walk(rules, channel, from);
}

function* walk(rules: ChannelRules, channel: PlannedChannel, from: Date): Generator<Moment, never> {
  const start = zoned(from, rules);
  let lastInstant = from.getTime() - 1;
  let lastOpen = start.toPlainDate();
  let held: Moment[] = [];
  // The day before is walked too: where a jump of the clock goes over midnight, one of its moments lies on this day.
  for (let day = start.toPlainDate().subtract({ days: 1 }); ; day = day.add({ days: 1 })) {
    for (const { weekday, minute } of rules.weekly) {
      if (weekday === day.dayOfWeek) held.push(momentOn(day, minute, rules));
    }
    if (held.length === 0) continue;
    held.sort((a, b) => a.at.epochMilliseconds - b.at.epochMilliseconds);
    const tomorrow = day.add({ days: 1 }).toZonedDateTime(rules.timeZone).epochMilliseconds;
    const due = held.filter(({ at }) => at.epochMilliseconds < tomorrow);
    held = held.slice(due.length);
    for (const moment of due) {
      if (moment.at.epochMilliseconds <= lastInstant) continue;
      lastInstant = moment.at.epochMilliseconds;
      if (moment.closed === undefined) lastOpen = day;
      yield moment;
    }
    if (lastOpen.until(day).days > longestWaitDays) {
      throw new UserError(
        `No slot of ${channel.platform} in the two years after ${lastOpen.toString()} lies outside the quiet hours, holidays and blackout dates: see quietHours, blackoutDates and slots in ${rules.file}.`,
      );
    }
  }
}

/** An instant on the timetable's clock. */
export function zoned(at: Date, { timeZone }: Pick<ChannelRules, 'timeZone'>): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
}

function momentOn(day: Temporal.PlainDate, minute: number, rules: ChannelRules): Moment {
  const wall = day.toPlainDateTime({ hour: Math.floor(minute / 60), minute: minute % 60 });
  const at = wall.toZonedDateTime(rules.timeZone, { disambiguation: 'compatible' });
  const closed = closedAt(at, rules);
  return { at, moved: !at.toPlainDateTime().equals(wall), ...(closed === undefined ? {} : { closed }) };
}

/** Whether the timetable shuts a moment out: undefined when it does not. */
export function closedAt(at: Temporal.ZonedDateTime, rules: ChannelRules): Closed | undefined {
  const date = at.toPlainDate().toString();
  const blackout = rules.blackoutDates.find(({ from, to }) => from <= date && date <= to);
  if (blackout !== undefined) return { by: 'blackout', why: blackout.why };
  const holiday = rules.holidayOn(date);
  if (holiday !== undefined) return { by: 'holiday', why: holiday };
  return isQuiet(at.hour * 60 + at.minute, rules.quietHours) ? { by: 'quiet hours' } : undefined;
}

function isQuiet(minute: number, hours: ChannelRules['quietHours']): boolean {
  if (hours === undefined) return false;
  const { from, to } = hours;
  return from <= to ? from <= minute && minute < to : from <= minute || minute < to;
}
