import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Excerpt } from '../domain/excerpt.ts';
import { dripEnd, drips, type Drip } from './drip.ts';
import { spread, type Lane, type Planned } from './spread.ts';
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

/** What each channel is to get: the excerpts of its platform. */
function lanes(
  excerpts: readonly Excerpt[],
  channels: readonly { readonly id: string; readonly platform: string }[],
): Lane[] {
  return channels.map((channel) => ({
    channel,
    excerpts: excerpts.filter(({ platform }) => platform === channel.platform),
  }));
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
    expect(short(spread(lanes(excerpts, channels), { timetable, from, taken: new Map() }))).toEqual([
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
    const planned = spread(lanes([excerpt('x', 1, 2), excerpt('x', 2, 2)], channels), {
      timetable,
      from,
      taken,
    });
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
        const planned = spread(lanes(excerpts, [{ id: 'a', platform: 'x' }]), options);
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

describe('two excerpts of one passage', () => {
  const passage = (platform: string, number: number, spans: Excerpt['spans']): Excerpt => ({
    ...excerpt(platform, number, 2),
    spans,
  });
  const apart = { ...timetable, passageGapDays: 2 };

  it('lie the asked days apart, on whatever channels, and the reason says so', () => {
    const excerpts = [
      passage('x', 1, [[0, 100]]),
      passage('x', 2, [[100, 200]]),
      passage('facebook', 1, [[50, 90]]),
    ];
    const channels = [
      { id: 'a', platform: 'x' },
      { id: 'f', platform: 'facebook' },
    ];
    const planned = spread(lanes(excerpts, channels), { timetable: apart, from, taken: new Map() });
    expect(short(planned)).toEqual([
      '2026-11-24T09:00 a x 1',
      '2026-11-25T09:00 a x 2',
      '2026-11-26T09:00 f facebook 1',
    ]);
    expect(planned[2]!.slot.reason).toBe(
      'Thursday 26 November 2026 09:00 is the next free slot for facebook; 2 earlier slots are less than 2 days from another excerpt of the same passage.',
    );
  });

  it('but not for a heading that is only said again over both', () => {
    const planned = spread(
      lanes(
        [
          passage('x', 1, [
            [0, 5],
            [10, 20],
          ]),
          passage('facebook', 1, [
            [0, 5],
            [20, 30],
          ]),
        ],
        [
          { id: 'a', platform: 'x' },
          { id: 'f', platform: 'facebook' },
        ],
      ),
      { timetable: apart, from, taken: new Map() },
    );
    expect(short(planned)).toEqual(['2026-11-24T09:00 a x 1', '2026-11-24T09:00 f facebook 1']);
  });

  it('also from what is on the calendar already', () => {
    const planned = spread(lanes([passage('x', 1, [[0, 10]])], [{ id: 'a', platform: 'x' }]), {
      timetable: apart,
      from,
      taken: new Map(),
      shown: [
        { at: new Date('2026-11-24T12:00:00Z'), spans: [[9, 30]] },
        { at: new Date('2026-11-30T12:00:00Z'), spans: [[10, 30]] },
      ],
    });
    expect(short(planned)).toEqual(['2026-11-27T09:00 a x 1']);
  });
});

describe('a drip', () => {
  const channels = [
    { id: 'a', platform: 'x' },
    { id: 'f', platform: 'facebook' },
  ];
  const drip = (span: Drip, start = from) => ({
    until: dripEnd(span, start, 'UTC'),
    words: drips[span].words,
  });

  function dripped(span: Drip, ofX: number, ofFacebook: number): Planned[] {
    const excerpts = [
      ...Array.from({ length: ofX }, (_, i) => excerpt('x', i + 1, ofX)),
      ...Array.from({ length: ofFacebook }, (_, i) => excerpt('facebook', i + 1, ofFacebook)),
    ];
    return spread(lanes(excerpts, channels), { timetable, from, taken: new Map(), drip: drip(span) });
  }

  it('ends two weeks, three months or twelve months later on the clock of the zone', () => {
    const start = new Date('2026-11-30T09:00:00Z');
    expect(dripEnd('2w', start, 'UTC').toISOString()).toBe('2026-12-14T09:00:00.000Z');
    expect(dripEnd('3m', start, 'UTC').toISOString()).toBe('2027-02-28T09:00:00.000Z');
    expect(dripEnd('12m', start, 'UTC').toISOString()).toBe('2027-11-30T09:00:00.000Z');
    // A span over the change to summer time ends at the same time on the wall.
    expect(dripEnd('2w', new Date('2027-03-20T08:00:00Z'), 'Europe/Berlin').toISOString()).toBe(
      '2027-04-03T07:00:00.000Z',
    );
  });

  it('lies evenly over its time, platform by platform, in order, none on top of another', () => {
    const planned = dripped('3m', 6, 3);
    expect(short(planned)).toEqual(
      [
        '2026-11-24T09:00 a x 1',
        '2026-12-08T09:00 f facebook 1',
        '2026-12-09T09:00 a x 2',
        '2026-12-24T09:00 a x 3',
        '2027-01-07T09:00 f facebook 2',
        '2027-01-08T09:00 a x 4',
        '2027-01-25T09:00 a x 5',
        '2027-02-09T09:00 f facebook 3',
        '2027-02-08T09:00 a x 6',
      ].sort(),
    );
    expect(planned[1]!.slot.reason).toBe(
      'Tuesday 8 December 2026 09:00 is the free slot for facebook that lies nearest to its turn, 1 of 3 spread evenly over three months.',
    );
  });

  it('fills every slot when there are as many excerpts as slots, and goes on after the end when there are more', () => {
    const exact = dripped('2w', 10, 0);
    expect(exact.map(({ slot }) => slot.at.toISOString().slice(0, 10))).toEqual(
      ['11-24', '11-25', '11-26', '11-27', '11-30', '12-01', '12-02', '12-03', '12-04', '12-07'].map(
        (day) => `2026-${day}`,
      ),
    );
    const over = dripped('2w', 12, 0);
    expect(over.map(({ excerpt }) => excerpt.excerpt)).toEqual(over.map((_, i) => i + 1));
    expect(over.at(-1)!.slot.at).toEqual(new Date('2026-12-09T09:00:00Z'));
    expect(over.at(-1)!.slot.reason).toMatch(/; no fitting slot is left in the two weeks before it\.$/);
  });

  it('whatever is taken: in order, on free slots, the gap kept, and no two turns further apart than need be', () => {
    const property = fc.property(
      fc.array(fc.integer({ min: 0, max: 60 * 24 * 80 }), { maxLength: 30 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 0, max: 3000 }),
      (busy, count, gap) => {
        const taken = busy.map((minute) => new Date(from.getTime() + minute * 60_000));
        const excerpts = Array.from({ length: count }, (_, i) => excerpt('x', i + 1, count));
        const planned = spread(lanes(excerpts, [channels[0]!]), {
          timetable: { ...timetable, smallestGapMinutes: gap },
          from,
          taken: new Map([['a', taken]]),
          drip: drip('3m'),
        });
        expect(planned.map(({ excerpt }) => excerpt.excerpt)).toEqual(excerpts.map(({ excerpt }) => excerpt));
        const times = planned.map(({ slot }) => slot.at.getTime());
        for (const [i, at] of times.entries())
          for (const other of [...taken.map(Number), ...times.slice(0, i)])
            expect(Math.abs(at - other)).toBeGreaterThanOrEqual(Math.max(gap * 60_000, 1));
        expect(times.at(-1)).toBeLessThan(drip('3m').until.getTime());
      },
    );
    fc.assert(property, { numRuns: 100, seed: 20_261_124 });
  });
});
