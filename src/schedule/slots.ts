import type { Slot } from '../domain/slot.ts';
import { busyWith, type Busy, type Obstacle } from './busy.ts';
import { momentsFrom, type Moment } from './moments.ts';
import { rulesFor, type ChannelRules, type PlannedChannel, type Timetable } from './timetable.ts';
import { dayInWords, timeInWords } from './wall-clock.ts';

/**
 * The slots of a channel from an instant on (included), in order, without end. Each carries as its reason what was passed
 * over on the way to it. Throws `UserError` as `momentsFrom` does.
 */
export function slotsFrom(timetable: Timetable, channel: PlannedChannel, from: Date): Generator<Slot, never> {
  const rules = rulesFor(timetable, channel);
  return freeSlots(rules, channel, momentsFrom(rules, channel, from), () => undefined);
}

/**
 * The first slot of a channel from an instant on that keeps the smallest gap to everything in `taken` and finds its day not
 * full. Throws `UserError` as `momentsFrom` does.
 */
export function nextFree(
  timetable: Timetable,
  channel: PlannedChannel,
  from: Date,
  taken: readonly Date[],
): Slot {
  const rules = rulesFor(timetable, channel);
  return firstFree(rules, channel, from, busyWith(rules, taken), []);
}

/** The same where the rules and what is taken are at hand; `passages`: when other excerpts show the same passage. */
export function firstFree(
  rules: ChannelRules,
  channel: PlannedChannel,
  from: Date,
  busy: Busy,
  passages: readonly Date[],
): Slot {
  const moments = momentsFrom(rules, channel, from);
  return freeSlots(rules, channel, moments, ({ at }) => busy.obstacleAt(at, passages)).next().value;
}

/** What a moment is called in a reason: `Tuesday 1 December 2026 09:00`. */
export function momentInWords({ at }: Pick<Moment, 'at'>): string {
  return `${dayInWords(at)} ${timeInWords(at)}`;
}

export const skippedHour = 'moved forward because the clock skips its hour that day';

function* freeSlots(
  rules: ChannelRules,
  channel: PlannedChannel,
  moments: Iterable<Moment>,
  obstacle: (moment: Moment) => Obstacle | undefined,
): Generator<Slot, never> {
  let passed = nothingPassed();
  for (const moment of moments) {
    const inTheWay = moment.closed?.by ?? obstacle(moment);
    if (inTheWay !== undefined) {
      passed[inTheWay].push(moment);
      continue;
    }
    yield {
      channelId: channel.id,
      at: new Date(moment.at.epochMilliseconds),
      reason: `${[chosen(moment, channel), ...inWords(passed, rules)].join('; ')}.`,
    };
    passed = nothingPassed();
  }
  throw new Error('The moments of a timetable have no end.');
}

type PassedOver = Readonly<Record<NonNullable<Moment['closed']>['by'] | Obstacle, Moment[]>>;

function nothingPassed(): PassedOver {
  return { blackout: [], holiday: [], 'quiet hours': [], gap: [], day: [], passage: [] };
}

function chosen(moment: Moment, channel: PlannedChannel): string {
  const jump = moment.moved ? `, ${skippedHour}` : '';
  return `${momentInWords(moment)} is the next free slot for ${channel.name ?? channel.platform}${jump}`;
}

function inWords(passed: PassedOver, { gapMs, mostPerDay, passageGapMs }: ChannelRules): string[] {
  const { gap, day, passage } = passed;
  const quiet = passed['quiet hours'];
  const words = [
    ...closedDays(passed.blackout, 'a blackout date', 'blackout dates'),
    ...closedDays(passed.holiday, 'a public holiday', 'public holidays'),
  ];
  if (quiet.length > 0) words.push(`${count(quiet.length, 'earlier slot')} in quiet hours`);
  if (gap.length > 0)
    words.push(
      `${count(gap.length, 'earlier slot')} taken, or within ${gapMs / 60_000} minutes of another publication`,
    );
  if (day.length > 0)
    words.push(
      `${count(day.length, 'earlier slot')} on a day that has its ${mostPerDay === 1 ? 'one publication' : `${mostPerDay} publications`} already`,
    );
  if (passage.length > 0)
    words.push(
      `${count(passage.length, 'earlier slot')} less than ${days(passageGapMs)} from another excerpt of the same passage`,
    );
  return words;
}

function closedDays(moments: readonly Moment[], one: string, many: string): string[] {
  const names = [...new Set(moments.map(({ at }) => dayInWords(at)))];
  const whys = [
    ...new Set(
      moments.flatMap(({ closed }) =>
        closed !== undefined && 'why' in closed && closed.why !== undefined ? [closed.why] : [],
      ),
    ),
  ];
  const why = whys.length === 0 ? '' : ` (${whys.join(', ')})`;
  if (names.length === 0) return [];
  return [
    names.length === 1 ? `${names[0]} is ${one}${why}` : `${names.length} days before it are ${many}${why}`,
  ];
}

function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun} is` : `${number} ${noun}s are`;
}

function days(ms: number): string {
  const number = ms / 86_400_000;
  return number === 1 ? '1 day' : `${number} days`;
}
