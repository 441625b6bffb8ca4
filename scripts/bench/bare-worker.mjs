// What the publish path is held against: a BullMQ worker that does nothing but let the platform's own client make its request.
// `node bare-worker.mjs <platform> <address> <how many at once>`
import process from 'node:process';
import { Worker } from 'bullmq';
import { load } from './ground.mjs';

const [, , platformId, url, atOnce] = process.argv;
const [{ platforms }, { bindCall }] = await Promise.all([load('platforms/index'), load('net/request')]);
const platform = platforms.find(({ id }) => id === platformId);
const addresses = Object.fromEntries(Object.keys(platform.addresses).map((base) => [base, url]));

const worker = new Worker(
  'bare',
  async ({ id, data: { excerpt, channel } }) => {
    const order = {
      excerpt,
      channel,
      attempt: { id, number: 1, startedAt: new Date() },
      firstStartedAt: new Date(),
      settled: 0,
      memory: { recall: () => undefined, remember: async () => {} },
      media: [],
      now: () => new Date(),
    };
    const outcome = await platform.publish(order, bindCall({ addresses, secrets: [] }));
    if (outcome.kind !== 'published') throw new Error(`${outcome.kind}: ${outcome.reason}`);
  },
  {
    connection: { url: process.env.REDIS_URL, maxRetriesPerRequest: null },
    concurrency: Number(atOnce),
    removeOnComplete: { count: 200 },
  },
);
const moments = [];
worker.on('completed', ({ name, processedOn, finishedOn }) => {
  if (name === 'measured') moments.push(processedOn, finishedOn);
});
worker.on('error', (error) => process.stderr.write(`${error.message}\n`));
await worker.waitUntilReady();
process.stdout.write('At work.\n');
process.once('SIGTERM', async () => {
  await worker.close();
  const seconds = (Math.max(...moments) - Math.min(...moments)) / 1000;
  process.stdout.write(`${moments.length / 2} jobs in ${seconds} s\n`, () => process.exit(0));
});
