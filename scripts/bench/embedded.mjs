// A hundred publications due in the same minute, everything in one process on the embedded database, as `npm start` has it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { load, until } from './ground.mjs';

const count = 100;

export async function benchEmbedded(report) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-bench-'));
  try {
    await inOneProcess(report, folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function inOneProcess(report, folder) {
  const [{ loadConfig }, { bringToLife }, { importPost }, { scheduleExcerpts }, { pause, resume }, { sql }] =
    await Promise.all([
      load('config/config'),
      load('main/alive'),
      load('app/import-post'),
      load('app/schedule-excerpts'),
      load('app/pause'),
      import('drizzle-orm'),
    ]);
  const config = loadConfig({
    CUTLINE_DATA: folder,
    CUTLINE_PORT: '0',
    CUTLINE_SANDBOX_PORT: '0',
    CUTLINE_LOG: 'error',
  });
  const alive = await bringToLife(config, { pages: true, progress: () => {} });
  try {
    const { app } = alive;
    const synced = timed(app.database, 'makeSafe');
    const rows = async (text) => (await app.database.db.execute(sql.raw(text))).rows;
    // Held back until all of it is planned.
    await pause(app, { what: 'everything' });
    const platforms = ['facebook', 'linkedin', 'x'];
    for (let i = 0; i < count; i += platforms.length) {
      const bytes = Buffer.from(`Knees bend and turn ${i} times a day.\n`);
      const { post } = await importPost(app, { name: `knees-${i}.md`, bytes });
      await scheduleExcerpts(app, post, { platforms: platforms.slice(0, count - i) });
    }
    synced.length = 0;
    await rows(`update cutline.publication set claimed_until = null, fence = fence + 1,
      due_at = cutline.now() + interval '5 seconds'`);
    await resume(app, { what: 'everything' });
    await until(async () => {
      const [{ n }] = await rows(`select count(*) as n from cutline.publication where state = 'published'`);
      return Number(n) >= count;
    }, 150_000);
    const [late] = await rows(`
      select percentile_cont(0.5) within group (order by late)::float8 as p50, max(late)::float8 as most
      from (select extract(epoch from p.published_at - a.due_at) as late
        from cutline.attempt a join cutline.publication p on p.id = a.publication_id where number = 1) l`);
    report(`embedded, ${count} due at once: published after, median`, Number(late.p50), 's');
    report(`embedded, ${count} due at once: published after, last`, Number(late.most), 's', 'within 60');
    const ms = synced.toSorted((a, b) => a - b);
    report('embedded, one sync of the log, median', ms[Math.floor(ms.length / 2)], 'ms');
    report('embedded, syncs for each publication', ms.length / count, 'times');
  } finally {
    await alive.close();
  }
}

/** How long each call of a method takes from now on, in milliseconds. */
function timed(object, name) {
  const method = object[name];
  const took = [];
  object[name] = () => {
    const start = performance.now();
    method();
    took.push(performance.now() - start);
  };
  return took;
}
