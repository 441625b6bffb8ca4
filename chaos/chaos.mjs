// Runs in batches, one world for all of them, and what came of it as a table.
import process from 'node:process';
import { Redis } from 'ioredis';
import { bundle } from './bundle.mjs';
import { runBatch } from './batch.mjs';
import { insist } from './insist.mjs';
import { copyCompiled } from './mutations.mjs';
import { runPlainBatch } from './plain-batch.mjs';
import { drawRun } from './draw.mjs';
import { openHand } from './hand.mjs';
import { openPerson } from './person.mjs';
import { mediaOf, rowOf } from './rows.mjs';
import { farHand, openWorld } from './world.mjs';

export async function openChaos({
  mode,
  seed,
  from,
  runs,
  batch,
  only,
  on,
  without = [],
  mutate: rule,
  plain = false,
  keepLogs,
  say,
}) {
  const dist = new URL('../dist/', import.meta.url);
  const compiled = copyCompiled(dist, rule);
  const { home } = compiled;
  await bundle(home);
  const { load } = await import(new URL('bundle/parts.js', home).href);
  const { platforms } = await load('platforms/index');
  const world = await openWorld({ mode, home, plain, keepLogs });
  const sum = newSum(
    plain ? 'plain BullMQ, 3 attempts' : rule === undefined ? mode : `${mode}, ${rule}`,
    mode,
    seed,
    asAsked({ only, on, without, mutate: rule }),
    plain,
  );
  try {
    const drawnOn = platforms.filter(({ id }) => on === undefined || on.includes(id));
    world.definitions = {};
    for (const platform of platforms) world.definitions[platform.id] = await platform.sandbox();
    const hand = await handOf(world, platforms, load);
    await insist(() => hand.draw(platforms.flatMap(({ id }) => mediaOf(id))), 120_000);
    world.charging = platforms.filter(isCharging).map(({ id }) => id);
    const person = openPerson({ address: () => world.pages, link: () => hand.link(), now: world.now });
    for (let first = from; first < from + runs; first += batch) {
      const drawn = Array.from({ length: Math.min(batch, from + runs - first) }, (_, i) =>
        drawRun(seed, first + i, mode, drawnOn, { only, without }),
      );
      const name = `s${seed}b${first}`;
      const result = await (plain
        ? runPlainBatch(world, hand, drawn, { name })
        : runBatch(world, hand, person, drawn, { name }));
      add(sum, drawn, result, say, batch);
      for (const { name: fell, code, said, isInNeed } of world.fallen.splice(0)) {
        sum[isInNeed ? 'inNeed' : 'fallen'] += 1;
        const among = `--${mode} --seed ${seed} --batch ${batch} --run ${first}${sum.alsoAsked}`;
        say(`${fell} ended by itself with ${code}, among the runs of: npm run chaos -- ${among}\n${said}`);
      }
      say(
        `${sum.title}: ${sum.runs} runs, ${sum.publications} publications, ${sum.doubled} doubled, ${sum.lost} lost, ${sum.disordered} out of order, ${sum.broken} not as people were told, ${sum.left} left; ${(result.tookMs / 1000).toFixed(1)} s, ${result.leaps ?? 0} leaps`,
      );
    }
  } finally {
    await world.close();
    compiled.remove();
    if (keepLogs) say(`Logs: ${world.folder}`);
  }
  return sum;
}

/** Whether a platform wants money for a post. */
function isCharging(platform) {
  const { excerpt } = rowOf({ key: '', platform: platform.id, pieces: 1 }, '', '');
  return platform.cost.publish(excerpt).length > 0;
}

let followed = 0;

/** On Redis the hand is in this process, which then lives by the same clock. */
async function handOf(world, platforms, load) {
  addActs(world);
  world.startParts();
  if (world.mode === 'embedded') return farHand(world.whole);
  await import(new URL(`inside.mjs?${(followed += 1)}`, import.meta.url).href);
  const [{ openApp }, { loadConfig }] = await Promise.all([load('app/open-app'), load('config/config')]);
  const config = loadConfig(
    { ...world.env, CUTLINE_LOG: 'silent' },
    process.cwd(),
    platforms.map(({ id }) => id),
  );
  const opened = await openApp(config, { platforms });
  world.endings.push(() => opened.close());
  return openHand(opened.app, load);
}

function addActs(world) {
  const underWay = new Map();
  /** A server that is being restarted is not restarted at the same time once more. */
  world.once = (name, act) => {
    const next = (underWay.get(name) ?? Promise.resolve()).then(act);
    underWay.set(name, next);
    return next;
  };
  world.flush = async () => {
    const client = new Redis(world.redis.url, {
      maxRetriesPerRequest: 1,
      retryStrategy: () => null,
      lazyConnect: true,
    });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.flushall();
    } finally {
      client.disconnect();
    }
  };
}

/** What a repetition must be asked for as well. */
function asAsked(asked) {
  return Object.entries(asked)
    .filter(([, value]) => value !== undefined && value.length > 0)
    .map(([name, value]) => ` --${name} ${value}`)
    .join('');
}

function newSum(title, mode, seed, alsoAsked, isPlain) {
  return {
    alsoAsked,
    isPlain,
    title,
    mode,
    seed,
    runs: 0,
    publications: 0,
    doubled: 0,
    lost: 0,
    disordered: 0,
    broken: 0,
    cancelled: 0,
    refused: 0,
    left: 0,
    unsure: 0,
    settled: 0,
    fallen: 0,
    inNeed: 0,
    bad: 0,
    /** Kind → platform → how many; `all`: not one platform's own. */
    faults: {},
    /** What people did → how it was answered → how many. */
    deeds: {},
    /** Step at which a process was killed, frozen or cut off → platform → how many. */
    steps: {},
    lateness: [],
    repeat: [],
  };
}

function add(sum, drawn, { verdicts, hits, log = [], lateness, unsure, settled }, say, batch) {
  sum.runs += drawn.length;
  sum.publications += verdicts.length;
  sum.unsure += unsure;
  sum.settled += settled;
  sum.lateness.push(...lateness);
  for (const { kind, platform = 'all', step } of hits) {
    count(sum.faults, kind, platform);
    if (step !== undefined) count(sum.steps, step, platform);
  }
  for (const { kind, isAccepted } of log)
    count(sum.deeds, kind, isAccepted === true ? 'done' : isAccepted === false ? 'refused' : 'not sure');
  for (const verdict of verdicts) {
    sum.doubled += verdict.doubled;
    if (verdict.lost !== undefined) sum.lost += 1;
    if (verdict.disordered !== undefined) sum.disordered += 1;
    if (verdict.broken !== undefined) sum.broken += 1;
    if (verdict.isCancelled) sum.cancelled += 1;
    if (verdict.left) sum.left += 1;
    if (verdict.refused !== undefined) sum.refused += 1;
    const isBad =
      verdict.doubled > 0 ||
      [verdict.lost, verdict.disordered, verdict.broken].some((sentence) => sentence !== undefined);
    if (isBad || verdict.left || verdict.refused !== undefined) {
      const { key, platform, doubled, lost, disordered, broken, left, refused, reason, story, deeds, posts } =
        verdict;
      say(
        JSON.stringify({
          key,
          platform,
          doubled,
          lost,
          disordered,
          broken,
          left,
          refused,
          reason,
          story: story.join(' '),
          deeds,
          posts: isBad ? posts : undefined,
        }),
      );
    }
    if (isBad) {
      sum.bad += 1;
      const again = `npm run chaos -- --${sum.mode} --seed ${sum.seed} --batch ${batch} --run ${verdict.run}${sum.alsoAsked}`;
      // Nobody wonders about the plain ones.
      if (!sum.isPlain && !sum.repeat.includes(again)) sum.repeat.push(again);
    }
  }
}

function count(counts, name, platform) {
  counts[name] ??= {};
  counts[name][platform] = (counts[name][platform] ?? 0) + 1;
}
