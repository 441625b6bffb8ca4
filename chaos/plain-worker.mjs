// A worker as most people write it on BullMQ: the job is the truth, it throws when something goes wrong, and BullMQ tries it
// three times. The platforms' own clients do the talking, so that only the way of queueing differs.
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'bullmq';

globalThis.chaosParts({ Worker });
const { load } = await import(new URL('bundle/parts.js', process.env.CHAOS_HOME).href);
const [{ platforms }, { bindCall }] = await Promise.all([load('platforms/index'), load('net/request')]);
const { port } = new URL(process.env.REDIS_URL);

const worker = new Worker(
  'plain',
  async ({ id, attemptsMade, data: { excerpt, channel, media } }) => {
    const platform = platforms.find((each) => each.id === excerpt.platform);
    const url = process.env[`CUTLINE_${platform.id.toUpperCase()}_URL`];
    const addresses = Object.fromEntries(Object.keys(platform.addresses).map((base) => [base, url]));
    const names = new Map();
    const order = {
      excerpt,
      channel,
      attempt: { id: `${id}-${attemptsMade}`, number: attemptsMade + 1, startedAt: new Date() },
      firstStartedAt: new Date(),
      notBefore: new Date(0),
      others: new Set(),
      settled: 0,
      memory: {
        recall: (name) => names.get(name),
        remember: async (name, value) => void names.set(name, value),
      },
      media,
      now: () => new Date(),
    };
    const call = bindCall({ addresses, secrets: [] });
    let outcome = await platform.publish(order, call);
    for (let i = 0; i < 40 && ['processing', 'ready'].includes(outcome.kind); i += 1) {
      await pause(100);
      outcome = await (outcome.kind === 'ready'
        ? platform.publish(order, call)
        : platform.settle(order, call));
    }
    if (outcome.kind !== 'published') throw new Error(`${outcome.kind}: ${outcome.reason}`);
    return outcome.url;
  },
  {
    connection: { host: '127.0.0.1', port: Number(port), maxRetriesPerRequest: null },
    concurrency: 20,
    // A tenth of the defaults, so that the jobs of the dead come back within seconds.
    lockDuration: 3000,
    stalledInterval: 3000,
  },
);
worker.on('error', (error) => process.stderr.write(`${error.message}\n`));
process.stdout.write('Plain workers are at work.\n');
