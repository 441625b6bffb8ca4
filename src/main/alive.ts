import type { DestinationStream } from 'pino';
import type { App } from '../app/app.ts';
import { connectChannel } from '../app/connect-channel.ts';
import { openApp } from '../app/open-app.ts';
import { keepInRing } from '../app/ring.ts';
import type { Config } from '../config/config.ts';
import { platforms } from '../platforms/index.ts';
import { listChannels } from '../store/channels.ts';
import { startMediaServer, startWeb, type RunningWeb } from '../web/server.ts';
import { startWorkers } from '../../workers/index.ts';
import { startSandboxes, type Sandboxes } from './sandboxes.ts';

export interface Alive {
  readonly app: App;
  readonly web: RunningWeb;
  readonly sandboxes: Sandboxes;
  /** Lets what is under way come to its end, within ten seconds, then closes everything. */
  close(): Promise<void>;
}

export interface AliveOptions {
  /** The pages; without them only pictures and films are served, on any free port. */
  readonly pages: boolean;
  readonly logTo?: DestinationStream;
  /** Told what is being started. */
  readonly progress: (what: string) => void;
  readonly tell?: (sentence: string) => void;
}

const stopWithinMs = 10_000;

/** Brings the whole of Cutline to life in this process: sandboxes, store, channels, workers, and something to serve media. */
export async function bringToLife(
  config: Config,
  { pages, logTo, progress, tell }: AliveOptions,
): Promise<Alive> {
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    let sandboxes: Sandboxes | undefined;
    let web: RunningWeb | undefined;
    // Side by side: the database is compiled elsewhere than in this thread for the most part of it.
    progress('the five sandboxed platforms');
    const imitating = startSandboxes(config, platforms).then((started) => {
      closing.push(() => started.close());
      return (sandboxes = started);
    });
    progress('the store');
    const opening = openApp(config, {
      platforms,
      sandboxUrl: (platform) => sandboxes?.urlOf(platform),
      mediaBase: () => config.publicUrl ?? web?.url ?? `http://${config.host}:${config.port}`,
      works: true,
      ...(logTo === undefined ? {} : { logTo }),
      ...(tell === undefined ? {} : { tell }),
    }).then((opened) => {
      closing.push(() => opened.close());
      return opened;
    });
    // What comes up although the other does not must be closed as well.
    await Promise.allSettled([imitating, opening]);
    const [imitated, { app }] = [await imitating, await opening];
    // The last thing before the store is closed, when the workers are done.
    if (pages && app.database.kind === 'embedded') closing.push(() => keepLast(app));

    progress(pages ? 'the pages' : 'the media server');
    const served = await (pages ? startWeb(app) : startMediaServer(app));
    web = served;
    closing.push(() => served.close());

    progress('the workers');
    await connectSandboxes(app, imitated);
    const workers = await startWorkers(app);
    closing.push(() => workers.stop(stopWithinMs));
    return { app, web: served, sandboxes: imitated, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A clean stop leaves a backup behind; a full disk must not keep the store from being closed. */
async function keepLast(app: App): Promise<void> {
  await keepInRing(app).catch((error: unknown) => app.log.error({ error }, 'The backup at the end failed'));
}

/** Each imitation is a channel from the first start on, so that everything can be tried without an account. */
async function connectSandboxes(app: App, { running }: Sandboxes): Promise<void> {
  const known = (await listChannels(app.database.db)).filter(({ sandbox }) => sandbox);
  for (const { definition, tokens } of running) {
    // After a restore the tokens of an imitation may be others, and nobody can connect it by hand.
    if (known.some(({ platform, state }) => platform === definition.platform && state !== 'unauthorized'))
      continue;
    const platform = platforms.find(({ id }) => id === definition.platform)!;
    await connectChannel(app, { platform, tokens, sandbox: true });
  }
}
