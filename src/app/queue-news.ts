import type { Logger } from 'pino';
import { innermost, serverAway } from '../store/server-away.ts';

/** The last thing the queue complained of, and a log that is not flooded by it. */
export interface QueueNews {
  readonly last: string | undefined;
  /** From now on what goes wrong is logged; before, the caller tells of it himself. */
  begin(): void;
  tell(error: Error, where: string): void;
}

const repeatAfterMs = 60_000;

/**
 * An outage makes every queue and worker complain at every try to connect, a dozen lines each time and in several words. That a
 * server is away, and each other complaint, is logged once a minute, so that the log still holds what else happened.
 */
export function queueNews(log: Pick<Logger, 'warn'>, now: () => Date): QueueNews {
  const told = new Map<string, number>();
  let last: string | undefined;
  let begun = false;
  return {
    get last() {
      return last;
    },
    begin: () => {
      begun = true;
    },
    tell: (error, where) => {
      const away = serverAway(error);
      last = away ?? wordsOf(error);
      if (!begun) return;
      const at = now().getTime();
      const kind = away === undefined ? last : 'away';
      if (at - (told.get(kind) ?? -Infinity) < repeatAfterMs) return;
      if (told.size > 1000) told.clear();
      told.set(kind, at);
      log.warn(
        { where, error: last },
        away === undefined
          ? 'The queue reports'
          : 'PostgreSQL or Redis is away; nothing is lost, what is due waits until it is back',
      );
    },
  };
}

function wordsOf(error: Error): string {
  const inner = innermost(error);
  return inner instanceof Error
    ? inner.message || (inner as NodeJS.ErrnoException).code || inner.name
    : String(inner);
}
