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

/** What was divided by whether its channel says it already. */
export interface Repeats<T extends Placed> {
  readonly fresh: readonly T[];
  readonly repeated: readonly Repeat<T>[];
}

export interface Repeat<T extends Placed> {
  readonly placed: T;
  /** The publication of another post that says the same, as a person would name it; absent where it is the same post. */
  readonly foreign?: string;
}

/**
 * Parts what the same post, or another one, says or is to say on the same channel within the days that the timetable names
 * (`sameTextDays`) from what is new. `givesWay`: publications that this plan replaces.
 */
export async function repeatsAmong<T extends Placed>(
  app: App,
  placed: readonly T[],
  postId: string,
  givesWay?: (other: Neighbour) => boolean,
): Promise<Repeats<T>> {
  const { sameTextDays } = app.config.timetable;
  if (placed.length === 0 || sameTextDays === 0) return { fresh: placed, repeated: [] };
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
  const fresh: T[] = [];
  const repeated: Repeat<T>[] = [];
  for (const each of placed) {
    const same = said
      .get(`${each.channelId} ${textKey(each.excerpt.pieces)}`)
      ?.filter(({ at }) => Math.abs(at - each.dueAt.getTime()) < withinMs);
    if (same === undefined || same.length === 0) {
      note(each.channelId, each.excerpt.pieces, each.dueAt);
      fresh.push(each);
      continue;
    }
    const foreign = same.find(({ by }) => by !== undefined && by.postId !== postId)?.by;
    repeated.push({ placed: each, ...(foreign === undefined ? {} : { foreign: nameOf(app, foreign) }) });
  }
  return { fresh, repeated };
}

/**
 * What is new among `placed`, and a sentence on what is not and is left out. Throws `Collision` naming the publication where nothing
 * is new and another post says some of it.
 */
export async function withoutRepeats<T extends Placed>(
  app: App,
  placed: readonly T[],
  postId: string,
  givesWay: (other: Neighbour) => boolean,
): Promise<{ readonly fresh: readonly T[]; readonly leftOut: readonly string[] }> {
  const { sameTextDays } = app.config.timetable;
  const { fresh, repeated } = await repeatsAmong(app, placed, postId, givesWay);
  const elsewhere = repeated.filter(({ foreign }) => foreign !== undefined);
  const once = `the same text goes to a channel once in ${sameTextDays} days`;
  const sentences = elsewhere.map(
    ({ placed: { excerpt }, foreign }) =>
      `${excerpt.platform} ${excerpt.excerpt}/${excerpt.of} says the same as ${foreign}`,
  );
  if (fresh.length === 0 && elsewhere.length > 0)
    throw new Collision(sentences[0]!, `${once}. Change the post, cancel the other one, or plan it anyway`);
  const own = repeated.filter(({ foreign }) => foreign === undefined);
  return {
    fresh,
    leftOut: [
      ...sentences.slice(0, mostNamed).map((sentence) => `${sentence} and is not planned: ${once}.`),
      ...(sentences.length > mostNamed
        ? [`${sentences.length - mostNamed} more are not planned, since other posts say the same.`]
        : []),
      ...ownInWords(own.map(({ placed: { excerpt } }) => excerpt)).map(
        (sentence) => `${sentence} what the post says there already: ${once}.`,
      ),
    ],
  };
}

/** "x 4, 7 and 9 of 12 are not planned: they say", a sentence for each platform. */
function ownInWords(excerpts: readonly Excerpt[]): string[] {
  return [...new Set(excerpts.map(({ platform }) => platform))].map((platform) => {
    const own = excerpts.filter((excerpt) => excerpt.platform === platform);
    const numbers = own.map(({ excerpt }) => String(excerpt));
    const named =
      numbers.length > mostNamed
        ? `${numbers.length} excerpts (${numbers.slice(0, mostNamed).join(', ')} …)`
        : [numbers.slice(0, -1).join(', '), numbers.at(-1)].filter((part) => part !== '').join(' and ');
    return `${platform} ${named} of ${own[0]!.of} ${own.length === 1 ? 'is not planned: it says' : 'are not planned: they say'}`;
  });
}

const mostNamed = 12;

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
