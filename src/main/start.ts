import fs from 'node:fs';
import path from 'node:path';
import { checkTemplates } from '../app/check-templates.ts';
import { planExample } from '../app/plan-example.ts';
import { newSignInLink } from '../app/sign-in.ts';
import { runCli } from '../cli/run.ts';
import { serveCommand } from '../cli/remote.ts';
import type { Context, Io } from '../cli/verb.ts';
import { packageVersion, type Config } from '../config/config.ts';
import { UserError } from '../domain/errors.ts';
import { platforms } from '../platforms/index.ts';
import { diskFull, wantsRoom } from '../store/cannot-open.ts';
import { holdFolder } from '../store/folder-lock.ts';
import { refuseTakenPort } from '../web/server.ts';
import { bringToLife, type Alive } from './alive.ts';
import { faultOf } from './fault.ts';
import { logFile } from './log-file.ts';

/** `cutline start`: everything in one process, until Ctrl-C. */
export async function start({ io, config }: Context): Promise<number> {
  if (config.databaseUrl !== undefined) {
    throw new UserError(
      'DATABASE_URL is set: "npm run web" and "npm run workers" are the parts that run on it. Take it away to start the embedded whole.',
    );
  }
  await checkTemplates({ config, platforms });
  let alive: Alive | undefined;
  const folder = await holdFolder(config.dataFolder, (socket) => {
    void serveCommand(socket, (argv, caller) =>
      runForCaller(argv, caller, config, () => alive).catch((error: unknown) => {
        caller.err(faultOf(error, config));
        return 1;
      }),
    );
  });
  if (folder === undefined) {
    throw new UserError(
      `Cutline is already running on ${config.dataFolder}: use its pages, stop it first, or set CUTLINE_DATA to another folder.`,
    );
  }
  const first = !fs.existsSync(path.join(config.dataFolder, 'database', 'PG_VERSION'));
  try {
    await refuseTakenPort(config);
    if (first)
      io.out(
        `First start: making the database in ${config.dataFolder}. This takes some seconds, only this once.\n`,
      );
    alive = await bringToLife(config, {
      pages: true,
      logTo: logFile(config),
      progress: (what) => {
        // Ctrl-C in the middle: what has begun is closed in order, the rest is not begun.
        io.signal.throwIfAborted();
        io.out(`  starting ${what} …
`);
      },
      tell: (sentence) =>
        io.out(`${sentence}
`),
    });
    const { app, web, sandboxes } = alive;
    const planned = await planExample(app);
    io.out(`\nCutline is ready: ${web.url}\n`);
    io.out(`Sign in once with: ${web.url}/sign-in/${await newSignInLink(app)}\n`);
    if (planned !== undefined)
      io.out(
        `The example "${planned.title}" is planned: its first excerpts go out to the sandbox within the minute.\n`,
      );
    for (const { definition, url } of sandboxes.running)
      io.out(`  ${definition.name} sandbox: ${url}/_sandbox\n`);
    io.out('Stop with Ctrl-C; everything is kept for the next start.\n');
    await stopped(io.signal);
    io.out('\nStopping: what is under way comes to its end first …\n');
    return 0;
  } catch (error) {
    throw explain(error, config);
  } finally {
    await alive?.close();
    await folder.release();
    if (alive !== undefined) io.out('Stopped.\n');
  }
}

/** Commands of other terminals run here, on the store that this process holds. */
async function runForCaller(
  argv: readonly string[],
  io: Io,
  config: Config,
  alive: () => Alive | undefined,
): Promise<number> {
  return runCli(argv, io, {
    version: packageVersion(),
    config: () => config,
    app: () => {
      const running = alive();
      if (running === undefined) throw new UserError('Cutline is still starting: try again in some seconds.');
      return Promise.resolve(running.app);
    },
    forward: () => Promise.resolve(undefined),
    starters: {},
  });
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    // The servers keep the process alive; the timer alone would not be needed for that.
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function explain(error: unknown, config: Config): unknown {
  if (error instanceof UserError) return error;
  return wantsRoom(error, path.join(config.dataFolder, 'database'))
    ? diskFull(config.dataFolder, error)
    : error;
}
