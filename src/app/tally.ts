import type { Count, Used } from '../store/allowances.ts';

/** Adds units to a count. Resolves when they are written down, to what the count is then. */
export type Tally = (count: Count, units: number) => Promise<Used>;

/**
 * A tally that writes each count once at a time: what comes meanwhile is gathered, and written with the next. All channels of a
 * platform may share one count, and many that publish at once would wait for each other's row.
 */
export function openTally(write: Tally): Tally {
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
