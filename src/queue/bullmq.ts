import type { Queue as BullQueue } from 'bullmq';
import { newQueue, newWorker, workerOptions, type Loads, type QueuePlace } from './backend.ts';
import { jobOptions, queueName, queueNames, tickEveryMs, type JobName, type JobPayloads } from './jobs.ts';
import { openRedis } from './redis.ts';

export type { Loads, PlatformLoad, QueuePlace } from './backend.ts';

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
  /** The clock by which BullMQ itself counts. */
  readonly now: () => Date;
  /** How much is worked on at once; what is left out is as in `jobFacts`. */
  readonly loads?: Loads;
  /** After so long without a word from its worker a job is given to another one; `silentMs` when left out. */
  readonly silentMs?: number;
  /** Told of everything that goes wrong in the carrier itself or in a job. */
  readonly onError: (error: Error, where: string) => void;
}

const schedulerId = 'heartbeat';

type BulkJob = Parameters<BullQueue['addBulk']>[0][number];

export async function openQueue(settings: QueueSettings): Promise<Queue> {
  const { place, platforms, beatMs = tickEveryMs, now, onError } = settings;
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
    const tick = queues.get(queueName('tick', undefined))!;
    const known = await tick.getJobScheduler(schedulerId);
    // Set by a machine whose clock was ahead, or before this one's was put back: until then nothing would be published.
    if ((known?.next ?? 0) > now().getTime() + 2 * beatMs) await tick.removeJobScheduler(schedulerId);
    await tick.upsertJobScheduler(
      schedulerId,
      { every: beatMs },
      { name: 'tick', data: {}, opts: jobOptions },
    );
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
      const workers = names.map(({ name, job, platform }) => {
        const options = workerOptions(job, platform, settings);
        const underWay = new Set<Promise<void>>();
        const worker = newWorker(name, options, place, redis, (data) => {
          const run = (work[job] as (payload: unknown) => Promise<void>)(data);
          underWay.add(run);
          return run.finally(() => underWay.delete(run));
        });
        worker.on('error', (error) => onError(error, name));
        worker.on('failed', (_, error) => onError(error, name));
        return { worker, underWay };
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
          // Not yet closed: a worker that is closing can no longer be made to let go of a job that hangs.
          await Promise.all(workers.map(({ worker }) => worker.pause(true)));
          await isLate(Promise.all(workers.map(({ underWay }) => untilNone(underWay))), deadlineMs);
          const closing = workers.map(({ worker, underWay }) => worker.close(underWay.size > 0));
          await isLate(Promise.all(closing), letGoWithinMs);
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
    carriers: () => Promise.resolve([...queues.values()]),
    ping: async () => {
      const name = queueName('tick', undefined);
      return Promise.race([
        queues
          .get(name)!
          .getJobCounts('wait')
          .then(
            () => true,
            (error: Error) => {
              onError(error, name);
              return false;
            },
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

/** A Redis that is away must not keep a process from ending. */
const letGoWithinMs = 5000;

/** Whether the work is not done after so many milliseconds; what goes wrong in it is told elsewhere. */
async function isLate(work: Promise<unknown>, withinMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), withinMs);
  });
  const done = work.then(
    () => false,
    () => false,
  );
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
}

async function untilNone(underWay: ReadonlySet<Promise<void>>): Promise<void> {
  while (underWay.size > 0) await Promise.allSettled(underWay);
}

const answerWithinMs = 5000;

/**
 * While Redis is away its client keeps a command until it is back, be it for hours: whoever adds a job must not wait for
 * that. Should the command get through later, the job finds in the database whether it is still wanted.
 */
async function answered<T>(work: Promise<T>): Promise<T> {
  if (await isLate(work, answerWithinMs))
    throw new Error(`The queue gave no answer within ${answerWithinMs / 1000} s`);
  return work;
}
