import type { Temporal } from 'temporal-polyfill';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const months = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** `Tuesday 1 December 2026`. */
export function dayInWords(date: Temporal.PlainDate | Temporal.ZonedDateTime): string {
  return `${weekdays[date.dayOfWeek - 1]} ${date.day} ${months[date.month - 1]} ${date.year}`;
}

/** `09:00`. */
export function timeInWords(time: Temporal.ZonedDateTime): string {
  return `${String(time.hour).padStart(2, '0')}:${String(time.minute).padStart(2, '0')}`;
}

/** 1 for Monday … 7, by the first three letters or the whole English name. */
export function weekdayNamed(word: string): number | undefined {
  const name = word.toLowerCase();
  const index = weekdays.findIndex((weekday) =>
    [weekday.toLowerCase(), weekday.slice(0, 3).toLowerCase()].includes(name),
  );
  return index < 0 ? undefined : index + 1;
}
