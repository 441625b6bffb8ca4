import { PGlite } from '@electric-sql/pglite';
import diagnostics from 'node:diagnostics_channel';
import fs from 'node:fs';
import type http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { pgliteTemplate } from '../../tests/harness/pglite.ts';
import { bringUpStill, type StillApp } from '../../tests/harness/still-app.ts';
import { databaseTime, openEmbedded } from '../store/database.ts';
import { claimDue } from '../store/claims.ts';
import { movePublication } from '../store/publications.ts';
import type { App } from './app.ts';
import { importPost } from './import-post.ts';
import { publish } from './publish.ts';
import { scheduleExcerpts } from './schedule-excerpts.ts';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

function newFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-power-'));
  endings.push(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * What a power cut would leave of the folder: every file as it was when it was last synced. Nothing but the log is synced while
 * attempts are conducted, so the rest stays as it was at the beginning.
 */
function watchDisk(folder: string): { powerCut(): string } {
  const disk = newFolder();
  fs.cpSync(folder, disk, { recursive: true });
  const names = new Map<number, string>();
  const { openSync, fsyncSync } = fs;
  vi.spyOn(fs, 'openSync').mockImplementation((name, ...rest) => {
    const file = openSync(name, ...rest);
    names.set(file, String(name));
    return file;
  });
  vi.spyOn(fs, 'fsyncSync').mockImplementation((file) => {
    fsyncSync(file);
    const name = names.get(file) ?? '';
    const within = path.relative(folder, name);
    if (!within.startsWith('..') && fs.statSync(name).isFile())
      fs.copyFileSync(name, path.join(disk, within));
  });
  endings.push(() => vi.restoreAllMocks());
  return {
    powerCut: () => {
      const left = newFolder();
      fs.cpSync(disk, left, { recursive: true });
      return left;
    },
  };
}

/** What the next start finds: the log is played back into the tables. */
async function found(folder: string): Promise<{ state: string; attempts: string[]; names: number }> {
  const { loadDataDir: _, ...parts } = await pgliteTemplate();
  const database = await PGlite.create(folder, parts);
  const { rows } = await database.query<{ state: string; attempts: string[]; names: number }>(`
    select state, (select count(*)::int from cutline.remote_name) as names,
      (select coalesce(json_agg(coalesce(outcome ->> 'kind', 'open') order by number), '[]') from cutline.attempt) as attempts
    from cutline.publication`);
  await database.close();
  return rows[0]!;
}

async function threadDueNow(app: App): Promise<void> {
  const { db } = app.database;
  const { post } = await importPost(app, {
    name: 'a.md',
    bytes: Buffer.from('My neck hurts when it rains.\n'),
  });
  const { publications } = await scheduleExcerpts(app, post, { platforms: ['x'] });
  await db.execute(
    sql`update cutline.publication set excerpt = jsonb_set(excerpt, '{pieces}', '["One.", "Two."]')`,
  );
  await movePublication(db, publications[0]!.id, await databaseTime(db), 'By hand.');
}

async function bringUpOn(folder: string): Promise<StillApp> {
  const database = await openEmbedded(folder, await PGlite.create(folder, await pgliteTemplate()));
  const place = { name: 'a folder', open: async () => ({ env: {}, database, close: async () => {} }) };
  const still = await bringUpStill(place, ['x']);
  endings.push(() => still.close());
  return still;
}

/** What a power cut leaves at the moment when each of the requests that publish arrives at the platform, and at the end. */
async function powerCuts(app: App, folder: string): Promise<string[]> {
  await threadDueNow(app);
  const [claim] = await claimDue(app.database.db, 6, 0, 1);
  const disk = watchDisk(folder);
  const cuts: string[] = [];
  const arrived = (message: unknown): void => {
    const { request } = message as { request: http.IncomingMessage };
    if (request.method === 'POST' && request.url === '/2/tweets') cuts.push(disk.powerCut());
  };
  diagnostics.subscribe('http.server.request.start', arrived);
  endings.push(() => diagnostics.unsubscribe('http.server.request.start', arrived));
  await publish(app, { publicationId: claim!.id, fence: claim!.fence });
  return [...cuts, disk.powerCut()];
}

test(
  'a power cut leaves the attempt once its request has arrived, each piece before the next one is sent, and the outcome',
  { timeout: 240_000 },
  async () => {
    const folder = newFolder();
    const { app } = await bringUpOn(folder);
    const cuts = await powerCuts(app, folder);
    expect(cuts).toHaveLength(3);
    expect(await found(cuts[0]!)).toEqual({ state: 'publishing', attempts: ['open'], names: 0 });
    expect(await found(cuts[1]!)).toMatchObject({ state: 'publishing', attempts: ['open'], names: 1 });
    expect(await found(cuts[2]!)).toMatchObject({ state: 'published', attempts: ['published'] });
  },
);

test(
  'without the sync a power cut forgets all of it: the disk that is watched can tell',
  { timeout: 240_000 },
  async () => {
    const folder = newFolder();
    const { app } = await bringUpOn(folder);
    const cuts = await powerCuts({ ...app, database: { ...app.database, makeSafe: () => {} } }, folder);
    expect(await found(cuts.at(-1)!)).toEqual({ state: 'scheduled', attempts: [], names: 0 });
  },
);
