import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../domain/errors.ts';
import { readAddresses, type Addresses } from './addresses.ts';
import { readChannels, type ChannelSettings } from './channels.ts';
import { readCutting, type Brand, type CuttingConfig } from './cutting.ts';
import {
  bearerToken,
  chooseFolder,
  milliseconds,
  oneOf,
  origin,
  port,
  secretKey,
  textOf,
} from './environment.ts';
import { readHashtags, type HashtagConfig } from './hashtags.ts';
import { readQueues, type QueueLoads } from './queues.ts';
import { readDatabaseUrl, readRedisUrl, type RedisSettings } from './servers.ts';
import { readTimetable, type Timetable } from './timetable.ts';

export type { Addresses } from './addresses.ts';
export type { ChannelSettings } from './channels.ts';
export type { Brand, CuttingConfig } from './cutting.ts';
export type { HashtagConfig } from './hashtags.ts';
export type { QueueLoads } from './queues.ts';
export type { RedisNode, RedisSettings } from './servers.ts';
export type {
  BlackoutDays,
  ChannelTimes,
  LatePolicy,
  QuietHours,
  Timetable,
  WeeklySlot,
} from './timetable.ts';

/** Everything that is decided outside the code: the environment and the files of the config folder, checked. */
export interface Config extends Addresses {
  /** Where the embedded database, pictures and keys live (`CUTLINE_DATA`). Absolute, as all folders here. May not exist yet. */
  readonly dataFolder: string;
  /** `CUTLINE_CONFIG`, else `./config`, else the one that ships with the package. */
  readonly configFolder: string;
  /** `CUTLINE_TEMPLATES`, else `./templates`, else the one that ships with the package. */
  readonly templatesFolder: string;
  /** Ships with the package. */
  readonly examplesFolder: string;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** How the world reaches the pages: scheme, host and port, no slash at the end (`CUTLINE_PUBLIC_URL`). */
  readonly publicUrl: string | undefined;
  readonly sandbox: { readonly host: string; readonly port: number };
  /** Undefined: the embedded database. */
  readonly databaseUrl: string | undefined;
  /** Undefined: the queue lives in the database. Never set without `databaseUrl`. */
  readonly redis: RedisSettings | undefined;
  /** 32 bytes. Undefined: a key file in the data folder is used. */
  readonly secretKey: Buffer | undefined;
  /** Lets a program read `/metrics` (`CUTLINE_METRICS_TOKEN`). Undefined: only who is signed in. */
  readonly metricsToken: string | undefined;
  readonly logLevel: LogLevel;
  /** Milliseconds between two ticks (`CUTLINE_TICK_MS`). Undefined: as the queue has it. */
  readonly tickMs: number | undefined;
  readonly timetable: Timetable;
  readonly hashtags: HashtagConfig;
  /** By the name of the channel. */
  readonly channels: Readonly<Record<string, ChannelSettings>>;
  readonly queues: QueueLoads;
  readonly cutting: CuttingConfig;
  readonly brand: Brand;
}

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * Reads the environment and the config folder. `platforms` are the ids that the files may name; without it any is
 * accepted. Throws `UserError` naming the variable, or the file with line and column.
 */
export function loadConfig(
  env: NodeJS.ProcessEnv = process.env,
  cwd: string = process.cwd(),
  platforms?: readonly string[],
): Config {
  const home = packageFolder();
  const configFolder = chooseFolder(env, 'CUTLINE_CONFIG', cwd, home, 'config', configFiles);
  const file = (name: string): string => path.join(configFolder, name);
  const { cutting, brand } = readCutting(file('cutting.yaml'), platforms);
  const databaseUrl = readDatabaseUrl(textOf(env, 'DATABASE_URL'));
  const redis = readRedisUrl(textOf(env, 'REDIS_URL'));
  if (redis !== undefined && databaseUrl === undefined) {
    throw new UserError(
      'REDIS_URL is set but DATABASE_URL is not: the embedded database serves one process alone, so set DATABASE_URL as well or take REDIS_URL away.',
    );
  }
  return {
    dataFolder: path.resolve(cwd, textOf(env, 'CUTLINE_DATA') ?? 'data'),
    configFolder,
    templatesFolder: chooseFolder(env, 'CUTLINE_TEMPLATES', cwd, home, 'templates'),
    examplesFolder: path.join(home, 'examples'),
    host: textOf(env, 'CUTLINE_HOST') ?? '127.0.0.1',
    port: port(env, 'CUTLINE_PORT', 4400),
    publicUrl: origin(env, 'CUTLINE_PUBLIC_URL'),
    sandbox: {
      host: textOf(env, 'CUTLINE_SANDBOX_HOST') ?? '127.0.0.1',
      port: port(env, 'CUTLINE_SANDBOX_PORT', 4401),
    },
    databaseUrl,
    redis,
    secretKey: secretKey(env, 'CUTLINE_SECRET_KEY'),
    metricsToken: bearerToken(env, 'CUTLINE_METRICS_TOKEN'),
    logLevel: oneOf(env, 'CUTLINE_LOG', logLevels, 'info'),
    tickMs: milliseconds(env, 'CUTLINE_TICK_MS', 50),
    timetable: readTimetable(file('timetable.yaml'), platforms),
    hashtags: readHashtags(file('hashtags.yaml')),
    channels: readChannels(file('channels.yaml')),
    queues: readQueues(file('queues.yaml'), platforms),
    cutting,
    brand,
    ...readAddresses(env),
  };
}

const configFiles = ['timetable.yaml', 'hashtags.yaml', 'cutting.yaml', 'channels.yaml', 'queues.yaml'];

/** The nearest folder above this file whose package.json is ours: the compiled code lies one folder deeper than its source. */
function packageFolder(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!isPackage(path.join(folder, 'package.json'))) {
    const above = path.dirname(folder);
    if (above === folder) throw new Error('No package.json of Cutline lies above its own code.');
    folder = above;
  }
  return folder;
}

/** The version of this Cutline, as its package.json says. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(path.join(packageFolder(), 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return version;
}

function isPackage(file: string): boolean {
  return existsSync(file) && /"name":\s*"cutline"/.test(readFileSync(file, 'utf8'));
}
