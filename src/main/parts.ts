import type { Context } from '../cli/verb.ts';
import { checkTemplates } from '../app/check-templates.ts';
import { openApp } from '../app/open-app.ts';
import type { Config } from '../config/config.ts';
import { UserError } from '../domain/errors.ts';
import { platforms } from '../platforms/index.ts';
import { connectDatabase } from '../store/database.ts';
import { startWeb } from '../web/server.ts';
import { startWorkers } from '../../workers/index.ts';
import { startSandboxes } from './sandboxes.ts';

/** `cutline web`: the pages alone. */
export async function web({ io, config }: Context): Promise<number> {
  const { app, close } = await openPart(config);
  try {
    const running = await startWeb(app);
    io.out(`The pages are at ${running.url}; "cutline sign-in-link" lets you in.\n`);
    await stopped(io.signal);
    await running.close();
  } finally {
    await close();
  }
  return 0;
}

/** `cutline workers`: any number of these may run, on any number of machines. */
export async function workers({ io, config }: Context): Promise<number> {
  const { app, close } = await openPart(config);
  try {
    const running = await startWorkers(app);
    io.out('Workers are at work.\n');
    await stopped(io.signal);
    await running.stop(30_000);
  } finally {
    await close();
  }
  return 0;
}

/** `cutline sandbox`: the imitations alone, for a Cutline that runs elsewhere. */
export async function sandbox({ io, config }: Context): Promise<number> {
  const running = await startSandboxes(config, platforms);
  for (const { definition, url, tokens } of running.running) {
    io.out(
      `${definition.name}: ${url}/_sandbox\n  CUTLINE_${definition.platform.toUpperCase()}_URL=${url}\n  token file: ${JSON.stringify(tokens)}\n`,
    );
  }
  await stopped(io.signal);
  await running.close();
  return 0;
}

/** `cutline migrate`: brings the schema up to date and ends. */
export async function migrate({ io, config }: Context): Promise<number> {
  if (config.databaseUrl === undefined)
    throw new UserError(
      'DATABASE_URL is not set: the embedded database brings itself up to date at each start.',
    );
  const database = await connectDatabase({ url: config.databaseUrl, withQueue: config.redis === undefined });
  await database.close();
  io.out('The database is up to date.\n');
  return 0;
}

async function openPart(config: Config): ReturnType<typeof openApp> {
  if (config.databaseUrl === undefined) {
    throw new UserError(
      'DATABASE_URL is not set: the embedded database serves one process alone. Set DATABASE_URL (and REDIS_URL) to run the parts, or use "npm start".',
    );
  }
  await checkTemplates({ config, platforms });
  return openApp(config, {
    platforms,
    works: true,
    sandboxUrl: (platform) => sandboxElsewhere(config, platform),
  });
}

/** Imitations that "cutline sandbox" started listen on fixed ports, in the order of the platforms. */
function sandboxElsewhere({ sandbox: { host, port } }: Config, platform: string): string {
  return `http://${host}:${port + platforms.findIndex(({ id }) => id === platform)}`;
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
