import type { App } from './app/app.ts';
import { sendCommand } from './cli/remote.ts';
import { runCli } from './cli/run.ts';
import type { Io } from './cli/verb.ts';
import { loadConfig, packageVersion, type Config } from './config/config.ts';
import { faultOf } from './main/fault.ts';
import { terminalIo } from './main/terminal.ts';
import { platforms } from './platforms/index.ts';

const platformIds = platforms.map(({ id }) => id);

/** The only place that starts things. What a command does not need is not loaded. */
const io = terminalIo();
const closing: (() => Promise<void>)[] = [];
let config: Config | undefined;
const configured = (): Config => (config ??= loadConfig(undefined, undefined, platformIds));

// What nobody awaits must end like any other fault: with a sentence, not with a page of code.
for (const unforeseen of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(unforeseen, (error) => {
    io.err(faultOf(error, config));
    process.exit(1);
  });
}

process.exitCode = await runCli(process.argv.slice(2), io, {
  version: packageVersion(),
  config: configured,
  app: (needs) => open(needs),
  forward: (argv) => forward(argv, io),
  starters: {
    start: async (context) => (await import('./main/start.ts')).start(context),
    web: async (context) => (await import('./main/parts.ts')).web(context),
    workers: async (context) => (await import('./main/parts.ts')).workers(context),
    sandbox: async (context) => (await import('./main/parts.ts')).sandbox(context),
    restore: async (...given) => (await import('./main/restore.ts')).restore(...given),
    migrate: async (context) => (await import('./main/parts.ts')).migrate(context),
  },
})
  .finally(async () => {
    for (const close of closing.reverse()) await close();
  })
  .catch((error: unknown) => {
    io.err(faultOf(error, config));
    return 1;
  });

// What a job that hangs still holds must not keep the process: whoever comes next settles what became of it.
setTimeout(() => process.exit(), 5000).unref();

/** A server that holds the data folder does what needs the store; a second process could not open it. */
async function forward(argv: readonly string[], caller: Io): Promise<number | undefined> {
  const { databaseUrl, dataFolder } = configured();
  if (databaseUrl !== undefined) return undefined;
  const { reachFolder } = await import('./store/folder-lock.ts');
  const server = await reachFolder(dataFolder);
  return server === undefined ? undefined : sendCommand(server, argv, caller);
}

/** Opens the store for one command, or brings everything to life for it. */
async function open(needs: 'store' | 'alive'): Promise<App> {
  const settings = forOneCommand(configured());
  if (settings.databaseUrl === undefined) await holdAlone(settings);
  const { logFile } = await import('./main/log-file.ts');
  const logTo = settings.databaseUrl === undefined ? { logTo: logFile(settings) } : {};
  const tell = (sentence: string): void => io.err(`${sentence}\n`);
  if (needs === 'alive') {
    const { bringToLife } = await import('./main/alive.ts');
    const alive = await bringToLife(settings, {
      pages: false,
      progress: () => io.signal.throwIfAborted(),
      tell,
      ...logTo,
    });
    closing.push(() => alive.close());
    return alive.app;
  }
  const { openApp } = await import('./app/open-app.ts');
  const opened = await openApp(settings, { platforms, queue: 'when used', tell, ...logTo });
  closing.push(() => opened.close());
  return opened.app;
}

/**
 * With a database elsewhere there need be no data folder, so a command's log goes to standard error: what went well says the
 * command itself.
 */
function forOneCommand(settings: Config): Config {
  const { databaseUrl, logLevel } = settings;
  return databaseUrl !== undefined && logLevel === 'info' ? { ...settings, logLevel: 'warn' } : settings;
}

/** A command that opens the embedded store holds the folder as a server would; others are told to wait. */
async function holdAlone({ dataFolder }: Config): Promise<void> {
  const [{ holdFolder }, { UserError }] = await Promise.all([
    import('./store/folder-lock.ts'),
    import('./domain/errors.ts'),
  ]);
  const folder = await holdFolder(dataFolder, (socket) => {
    socket.end(
      `${JSON.stringify({ err: 'cutline: another command is using the data folder: try again when it is done.\n', exit: 1 })}\n`,
    );
  });
  if (folder === undefined)
    throw new UserError(`Another Cutline is using ${dataFolder}: try again in a moment.`);
  closing.push(() => folder.release());
}
