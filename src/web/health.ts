import type { App } from '../app/app.ts';
import { pingDatabase } from '../store/database.ts';
import type { PageContext } from './page.ts';

/** `GET /healthz`: 200 while database and queue answer, else 503; for whoever watches over processes. */
export async function showHealth(app: App, c: PageContext): Promise<Response> {
  const health = await healthOf(app);
  return c.json(health, health.database && health.queue ? 200 : 503);
}

/** `GET /readyz`: the same, and not about to stop: for whoever sends people here. */
export async function showReadiness(app: App, c: PageContext): Promise<Response> {
  const health = { ...(await healthOf(app)), stopping: app.signal.aborted };
  return c.json(health, health.database && health.queue && !health.stopping ? 200 : 503);
}

const mostMs = 3000;

async function healthOf(app: App): Promise<{ database: boolean; queue: boolean }> {
  const [database, queue] = await Promise.all([
    inTime(pingDatabase(app.database.db)),
    inTime(app.queue.ping().catch(() => false)),
  ]);
  return { database, queue };
}

/** What does not answer in time does not answer. */
function inTime(asked: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), mostMs);
  });
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
