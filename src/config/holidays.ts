import { createRequire } from 'node:module';
import { z } from 'zod';
import { section } from './schema.ts';

/** `YYYY-MM-DD` → the name of the public holiday on that day. */
export type HolidayOn = (day: string) => string | undefined;

/**
 * Public holidays of a country (ISO 3166-1, two letters), and of a region and place in it where they have their own. The
 * package that knows them is large and seldom needed: it is loaded when a country is named, and not before.
 */
export const holidays = section({
  country: z.string(),
  region: z.string().optional(),
  place: z.string().optional(),
}).transform(({ country, region, place }, context): HolidayOn => {
  const refuse = (key: string, message: string): never => {
    context.addIssue({ code: 'custom', path: [key], message });
    return z.NEVER;
  };
  const Holidays = load();
  if (Holidays === undefined)
    return refuse(
      'country',
      `needs the package ${packageName}, which is not installed: run "npm install --no-save ${packageName}@${packageVersion}"`,
    );
  const known = new Holidays();
  const countries = known.getCountries('en');
  const code = country.toUpperCase();
  if (!Object.hasOwn(countries, code))
    return refuse('country', 'is not a country with known holidays: write its two letters, such as CA or KR');
  const regions = known.getStates(code) ?? {};
  const part = region?.toUpperCase();
  if (part !== undefined && !Object.hasOwn(regions, part))
    return refuse('region', unknownPart(`a region of ${countries[code]}`, regions));
  const places = part === undefined ? {} : (known.getRegions(code, part) ?? {});
  const spot = place?.toUpperCase();
  if (spot !== undefined && !Object.hasOwn(places, spot))
    return refuse('place', unknownPart(`a place in ${part ?? countries[code]}`, places));
  return byDay(new Holidays(code, part ?? '', spot ?? '', { languages: ['en'], types: ['public'] }));
});

const packageName = 'date-holidays';
const packageVersion = '3.37.0';

/** What is used of the package (date-holidays 3.37.0, types/index.d.ts). */
interface Calendar {
  getCountries(language: string): Readonly<Record<string, string>>;
  getStates(country: string): Readonly<Record<string, string>> | undefined;
  getRegions(country: string, state: string): Readonly<Record<string, string>> | undefined;
  /** `date` begins with the day on the clock there; a holiday lasts from `start` to `end`. */
  getHolidays(
    year: number,
  ): readonly { readonly date: string; readonly start: Date; readonly end: Date; readonly name: string }[];
}
type CalendarClass = new (
  country?: string,
  state?: string,
  region?: string,
  options?: { languages: string[]; types: string[] },
) => Calendar;

function load(): CalendarClass | undefined {
  const require = createRequire(import.meta.url);
  try {
    return require(packageName) as CalendarClass;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

function unknownPart(what: string, known: Readonly<Record<string, string>>): string {
  const codes = Object.keys(known);
  return codes.length === 0
    ? `is not ${what}: none has holidays of its own, so leave the line out`
    : `is not ${what}: write one of ${codes.join(', ')}`;
}

/** A year is worked out when the first of its days is asked for. */
function byDay(calendar: Calendar): HolidayOn {
  const years = new Map<number, ReadonlyMap<string, string>>();
  return (day) => {
    const year = Number(day.slice(0, 4));
    let known = years.get(year);
    if (known === undefined) years.set(year, (known = daysOf(calendar, year)));
    return known.get(day);
  };
}

function daysOf(calendar: Calendar, year: number): Map<string, string> {
  const days = new Map<string, string>();
  // One that began in the last days of the year before may still last.
  for (const each of [...calendar.getHolidays(year - 1), ...calendar.getHolidays(year)]) {
    const first = Date.parse(`${each.date.slice(0, 10)}T00:00:00Z`);
    const length = Math.max(1, Math.round((each.end.getTime() - each.start.getTime()) / dayMs));
    for (let i = 0; i < length; i += 1) {
      const day = new Date(first + i * dayMs).toISOString().slice(0, 10);
      if (day.startsWith(String(year)) && !days.has(day)) days.set(day, each.name);
    }
  }
  return days;
}

const dayMs = 86_400_000;
