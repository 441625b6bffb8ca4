import {
  createPostgresBackend,
  Queue as BullQueue,
  Worker,
  type QueueOptions,
  type WorkerOptions,
} from 'bullmq';
import { jobFacts, jobOptions, type JobName } from './jobs.ts';
import type { openRedis, RedisClient, RedisPlace } from './redis.ts';

/** Where the queue lives: on Redis, or in the database behind a pool of node-postgres (or what looks like one). */
export type QueuePlace =
  | { readonly kind: 'redis'; readonly redis: RedisPlace }
  | { readonly kind: 'database'; readonly pool: unknown; readonly embedded: boolean };

export interface Loads {
  /** Jobs of a name that one process works on side by side, on each of its queues. */
  readonly atOnce?: Partial<Readonly<Record<JobName, number>>>;
  /** What holds for publishing on a platform, by its id: in one process, and, for the limit, in all of them together. */
  readonly platforms?: Readonly<Record<string, PlatformLoad>>;
}

export interface PlatformLoad {
  readonly atOnce?: number;
  readonly limit?: { readonly most: number; readonly perSeconds: number };
}

export interface WorkerSettings {
  readonly place: QueuePlace;
  readonly loads?: Loads;
  readonly silentMs?: number;
}

/** The fence makes it harmless when a worker that was only slow is taken for dead. */
const silentMs = 30_000;

/** One hash slot on a Redis Cluster for all our keys; PostgreSQL pays no heed to it. */
const prefix = '{cutline}';

export function newQueue(name: string, place: QueuePlace, redis: RedisClient | undefined): BullQueue {
  if (place.kind === 'redis') {
    return new BullQueue(name, {
      connection: redis as NonNullable<QueueOptions['connection']>,
      prefix,
      defaultJobOptions: jobOptions,
    });
  }
  return new BullQueue(
    name,
    { connection: place.pool as never, prefix, defaultJobOptions: jobOptions },
    createPostgresBackend as never,
  );
}

export function workerOptions(
  job: JobName,
  platform: string | undefined,
  { place, loads = {}, silentMs: silent = silentMs }: WorkerSettings,
): Omit<WorkerOptions, 'connection'> {
  const { atOnce, limit } = loads.platforms?.[platform ?? ''] ?? {};
  return {
    prefix,
    concurrency: atOnce ?? loads.atOnce?.[job] ?? jobFacts[job].concurrency,
    ...(limit === undefined ? {} : { limiter: { max: limit.most, duration: limit.perSeconds * 1000 } }),
    lockDuration: silent,
    maxStalledCount: 3,
    // Idle workers of the embedded database are woken by it, and need not look for themselves.
    ...(place.kind === 'database' && place.embedded
      ? { drainDelay: 600, stalledInterval: silent * 2 }
      : { stalledInterval: silent }),
  };
}

export function newWorker(
  name: string,
  options: Omit<WorkerOptions, 'connection'>,
  place: QueuePlace,
  redis: ReturnType<typeof openRedis> | undefined,
  run: (data: unknown) => Promise<void>,
): Worker {
  const process = (task: { data: unknown }): Promise<void> => run(task.data);
  if (place.kind === 'redis') {
    return new Worker(name, process, {
      ...options,
      connection: redis!.shared as NonNullable<WorkerOptions['connection']>,
    });
  }
  return new Worker(
    name,
    process,
    { ...options, connection: place.pool as never },
    createPostgresBackend as never,
  );
}
