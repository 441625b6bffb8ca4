// The faults of a batch, brought to the imitations, to the workers and about in time.
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { hitsOf } from './hits.mjs';
import { jump } from './leap.mjs';

/** Faults that an imitation carries out itself. */
const ofPlatforms = [
  'cut-before',
  'cut-after',
  'error-after',
  'error-before',
  'hang',
  'slow',
  'time-out',
  'throttled',
  'dead-token',
  'lag',
  'blind',
];

/** Hands each imitation its faults. Resolves to a function that tells afterwards which of them have come about. */
export async function setSandboxFaults(world, faults) {
  const given = Object.entries(world.urls).map(([platform, url]) => ({
    url,
    own: faults.filter((fault) => fault.platform === platform && ofPlatforms.includes(fault.kind)),
    definition: world.definitions[platform],
  }));
  for (const { url, own, definition } of given) {
    const list = own.map((fault) => asSandboxFault(fault, definition));
    const response = await fetch(`${url}/_sandbox/faults`, { method: 'PUT', body: JSON.stringify(list) });
    if (!response.ok) throw new Error(await response.text());
  }
  return async () => {
    const hits = [];
    for (const { url, own } of given) {
      const { left } = await (await fetch(`${url}/_sandbox/faults`)).json();
      hits.push(...own.filter((fault, i) => left[i] < timesOf(fault)));
    }
    return hits;
  };
}

function timesOf({ times = 1 }) {
  return times;
}

function asSandboxFault(fault, { accepts, refusals }) {
  const { kind, accepting, after = 0, status, ms } = fault;
  const where = accepting === true ? accepts : {};
  switch (kind) {
    case 'cut-before':
    case 'cut-after':
      return { kind, after, ...where };
    case 'error-after':
    case 'error-before':
      return { kind: kind.replace('error', 'answer'), status, body: 'Something broke', after, ...where };
    case 'time-out':
      return { kind: 'hang', ms, after, ...where };
    case 'hang':
    case 'slow':
      return { kind, ms, after, ...where };
    case 'lag':
      return { kind, ms };
    case 'blind':
      return {
        kind: 'answer-before',
        method: 'GET',
        status: 503,
        body: 'Something broke',
        times: fault.times,
      };
    case 'throttled':
      return { ...accepts, ...refusals.throttled, after, times: timesOf(fault) };
    case 'dead-token':
      return { ...accepts, ...refusals.unauthorized, after, times: timesOf(fault) };
    default:
      throw new Error(`No such fault of a platform: ${kind}`);
  }
}

/** To every worker that lives, and to every later one what has not come about yet. `name`: of the batch. */
export function orderSteps(world, faults, name) {
  const workers = [...new Set(world.workers)];
  world.onReady = (kept) => {
    if (!workers.includes(kept) || !kept.child.connected) return;
    const done = new Set(hitsOf(world).map(({ fault }) => fault));
    const orders = faults.flatMap(({ kind, run, step, nth, key, platform, accepting }, fault) =>
      step === undefined || done.has(fault)
        ? []
        : [
            {
              fault,
              kind,
              run,
              step,
              nth,
              act: { 'kill-at-step': 'kill', freeze: 'freeze', sleep: 'freeze' }[kind] ?? 'cut',
              ...(key === undefined ? {} : { publication: `${name}-${key}` }),
              ...(accepting === true ? { accepts: world.definitions[platform].accepts } : {}),
            },
          ],
    );
    kept.child.send({ chaos: orders }, () => {});
  };
  for (const kept of workers) world.onReady(kept);
}

/** Carries out one fault at its moment. */
export async function inTime(world, hand, fault, hits, name) {
  const { kind, atMs, worker, pick } = fault;
  await pause(atMs);
  hits.push(fault);
  const leap = () => jump(world, hand, fault.seconds, true).catch(() => {});
  switch (kind) {
    case 'kill-any-time':
      world.workers[worker].child.kill('SIGKILL');
      return;
    case 'skewed-clock':
      // A machine whose clock is wrong: this worker starts anew with another one.
      world.workers[worker].extra = { CHAOS_SKEW: String(fault.skewMs) };
      world.workers[worker].child.kill('SIGKILL');
      return;
    case 'kill-web':
      world.web.child.kill('SIGKILL');
      return;
    case 'redis-flush':
      await world.flush().catch(() => {});
      world.expectBeat();
      return;
    case 'redis-killed-back-empty':
      await world.once('redis', async () => {
        process.kill(world.redis.pid(), 'SIGKILL');
        await world.redis.pause();
        await pause(200);
        await world.redis.resume();
        world.expectBeat();
      });
      return;
    case 'postgres-restart':
      await world.once('postgres', async () => {
        await world.postgres.pause();
        await world.postgres.resume();
        world.expectBeat();
      });
      return;
    case 'same-job-twice': {
      const rows = await hand.look(name).catch(() => []);
      const open = rows.filter(({ state }) => ['scheduled', 'settling', 'publishing'].includes(state));
      if (open.length > 0) await hand.again(open[pick % open.length]).catch(() => {});
      return;
    }
    case 'two-ticks':
      await hand.ticks().catch(() => {});
      return;
    case 'clock-jump':
      await leap();
      return;
    case 'database-clock':
      world.databaseAhead += fault.seconds;
      world.jumps.push({ at: world.age(), seconds: Math.max(0, fault.seconds) });
      await jump(world, hand, 0).catch(() => {});
      return;
    case 'outage':
      await world.outage(leap);
      return;
    case 'disk-full':
      await world.once('disk', async () => {
        await world.fillDisk();
        world.expectBeat();
      });
      return;
    default:
      throw new Error(`No such fault: ${kind}`);
  }
}
