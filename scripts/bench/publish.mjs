// The whole publish path against a bare BullMQ worker that makes the same request, on the same servers, in turns.
import fs from 'node:fs';
import path from 'node:path';
import { Queue } from 'bullmq';
import {
  connect,
  main,
  median,
  onGround,
  openPlanner,
  plan,
  script,
  startPlatform,
  until,
} from './ground.mjs';

/** Its publishing is one request, so that both do the same. */
const platformId = 'linkedin';
const atOnce = 4;
const each = 500;
const rounds = 3;

export async function benchPublish(report) {
  await onGround(async (ground) => {
    const sandbox = await startPlatform(ground, platformId);
    const planner = await openPlanner(ground, platformId, sandbox.url);
    const { pattern, channel } = await connect(planner, sandbox.tokens);
    const bare = new Queue('bare', { connection: { url: ground.env.REDIS_URL } });
    ground.later(() => bare.close());
    const rates = { ours: [], bare: [] };
    for (let round = 0; round <= rounds; round += 1) {
      const [theirs, ours] = [
        await bareRate(ground, bare, sandbox, pattern.excerpt, channel, round),
        await ourRate(ground, planner, pattern, round),
      ];
      // The first round warms the servers up.
      if (round === 0) continue;
      rates.bare.push(theirs);
      rates.ours.push(ours);
    }
    report('bare BullMQ worker on Redis, request alone', median(rates.bare), 'publications a second');
    report('publish path on PostgreSQL and Redis', median(rates.ours), 'publications a second');
    const shares = rates.ours.map((rate, i) => rate / rates.bare[i]);
    report('publish path as a share of the bare worker', median(shares), 'times', 'at least 0.5');
  });
}

function configWith({ folder }) {
  const config = path.join(folder, 'config');
  fs.mkdirSync(config, { recursive: true });
  fs.writeFileSync(path.join(config, 'queues.yaml'), `atOnce: { publish: ${atOnce} }\n`);
  return config;
}

/** From the first attempt to the last outcome, one worker process, as the database has it. */
async function ourRate(ground, planner, pattern, round) {
  const worker = await ground.start(main, ['workers'], 'at work', {
    ...planner.settings,
    CUTLINE_CONFIG: configWith(ground, atOnce),
    ...(round === 1 && process.env.CUTLINE_BENCH_PROFILE
      ? { CUTLINE_BENCH_NODE: '--cpu-prof --cpu-prof-dir=/tmp/ops/prof' }
      : {}),
  });
  await plan(planner, pattern, `r${round}x`, each, 'cutline.now()');
  const where = `publication_id like 'r${round}x%'`;
  await until(async () => {
    const [{ n }] = await planner.rows(
      `select count(ended_at)::int as n from cutline.attempt where ${where}`,
    );
    return Number(n) >= each;
  }, 60_000);
  const [{ seconds, published }] = await planner.rows(`
    select extract(epoch from max(ended_at) - min(started_at))::float8 as seconds,
      count(*) filter (where outcome ->> 'kind' = 'published')::int as published
    from cutline.attempt where ${where}`);
  if (Number(published) !== each) throw new Error(`${published} of ${each} were published.`);
  await worker.stop();
  return each / Number(seconds);
}

/** From the first job's beginning to the last one's end, one worker process, as BullMQ has it. */
async function bareRate(ground, queue, { url }, excerpt, channel, round) {
  await queue.addBulk(
    Array.from({ length: each }, (_, n) => ({
      name: 'publish',
      data: { channel, excerpt: { ...excerpt, pieces: [`Knees bend and turn bare ${round} ${n} times.`] } },
    })),
  );
  const worker = await ground.start(script('bare-worker.mjs'), [platformId, url, String(atOnce)], 'At work');
  await until(async () => (await queue.getJobCountByTypes('wait', 'active')) === 0, 60_000);
  const [failed] = await queue.getFailed(0, 0);
  if (failed !== undefined) throw new Error(`A bare job failed: ${failed.failedReason}`);
  const [, jobs, seconds] = /(\d+) jobs in ([\d.]+) s/.exec(await worker.stop());
  return Number(jobs) / Number(seconds);
}
