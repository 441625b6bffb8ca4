/** What the queue carries: the only table of job names, payloads and how each queue is run. The database decides; a job is a reminder. */
export interface JobPayloads {
  /** A source post was imported: cut it for every platform. */
  cut: { readonly postId: string };
  /** Look what is due: the heartbeat of everything. */
  tick: Record<string, never>;
  /** Make the pictures and films of an excerpt ahead of its slot. */
  render: { readonly publicationId: string };
  publish: { readonly publicationId: string; readonly fence: number };
  settle: { readonly publicationId: string; readonly fence: number };
  measure: { readonly publicationId: string; readonly age: string };
  /** Once a day: a backup, and what the embedded database does not do by itself. */
  upkeep: Record<string, never>;
  /** The tokens of a channel near their end. */
  renew: { readonly channelId: string };
}

export type JobName = keyof JobPayloads;

export interface JobFacts {
  /** Jobs of this name that one process works on side by side. */
  readonly concurrency: number;
  /** Whether each platform has a queue of its own, so that a slow one holds up nobody. */
  readonly perPlatform: boolean;
}

export const jobFacts: Readonly<Record<JobName, JobFacts>> = {
  cut: { concurrency: 1, perPlatform: false },
  tick: { concurrency: 1, perPlatform: false },
  render: { concurrency: 1, perPlatform: false },
  publish: { concurrency: 16, perPlatform: true },
  settle: { concurrency: 4, perPlatform: false },
  measure: { concurrency: 4, perPlatform: false },
  upkeep: { concurrency: 1, perPlatform: false },
  renew: { concurrency: 2, perPlatform: false },
};

/**
 * Every job is tried once: what must be repeated is found in the database by a later tick. A queue that repeated a publish
 * by itself would post twice.
 */
export const jobOptions = {
  attempts: 1,
  removeOnComplete: { count: 200 },
  removeOnFail: { count: 500 },
} as const;

/** How often the heartbeat comes, in milliseconds. */
export const tickEveryMs = 10_000;

/** Name of the queue that carries a job. */
export function queueName(job: JobName, platform: string | undefined): string {
  return jobFacts[job].perPlatform ? `${job}-${platform}` : job;
}

export interface QueueName {
  readonly name: string;
  readonly job: JobName;
  /** Where each platform has a queue of its own. */
  readonly platform?: string;
}

/** Every queue there is. */
export function queueNames(platforms: readonly string[]): QueueName[] {
  return (Object.keys(jobFacts) as JobName[]).flatMap((job): QueueName[] =>
    jobFacts[job].perPlatform
      ? platforms.map((platform) => ({ name: queueName(job, platform), job, platform }))
      : [{ name: queueName(job, undefined), job }],
  );
}
