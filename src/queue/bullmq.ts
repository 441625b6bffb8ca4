import {
  createPostgresBackend,
  Queue as BullQueue,
  Worker,
  type QueueOptions,
  type WorkerOptions,
} from 'bullmq';
import {
  jobFacts,
  jobOptions,
  queueName,
  queueNames,
  tickEveryMs,
  type JobName,
  type JobPayloads,
} from './jobs.ts';
import { openRedis, type RedisClient, type RedisPlace } from './redis.ts';

/** Where the queue lives: on Redis, or in the database behind a pool of node-postgres (or what looks like one). */
export type QueuePlace =
  | { readonly kind: 'redis'; readonly redis: RedisPlace }
  | { readonly kind: 'database'; readonly pool: unknown; readonly embedded: boolean };

export interface Queue {
  /**
   * Gives a job to the queue, to be run after `delayMs`. The same `id` is carried once: a repeated one is a silent no-op.
   * Never call it inside a database transaction. Rejects when the queue cannot be reached; the next tick makes up for it.
   */
  add<N extends JobName>(job: N, payload: JobPayloads[N], options: JobPlace): Promise<void>;
  /** The same for many jobs in one go. Of those for one queue either all are taken or none. */
  addAll<N extends JobName>(
    job: N,
    all: readonly (JobPlace & { readonly payload: JobPayloads[N] })[],
  ): Promise<void>;
  /** Starts to work: one worker for each queue, and the heartbeat, which is put back when the queue was emptied. */
  work(work: Work): Promise<Workers>;
  /** Jobs waiting, delayed, active and failed, by queue. */
  depth(): Promise<
    {
      readonly name: string;
      readonly waiting: number;
      readonly delayed: number;
      readonly active: number;
      readonly failed: number;
    }[]
  >;
  /** BullMQ's own queues, for whoever shows what they hold. */
  carriers(): Promise<readonly BullQueue[]>;
  /** Whether the queue answers. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
}

export interface JobPlace {
  readonly id: string;
  /** For a job of which each platform has a queue. */
  readonly platform?: string;
  readonly delayMs?: number;
}

/** What is done with each job. */
export type Work = { readonly [N in JobName]: (payload: JobPayloads[N]) => Promise<void> };

export interface Workers {
  /** Waits for what is under way, at most `deadlineMs`; then lets go: the database knows what was left open. */
  stop(deadlineMs: number): Promise<void>;
}

export interface QueueSettings {
  readonly place: QueuePlace;
  readonly platforms: readonly string[];
  /** How often the heartbeat comes; `tickEveryMs` when left out. */
  readonly beatMs?: number;
  /** Told of everything that goes wrong in the carrier itself or in a job. */
  readonly onError: (error: Error, where: string) => void;
}

const schedulerId = 'heartbeat';

type BulkJob = Parameters<BullQueue['addBulk']>[0][number];

export async function openQueue({
  place,
  platforms,
  beatMs = tickEveryMs,
  onError,
}: QueueSettings): Promise<Queue> {
  const redis =
    place.kind === 'redis' ? openRedis(place.redis, (error) => onError(error, 'redis')) : undefined;
  const names = queueNames(platforms);
  const queues = new Map<string, BullQueue>();
  for (const { name } of names) {
    const queue = newQueue(name, place, redis?.shared);
    queue.on('error', (error) => onError(error, name));
    queues.set(name, queue);
  }
  const beat = async (): Promise<void> => {
    await queues
      .get(queueName('tick', undefined))!
      .upsertJobScheduler(schedulerId, { every: beatMs }, { name: 'tick', data: {}, opts: jobOptions });
  };

  const addAll: Queue['addAll'] = async (job, all) => {
    const byQueue = new Map<BullQueue, BulkJob[]>();
    for (const { payload, id, platform, delayMs } of all) {
      const queue = queues.get(queueName(job, platform));
      if (queue === undefined) throw new Error(`No queue carries ${job} for ${platform ?? 'no platform'}`);
      const delay = delayMs === undefined ? {} : { delay: Math.max(0, Math.round(delayMs)) };
      const entry = { name: job, data: payload, opts: { ...jobOptions, jobId: id, ...delay } };
      const entries = byQueue.get(queue);
      if (entries === undefined) byQueue.set(queue, [entry]);
      else entries.push(entry);
    }
    await Promise.all([...byQueue].map(([queue, entries]) => answered(queue.addBulk(entries))));
  };

  return {
    add: (job, payload, place) => addAll(job, [{ ...place, payload }]),
    addAll,
    work: async (work) => {
      const workers = names.map(({ name, job }) => {
        const worker = newWorker(name, job, place, redis, (data) =>
          (work[job] as (payload: unknown) => Promise<void>)(data),
        );
        worker.on('error', (error) => onError(error, name));
        worker.on('failed', (_, error) => onError(error, name));
        return worker;
      });
      await beat();
      // Whoever empties Redis takes the heartbeat with it; nothing would be published again without this.
      const again = setInterval(
        () => void beat().catch((error: Error) => onError(error, 'heartbeat')),
        beatMs * 3,
      );
      again.unref();
      return {
        stop: async (deadlineMs) => {
          clearInterval(again);
          const closing = Promise.all(workers.map((worker) => worker.close()));
          let timer: NodeJS.Timeout | undefined;
          const deadline = new Promise<'late'>((resolve) => {
            timer = setTimeout(() => resolve('late'), deadlineMs);
          });
          const ended = await Promise.race([closing.then(() => 'closed' as const), deadline]);
          clearTimeout(timer);
          if (ended === 'late')
            await Promise.all(workers.map((worker) => worker.close(true).catch(() => {})));
        },
      };
    },
    depth: () =>
      Promise.all(
        names.map(async ({ name }) => {
          const counts = await queues
            .get(name)!
            .getJobCounts('wait', 'prioritized', 'delayed', 'active', 'failed');
          const count = (state: string): number => counts[state] ?? 0;
          return {
            name,
            waiting: count('wait') + count('prioritized'),
            delayed: count('delayed'),
            active: count('active'),
            failed: count('failed'),
          };
        }),
      ),
    carriers: async () => [...queues.values()],
    ping: async () => {
      const probe = queues.get(queueName('tick', undefined))!;
      return Promise.race([
        probe.getJobCounts('wait').then(
          () => true,
          () => false,
        ),
        new Promise<boolean>((resolve) => {
          setTimeout(() => resolve(false), 3000).unref();
        }),
      ]);
    },
    close: async () => {
      // While Redis is away a queue waits for it even to be closed: its connection goes first then.
      if (redis !== undefined && redis.shared.status !== 'ready') await redis.close();
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      await redis?.close();
    },
  };
}

const answerWithinMs = 5000;

/**
 * While Redis is away its client keeps a command until it is back, be it for hours: whoever adds a job must not wait for
 * that. Should the command get through later, the job finds in the database whether it is still wanted.
 */
async function answered<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`The queue gave no answer within ${answerWithinMs / 1000} s`)),
      answerWithinMs,
    );
  });
  // It may still fail after the time is up, with nobody left to hear it.
  work.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** One hash slot on a Redis Cluster for all our keys; PostgreSQL pays no heed to it. */
const prefix = '{cutline}';

function newQueue(name: string, place: QueuePlace, redis: RedisClient | undefined): BullQueue {
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

function newWorker(
  name: string,
  job: JobName,
  place: QueuePlace,
  redis: ReturnType<typeof openRedis> | undefined,
  run: (data: unknown) => Promise<void>,
): Worker {
  const options: Omit<WorkerOptions, 'connection'> = {
    prefix,
    concurrency: jobFacts[job].concurrency,
    // A job whose worker was killed comes back after about a minute; the fence makes a needless return harmless.
    lockDuration: 30_000,
    maxStalledCount: 3,
    ...(place.kind === 'database' && place.embedded
      ? { drainDelay: 600, stalledInterval: 60_000 }
      : { stalledInterval: 30_000 }),
  };
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
