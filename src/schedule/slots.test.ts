import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../domain/errors.ts';
import { nextFree, slotsFrom } from './slots.ts';
import type { Timetable, WeeklyMoment } from './timetable.ts';

const bare: Timetable = {
  file: '/etc/cutline/timetable.yaml',
  timeZone: 'UTC',
  slots: {},
  otherSlots: [],
  quietHours: undefined,
  blackoutDates: [],
  smallestGapMinutes: 0,
};
const channel = { id: 'c1', platform: 'x', name: 'The clinic on X' };

/** `2 9:00` for Tuesday at nine. */
function moments(...texts: string[]): WeeklyMoment[] {
  return texts.map((text) => {
    const [weekday, hour, minute] = text.split(/[ :]/).map(Number);
    return { weekday: weekday!, minute: hour! * 60 + minute! };
  });
}

function timetable(change: Partial<Timetable>, ...weekly: string[]): Timetable {
  return { ...bare, slots: { x: moments(...weekly) }, ...change };
}

function first(count: number, table: Timetable, from: string): { at: string; reason: string }[] {
  return [...take(count, slotsFrom(table, channel, new Date(from)))].map(({ at, reason }) => ({
    at: at.toISOString(),
    reason,
  }));
}

function instants(count: number, table: Timetable, from: string): string[] {
  return first(count, table, from).map(({ at }) => at);
}

function* take<T>(count: number, items: Iterator<T>): Generator<T> {
  for (let i = 0; i < count; i += 1) {
    const next = items.next();
    if (next.done === true) return;
    yield next.value;
  }
}

const everyDay = [1, 2, 3, 4, 5, 6, 7];

describe('slots', () => {
  it('come week by week on the clock of the zone', () => {
    const table = timetable({ timeZone: 'Asia/Seoul' }, '2 9:00', '5 18:30');
    expect(first(3, table, '2026-11-24T00:00:01Z')).toEqual([
      {
        at: '2026-11-27T09:30:00.000Z',
        reason: 'Friday 27 November 2026 18:30 is the next free slot for The clinic on X.',
      },
      {
        at: '2026-12-01T00:00:00.000Z',
        reason: 'Tuesday 1 December 2026 09:00 is the next free slot for The clinic on X.',
      },
      {
        at: '2026-12-04T09:30:00.000Z',
        reason: 'Friday 4 December 2026 18:30 is the next free slot for The clinic on X.',
      },
    ]);
  });

  it('include one that begins at the very instant, and not one whose minute has begun', () => {
    const table = timetable({}, '2 9:00');
    expect(instants(1, table, '2026-11-24T09:00:00.000Z')).toEqual(['2026-11-24T09:00:00.000Z']);
    expect(instants(1, table, '2026-11-24T09:00:00.001Z')).toEqual(['2026-12-01T09:00:00.000Z']);
    expect(instants(1, table, '2026-11-24T09:00:30.000Z')).toEqual(['2026-12-01T09:00:00.000Z']);
    expect(instants(1, table, '2026-11-24T08:59:59.999Z')).toEqual(['2026-11-24T09:00:00.000Z']);
  });

  it('fall on the leap day where there is one', () => {
    expect(instants(2, timetable({}, '4 9:00'), '2024-02-28T00:00:00Z')).toEqual([
      '2024-02-29T09:00:00.000Z',
      '2024-03-07T09:00:00.000Z',
    ]);
    const closed = timetable(
      { blackoutDates: [{ from: '2024-02-29', to: '2024-02-29', why: 'Leap day' }] },
      '4 9:00',
    );
    expect(first(1, closed, '2024-02-28T00:00:00Z')).toEqual([
      {
        at: '2024-03-07T09:00:00.000Z',
        reason:
          'Thursday 7 March 2024 09:00 is the next free slot for The clinic on X; Thursday 29 February 2024 is a blackout date (Leap day).',
      },
    ]);
  });

  it('pass over blackout dates, first and last day included, and say so', () => {
    const table = timetable(
      { blackoutDates: [{ from: '2026-12-24', to: '2026-12-26', why: 'Christmas' }] },
      ...everyDay.map((day) => `${day} 9:00`),
    );
    expect(first(3, table, '2026-12-23T00:00:00Z')).toEqual([
      {
        at: '2026-12-23T09:00:00.000Z',
        reason: 'Wednesday 23 December 2026 09:00 is the next free slot for The clinic on X.',
      },
      {
        at: '2026-12-27T09:00:00.000Z',
        reason:
          'Sunday 27 December 2026 09:00 is the next free slot for The clinic on X; 3 days before it are blackout dates (Christmas).',
      },
      {
        at: '2026-12-28T09:00:00.000Z',
        reason: 'Monday 28 December 2026 09:00 is the next free slot for The clinic on X.',
      },
    ]);
  });

  it('pass over public holidays, and say which', () => {
    const names: Record<string, string> = { '2026-12-25': 'Christmas Day', '2026-12-26': 'Boxing Day' };
    const table = timetable({ holidayOn: (day) => names[day] }, ...everyDay.map((day) => `${day} 9:00`));
    expect(first(2, table, '2026-12-24T10:00:00Z')[0]).toEqual({
      at: '2026-12-27T09:00:00.000Z',
      reason:
        'Sunday 27 December 2026 09:00 is the next free slot for The clinic on X; 2 days before it are public holidays (Christmas Day, Boxing Day).',
    });
    expect(first(1, table, '2026-12-25T10:00:00Z')[0]!.reason).toMatch(
      /; Saturday 26 December 2026 is a public holiday \(Boxing Day\)\.$/,
    );
  });

  it('of a channel that the timetable names are its own; its blackout dates come on top', () => {
    const table = timetable(
      {
        quietHours: { from: 0, to: 720 },
        blackoutDates: [{ from: '2026-11-26', to: '2026-11-26', why: 'Holiday' }],
        channels: {
          'The clinic on X': {
            slots: moments('3 6:00', '4 6:00', '5 6:00', '6 6:00'),
            quietHours: { from: 0, to: 0 },
            blackoutDates: [{ from: '2026-11-27', to: '2026-11-27', why: undefined }],
          },
        },
      },
      '2 9:00',
      '2 13:00',
    );
    expect(instants(3, table, '2026-11-24T00:00:00Z')).toEqual([
      '2026-11-25T06:00:00.000Z',
      '2026-11-28T06:00:00.000Z',
      '2026-12-02T06:00:00.000Z',
    ]);
    const other = [
      ...take(1, slotsFrom(table, { ...channel, name: 'Another' }, new Date('2026-11-24T00:00:00Z'))),
    ];
    expect(other[0]!.at).toEqual(new Date('2026-11-24T13:00:00Z'));
  });

  it.each([
    [{ from: 21 * 60, to: 7 * 60 }, ['07:00', '12:00', '20:59']],
    [{ from: 12 * 60, to: 13 * 60 }, ['00:00', '06:59', '07:00', '20:59', '21:00']],
    [{ from: 0, to: 0 }, ['00:00', '06:59', '07:00', '12:00', '20:59', '21:00']],
  ])('pass over quiet hours %j', (quietHours, left) => {
    const table = timetable({ quietHours }, '2 0:00', '2 6:59', '2 7:00', '2 12:00', '2 20:59', '2 21:00');
    const day = instants(6, table, '2026-11-24T00:00:00Z').filter((at) => at.startsWith('2026-11-24'));
    expect(day.map((at) => at.slice(11, 16))).toEqual(left);
  });

  it('say how many were passed over for quiet hours', () => {
    const table = timetable({ quietHours: { from: 0, to: 420 } }, '2 0:00', '2 6:59', '2 7:00');
    expect(first(1, table, '2026-11-24T00:00:00Z')[0]!.reason).toMatch(
      /; 2 earlier slots are in quiet hours\.$/,
    );
  });

  it('are those of the other platforms where the platform has none of its own', () => {
    const table = { ...bare, slots: { other: moments('1 1:00') }, otherSlots: moments('3 10:00') };
    expect(instants(1, table, '2026-11-24T00:00:00Z')).toEqual(['2026-11-25T10:00:00.000Z']);
  });

  it.each([bare, { ...bare, slots: { x: [] }, otherSlots: moments('1 9:00') }])(
    'that are not there are asked for, with file and key',
    (table) => {
      const asked = () => slotsFrom(table, channel, new Date('2026-11-24T00:00:00Z'));
      expect(asked).toThrow(UserError);
      expect(asked).toThrow(
        'There are no weekly slots for x: add some in /etc/cutline/timetable.yaml under slots → x, such as "- tuesday 09:00".',
      );
    },
  );

  it.each([
    { quietHours: { from: 0, to: 1439 } },
    { blackoutDates: [{ from: '2026-01-01', to: '2036-01-01', why: undefined }] },
  ])('that can never come end in a sentence, not in an endless search: %j', (closed) => {
    const table = timetable(closed, '2 9:00');
    expect(() => first(1, table, '2026-11-24T00:00:00Z')).toThrow(
      /^No slot of x in the two years after 2026-11-24 .* \/etc\/cutline\/timetable\.yaml\.$/,
    );
  });
});

describe('when the clock changes', () => {
  it('a slot in the hour that is left out moves forward, once, and says so', () => {
    const table = timetable({ timeZone: 'America/New_York' }, '7 2:30', '7 3:00', '7 3:30');
    const slots = first(3, table, '2024-03-10T00:00:00Z');
    expect(slots.map(({ at }) => at)).toEqual([
      '2024-03-10T07:00:00.000Z',
      '2024-03-10T07:30:00.000Z',
      '2024-03-17T06:30:00.000Z',
    ]);
    expect(slots[1]!.reason).toContain('Sunday 10 March 2024 03:30');
    const alone = timetable({ timeZone: 'America/New_York' }, '7 2:30');
    expect(first(1, alone, '2024-03-10T00:00:00Z')[0]!.reason).toBe(
      'Sunday 10 March 2024 03:30 is the next free slot for The clinic on X, moved forward because the clock skips its hour that day.',
    );
  });

  it('a slot in the hour that comes twice happens once, the first time', () => {
    const table = timetable({ timeZone: 'Europe/Berlin' }, '7 2:30');
    expect(instants(2, table, '2024-10-26T00:00:00Z')).toEqual([
      '2024-10-27T00:30:00.000Z',
      '2024-11-03T01:30:00.000Z',
    ]);
    // Between the two half past twos it has already been.
    expect(instants(1, table, '2024-10-27T01:00:00Z')).toEqual(['2024-11-03T01:30:00.000Z']);
  });

  it('a day that a zone left out is gone, and the order is kept', () => {
    // Samoa had no 30 December 2011.
    const table = timetable(
      { timeZone: 'Pacific/Apia' },
      ...everyDay.flatMap((day) => [`${day} 8:00`, `${day} 20:00`]),
    );
    expect(instants(5, table, '2011-12-29T17:00:00Z')).toEqual([
      '2011-12-29T18:00:00.000Z',
      '2011-12-30T06:00:00.000Z',
      '2011-12-30T18:00:00.000Z',
      '2011-12-31T06:00:00.000Z',
      '2011-12-31T18:00:00.000Z',
    ]);
  });

  it('a slot that moved over midnight is found from the day it has moved to', () => {
    const fridays = timetable({ timeZone: 'Pacific/Apia' }, '5 8:00');
    expect(instants(2, fridays, '2011-12-30T17:00:00Z')).toEqual([
      '2011-12-30T18:00:00.000Z',
      '2012-01-05T18:00:00.000Z',
    ]);
  });

  const zones = [
    'America/New_York',
    'America/St_Johns',
    'America/Santiago',
    'America/Havana',
    'Europe/Berlin',
    'Europe/Dublin',
    'Africa/Cairo',
    'Africa/Casablanca',
    'Asia/Beirut',
    'Asia/Seoul',
    'Australia/Lord_Howe',
    'Pacific/Chatham',
  ];

  it.each(zones)(
    'every slot of two years in %s happens once, in order, at the time on the wall',
    (timeZone) => {
      const times = [0, 30, 135, 150, 210, 1410];
      const weekly = everyDay.flatMap((weekday) => times.map((minute) => ({ weekday, minute })));
      const table: Timetable = { ...bare, timeZone, slots: { x: weekly } };
      const expected = expectedInstants(timeZone, weekly, '2024-01-01', 731);
      const slots = [...take(expected.length, slotsFrom(table, channel, new Date(expected[0]!)))];
      expect(slots.map(({ at }) => at.toISOString())).toEqual(
        expected.map((at) => new Date(at).toISOString()),
      );
    },
  );

  it('from any instant, with any slots, in any of the zones', () => {
    const weeklyMoment = fc.record({
      weekday: fc.integer({ min: 1, max: 7 }),
      minute: fc.integer({ min: 0, max: 1439 }),
    });
    const property = fc.property(
      fc.constantFrom(...zones),
      fc.array(weeklyMoment, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: Date.UTC(2024, 0, 8), max: Date.UTC(2025, 11, 1) }),
      (timeZone, weekly, from) => {
        const table: Timetable = { ...bare, timeZone, slots: { x: weekly } };
        const firstDay = new Date(from - 2 * 86_400_000).toISOString().slice(0, 10);
        const expected = expectedInstants(timeZone, weekly, firstDay, 14)
          .filter((at) => at >= from)
          .slice(0, 3);
        const slots = [...take(expected.length, slotsFrom(table, channel, new Date(from)))];
        expect(slots.map(({ at }) => at.getTime())).toEqual(expected);
      },
    );
    fc.assert(property, { numRuns: 400, seed: 20_261_124 });
  });
});

describe('the next free slot', () => {
  const hourly = timetable({ smallestGapMinutes: 120 }, '2 9:00', '2 10:00', '2 11:00', '2 12:00', '3 9:00');
  const from = new Date('2026-11-24T00:00:00Z');

  it('is the first when nothing is planned', () => {
    expect(nextFree(hourly, channel, from, [])).toEqual({
      channelId: 'c1',
      at: new Date('2026-11-24T09:00:00Z'),
      reason: 'Tuesday 24 November 2026 09:00 is the next free slot for The clinic on X.',
    });
  });

  it('keeps the smallest gap on both sides, to the minute', () => {
    const slot = nextFree(hourly, channel, from, [new Date('2026-11-24T10:00:00Z')]);
    expect(slot.at).toEqual(new Date('2026-11-24T12:00:00Z'));
    expect(slot.reason).toMatch(
      /; 3 earlier slots are taken, or within 120 minutes of another publication\.$/,
    );
    expect(nextFree(hourly, channel, from, [new Date('2026-11-24T10:01:00Z')]).at).toEqual(
      new Date('2026-11-25T09:00:00Z'),
    );
  });

  it('is never one that is taken, even without a gap', () => {
    const table = { ...hourly, smallestGapMinutes: 0 };
    expect(nextFree(table, channel, from, [new Date('2026-11-24T09:00:00Z')]).at).toEqual(
      new Date('2026-11-24T10:00:00Z'),
    );
    expect(nextFree(table, channel, from, [new Date('2026-11-24T09:00:01Z')]).at).toEqual(
      new Date('2026-11-24T09:00:00Z'),
    );
  });
});

describe('a day that has enough', () => {
  it('is passed over on the clock of the zone, and the reason says so', () => {
    const table = timetable(
      { timeZone: 'Asia/Seoul', mostPerDay: 2 },
      '3 8:00',
      '3 12:00',
      '3 20:00',
      '4 8:00',
    );
    // Both are Wednesday 25 November in Seoul.
    const taken = [new Date('2026-11-24T16:00:00Z'), new Date('2026-11-25T14:00:00Z')];
    expect(nextFree(table, channel, new Date('2026-11-24T12:00:00Z'), taken)).toEqual({
      channelId: 'c1',
      at: new Date('2026-11-25T23:00:00Z'),
      reason:
        'Thursday 26 November 2026 08:00 is the next free slot for The clinic on X; 3 earlier slots are on a day that has its 2 publications already.',
    });
    expect(nextFree(table, channel, new Date('2026-11-24T12:00:00Z'), taken.slice(1)).at).toEqual(
      new Date('2026-11-24T23:00:00Z'),
    );
  });
});

describe('two years in ten zones, with everything that keeps a slot from being free', () => {
  it.each([
    'America/Vancouver',
    'America/St_Johns',
    'America/Sao_Paulo',
    'Europe/London',
    'Europe/Berlin',
    'Africa/Cairo',
    'Asia/Kolkata',
    'Asia/Seoul',
    'Australia/Lord_Howe',
    'Pacific/Chatham',
  ])(
    '%s: every slot is a moment of the timetable, open, under the cap and clear of the others, and none is left out',
    (timeZone) => {
      const weekly = everyDay.flatMap((weekday) =>
        [90, 150, 540, 780, 1290].map((minute) => ({ weekday, minute })),
      );
      const holiday = (day: string): string | undefined =>
        /-(?:07-01|12-25|01-01|03-29)$/.test(day) ? day : undefined;
      const table: Timetable = {
        ...bare,
        timeZone,
        slots: { x: weekly },
        quietHours: { from: 1260, to: 120 },
        blackoutDates: [{ from: '2025-08-01', to: '2025-08-14', why: 'Closed' }],
        holidayOn: holiday,
        smallestGapMinutes: 300,
        mostPerDay: 2,
      };
      const wall = (at: number): Date => new Date(at + offsetAt(timeZone, at));
      const open = expectedInstants(timeZone, weekly, '2025-01-01', 731).filter((at) => {
        const there = wall(at).toISOString();
        const day = there.slice(0, 10);
        const minute = wall(at).getUTCHours() * 60 + wall(at).getUTCMinutes();
        return (
          minute >= 120 &&
          minute < 1260 &&
          !('2025-08-01' <= day && day <= '2025-08-14') &&
          holiday(day) === undefined
        );
      });
      // By hand: the earliest that is far enough from the one before, and the third of no day.
      const expected: number[] = [];
      const perDay = new Map<string, number>();
      for (const at of open) {
        const day = wall(at).toISOString().slice(0, 10);
        const sameDay = perDay.get(day) ?? 0;
        if (sameDay === 2 || (expected.length > 0 && at - expected.at(-1)! < 300 * 60_000)) continue;
        expected.push(at);
        perDay.set(day, sameDay + 1);
      }
      const found: Date[] = [];
      let from = new Date(open[0]!);
      while (found.length < expected.length) {
        const { at } = nextFree(table, channel, from, found.slice(-10));
        found.push(at);
        from = new Date(at.getTime() + 1);
      }
      expect(found.map((at) => at.toISOString())).toEqual(expected.map((at) => new Date(at).toISOString()));
      expect(found.length).toBeGreaterThan(1300);
    },
  );
});

/**
 * The same by another road, `Intl` alone: a wall time belongs to each instant that shows it; the first is taken; a skipped
 * one is read with the offset from before the jump.
 */
function expectedInstants(
  timeZone: string,
  weekly: readonly WeeklyMoment[],
  firstDay: string,
  days: number,
): number[] {
  const found = new Set<number>();
  const midnight = Date.parse(`${firstDay}T00:00:00Z`);
  for (let day = 0; day < days; day += 1) {
    const date = midnight + day * 86_400_000;
    const weekday = new Date(date).getUTCDay() || 7;
    for (const moment of weekly.filter((moment) => moment.weekday === weekday)) {
      const wall = date + moment.minute * 60_000;
      const offsets = [offsetAt(timeZone, wall - 86_400_000), offsetAt(timeZone, wall + 86_400_000)];
      const shown = offsets
        .map((offset) => wall - offset)
        .filter((at) => at + offsetAt(timeZone, at) === wall);
      found.add(shown.length > 0 ? Math.min(...shown) : wall - offsets[0]!);
    }
  }
  return [...found].sort((a, b) => a - b);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function offsetAt(timeZone: string, at: number): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    formats.set(timeZone, format);
  }
  const of = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return (
    Date.UTC(of['year']!, of['month']! - 1, of['day']!, of['hour']!, of['minute']!) -
    Math.floor(at / 60_000) * 60_000
  );
}
