import type { Slot } from '../domain/slot.ts';
import { momentsFrom, type Moment } from './moments.ts';
import type { PlannedChannel, Timetable } from './timetable.ts';
import { dayInWords, timeInWords } from './wall-clock.ts';

/**
 * The slots of a channel from an instant on (included), in order, without end. Each carries as its reason what was passed
 * over on the way to it. Throws `UserError` as `momentsFrom` does.
 */
export function slotsFrom(timetable: Timetable, channel: PlannedChannel, from: Date): Generator<Slot, never> {
  return freeSlots(timetable, channel, momentsFrom(timetable, channel, from), () => false);
}

/**
 * The first slot of a channel from an instant on that keeps the smallest gap to everything in `taken`. Throws `UserError` as
 * `momentsFrom` does.
 */
export function nextFree(
  timetable: Timetable,
  channel: PlannedChannel,
  from: Date,
  taken: readonly Date[],
): Slot {
  const gapMs = timetable.smallestGapMinutes * 60_000;
  const isTaken = ({ at }: Moment): boolean =>
    taken.some((other) => {
      const apart = Math.abs(at.epochMilliseconds - other.getTime());
      return apart < gapMs || apart === 0;
    });
  return freeSlots(timetable, channel, momentsFrom(timetable, channel, from), isTaken).next().value;
}

function* freeSlots(
  timetable: Timetable,
  channel: PlannedChannel,
  moments: Iterable<Moment>,
  isTaken: (moment: Moment) => boolean,
): Generator<Slot, never> {
  let passed: PassedOver = { blackouts: [], quiet: 0, taken: 0 };
  for (const moment of moments) {
    if (moment.closed?.by === 'blackout') passed.blackouts.push(moment);
    else if (moment.closed?.by === 'quiet hours') passed.quiet += 1;
    else if (isTaken(moment)) passed.taken += 1;
    else {
      yield {
        channelId: channel.id,
        at: new Date(moment.at.epochMilliseconds),
        reason: `${[chosen(moment, channel), ...inWords(passed, timetable)].join('; ')}.`,
      };
      passed = { blackouts: [], quiet: 0, taken: 0 };
    }
  }
  throw new Error('The moments of a timetable have no end.');
}

interface PassedOver {
  readonly blackouts: Moment[];
  quiet: number;
  taken: number;
}

function chosen({ at, moved }: Moment, channel: PlannedChannel): string {
  const jump = moved ? ', moved forward because the clock skips its hour that day' : '';
  return `${dayInWords(at)} ${timeInWords(at)} is the next free slot for ${channel.name ?? channel.platform}${jump}`;
}

function inWords({ blackouts, quiet, taken }: PassedOver, { smallestGapMinutes }: Timetable): string[] {
  const days = [...new Set(blackouts.map(({ at }) => dayInWords(at)))];
  const whys = [
    ...new Set(
      blackouts.flatMap(({ closed }) =>
        closed?.by === 'blackout' && closed.why !== undefined ? [closed.why] : [],
      ),
    ),
  ];
  const why = whys.length === 0 ? '' : ` (${whys.join(', ')})`;
  const words: string[] = [];
  if (days.length === 1) words.push(`${days[0]} is a blackout date${why}`);
  if (days.length > 1) words.push(`${days.length} days before it are blackout dates${why}`);
  if (quiet > 0) words.push(`${count(quiet, 'earlier slot')} in quiet hours`);
  if (taken > 0)
    words.push(
      `${count(taken, 'earlier slot')} taken, or within ${smallestGapMinutes} minutes of another publication`,
    );
  return words;
}

function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun} is` : `${number} ${noun}s are`;
}
