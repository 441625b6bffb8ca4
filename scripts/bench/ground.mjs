// What the benches of the queue stand on: a PostgreSQL and a Redis of our own, an imitated platform, workers, each a process.
// Whatever is started here is ended here.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { advice, findPrograms } from '../programs.mjs';
import { startPostgres, startRedis } from '../servers.mjs';

const dist = new URL('../../dist/', import.meta.url);
export const load = (name) => import(new URL(`src/${name}.js`, dist).href);

/** Runs `work` on new servers and ends everything that it has started, however it ends. `syncs`: PostgreSQL as it comes. */
export async function onGround(work, { syncs = false } = {}) {
  const programs = findPrograms();
  const missing = ['postgresBin', 'redisServer'].filter((name) => programs[name] === undefined);
  if (missing.length > 0) throw new Error(advice(missing));
  const endings = [];
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-bench-'));
  const abandon = [];
  const atOnce = () => abandon.forEach((end) => end());
  const stop = () => process.exit(130);
  process.on('exit', atOnce);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  try {
    const postgres = await startPostgres(programs.postgresBin, { syncs });
    endings.push(() => postgres.stop());
    abandon.push(() => postgres.abandon());
    const redis = await startRedis(programs.redisServer);
    endings.push(() => redis.stop());
    abandon.push(() => redis.abandon());
    const env = {
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      CUTLINE_DATA: folder,
      CUTLINE_LOG: 'error',
      CUTLINE_TICK_MS: '1000',
      CUTLINE_SECRET_KEY: '42'.repeat(32),
    };
    return await work({
      env,
      folder,
      /** A process of ours that says something when it is ready. */
      start: async (file, args, ready, settings = {}) => {
        const child = await begin(file, args, ready, { ...env, ...settings });
        endings.push(child.stop);
        abandon.push(child.kill);
        return child;
      },
      /** Something to be ended with the rest. */
      later: (end) => void endings.push(end),
    });
  } finally {
    for (const end of endings.reverse()) await end().catch(() => {});
    process.off('exit', atOnce);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, stop);
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function begin(file, args, ready, env) {
  const child = spawn(process.execPath, [file, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let said = '';
  const line = await new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      said += chunk;
      if (said.includes(ready)) resolve(said);
    });
    void ended.then((code) => reject(new Error(`${path.basename(file)} ended with ${code}: ${said}`)));
  });
  return {
    pid: child.pid,
    said: line,
    kill: () => child.kill('SIGKILL'),
    stop: async () => {
      child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await ended;
      clearTimeout(killer);
      return said;
    },
  };
}

export const script = (name) => fileURLToPath(new URL(name, import.meta.url));
export const main = fileURLToPath(new URL('src/main.js', dist));

/** One imitated platform in a process of its own. */
export async function startPlatform(ground, platform) {
  const child = await ground.start(script('platform.mjs'), [platform], '\n');
  return { ...child, ...JSON.parse(child.said.split('\n')[0]) };
}

/** A Cutline without workers: what plans, and reads the database. */
export async function openPlanner({ env, later }, platformId, platformUrl) {
  const [{ loadConfig }, { openApp }, { platforms }] = await Promise.all([
    load('config/config'),
    load('app/open-app'),
    load('platforms/index'),
  ]);
  const platform = platforms.find(({ id }) => id === platformId);
  const settings = { ...env, [`CUTLINE_${platformId.toUpperCase()}_URL`]: platformUrl };
  const { app, close } = await openApp(loadConfig(settings), { platforms });
  later(close);
  const { sql } = await import('drizzle-orm');
  const rows = async (text) => (await app.database.db.execute(sql.raw(text))).rows;
  return { app, platform, settings, rows };
}

/** Makes one channel and one publication, held back, which `plan` takes for its pattern. */
export async function connect({ app, platform, rows }, tokens) {
  const [{ connectChannel }, { importPost }, { scheduleExcerpts }] = await Promise.all([
    load('app/connect-channel'),
    load('app/import-post'),
    load('app/schedule-excerpts'),
  ]);
  await connectChannel(app, { platform, tokens, sandbox: true });
  const { post } = await importPost(app, {
    name: 'pattern.md',
    bytes: Buffer.from('Knees bend and turn.\n'),
  });
  const { publications } = await scheduleExcerpts(app, post, { platforms: [platform.id] });
  await rows(`update cutline.publication set hold_reason = 'A pattern.' where id = '${publications[0].id}'`);
  const { openChannel } = await load('store/channels');
  const channel = await openChannel(app.database.db, app.vault, publications[0].channelId);
  return { pattern: publications[0], channel };
}

/** Plans `count` publications whose time is `dueAt`, an expression of SQL that may use `n`. */
export async function plan({ rows }, pattern, prefix, count, dueAt) {
  await rows(`
    insert into cutline.publication (id, post_id, post_hash, channel_id, platform, excerpt, state, due_at, slot_reason)
    select '${prefix}' || n, post_id, post_hash, channel_id, platform,
      jsonb_set(excerpt, '{pieces,0}', to_jsonb('Knees bend and turn ${prefix} ' || n || ' times.')),
      'scheduled', ${dueAt}, 'For a figure.'
    from cutline.publication, generate_series(1, ${count}) n where id = '${pattern.id}'`);
}

/** Waits until `test` holds, looking again and again; throws after `mostMs`. */
export async function until(test, mostMs, everyMs = 200) {
  const end = performance.now() + mostMs;
  while (performance.now() < end) {
    const found = await test();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  throw new Error(`It was not done within ${mostMs / 1000} s.`);
}

export function median(numbers) {
  return quantile(numbers, 0.5);
}

export function quantile(numbers, share) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
