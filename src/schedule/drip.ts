import { Temporal } from 'temporal-polyfill';
import type { Excerpt } from '../domain/excerpt.ts';
import type { Slot } from '../domain/slot.ts';
import { busyWith, type Busy } from './busy.ts';
import { momentsFrom, type Moment } from './moments.ts';
import { firstFree, momentInWords, skippedHour } from './slots.ts';
import type { ChannelRules, PlannedChannel } from './timetable.ts';

/** How long a post may drip: the words of the command line and the pages. */
export const drips = {
  '2w': { words: 'two weeks', span: { weeks: 2 } },
  '3m': { words: 'three months', span: { months: 3 } },
  '12m': { words: 'twelve months', span: { months: 12 } },
} as const;
export type Drip = keyof typeof drips;

/** The end of a drip that begins at `from`, on the clock of a zone. */
export function dripEnd(drip: Drip, from: Date, timeZone: string): Date {
  const start = Temporal.Instant.fromEpochMilliseconds(from.getTime()).toZonedDateTimeISO(timeZone);
  return new Date(start.add(drips[drip].span).epochMilliseconds);
}

export interface DripOrder {
  readonly rules: ChannelRules;
  readonly channel: PlannedChannel;
  readonly busy: Busy;
  readonly from: Date;
  readonly until: Date;
  readonly words: string;
  /** Which of the channels this is, from 0, and how many there are: their series begin one after the other. */
  readonly turn: number;
  readonly turns: number;
  /** When the post's excerpts for other channels go out: none comes on top of them. */
  readonly others: readonly Date[];
}

/**
 * Places a series as evenly as the channel's free slots allow: the time is divided by the number of excerpts, and each takes
 * the slot nearest to its share. What does not fit before the end follows after it.
 */
export function dripOn(
  order: DripOrder,
  series: readonly Excerpt[],
  passagesOf: (excerpt: Excerpt) => readonly Date[],
  place: (excerpt: Excerpt, slot: Slot) => void,
): void {
  const { rules, channel, busy, from, until, turn, turns } = order;
  const apart = freeTogether(order, order.others);
  // Where the slots are scarce, a series may lie close to that of another channel rather than run over the end.
  const free = apart.length >= series.length ? apart : freeTogether(order, []);
  const share = (until.getTime() - from.getTime()) / series.length;
  let next = 0;
  let earliest = from;
  for (const [i, excerpt] of series.entries()) {
    const aim = from.getTime() + share * (i + turn / turns);
    // Those behind must find a slot too, as long as there are enough.
    const last = Math.max(next, free.length - (series.length - i));
    const passages = passagesOf(excerpt);
    const found = nearest(free, next, last, aim, ({ at }) => busy.obstacleAt(at, passages) === undefined);
    let slot: Slot;
    if (found === undefined) {
      const after = new Date(Math.max(earliest.getTime(), until.getTime()));
      const late = firstFree(rules, channel, after, busy, passages);
      slot = {
        ...late,
        reason: `${late.reason.slice(0, -1)}; no fitting slot is left in the ${order.words} before it.`,
      };
      next = free.length;
    } else {
      const moment = free[found]!;
      slot = {
        channelId: channel.id,
        at: new Date(moment.at.epochMilliseconds),
        reason: reasonFor(moment, order, i + 1, series.length),
      };
      next = found + 1;
    }
    place(excerpt, slot);
    earliest = new Date(slot.at.getTime() + 1);
  }
}

/** Free moments before the end that may all be taken together: each keeps the smallest gap to the one before it and to `others`. */
function freeTogether({ rules, channel, busy, from, until }: DripOrder, others: readonly Date[]): Moment[] {
  const moments: Moment[] = [];
  const own = busyWith(rules, []);
  const apart = busyWith({ ...rules, mostPerDay: undefined }, others);
  for (const moment of momentsFrom(rules, channel, from)) {
    if (moment.at.epochMilliseconds >= until.getTime()) return moments;
    if (moment.closed !== undefined) continue;
    if ([busy, own, apart].some((each) => each.obstacleAt(moment.at) !== undefined)) continue;
    moments.push(moment);
    own.take(new Date(moment.at.epochMilliseconds));
  }
  throw new Error('The moments of a timetable have no end.');
}

/** Index of the fitting moment nearest to `aim` among `first` … `last`; further on when none of them fits. */
function nearest(
  moments: readonly Moment[],
  first: number,
  last: number,
  aim: number,
  fits: (moment: Moment) => boolean,
): number | undefined {
  const distance = (i: number): number => Math.abs(moments[i]!.at.epochMilliseconds - aim);
  let best: number | undefined;
  for (let i = first; i < moments.length; i += 1) {
    if (i > last && best !== undefined) break;
    if (fits(moments[i]!) && (best === undefined || distance(i) < distance(best))) best = i;
  }
  return best;
}

function reasonFor(moment: Moment, { channel, words }: DripOrder, number: number, of: number): string {
  const jump = moment.moved ? `, ${skippedHour}` : '';
  const place = of === 1 ? `the only one in ${words}` : `${number} of ${of} spread evenly over ${words}`;
  return `${momentInWords(moment)} is the free slot for ${channel.name ?? channel.platform} that lies nearest to its turn, ${place}${jump}.`;
}
