import { Temporal } from 'temporal-polyfill';
import { dayInWords, timeInWords } from '../schedule/wall-clock.ts';

/** An instant on the clock of a zone. */
export function onClock(at: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
}

/** `2026-12-01` */
export function dayOf(at: Date, timeZone: string): string {
  return onClock(at, timeZone).toPlainDate().toString();
}

/** The first instant of a day, `days` after it. Throws `RangeError` for what is no day. */
export function startOf(day: string, timeZone: string, days = 0): Date {
  const date = Temporal.PlainDate.from(day).add({ days });
  return new Date(date.toZonedDateTime({ timeZone }).epochMilliseconds);
}

/** `Today`, `Tomorrow`, `Yesterday`, or `Tuesday 1 December 2026`. */
export function dayName(day: string, today: string): string {
  const date = Temporal.PlainDate.from(day);
  const away = Temporal.PlainDate.from(today).until(date, { largestUnit: 'days' }).days;
  const near = { '-1': 'Yesterday', '0': 'Today', '1': 'Tomorrow' }[String(away)];
  return near === undefined ? dayInWords(date) : `${near}, ${dayInWords(date)}`;
}

/** `Tuesday 1 December 2026` of `2026-12-01`. */
export function dayWords(day: string): string {
  return dayInWords(Temporal.PlainDate.from(day));
}

/** What a field of type `datetime-local` holds: `2026-12-01T09:30`. */
export function fieldTime(at: Date, timeZone: string): string {
  return onClock(at, timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' });
}

/** `Tuesday 1 December 2026, 09:30` */
export function inWords(at: Date, timeZone: string): string {
  const there = onClock(at, timeZone);
  return `${dayInWords(there)}, ${timeInWords(there)}`;
}

/** Day and time, machine-readable as well. */
export function Moment({ at, zone }: { at: Date; zone: string }) {
  return <time datetime={at.toISOString()}>{inWords(at, zone)}</time>;
}

/** The time alone, `09:30`, where the day is said already. */
export function ClockTime({ at, zone }: { at: Date; zone: string }) {
  return <time datetime={at.toISOString()}>{timeInWords(onClock(at, zone))}</time>;
}
