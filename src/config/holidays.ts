import fs from 'node:fs';
import { createRequire } from 'node:module';
import { z } from 'zod';
import { UserError } from '../domain/errors.ts';
import { section } from './schema.ts';

/** `YYYY-MM-DD` → the name of the public holiday on that day. */
export type HolidayOn = (day: string) => string | undefined;

/**
 * Public holidays of a country (ISO 3166-1, two letters), and of a region in it where it has its own: out of a table that
 * `scripts/make-holidays.mjs` makes. The package that it is made from is large: where it is installed it is asked for places within regions, and for the years that
 * the table does not have.
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
  const { from, to, countries } = readTable();
  const code = country.toUpperCase();
  const known = Object.hasOwn(countries, code) ? countries[code] : undefined;
  if (known === undefined)
    return refuse('country', 'is not a country with known holidays: write its two letters, such as CA or KR');
  const { regions = {} } = known;
  const part = region?.toUpperCase();
  const own = part !== undefined && Object.hasOwn(regions, part) ? regions[part] : undefined;
  if (part !== undefined && own === undefined)
    return refuse('region', unknownPart(`a region of ${known.name}`, Object.keys(regions)));
  const Holidays = load();
  const install = `the package ${packageName}, which is not installed: run "npm install --no-save ${packageName}@${packageVersion}"`;
  if (place !== undefined && Holidays === undefined) return refuse('place', `needs ${install}`);
  const spot = place?.toUpperCase();
  const places = (part === undefined ? undefined : Holidays && new Holidays().getRegions(code, part)) ?? {};
  if (spot !== undefined && !Object.hasOwn(places, spot))
    return refuse('place', unknownPart(`a place in ${part ?? known.name}`, Object.keys(places)));
  const worked =
    Holidays && byDay(new Holidays(code, part ?? '', spot ?? '', { languages: ['en'], types: ['public'] }));
  const days = new Map([...listed(known.days), ...listed(own?.days)]);
  const not = listed(own?.not);
  return (day) => {
    if (spot !== undefined || Number(day.slice(0, 4)) > to) {
      if (worked !== undefined) return worked(day);
      throw new UserError(
        `The public holidays of ${day.slice(0, 4)} are not known: the table has ${from} to ${to}, and later years need ${install}.`,
      );
    }
    const yearly = day.slice(5);
    return not.has(day) || not.has(yearly) ? undefined : (days.get(day) ?? days.get(yearly));
  };
});

/** Of each name the days, parted by spaces: `YYYY-MM-DD`, or `MM-DD` for the same day each year. */
type Days = Readonly<Record<string, string>>;

interface Table {
  /** First and last year. */
  readonly from: number;
  readonly to: number;
  readonly countries: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly days: Days;
        /** What comes to the country's days there, and which of these are none. */
        readonly regions?: Readonly<Record<string, { readonly days?: Days; readonly not?: Days }>>;
      }
    >
  >;
}

function readTable(): Table {
  return JSON.parse(fs.readFileSync(new URL('holidays.json', import.meta.url), 'utf8')) as Table;
}

/** Day → name. */
function listed(days: Days = {}): Map<string, string> {
  return new Map(
    Object.entries(days).flatMap(([name, all]) => all.split(' ').map((day) => [day, name] as const)),
  );
}

const packageName = 'date-holidays';
const packageVersion = '3.37.0';

/** What is used of the package (date-holidays 3.37.0, types/index.d.ts). */
interface Calendar {
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

function unknownPart(what: string, codes: readonly string[]): string {
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
