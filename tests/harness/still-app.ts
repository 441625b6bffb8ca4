import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { App } from '../../src/app/app.ts';
import { connectChannel } from '../../src/app/connect-channel.ts';
import { openApp } from '../../src/app/open-app.ts';
import { loadConfig } from '../../src/config/config.ts';
import type { Channel } from '../../src/domain/channel.ts';
import { platforms as allPlatforms } from '../../src/platforms/index.ts';
import { startSandbox, type RunningSandbox } from '../../src/sandbox/kit.ts';
import { listChannels } from '../../src/store/channels.ts';
import { clockOfTests } from './hour.ts';
import type { Place } from './living-app.ts';

/** A Cutline without workers, whose clocks (ours, the platforms', the database's) go ahead together when told to. */
export interface StillApp {
  readonly app: App;
  /** On a server: another one beside it, as in a process of its own. Else the same again: the embedded database serves one. */
  readonly other: App;
  readonly sandboxes: ReadonlyMap<string, RunningSandbox>;
  channel(platform: string): Promise<Channel>;
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

export async function bringUpStill(place: Place, platformIds: readonly string[]): Promise<StillApp> {
  const endings: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    const clock = clockOfTests();
    const { now } = clock;
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-still-'));
    endings.push(async () => fs.rmSync(folder, { recursive: true, force: true }));
    const { env, database, close: closePlace } = await place.open();
    endings.push(closePlace);
    const config = loadConfig({ ...env, CUTLINE_DATA: folder, CUTLINE_PORT: '0', CUTLINE_LOG: 'silent' });
    const platforms = allPlatforms.filter(({ id }) => platformIds.includes(id));
    const sandboxes = new Map<string, RunningSandbox>();
    for (const platform of platforms) {
      const sandbox = await startSandbox(await platform.sandbox(), { now });
      endings.push(() => sandbox.close());
      sandboxes.set(platform.id, sandbox);
    }
    const open = async (): Promise<App> => {
      const opened = await openApp(config, {
        platforms,
        sandboxUrl: (platform) => sandboxes.get(platform)?.url,
        now,
        ...(database === undefined ? {} : { database }),
      });
      endings.push(() => opened.close());
      return opened.app;
    };
    const app = await open();
    await clock.tell(app.database);
    const other = database === undefined ? await open() : app;
    for (const platform of platforms)
      await connectChannel(app, { platform, tokens: sandboxes.get(platform.id)!.tokens, sandbox: true });
    return {
      app,
      other,
      sandboxes,
      channel: async (platform) =>
        (await listChannels(app.database.db)).find((channel) => channel.platform === platform)!,
      advance: async (ms) => {
        clock.advance(ms);
        await clock.tell(app.database);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
