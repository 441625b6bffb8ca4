import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { connectChannel } from '../src/app/connect-channel.ts';
import { importPost } from '../src/app/import-post.ts';
import { openApp } from '../src/app/open-app.ts';
import { scheduleExcerpts } from '../src/app/schedule-excerpts.ts';
import { loadConfig } from '../src/config/config.ts';
import { platforms } from '../src/platforms/index.ts';
import { startSandbox } from '../src/sandbox/kit.ts';
import { places } from './harness/living-app.ts';

const main = path.join(import.meta.dirname, '..', 'dist', 'src', 'main.js');
const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** Workers on a machine whose clock is `ms` ahead of everybody else's; negative: behind. */
async function startWorkers(env: Record<string, string>, ms: number): Promise<ChildProcess> {
  const shift = `const Real = Date; globalThis.Date = class extends Real {
    constructor(...given) { super(...(given.length === 0 ? [Real.now() + ${ms}] : given)); }
    static now() { return Real.now() + ${ms}; }
  };`;
  const preload = `data:text/javascript,${encodeURIComponent(shift)}`;
  const child = spawn(process.execPath, ['--import', preload, main, 'workers'], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  endings.push(async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  let said = '';
  for await (const chunk of child.stdout!) {
    said += String(chunk);
    if (said.includes('at work')) return child;
  }
  throw new Error(`The workers ended: ${said}`);
}

test('two machines with clocks twenty minutes apart publish each in its time by the database, once', async () => {
  const place = places.find(({ name }) => name.includes('Redis'))!;
  const { env, close } = await place.open();
  endings.push(close);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-skewed-'));
  endings.push(async () => fs.rmSync(folder, { recursive: true, force: true }));
  const platform = platforms.find(({ id }) => id === 'linkedin')!;
  const sandbox = await startSandbox(await platform.sandbox());
  endings.push(() => sandbox.close());
  const all = { ...env, CUTLINE_DATA: folder, CUTLINE_LOG: 'silent', CUTLINE_TICK_MS: '500' };
  const settings = { ...all, CUTLINE_LINKEDIN_URL: sandbox.url };
  const { app, close: closeApp } = await openApp(loadConfig(settings), { platforms: [platform] });
  endings.push(closeApp);
  const { db } = app.database;
  await connectChannel(app, { platform, tokens: sandbox.tokens, sandbox: true });
  await Promise.all([startWorkers(settings, -600_000), startWorkers(settings, 600_000)]);

  const ids: string[] = [];
  for (const words of [
    'Knees bend.',
    'Elbows bend.',
    'Necks turn.',
    'Hips turn.',
    'Wrists bend.',
    'Toes bend.',
  ]) {
    const { post } = await importPost(app, { name: `${words}md`, bytes: Buffer.from(`${words}\n`) });
    ids.push((await scheduleExcerpts(app, post, { platforms: ['linkedin'] })).publications[0]!.id);
  }
  for (const [i, id] of ids.entries())
    await db.execute(sql`update cutline.publication set claimed_until = null, fence = fence + 1,
        due_at = cutline.now() + make_interval(secs => ${3 + i}) where id = ${id}`);

  const read = async (query: ReturnType<typeof sql>) =>
    ((await db.execute(query)) as unknown as { rows: { n: number | string }[] }).rows.map(({ n }) =>
      Number(n),
    );
  await expect
    .poll(() => read(sql`select count(*) as n from cutline.publication where state = 'published'`), {
      timeout: 100_000,
      interval: 200,
    })
    .toEqual([6]);
  expect(sandbox.posts()).toHaveLength(6);
  const early = sql`extract(epoch from started_at - due_at)`;
  const late = await read(sql`select ${early} as n from cutline.attempt where kind = 'publish'`);
  expect(late).toHaveLength(6);
  // A second of grace, by the database's clock; the other way a claim that was carried in vain is carried again in half a minute.
  for (const seconds of late) expect(seconds).toBeGreaterThan(-1.01);
  for (const seconds of late) expect(seconds).toBeLessThan(60);
}, 150_000);
