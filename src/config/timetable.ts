import { z } from 'zod';
import { holidays, type HolidayOn } from './holidays.ts';
import { platformWord, section } from './schema.ts';
import { readYaml } from './yaml-file.ts';

/** One moment of every week. */
export interface WeeklySlot {
  /** 1 Monday … 7 Sunday. */
  readonly weekday: number;
  /** Minutes after midnight, 0–1439, as the clock on the wall shows them. */
  readonly minute: number;
}

/** Nothing is planned from `from` on until before `to`: minutes after midnight; `to` before `from` goes over midnight. */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
}

/** Both days included, `YYYY-MM-DD`. */
export interface BlackoutDays {
  readonly from: string;
  readonly to: string;
  readonly why: string | undefined;
}

/** When each platform may be published to. */
export interface Timetable {
  /** Where a message sends a person to mend it. May not exist. */
  readonly file: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Platform → its moments of a week, in order, each once. */
  readonly slots: Readonly<Record<string, readonly WeeklySlot[]>>;
  /** For a platform that `slots` does not name. */
  readonly otherSlots: readonly WeeklySlot[];
  readonly quietHours: QuietHours | undefined;
  readonly blackoutDates: readonly BlackoutDays[];
  /** Undefined: no country is named. */
  readonly holidayOn: HolidayOn | undefined;
  /** Between two publications of one channel. */
  readonly smallestGapMinutes: number;
  /** Publications of one channel on one day; undefined: any number. */
  readonly mostPerDay: number | undefined;
  /** Between two excerpts that show the same passage of a post, on whatever channels. 0: none. */
  readonly passageGapDays: number;
  /** The same text goes to the same channel once in so many days. 0: as often as one likes. */
  readonly sameTextDays: number;
  /** Days from an evergreen post's last publication until it comes round again. */
  readonly evergreenCooldownDays: number;
  readonly late: LatePolicy;
  /** Name of a channel → what is otherwise there. */
  readonly channels: Readonly<Record<string, ChannelTimes>>;
}

/** What becomes of a publication whose slot went by unused. */
export interface LatePolicy {
  /** Up to so many hours late it is published all the same. */
  readonly publishWithinHours: number;
  /** Later than that it moves to the next free slot, if there is one within so many days; else a person is asked. */
  readonly moveWithinDays: number;
}

/** What one channel has instead of the timetable's own; its blackout dates come on top of the others. */
export interface ChannelTimes {
  readonly slots: readonly WeeklySlot[] | undefined;
  readonly quietHours: QuietHours | undefined;
  readonly blackoutDates: readonly BlackoutDays[];
  readonly smallestGapMinutes: number | undefined;
  readonly mostPerDay: number | undefined;
}

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const days: Readonly<Record<string, readonly number[]>> = {
  daily: [1, 2, 3, 4, 5, 6, 7],
  weekdays: [1, 2, 3, 4, 5],
  weekend: [6, 7],
  ...Object.fromEntries(
    weekdays.flatMap((name, i) => [
      [name, [i + 1]],
      [name.slice(0, 3), [i + 1]],
    ]),
  ),
};

export function readTimetable(file: string, platforms?: readonly string[]): Timetable {
  const { slots, otherSlots, quietHours, mostPerDay, holidays, channels, ...rest } = readYaml(
    file,
    schema(platforms),
  );
  return {
    file,
    ...rest,
    slots: Object.fromEntries(Object.entries(slots).map(([platform, weekly]) => [platform, tidy(weekly)])),
    otherSlots: tidy(otherSlots),
    quietHours,
    mostPerDay,
    holidayOn: holidays,
    channels: Object.fromEntries(
      Object.entries(channels).map(([name, times]) => [
        name,
        {
          slots: times.slots === undefined ? undefined : tidy(times.slots),
          quietHours: times.quietHours,
          blackoutDates: times.blackoutDates,
          smallestGapMinutes: times.smallestGapMinutes,
          mostPerDay: times.mostPerDay,
        },
      ]),
    ),
  };
}

const schema = (platforms: readonly string[] | undefined) =>
  section({
    timeZone: z
      .string()
      .refine(isZone, 'is not a time zone: write an IANA name such as America/Vancouver')
      .default(machineZone),
    slots: z.record(platformWord(platforms), z.array(weeklySlots)).default({}),
    otherSlots: z.array(weeklySlots).prefault(['weekdays 09:00']),
    quietHours: section({ from: clock, to: clock }).optional(),
    blackoutDates: z.array(blackout).default([]),
    holidays: holidays.optional(),
    smallestGapMinutes: gap.default(60),
    mostPerDay: perDay.optional(),
    passageGapDays: dayCount.default(0),
    sameTextDays: dayCount.default(30),
    evergreenCooldownDays: z.int().min(1).max(3650).default(90),
    late: section({
      publishWithinHours: z.int().min(0).max(720).default(6),
      moveWithinDays: dayCount.default(14),
    }).prefault({}),
    channels: z
      .record(
        z.string(),
        section({
          slots: z
            .array(weeklySlots)
            .refine((slots) => slots.length > 0, 'must name at least one slot, or be left out')
            .optional(),
          quietHours: section({ from: clock, to: clock }).optional(),
          blackoutDates: z.array(blackout).default([]),
          smallestGapMinutes: gap.optional(),
          mostPerDay: perDay.optional(),
        }),
      )
      .default({}),
  });

const gap = z.int().min(0).max(10_080);
const perDay = z.int().min(1).max(1000);
const dayCount = z.int().min(0).max(3650);

const clock = z.string().transform((text, context) => {
  const minute = minuteOf(text);
  if (minute === undefined) {
    context.addIssue('is not a time: write hours and minutes, such as 09:00');
    return z.NEVER;
  }
  return minute;
});

const weeklySlots = z.string().transform((text, context): WeeklySlot[] => {
  const [, name = '', time = ''] = /^(\p{L}+)\s+(\S+)$/u.exec(text.trim()) ?? [];
  const found = days[name.toLowerCase()];
  const minute = minuteOf(time);
  if (found === undefined || minute === undefined) {
    context.addIssue(
      `is not a weekly slot: write a day and a time, such as "tuesday 09:00" (days: ${Object.keys(days)
        .filter((day) => day.length > 3)
        .join(', ')})`,
    );
    return z.NEVER;
  }
  return found.map((weekday) => ({ weekday, minute }));
});

const blackout = z.string().transform((text, context): BlackoutDays => {
  const [, from = '', to = from, why] =
    /^(\d{4}-\d\d-\d\d)(?:\s+to\s+(\d{4}-\d\d-\d\d))?(?:\s+(.+))?$/.exec(text.trim()) ?? [];
  if (!isDay(from) || !isDay(to)) {
    context.addIssue(
      'is not a date: write YYYY-MM-DD, or "2026-12-24 to 2026-12-26", and after it the reason if you like',
    );
    return z.NEVER;
  }
  if (to < from) {
    context.addIssue('ends before it begins');
    return z.NEVER;
  }
  return { from, to, why };
});

function tidy(weekly: readonly (readonly WeeklySlot[])[]): WeeklySlot[] {
  const byMoment = new Map(weekly.flat().map((slot) => [slot.weekday * 1440 + slot.minute, slot]));
  return [...byMoment].sort(([a], [b]) => a - b).map(([, slot]) => slot);
}

function minuteOf(text: string): number | undefined {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim()) ?? [];
  return hour === undefined ? undefined : Number(hour) * 60 + Number(minute);
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** An offset such as "+09:00" is no zone: it knows no clock changes. */
function isZone(text: string): boolean {
  try {
    return /^[A-Z]/i.test(text) && new Intl.DateTimeFormat('en', { timeZone: text }).format(0) !== '';
  } catch {
    return false;
  }
}

function machineZone(): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return isZone(timeZone) ? timeZone : 'UTC';
}
