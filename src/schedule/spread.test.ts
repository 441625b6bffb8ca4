import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Excerpt } from '../domain/excerpt.ts';
import { spread, type Planned } from './spread.ts';
import type { Timetable } from './timetable.ts';

const nine = (weekday: number) => ({ weekday, minute: 540 });
const timetable: Timetable = {
  file: 'timetable.yaml',
  timeZone: 'UTC',
  slots: { x: [1, 2, 3, 4, 5].map(nine), facebook: [nine(2), { weekday: 2, minute: 570 }, nine(4)] },
  otherSlots: [],
  quietHours: undefined,
  blackoutDates: [],
  smallestGapMinutes: 60,
};
const from = new Date('2026-11-24T00:00:00Z');

function excerpt(platform: string, number: number, of: number): Excerpt {
  return {
    platform,
    mode: 'series',
    excerpt: number,
    of,
    pieces: [`${platform} ${number}`],
    hashtags: [],
    lengths: [3],
    limit: 280,
    unit: 'characters',
    spans: [],
    media: [],
    notes: [],
  };
}

function short(planned: readonly Planned[]): string[] {
  return planned.map(
    ({ excerpt, channelId, slot }) =>
      `${slot.at.toISOString().slice(0, 16)} ${channelId} ${excerpt.pieces[0]}`,
  );
}

describe('spreading excerpts', () => {
  it('puts a series in its order on successive slots of each channel, the earliest first', () => {
    const excerpts = [
      excerpt('x', 2, 2),
      excerpt('x', 1, 2),
      excerpt('facebook', 1, 3),
      excerpt('facebook', 2, 3),
      excerpt('facebook', 3, 3),
    ];
    const channels = [
      { id: 'a', platform: 'x' },
      { id: 'b', platform: 'x' },
      { id: 'f', platform: 'facebook' },
    ];
    expect(short(spread(excerpts, channels, { timetable, from, taken: new Map() }))).toEqual([
      '2026-11-24T09:00 a x 1',
      '2026-11-24T09:00 b x 1',
      '2026-11-24T09:00 f facebook 1',
      '2026-11-25T09:00 a x 2',
      '2026-11-25T09:00 b x 2',
      '2026-11-26T09:00 f facebook 2',
      '2026-12-01T09:00 f facebook 3',
    ]);
  });

  it('keeps clear of what a channel has already, and of that channel alone', () => {
    const taken = new Map([['a', [new Date('2026-11-24T08:30:00Z'), new Date('2026-11-26T09:00:00Z')]]]);
    const channels = [
      { id: 'a', platform: 'x' },
      { id: 'b', platform: 'x' },
    ];
    const planned = spread([excerpt('x', 1, 2), excerpt('x', 2, 2)], channels, { timetable, from, taken });
    expect(short(planned)).toEqual([
      '2026-11-24T09:00 b x 1',
      '2026-11-25T09:00 a x 1',
      '2026-11-25T09:00 b x 2',
      '2026-11-27T09:00 a x 2',
    ]);
    expect(planned[1]!.slot.reason).toBe(
      'Wednesday 25 November 2026 09:00 is the next free slot for x; 1 earlier slot is taken, or within 60 minutes of another publication.',
    );
  });

  it('leaves out what has no channel', () => {
    expect(
      spread([excerpt('x', 1, 1)], [{ id: 'f', platform: 'facebook' }], {
        timetable,
        from,
        taken: new Map(),
      }),
    ).toEqual([]);
  });

  it('keeps order, gap and the timetable whatever is planned already', () => {
    const minutes = fc.array(fc.integer({ min: 0, max: 60 * 24 * 21 }), { maxLength: 40 });
    const property = fc.property(
      minutes,
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 3000 }),
      (busy, count, gap) => {
        const taken = busy.map((minute) => new Date(from.getTime() + minute * 60_000));
        const excerpts = Array.from({ length: count }, (_, i) => excerpt('x', i + 1, count));
        const options = {
          timetable: { ...timetable, smallestGapMinutes: gap },
          from,
          taken: new Map([['a', taken]]),
        };
        const planned = spread(excerpts, [{ id: 'a', platform: 'x' }], options);
        expect(planned.map(({ excerpt }) => excerpt.excerpt)).toEqual(excerpts.map(({ excerpt }) => excerpt));
        const times = planned.map(({ slot }) => slot.at.getTime());
        for (const [i, at] of times.entries()) {
          expect([1, 2, 3, 4, 5]).toContain(new Date(at).getUTCDay());
          expect(new Date(at).toISOString().slice(11, 16)).toBe('09:00');
          for (const other of [...taken.map(Number), ...times.slice(0, i)])
            expect(Math.abs(at - other)).toBeGreaterThanOrEqual(Math.max(gap * 60_000, 1));
        }
      },
    );
    fc.assert(property, { numRuns: 200, seed: 20_261_124 });
  });
});
