import type { Logger } from 'pino';

/** The last thing the queue complained of, and a log that is not flooded by it. */
export interface QueueNews {
  readonly last: string | undefined;
  /** From now on what goes wrong is logged; before, the caller tells of it himself. */
  begin(): void;
  tell(error: Error, where: string): void;
}

const repeatAfterMs = 60_000;

/**
 * An outage makes every queue and worker complain at every try to connect, a dozen lines each time. The same complaint is
 * logged once a minute, so that the log still holds what else happened.
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
      last = error.message || (error as NodeJS.ErrnoException).code || error.name;
      if (!begun) return;
      const at = now().getTime();
      if (at - (told.get(last) ?? -Infinity) < repeatAfterMs) return;
      if (told.size > 1000) told.clear();
      told.set(last, at);
      log.warn({ where, error: last }, 'The queue reports');
    },
  };
}
