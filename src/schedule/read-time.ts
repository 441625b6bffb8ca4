import { Temporal } from 'temporal-polyfill';
import { UserError } from '../domain/errors.ts';
import { dayInWords, timeInWords, weekdayNamed } from './wall-clock.ts';

const forms = '"2026-12-01 09:30", "tomorrow 9:00", "friday 18:30", "+2h" or "+3d"';

/**
 * The instant that a person means: an ISO time with offset, or on the clock of `timeZone` a time, alone or after a date,
 * `today`, `tomorrow` or a weekday, or a span from `now` such as `+90m`, `+2h`, `+1d 4h`, `+1w`. A weekday is the next one whose time is to
 * come. Throws `UserError` for anything else and for what is not after `now`.
 */
export function readTime(text: string, timeZone: string, now: Date): Date {
  const present = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
  const words = text.trim().replace(/\s+/g, ' ');
  const meant = readSpan(words, present) ?? readInstant(words) ?? readWall(words, present);
  if (meant === undefined) throw new UserError(`"${text}" is not a time: write ${forms}.`);
  if (meant.epochMilliseconds <= now.getTime()) {
    const there = Temporal.Instant.fromEpochMilliseconds(meant.epochMilliseconds).toZonedDateTimeISO(
      timeZone,
    );
    throw new UserError(
      `"${text}" is ${dayInWords(there)} ${timeInWords(there)} in ${timeZone}, which is not in the future: give a later time.`,
    );
  }
  return new Date(meant.epochMilliseconds);
}

interface Meant {
  readonly epochMilliseconds: number;
}

/** Days and weeks keep the time on the wall, hours and minutes are counted through. */
function readSpan(words: string, present: Temporal.ZonedDateTime): Meant | undefined {
  if (!/^\+ ?(?:\d{1,4} ?[wdhm] ?)+$/i.test(words)) return undefined;
  const span = { weeks: 0, days: 0, hours: 0, minutes: 0 };
  const units = { w: 'weeks', d: 'days', h: 'hours', m: 'minutes' } as const;
  for (const [, number, letter] of words.matchAll(/(\d+) ?([wdhm])/gi)) {
    span[units[letter!.toLowerCase() as keyof typeof units]] += Number(number);
  }
  return present.add(span);
}

function readInstant(words: string): Meant | undefined {
  if (!/^\d{4}-\d\d-\d\d[T ].*(?:Z|[+-]\d\d:?\d\d)(?:\[.*\])?$/i.test(words)) return undefined;
  return expected(() => Temporal.Instant.from(words));
}

function readWall(words: string, present: Temporal.ZonedDateTime): Meant | undefined {
  const parts =
    /^(?:(\d{4}-\d\d-\d\d|\p{L}+)(?:T| at | ))?(\d{1,2})(?::(\d\d)(?::(\d\d))?)?(?: ?([ap])m)?$/iu.exec(
      words,
    );
  if (parts === null) return undefined;
  const [, dayWords = 'today', hour, minute, second, half] = parts;
  // "friday 9" may mean the ninth.
  if (minute === undefined && half === undefined) return undefined;
  const time = timeOf(Number(hour), Number(minute ?? 0), Number(second ?? 0), half?.toLowerCase());
  const day = dayOf(dayWords, present);
  if (time === undefined || day === undefined) return undefined;
  const at = onTheWall(day, time, present);
  const passed = at.epochMilliseconds <= present.epochMilliseconds;
  return passed && weekdayNamed(dayWords) !== undefined ? onTheWall(day.add({ days: 7 }), time, present) : at;
}

function timeOf(
  hour: number,
  minute: number,
  second: number,
  half: string | undefined,
): Temporal.PlainTime | undefined {
  if (half !== undefined && (hour < 1 || hour > 12)) return undefined;
  const full = half === undefined ? hour : (hour % 12) + (half === 'p' ? 12 : 0);
  return expected(() => Temporal.PlainTime.from({ hour: full, minute, second }, { overflow: 'reject' }));
}

function dayOf(word: string, present: Temporal.ZonedDateTime): Temporal.PlainDate | undefined {
  const today = present.toPlainDate();
  if (/^today$/i.test(word)) return today;
  if (/^tomorrow$/i.test(word)) return today.add({ days: 1 });
  const weekday = weekdayNamed(word);
  if (weekday !== undefined) return today.add({ days: (weekday - today.dayOfWeek + 7) % 7 });
  return expected(() => Temporal.PlainDate.from(word));
}

/** A time that the clock skips moves forward; of one that comes twice the first that is still to come is meant. */
function onTheWall(
  day: Temporal.PlainDate,
  time: Temporal.PlainTime,
  present: Temporal.ZonedDateTime,
): Temporal.ZonedDateTime {
  const wall = day.toPlainDateTime(time);
  const first = wall.toZonedDateTime(present.timeZoneId, { disambiguation: 'compatible' });
  return first.epochMilliseconds > present.epochMilliseconds
    ? first
    : wall.toZonedDateTime(present.timeZoneId, { disambiguation: 'later' });
}

/** Temporal says by `RangeError` that there is no such day or time. */
function expected<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
