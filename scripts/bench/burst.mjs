// A thousand publications due in the same second: how late they begin, with one worker process, two and four.
import { connect, main, onGround, openPlanner, plan, startPlatform, until } from './ground.mjs';

const platformId = 'linkedin';
const count = 1000;

export async function benchBurst(report) {
  await onGround(async (ground) => {
    const sandbox = await startPlatform(ground, platformId);
    const planner = await openPlanner(ground, platformId, sandbox.url);
    const { pattern } = await connect(planner, sandbox.tokens);
    for (const workers of [1, 2, 4]) {
      const running = [];
      for (let i = 0; i < workers; i += 1)
        running.push(await ground.start(main, ['workers'], 'at work', planner.settings));
      await plan(
        planner,
        pattern,
        `w${workers}x`,
        count,
        `date_trunc('second', cutline.now()) + interval '15 seconds'`,
      );
      const where = `publication_id like 'w${workers}x%' and kind = 'publish' and number = 1`;
      await until(async () => {
        const [{ n }] = await planner.rows(`select count(ended_at) as n from cutline.attempt where ${where}`);
        return Number(n) >= count;
      }, 100_000);
      const [late] = await planner.rows(`
        select percentile_cont(0.5) within group (order by late)::float8 as p50,
          percentile_cont(0.99) within group (order by late)::float8 as p99
        from (select extract(epoch from started_at - due_at) as late from cutline.attempt where ${where}) a`);
      const name = `${count} due in one second, ${workers} worker${workers === 1 ? '' : 's'}: late`;
      report(`${name}, median`, Number(late.p50), 's');
      report(`${name}, 99 of 100`, Number(late.p99), 's', workers === 1 ? undefined : 'less with each');
      for (const worker of running) await worker.stop();
    }
  });
}
