// The same runs and faults for plain BullMQ: planning is adding a delayed job with three attempts.
import { setTimeout as pause } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { inTime, orderSteps, setSandboxFaults } from './acts.mjs';
import { ofRequests } from './draw.mjs';
import { elapsed } from './elapsed.mjs';
import { forgetHits, hitsOf } from './hits.mjs';
import { insist } from './insist.mjs';
import { judge, readWalls } from './judge.mjs';
import { rowOf } from './rows.mjs';

/** What plain workers have nothing to meet it with, or what is ours alone. */
const apart = ['same-job-twice', 'two-ticks', 'clock-jump', 'database-clock', 'outage', 'lag', 'sleep'];

export async function runPlainBatch(world, hand, runs, { name, boundMs = 45_000 }) {
  const publications = runs.flatMap((run) => run.publications);
  // Plain workers have no steps of ours but their requests.
  const faults = runs
    .flatMap((run) => run.faults)
    .filter(({ kind }) => !apart.includes(kind))
    .map((fault) =>
      fault.step === undefined || ofRequests.includes(fault.step)
        ? fault
        : { ...fault, step: ofRequests[fault.nth % 3] },
    );
  const hits = [];
  forgetHits(world);
  await Promise.all(
    Object.values(world.urls).map((url) => fetch(`${url}/_sandbox/reset`, { method: 'POST' })),
  );
  const channels = await insist(() => hand.identify());
  const platformsHit = await setSandboxFaults(world, faults);
  const { port } = new URL(world.redis.url);
  const queue = new Queue('plain', { connection: { host: '127.0.0.1', port: Number(port) } });
  queue.on('error', () => {});
  await queue.obliterate({ force: true });
  for (const each of publications) {
    const row = rowOf(each, 'none', name);
    await queue.add(
      'publish',
      { excerpt: row.excerpt, channel: channels[each.platform], media: await hand.draw(row.excerpt.media) },
      { jobId: row.id, delay: each.dueMs, attempts: 3, backoff: { type: 'exponential', delay: 1000 } },
    );
  }
  orderSteps(world, faults, name);
  const began = elapsed();
  world.age = () => (elapsed() - began) / 1000;
  const timed = faults
    .filter(({ atMs, step }) => atMs !== undefined && step === undefined)
    .map((fault) => inTime(world, hand, fault, hits, name));
  const states = new Map();
  const ended = () =>
    publications.every(({ key }) => ['completed', 'failed', 'unknown'].includes(states.get(key)));
  while (elapsed() - began < boundMs) {
    await pause(300);
    if (elapsed() - began < 5000) continue;
    for (const { key } of publications) {
      const state = await queue.getJobState(`${name}-${key}`).catch(() => undefined);
      if (state !== undefined) states.set(key, state);
    }
    if (ended()) break;
  }
  await Promise.all(timed);
  hits.push(...(await platformsHit()));
  for (const { kind, pid, fault, step } of hitsOf(world)) {
    hits.push({ ...faults[fault], step });
    for (const { child } of world.workers) if (kind === 'freeze' && child.pid === pid) child.kill('SIGCONT');
  }
  // Whoever was frozen goes on, and stalled jobs come back.
  await pause(hits.some(({ kind }) => kind === 'freeze') ? 8000 : 500);
  const walls = await readWalls(world.urls);
  await queue.close();
  const result = {
    verdicts: [],
    hits,
    lateness: [],
    unsure: 0,
    settled: 0,
    tookMs: elapsed() - began,
  };
  for (const publication of publications) {
    const state = states.get(publication.key);
    const posts = walls.get(publication.key) ?? [];
    // What an emptied Redis forgot may well have been posted before.
    const isThere = new Set(posts.map(({ piece }) => piece)).size === publication.pieces;
    const believed =
      state === 'completed' || (state === 'unknown' && isThere)
        ? 'published'
        : state === 'failed'
          ? 'failed'
          : state;
    const verdict = judge(publication, believed, 'after three attempts', posts);
    if (posts.length > 0)
      result.lateness.push(
        Math.max(
          0,
          (Math.min(...posts.map(({ at }) => at)) - Date.now()) / 1000 +
            (elapsed() - began) / 1000 -
            publication.dueMs / 1000,
        ),
      );
    result.verdicts.push({
      ...verdict,
      run: publication.run,
      platform: publication.platform,
      story: [state],
    });
  }
  return result;
}
