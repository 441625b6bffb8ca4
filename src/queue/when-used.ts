import type { Queue } from './bullmq.ts';

/** A queue that is opened when it is first asked for something: what only reads connects to the database alone. */
export function queueWhenUsed(open: () => Promise<Queue>): Queue {
  let opened: Promise<Queue> | undefined;
  const queue = (): Promise<Queue> => (opened ??= open());
  return {
    add: async (job, payload, options) => (await queue()).add(job, payload, options),
    addAll: async (job, all) => (all.length === 0 ? undefined : (await queue()).addAll(job, all)),
    work: async (work) => (await queue()).work(work),
    carriers: async () => (await queue()).carriers(),
    depth: async () => (await queue()).depth(),
    ping: async () => (await queue()).ping(),
    close: async () => (await opened)?.close(),
  };
}
