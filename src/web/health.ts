import type { App } from '../app/app.ts';
import { pingDatabase } from '../store/database.ts';
import { sinceBeat } from '../store/settings.ts';
import type { PageContext } from './page.ts';

/**
 * `GET /healthz`: 200 while this process answers at all; for whoever starts processes anew. A database or a Redis that is away
 * does not come back by that, so neither is asked for.
 */
export function showHealth(_: App, c: PageContext): Response {
  return c.json({ alive: true });
}

/** Six beats of the heart: longer than a restart of the workers. */
const mostSecondsWithoutBeat = 60;

/**
 * `GET /readyz`: 200 while database and queue answer, the heartbeat has lately looked what is due, in whichever process, and
 * this one is not about to stop; else 503 with what is missing. For whoever watches over the whole.
 */
export async function showReadiness(app: App, c: PageContext): Promise<Response> {
  const [database, queue, secondsSinceBeat] = await Promise.all([
    inTime(pingDatabase(app.database.db), false),
    inTime(app.queue.ping(), false),
    inTime(sinceBeat(app.database.db), null),
  ]);
  const heartbeat = secondsSinceBeat !== null && secondsSinceBeat < mostSecondsWithoutBeat;
  const stopping = app.signal.aborted;
  const ready = database && queue && heartbeat && !stopping;
  return c.json({ database, queue, heartbeat, secondsSinceBeat, stopping }, ready ? 200 : 503);
}

const mostMs = 3000;

/** What does not answer in time, or breaks, is as good as `missing`. */
export function inTime<T, M>(asked: Promise<T>, missing: M): Promise<T | M> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<M>((resolve) => {
    timer = setTimeout(() => resolve(missing), mostMs);
  });
  return Promise.race([asked.catch(() => missing), late]).finally(() => clearTimeout(timer));
}
