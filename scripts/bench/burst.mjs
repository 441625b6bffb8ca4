// A thousand publications due in the same second: how late they begin, with one worker process, two and four. Where the platform
// answers at once, the processors of this machine are what is scarce, and no further process brings any; a real one takes its time.
import { connect, main, onGround, openPlanner, plan, startPlatform, until } from './ground.mjs';

const platformId = 'linkedin';
const count = 1000;
/** As long as real platforms take for a post; 0: at once. */
const answersAfterMs = [500, 0];

export async function benchBurst(report) {
  await onGround(async (ground) => {
    const sandbox = await startPlatform(ground, platformId);
    const planner = await openPlanner(ground, platformId, sandbox.url);
    const { pattern } = await connect(planner, sandbox.tokens);
    for (const ms of answersAfterMs) {
      await answerAfter(sandbox, ms);
      for (const workers of [1, 2, 4]) {
        const late = await lateness(ground, planner, pattern, `w${workers}m${ms}x`, workers);
        const how = ms === 0 ? 'answered at once' : `answered after ${ms} ms`;
        const name = `${count} due in one second, ${how}, ${workers} worker${workers === 1 ? '' : 's'}: late`;
        const aim = workers === 1 || ms === 0 ? undefined : 'less with each';
        report(`${name}, median`, Number(late.p50), 's', aim);
        report(`${name}, 99 of 100`, Number(late.p99), 's', aim);
      }
    }
  });
}

async function answerAfter({ url }, ms) {
  const slow = { kind: 'slow', method: 'POST', times: 1_000_000, ms };
  const { ok } = await fetch(`${url}/_sandbox/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ms === 0 ? [] : [slow]),
  });
  if (!ok) throw new Error('The imitation cannot be made slow.');
}

async function lateness(ground, planner, pattern, prefix, workers) {
  const running = [];
  for (let i = 0; i < workers; i += 1)
    running.push(await ground.start(main, ['workers'], 'at work', planner.settings));
  const dueAt = `date_trunc('second', cutline.now()) + interval '15 seconds'`;
  await plan(planner, pattern, prefix, count, dueAt);
  const where = `publication_id like '${prefix}%' and kind = 'publish' and number = 1`;
  await until(
    async () => {
      const [{ n }] = await planner.rows(`select count(ended_at) as n from cutline.attempt where ${where}`);
      return Number(n) >= count;
    },
    150_000,
    500,
  );
  const [late] = await planner.rows(`
    select percentile_cont(0.5) within group (order by late)::float8 as p50,
      percentile_cont(0.99) within group (order by late)::float8 as p99
    from (select extract(epoch from started_at - due_at) as late from cutline.attempt where ${where}) a`);
  for (const worker of running) await worker.stop();
  return late;
}
