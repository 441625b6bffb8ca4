// The memory of a worker over many publications: what it holds on to shows between the first third and the last.
import fs from 'node:fs';
import { connect, main, onGround, openPlanner, plan, startPlatform, until } from './ground.mjs';

const platformId = 'linkedin';
const mostMs = 300_000;

export async function benchMemory(report, count) {
  await onGround(async (ground) => {
    const sandbox = await startPlatform(ground, platformId);
    const planner = await openPlanner(ground, platformId, sandbox.url);
    const { pattern } = await connect(planner, sandbox.tokens);
    const worker = await ground.start(main, ['workers'], 'at work', planner.settings);
    const seen = [];
    const published = async () =>
      Number(
        (await planner.rows(`select count(*) as n from cutline.publication where state = 'published'`))[0].n,
      );
    for (let n = 0; n < count; n += 500) await plan(planner, pattern, `s${n}x`, 500, 'cutline.now()');
    await until(
      async () => {
        const done = await published();
        seen.push({ done, megabytes: residentMegabytes(worker.pid) });
        return done >= count;
      },
      mostMs,
      1000,
    ).catch(() => {});
    const { done } = seen.at(-1);
    // The first tenth fills caches and makes the machine code.
    const warm = seen.filter((each) => each.done > done / 10);
    const third = (from) =>
      warm.slice(Math.floor((warm.length * from) / 3), Math.floor((warm.length * (from + 1)) / 3));
    const mean = (all) => all.reduce((sum, each) => sum + each.megabytes, 0) / all.length;
    report('a worker over many publications', done, 'publications', String(count));
    report('a worker over many publications: memory in the first third', mean(third(0)), 'MB');
    report(
      'a worker over many publications: memory in the last third',
      mean(third(2)),
      'MB',
      'as in the first',
    );
  });
}

/** Linux alone tells it by a file. */
function residentMegabytes(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}
