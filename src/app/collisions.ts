import { Temporal } from 'temporal-polyfill';
import { UserError } from '../domain/errors.ts';
import type { Excerpt } from '../domain/excerpt.ts';
import { textKey } from '../domain/same-text.ts';
import { rulesFor, type PlannedChannel } from '../schedule/timetable.ts';
import { dayInWords, timeInWords } from '../schedule/wall-clock.ts';
import { neighbours, type Neighbour } from '../store/calendar.ts';
import type { App } from './app.ts';

/** Something to be put on the calendar, as far as it may collide. */
export interface Placed {
  readonly excerpt: Excerpt;
  readonly channelId: string;
  readonly dueAt: Date;
}

const dayMs = 86_400_000;

/** A refusal that a person may overrule: whoever passes `anyway` gets what was refused. */
export class Collision extends UserError {
  /** The same without the option of the command line, for where a person overrules it otherwise. */
  readonly plain: string;

  constructor(what: string, otherwise: string) {
    super(`${what}: ${otherwise} (--anyway).`);
    this.plain = `${what}: ${otherwise}.`;
  }
}

/**
 * Those of `placed` that do not say again what the same post says, or is to say, on the same channel within the days that
 * the timetable names (`sameTextDays`). What another post says there is refused with a `Collision` that names the publication,
 * or left out as well. `givesWay`: publications that this plan replaces.
 */
export async function withoutRepeats<T extends Placed>(
  app: App,
  placed: readonly T[],
  postId: string,
  {
    foreign: whenForeign,
    givesWay,
  }: { readonly foreign: 'refuse' | 'leave out'; readonly givesWay?: (other: Neighbour) => boolean },
): Promise<T[]> {
  const { sameTextDays } = app.config.timetable;
  if (placed.length === 0 || sameTextDays === 0) return [...placed];
  const withinMs = sameTextDays * dayMs;
  const times = placed.map(({ dueAt }) => dueAt.getTime());
  const others = await neighbours(
    app.database.db,
    [...new Set(placed.map(({ channelId }) => channelId))],
    new Date(Math.min(...times) - withinMs),
    new Date(Math.max(...times) + withinMs),
  );
  const said = new Map<string, { at: number; by: Neighbour | undefined }[]>();
  const note = (channelId: string, pieces: readonly string[], at: Date, by?: Neighbour): void => {
    const key = `${channelId} ${textKey(pieces)}`;
    const known = said.get(key) ?? [];
    said.set(key, [...known, { at: at.getTime(), by }]);
  };
  for (const other of others)
    if (givesWay?.(other) !== true) note(other.channelId, other.pieces, other.at, other);
  return placed.filter(({ channelId, excerpt, dueAt }) => {
    const same = said
      .get(`${channelId} ${textKey(excerpt.pieces)}`)
      ?.filter(({ at }) => Math.abs(at - dueAt.getTime()) < withinMs);
    const foreign = same?.find(({ by }) => by !== undefined && by.postId !== postId)?.by;
    if (foreign !== undefined && whenForeign === 'refuse') {
      throw new Collision(
        `${excerpt.platform} ${excerpt.excerpt}/${excerpt.of} says the same as ${nameOf(app, foreign)}`,
        `the same text goes to a channel once in ${sameTextDays} days. Change the post, cancel the other one, or plan it anyway`,
      );
    }
    if (same !== undefined && same.length > 0) return false;
    note(channelId, excerpt.pieces, dueAt);
    return true;
  });
}

/**
 * Throws `Collision` naming the other publication when one of the channel lies within the smallest gap of `at`, or says the
 * same within the days that the timetable names. `except`: the publication that is being moved there.
 */
export async function refuseCollision(
  app: App,
  channel: PlannedChannel,
  { excerpt, dueAt: at }: Placed,
  except: string,
): Promise<void> {
  const { timetable } = app.config;
  const { gapMs } = rulesFor(timetable, channel);
  const withinMs = Math.max(timetable.sameTextDays * dayMs, gapMs);
  const others = await neighbours(
    app.database.db,
    [channel.id],
    new Date(at.getTime() - withinMs),
    new Date(at.getTime() + withinMs),
    except,
  );
  const apart = (other: Neighbour): number => Math.abs(other.at.getTime() - at.getTime());
  const near = others.filter((other) => apart(other) < gapMs).sort((a, b) => apart(a) - apart(b))[0];
  if (near !== undefined) {
    throw new Collision(
      `That is within ${gapMs / 60_000} minutes of ${nameOf(app, near)}, on the same channel`,
      'choose another time, or do it anyway',
    );
  }
  const key = textKey(excerpt.pieces);
  const same = others.find(
    (other) => apart(other) < timetable.sameTextDays * dayMs && textKey(other.pieces) === key,
  );
  if (same !== undefined) {
    throw new Collision(
      `It would say the same as ${nameOf(app, same)} within ${timetable.sameTextDays} days, on the same channel`,
      'choose another time, or do it anyway',
    );
  }
}

function nameOf(app: App, { id, platform, excerpt, of, state, at }: Neighbour): string {
  const there = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(
    app.config.timetable.timeZone,
  );
  return `publication ${id} (${platform} ${excerpt}/${of}, ${state}, ${dayInWords(there)} ${timeInWords(there)})`;
}
