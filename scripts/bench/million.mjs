// A million planned publications in PostgreSQL: what a tick and the calendar take, and how little of it lies in Redis.
import { Redis } from 'ioredis';
import { connect, load, median, onGround, openPlanner, quantile, startPlatform } from './ground.mjs';

const platformId = 'linkedin';
const planned = 1_000_000;
const days = 365;
const looks = 30;
const channels = 500;

export async function benchMillion(report) {
  await onGround(async (ground) => {
    const sandbox = await startPlatform(ground, platformId);
    const planner = await openPlanner(ground, platformId, sandbox.url);
    const { pattern } = await connect(planner, sandbox.tokens);
    await fill(planner, pattern);
    const [
      { claimDue, claimUnsettled, overdueClaims },
      { publishDue, horizonSeconds },
      { listPublications },
    ] = await Promise.all([load('store/claims'), load('app/publish-due'), load('store/publications')]);
    const { app, rows } = planner;
    const { db } = app.database;

    const claims = { times: [], found: 0 };
    const whole = [];
    for (let look = 0; look < looks; look += 1) {
      // Two minutes on there is something new within the horizon.
      await rows(`update cutline.clock set ahead = make_interval(secs => ${horizonSeconds * (look + 1)})`);
      if (look % 2 === 0) {
        claims.times.push(
          await timed(async () => {
            claims.found += (await claimDue(db, 6, horizonSeconds, 500)).length;
            await claimUnsettled(db, horizonSeconds, 500);
            await overdueClaims(db, 15, 500);
          }),
        );
      } else whole.push(await timed(() => publishDue(app)));
      // As workers would: what stays behind would be late by and by, which is another matter.
      await rows(`update cutline.publication set state = 'published', published_at = cutline.now(), claimed_until = null
        where state = 'scheduled' and claimed_until is not null`);
    }
    if (claims.found === 0) throw new Error('The ticks found nothing to claim.');
    report('a million planned: tick claims what is due, median', median(claims.times), 'ms', 'under 50');
    report('a million planned: the same, 99 of 100', quantile(claims.times, 0.99), 'ms');
    report('a million planned: whole tick with carrying, median', median(whole), 'ms');

    const months = [];
    for (let month = 0; month < 10; month += 1) {
      const from = new Date(Date.now() + month * 30 * 86_400_000);
      const before = new Date(from.getTime() + 30 * 86_400_000);
      months.push(
        await timed(async () => {
          const shown = await listPublications(db, { from, before, limit: 300 });
          if (shown.length !== 300) throw new Error(`${shown.length} publications in a month`);
        }),
      );
    }
    report('a million planned: a calendar month (the 300 that are shown)', median(months), 'ms', 'under 100');

    const redis = new Redis(ground.env.REDIS_URL);
    try {
      const jobs = (await app.queue.depth()).reduce((sum, each) => sum + each.waiting + each.delayed, 0);
      report('a million planned: keys in Redis', await redis.dbsize(), 'keys');
      report('a million planned: jobs in Redis', jobs, 'jobs', 'the horizon alone');
    } finally {
      redis.disconnect();
    }
  });
}

/** Without its indexes, which are made again at the end: that takes a quarter of the time. */
async function fill({ app, rows }, pattern) {
  await rows(`
    insert into cutline.channel (id, platform, name, remote_id, sandbox, tokens)
    select 'c' || n, platform, name || n, remote_id || n, sandbox, tokens
    from cutline.channel, generate_series(0, ${channels - 1}) n where id = '${pattern.channelId}'`);
  const indexes = await rows(
    `select indexname, indexdef from pg_indexes where schemaname = 'cutline' and tablename = 'publication' and indexname <> 'publication_pkey'`,
  );
  for (const { indexname } of indexes) await rows(`drop index cutline.${indexname}`);
  await app.database.db.transaction(async (tx) => {
    const { sql } = await import('drizzle-orm');
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.execute(
      sql.raw(`
      insert into cutline.publication (id, post_id, post_hash, channel_id, platform, excerpt, state, due_at, slot_reason)
      select 'm' || n, post_id, post_hash, 'c' || n % ${channels}, platform, excerpt, 'scheduled',
        cutline.now() + interval '30 seconds' + n * interval '${(days * 86_400) / planned} seconds', slot_reason
      from cutline.publication, generate_series(1, ${planned}) n where id = '${pattern.id}'`),
    );
  });
  for (const { indexdef } of indexes) await rows(indexdef);
  await rows('analyze cutline.publication');
}

async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
