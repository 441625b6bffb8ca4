import { randomBytes, randomInt } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import path from 'node:path';
import { pino, type DestinationStream, type Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { UserError } from '../domain/errors.ts';
import { openMedia } from '../media/media.ts';
import type { Platform } from '../platforms/contract.ts';
import { openQueue, type Queue, type QueuePlace } from '../queue/bullmq.ts';
import { queueWhenUsed } from '../queue/when-used.ts';
import { useUnits } from '../store/allowances.ts';
import { connectDatabase, type Database } from '../store/database.ts';
import { innermost } from '../store/server-away.ts';
import { createVault, keyOfFolder } from '../store/vault.ts';
import type { App } from './app.ts';
import { standByKey } from './other-key.ts';
import { queueNews } from './queue-news.ts';
import { hasNoSuchDatabase, redisIsOut } from './redis-is-out.ts';
import { openOrCarryOver } from './ring.ts';
import { openTally } from './tally.ts';

export interface OpenOptions {
  readonly platforms: readonly Platform[];
  readonly sandboxUrl?: (platform: string) => string | undefined;
  readonly mediaBase?: () => string;
  /** `when used`: for a command that may need no queue at all; then a Redis that is away keeps it from nothing. */
  readonly queue?: 'at once' | 'when used';
  /** Where log lines go; standard error when left out. */
  readonly logTo?: DestinationStream;
  /** Whether it will publish or show pages, and not do one command alone: then its key must be the right one. */
  readonly works?: boolean;
  /** Told, in a sentence for a person, of what happened to the store while it was opened. */
  readonly tell?: (sentence: string) => void;
  /** Tests hand in what they hold still, or a database they have at hand. */
  readonly now?: () => Date;
  readonly random?: () => number;
  readonly database?: Database;
}

export interface OpenApp {
  readonly app: App;
  /** Aborts what is still under way and closes everything; workers must have been stopped before. */
  close(): Promise<void>;
}

/** Puts an app together from the rooms below. Throws `UserError` when database, Redis or data folder cannot be used. */
export async function openApp(config: Config, options: OpenOptions): Promise<OpenApp> {
  const log = newLog(config, options.logTo);
  const stopping = new AbortController();
  // Each attempt listens while it lasts.
  setMaxListeners(0, stopping.signal);
  const database = options.database ?? (await openDatabase(config, log, options));
  const vault = createVault(config.secretKey ?? keyOfFolder(config.dataFolder, randomBytes), randomBytes);
  if (options.works === true) {
    const tell = (sentence: string): void => {
      log.error(sentence);
      options.tell?.(sentence);
    };
    await standByKey({ config, database, vault }, tell).catch(async (error: unknown) => {
      await database.close();
      throw error;
    });
  }
  const news = queueNews(log, options.now ?? (() => new Date()));
  const open = (): Promise<Queue> =>
    openQueue({
      now: () => new Date(),
      place: queuePlace(config, database),
      platforms: options.platforms.map(({ id }) => id),
      loads: config.queues,
      ...(config.tickMs === undefined ? {} : { beatMs: config.tickMs }),
      onError: news.tell,
    });
  const queue = options.queue === 'when used' ? queueWhenUsed(open) : await open();
  if (options.queue !== 'when used') {
    if (config.redis !== undefined && (!(await queue.ping()) || hasNoSuchDatabase(news.last))) {
      await queue.close();
      await database.close();
      throw new UserError(redisIsOut(config.redis, news.last));
    }
    news.begin();
  }
  const media = openMedia(path.join(config.dataFolder, 'media'), { templatesFolder: config.templatesFolder });
  const app: App = {
    config,
    database,
    vault,
    queue,
    media,
    platforms: options.platforms,
    log,
    tally: openTally(
      (count, units) => useUnits(database.db, count, units),
      (error) => log.error({ error: String(innermost(error)) }, 'Used units were not counted'),
    ),
    sandboxUrl: options.sandboxUrl ?? (() => undefined),
    mediaBase: options.mediaBase ?? (() => config.publicUrl ?? `http://${config.host}:${config.port}`),
    now: options.now ?? (() => new Date()),
    elapsedMs: () => performance.now(),
    newId,
    random: options.random ?? Math.random,
    randomBytes,
    signal: stopping.signal,
  };
  return {
    app,
    close: async () => {
      stopping.abort();
      await queue.close();
      await media.close();
      await app.tally.flush();
      await database.close();
    },
  };
}

function openDatabase(
  config: Config,
  log: Logger,
  { now = () => new Date(), tell }: Pick<OpenOptions, 'now' | 'tell'>,
): Promise<Database> {
  if (config.databaseUrl !== undefined)
    return connectDatabase({ url: config.databaseUrl, withQueue: config.redis === undefined });
  return openOrCarryOver({ config, now, randomBytes }, (from) => {
    log.warn(from, 'The database of another PostgreSQL was carried over through a backup; it is kept');
    tell?.(
      `The database was made by PostgreSQL ${from.major} and has been made anew from the backup of ${from.takenAt.toISOString().slice(0, 16)}Z. What came after that backup is not in it; what went out is looked for before anything is sent. The old one lies untouched in ${from.aside}.`,
    );
  });
}

function queuePlace(config: Config, database: Database): QueuePlace {
  if (config.redis !== undefined) return { kind: 'redis', redis: config.redis };
  return { kind: 'database', pool: database.queuePool, embedded: database.kind === 'embedded' };
}

/** Tokens never reach a log: the members that could hold one are struck out whatever is logged. */
function newLog(config: Config, to: DestinationStream | undefined): Logger {
  const redact = {
    paths: [
      'tokens',
      '*.tokens',
      'channel.tokens',
      '*.access_token',
      '*.refresh_token',
      'authorization',
      '*.authorization',
    ],
    censor: '•••',
  };
  return pino(
    { level: config.logLevel, redact, base: null },
    to ?? pino.destination({ dest: 2, sync: true }),
  );
}

const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Twelve letters and digits that cannot be mistaken for one another: 59 bits. */
function newId(): string {
  return Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join('');
}
