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
const atOnce = 16;
const warming = 500;
const each = 2000;
const rounds = 3;

export async function benchPublish(report) {
  // The servers of tests trust the machine; one that is relied on writes every commit to its disk.
  await onGround((ground) => compare(report, ground, ''));
  await onGround((ground) => compare(report, ground, ', every commit synced'), { syncs: true });
}

async function compare(report, ground, how) {
  const sandbox = await startPlatform(ground, platformId);
  const planner = await openPlanner(ground, platformId, sandbox.url);
  const { pattern, channel } = await connect(planner, sandbox.tokens);
  const bare = new Queue('bare', { connection: { url: ground.env.REDIS_URL } });
  ground.later(() => bare.close());
  const rates = { bare: [], ours: [] };
  const commits = [];
  for (let round = 0; round < rounds; round += 1) {
    await forget(sandbox);
    rates.bare.push(await bareRate(ground, bare, sandbox, pattern.excerpt, channel, round));
    await forget(sandbox);
    const before = await commitsSoFar(planner);
    rates.ours.push(await ourRate(ground, planner, pattern, `r${round}x`));
    commits.push(((await commitsSoFar(planner)) - before) / (warming + each));
  }
  report(`bare BullMQ worker on Redis, request alone${how}`, median(rates.bare), 'publications a second');
  report(`publish path on PostgreSQL and Redis${how}`, median(rates.ours), 'publications a second');
  const shares = rates.ours.map((rate, i) => rate / rates.bare[i]);
  report(`publish path as a share of the bare worker${how}`, median(shares), 'times', 'at least 0.5');
  report(`publish path, commits in PostgreSQL${how}`, median(commits), 'for each publication');
}

/** What the imitation has been given: among many posts it looks longer for one of the same words. */
async function forget({ url }) {
  const { ok } = await fetch(`${url}/_sandbox/reset`, { method: 'POST' });
  if (!ok) throw new Error('The imitation could not be emptied.');
}

function configWith({ folder }) {
  const config = path.join(folder, 'config');
  fs.mkdirSync(config, { recursive: true });
  fs.writeFileSync(path.join(config, 'queues.yaml'), `atOnce: { publish: ${atOnce} }\n`);
  return config;
}

/** From the first attempt to the last outcome, one warm worker process, as the database has it. */
async function ourRate(ground, planner, pattern, prefix) {
  const worker = await ground.start(main, ['workers'], 'at work', {
    ...planner.settings,
    CUTLINE_CONFIG: configWith(ground),
  });
  await publishAll(planner, pattern, `${prefix}warm`, warming);
  const { seconds } = await publishAll(planner, pattern, prefix, each);
  await worker.stop();
  return each / seconds;
}

async function publishAll(planner, pattern, prefix, count) {
  await plan(planner, pattern, prefix, count, 'cutline.now()');
  const where = `publication_id ~ '^${prefix}[0-9]+$'`;
  await until(
    async () => {
      const [{ n }] = await planner.rows(
        `select count(ended_at)::int as n from cutline.attempt where ${where}`,
      );
      return Number(n) >= count;
    },
    300_000,
    500,
  );
  const [{ seconds, published }] = await planner.rows(`
    select extract(epoch from max(ended_at) - min(started_at))::float8 as seconds,
      count(*) filter (where outcome ->> 'kind' = 'published')::int as published
    from cutline.attempt where ${where}`);
  if (Number(published) !== count) throw new Error(`${published} of ${count} were published.`);
  return { seconds: Number(seconds) };
}

/** From the first job's beginning to the last one's end, one warm worker process, as BullMQ has it. */
async function bareRate(ground, queue, { url }, excerpt, channel, round) {
  const worker = await ground.start(script('bare-worker.mjs'), [platformId, url, String(atOnce)], 'At work');
  for (const [name, count] of [
    ['warm', warming],
    ['measured', each],
  ]) {
    await queue.addBulk(
      Array.from({ length: count }, (_, n) => ({
        name,
        data: {
          channel,
          excerpt: { ...excerpt, pieces: [`Knees bend and turn ${name} ${round} ${n} times.`] },
        },
      })),
    );
    await until(async () => (await queue.getJobCountByTypes('wait', 'active')) === 0, 300_000, 500);
  }
  const [failed] = await queue.getFailed(0, 0);
  if (failed !== undefined) throw new Error(`A bare job failed: ${failed.failedReason}`);
  const [, jobs, seconds] = /(\d+) jobs in ([\d.]+) s/.exec(await worker.stop());
  if (Number(jobs) !== each) throw new Error(`${jobs} of ${each} were published by the bare worker.`);
  return each / Number(seconds);
}

/** PostgreSQL counts what a session did when it ends, or a second later. */
async function commitsSoFar({ rows }) {
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const [{ n }] = await rows(
    'select xact_commit::int as n from pg_stat_database where datname = current_database()',
  );
  return Number(n);
}
