import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { soonest } from './late.ts';
import type { Timetable } from './timetable.ts';

const table: Timetable = {
  file: 'timetable.yaml',
  timeZone: 'Europe/Berlin',
  slots: {},
  otherSlots: [{ weekday: 2, minute: 540 }],
  quietHours: { from: 21 * 60, to: 7 * 60 },
  blackoutDates: [{ from: '2026-11-26', to: '2026-11-26', why: undefined }],
  holidayOn: (day) => (day === '2026-11-27' ? 'Feast' : undefined),
  smallestGapMinutes: 120,
  mostPerDay: 3,
};
const channel = { id: 'c', platform: 'x' };
const later = new Date('2026-12-31T00:00:00Z');

function soon(from: string, taken: readonly string[] = [], until = later): string | undefined {
  const at = soonest(
    table,
    channel,
    new Date(from),
    until,
    taken.map((text) => new Date(text)),
  );
  return at?.toISOString();
}

describe('the soonest moment for what is late', () => {
  it('is now when nothing is against it, slot or not', () => {
    expect(soon('2026-11-24T10:17:03Z')).toBe('2026-11-24T10:17:03.000Z');
  });

  it('keeps the smallest gap to what has gone out and to what is to come', () => {
    expect(soon('2026-11-24T10:17:00Z', ['2026-11-24T09:00:00Z'])).toBe('2026-11-24T11:00:00.000Z');
    expect(soon('2026-11-24T10:17:00Z', ['2026-11-24T09:00:00Z', '2026-11-24T12:30:00Z'])).toBe(
      '2026-11-24T14:30:00.000Z',
    );
  });

  it('is not in the quiet hours, on a holiday, a blackout date or a day that is full', () => {
    expect(soon('2026-11-24T22:00:00Z')).toBe('2026-11-25T06:00:00.000Z');
    expect(soon('2026-11-24T03:00:00Z')).toBe('2026-11-24T06:00:00.000Z');
    expect(soon('2026-11-25T21:30:00Z')).toBe('2026-11-28T06:00:00.000Z');
    const full = ['2026-11-24T06:00:00Z', '2026-11-24T06:30:00Z', '2026-11-24T07:00:00Z'];
    expect(soon('2026-11-24T10:00:00Z', full)).toBe('2026-11-25T06:00:00.000Z');
  });

  it('is not there when it would come after the last moment', () => {
    expect(soon('2026-11-24T22:00:00Z', [], new Date('2026-11-25T05:59:59Z'))).toBeUndefined();
    expect(soon('2026-11-24T22:00:00Z', [], new Date('2026-11-25T06:00:00Z'))).toBeDefined();
    expect(soon('2026-11-24T10:00:00Z', [], new Date('2026-11-24T09:59:59Z'))).toBeUndefined();
  });

  it('comes to an end in the hour that comes twice, too', () => {
    const night = { ...table, quietHours: { from: 60, to: 165 } };
    // 02:30 comes at 00:30Z and at 01:30Z; quiet until 02:45 on the wall, which also comes twice.
    const at = soonest(night, channel, new Date('2026-10-25T00:50:00Z'), later, []);
    expect(at?.toISOString()).toBe('2026-10-25T00:50:00.000Z');
    const again = soonest(night, channel, new Date('2026-10-25T01:10:00Z'), later, []);
    expect(again?.toISOString()).toBe('2026-10-25T01:45:00.000Z');
  });

  it('whatever is taken, keeps every rule', () => {
    const day = 86_400_000;
    const start = Date.parse('2026-11-20T00:00:00Z');
    const instant = fc.integer({ min: start, max: start + 14 * day }).map((ms) => new Date(ms));
    const property = fc.property(instant, fc.array(instant, { maxLength: 30 }), (from, taken) => {
      const at = soonest(table, channel, from, later, taken)!;
      expect(at.getTime()).toBeGreaterThanOrEqual(from.getTime());
      for (const other of taken)
        expect(Math.abs(at.getTime() - other.getTime())).toBeGreaterThanOrEqual(120 * 60_000);
      // Berlin is an hour ahead in these weeks.
      const wall = (each: Date): string => new Date(each.getTime() + 3_600_000).toISOString();
      const hour = Number(wall(at).slice(11, 13));
      expect(hour >= 7 && hour < 21).toBe(true);
      expect(['2026-11-26', '2026-11-27']).not.toContain(wall(at).slice(0, 10));
      expect(taken.filter((other) => wall(other).startsWith(wall(at).slice(0, 10))).length).toBeLessThan(3);
    });
    fc.assert(property, { numRuns: 300, seed: 20_261_124 });
  });
});
