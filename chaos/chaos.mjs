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
import { mediaOf } from './rows.mjs';
import { farHand, openWorld } from './world.mjs';

export async function openChaos({
  mode,
  seed,
  from,
  runs,
  batch,
  only,
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
  );
  try {
    world.definitions = {};
    for (const platform of platforms) world.definitions[platform.id] = await platform.sandbox();
    const hand = await handOf(world, platforms, load);
    await insist(() => hand.draw(platforms.flatMap(({ id }) => mediaOf(id))), 120_000);
    for (let first = from; first < from + runs; first += batch) {
      const drawn = Array.from({ length: Math.min(batch, from + runs - first) }, (_, i) =>
        drawRun(seed, first + i, mode, platforms, { only, without }),
      );
      const result = await (plain ? runPlainBatch : runBatch)(world, hand, drawn, {
        name: `s${seed}b${first}`,
      });
      add(sum, drawn, result, say, batch);
      sum.fallen += world.fallen.length;
      for (const { name, code } of world.fallen.splice(0)) say(`${name} ended by itself with ${code}`);
      say(
        `${sum.title}: ${sum.runs} runs, ${sum.publications} publications, ${sum.doubled} doubled, ${sum.lost} lost, ${sum.disordered} out of order, ${sum.left} left; ${(result.tookMs / 1000).toFixed(1)} s, ${result.leaps ?? 0} leaps`,
      );
    }
  } finally {
    await world.close();
    compiled.remove();
    if (keepLogs) say(`Logs: ${world.folder}`);
  }
  return sum;
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

function newSum(title, mode, seed) {
  return {
    title,
    mode,
    seed,
    runs: 0,
    publications: 0,
    doubled: 0,
    lost: 0,
    disordered: 0,
    refused: 0,
    left: 0,
    unsure: 0,
    settled: 0,
    fallen: 0,
    bad: 0,
    faults: {},
    lateness: [],
    repeat: [],
  };
}

function add(sum, drawn, { verdicts, hits, lateness, unsure, settled }, say, batch) {
  sum.runs += drawn.length;
  sum.publications += verdicts.length;
  sum.unsure += unsure;
  sum.settled += settled;
  sum.lateness.push(...lateness);
  for (const { kind } of hits) sum.faults[kind] = (sum.faults[kind] ?? 0) + 1;
  for (const verdict of verdicts) {
    sum.doubled += verdict.doubled;
    if (verdict.lost !== undefined) sum.lost += 1;
    if (verdict.disordered !== undefined) sum.disordered += 1;
    if (verdict.left) sum.left += 1;
    if (verdict.refused !== undefined) sum.refused += 1;
    const isBad = verdict.doubled > 0 || verdict.lost !== undefined || verdict.disordered !== undefined;
    if (isBad || verdict.left || verdict.refused !== undefined) {
      const { key, platform, doubled, lost, disordered, left, refused, reason, story, posts } = verdict;
      say(
        JSON.stringify({
          key,
          platform,
          doubled,
          lost,
          disordered,
          left,
          refused,
          reason,
          story: story.join(' '),
          posts: doubled > 0 || lost !== undefined ? posts : undefined,
        }),
      );
    }
    if (isBad) {
      sum.bad += 1;
      const again = `npm run chaos -- --${sum.mode} --seed ${sum.seed} --batch ${batch} --run ${verdict.run}`;
      if (!sum.repeat.includes(again)) sum.repeat.push(again);
    }
  }
}

/** The figures, a column for each way of running. */
export function table(sums) {
  const rows = [
    ['', ...sums.map(({ title }) => title)],
    ['seed', ...sums.map(({ seed }) => seed)],
    ['runs', ...sums.map(({ runs }) => runs)],
    ['publications', ...sums.map(({ publications }) => publications)],
    [
      'faults injected',
      ...sums.map(({ faults }) => Object.values(faults).reduce((all, count) => all + count, 0)),
    ],
    ...kindsIn(sums).map((kind) => [`  ${kind}`, ...sums.map(({ faults }) => faults[kind] ?? 0)]),
    ['doubled', ...sums.map(({ doubled }) => doubled)],
    ['lost', ...sums.map(({ lost }) => lost)],
    ['out of order', ...sums.map(({ disordered }) => disordered)],
    ['refused, with a reason', ...sums.map(({ refused }) => refused)],
    ['processes that ended by themselves', ...sums.map(({ fallen }) => fallen)],
    ['outcome not known at first', ...sums.map(({ unsure }) => unsure)],
    [
      '  settled by themselves',
      ...sums.map(({ settled, unsure }) => `${settled} (${percent(settled, unsure)})`),
    ],
    ['  left to a person', ...sums.map(({ left }) => left)],
    ...[50, 99, 100].map((share) => [
      `lateness ${share === 100 ? 'max' : `p${share}`}, s`,
      ...sums.map(({ lateness }) => at(lateness, share / 100)),
    ]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  const lines = rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i]) : String(cell).padStart(widths[i])))
      .join('  ')
      .trimEnd(),
  );
  const legend = [
    'A run: two to four publications and one or two faults, drawn from the seed. The runs of a batch share servers and processes,',
    'and so meet the faults of the others as well. Lateness counts the waiting that a platform itself asked for.',
  ];
  const repeats = sums.flatMap(({ repeat }) => repeat.map((command) => `Repeat with: ${command}`));
  return [...lines, '', ...legend, ...repeats].join('\n');
}

function kindsIn(sums) {
  return [...new Set(sums.flatMap(({ faults }) => Object.keys(faults)))].sort();
}

function percent(part, whole) {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}

function at(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return value === undefined ? '–' : value.toFixed(1);
}
