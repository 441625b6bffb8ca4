import type { Count, Used } from '../store/allowances.ts';

type Write = (count: Count, units: number) => Promise<Used>;

/** Counts units that are used of a day's allowances. */
export interface Tally {
  /** Adds units to a count. Resolves when they are written down, to what the count is then. */
  add(count: Count, units: number): Promise<Used>;
  /** The same for a count that nobody waits for: it is written within a second or so. */
  addSoon(count: Count, units: number): void;
  /** Writes what waits to be written, and resolves when it is. */
  flush(): Promise<void>;
}

const soonMs = 1000;

/**
 * A tally that writes each count once at a time: what comes meanwhile is gathered, and written with the next. All channels of a
 * platform may share one count, and many that publish at once would wait for each other's row. `onError`: told of a count that
 * could not be written and that nobody waited for.
 */
export function openTally(write: Write, onError: (error: unknown) => void): Tally {
  const add = oneAtATime(write);
  const waiting = new Map<string, { readonly count: Count; units: number }>();
  let timer: NodeJS.Timeout | undefined;

  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const all = [...waiting.values()];
    waiting.clear();
    await Promise.all(all.map(({ count, units }) => add(count, units).catch(onError)));
  };
  return {
    add,
    addSoon: (count, units) => {
      const key = JSON.stringify(count);
      const one = waiting.get(key);
      if (one === undefined) waiting.set(key, { count, units });
      else one.units += units;
      timer ??= setTimeout(() => void flush(), soonMs).unref();
    },
    flush,
  };
}

function oneAtATime(write: Write): Write {
  const gathering = new Map<string, { units: number; readonly written: Promise<Used> }>();
  const writing = new Map<string, Promise<unknown>>();
  return (count, units) => {
    const key = JSON.stringify(count);
    const batch = gathering.get(key);
    if (batch !== undefined) {
      batch.units += units;
      return batch.written;
    }
    const before = writing.get(key) ?? Promise.resolve();
    const written: Promise<Used> = before.then(() => {
      gathering.delete(key);
      return write(count, fresh.units);
    });
    const fresh = { units, written };
    gathering.set(key, fresh);
    // A count that could not be written is told to those who asked for it, and holds up no other.
    const ended = written
      .catch(() => {})
      .then(() => {
        if (writing.get(key) === ended) writing.delete(key);
      });
    writing.set(key, ended);
    return written;
  };
}
