import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { App } from '../../src/app/app.ts';
import { connectChannel } from '../../src/app/connect-channel.ts';
import { openApp } from '../../src/app/open-app.ts';
import { loadConfig } from '../../src/config/config.ts';
import { platforms as allPlatforms } from '../../src/platforms/index.ts';
import { startSandbox, type RunningSandbox } from '../../src/sandbox/kit.ts';
import { openEmbedded } from '../../src/store/database.ts';
import { findPublication, type StoredPublication } from '../../src/store/publications.ts';
import { startMediaServer } from '../../src/web/server.ts';
import { startWorkers } from '../../workers/index.ts';
import { clockOfTests } from './hour.ts';
import { freshPglite } from './pglite.ts';
import { freshDatabase } from './postgres.ts';
import { freshRedisUrl } from './redis.ts';

/** A whole Cutline in this process: store, queue, workers, and the imitations of the named platforms. */
export interface LivingApp {
  readonly app: App;
  readonly sandboxes: ReadonlyMap<string, RunningSandbox>;
  /** Resolves when the publication has come to an end. */
  ended(id: string): Promise<StoredPublication>;
  close(): Promise<void>;
}

export interface Place {
  readonly name: string;
  open(): Promise<{
    env: Record<string, string>;
    database?: Awaited<ReturnType<typeof openEmbedded>>;
    close(): Promise<void>;
  }>;
}

export const places: readonly Place[] = [
  {
    name: 'everything embedded',
    open: async () => ({
      env: {},
      database: await openEmbedded(undefined, await freshPglite()),
      close: async () => {},
    }),
  },
  {
    name: 'PostgreSQL and Redis',
    open: async () => {
      const fresh = await freshDatabase();
      return { env: { DATABASE_URL: fresh.url, REDIS_URL: await freshRedisUrl() }, close: fresh.drop };
    },
  },
];

/** `settings`: further variables of the environment, such as another config folder. */
export async function bringUp(
  place: Place,
  platformIds: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<LivingApp> {
  const endings: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-app-'));
    endings.push(async () => fs.rmSync(folder, { recursive: true, force: true }));
    const { env, database, close: closePlace } = await place.open();
    endings.push(closePlace);
    const config = loadConfig({
      ...settings,
      ...env,
      CUTLINE_DATA: folder,
      CUTLINE_PORT: '0',
      CUTLINE_LOG: 'silent',
    });
    const clock = clockOfTests();
    const { now } = clock;
    const platforms = allPlatforms.filter(({ id }) => platformIds.includes(id));
    const sandboxes = new Map<string, RunningSandbox>();
    for (const platform of platforms) {
      const sandbox = await startSandbox(await platform.sandbox(), { now });
      endings.push(() => sandbox.close());
      sandboxes.set(platform.id, sandbox);
    }
    let mediaBase = '';
    const opened = await openApp(config, {
      platforms,
      sandboxUrl: (platform) => sandboxes.get(platform)?.url,
      mediaBase: () => mediaBase,
      now,
      ...(database === undefined ? {} : { database }),
    });
    endings.push(() => opened.close());
    const { app } = opened;
    await clock.tell(app.database);
    const media = await startMediaServer(app);
    endings.push(() => media.close());
    mediaBase = media.url;
    for (const platform of platforms)
      await connectChannel(app, { platform, tokens: sandboxes.get(platform.id)!.tokens, sandbox: true });
    const workers = await startWorkers(app);
    endings.push(() => workers.stop(10_000));
    return {
      app,
      sandboxes,
      ended: async (id) => {
        for (;;) {
          const publication = await findPublication(app.database.db, id);
          if (publication !== undefined && ['published', 'failed', 'cancelled'].includes(publication.state))
            return publication;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
