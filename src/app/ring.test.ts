import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { places } from '../../tests/harness/living-app.ts';
import { bringUpStill, type StillApp } from '../../tests/harness/still-app.ts';
import { loadConfig, type Config } from '../config/config.ts';
import { openEmbedded, type Database } from '../store/database.ts';
import { openBackup, writeBackup } from './backup-file.ts';
import { databaseFolder, keepInRing, openOrCarryOver } from './ring.ts';
import { upkeep, upkeepDue } from './upkeep.ts';

const day = 86_400_000;

async function posts({ db }: Database): Promise<string[]> {
  const { rows } = (await db.execute(sql`select name from cutline.source_post order by name`)) as unknown as {
    rows: { name: string }[];
  };
  return rows.map(({ name }) => name);
}

async function addPost({ db }: Database, name: string): Promise<void> {
  await db.execute(sql`insert into cutline.source_post (id, name, title, markdown, hash)
    values (${name}, ${name}, 'Title', 'text', 'hash')`);
}

/** Every file with its content, by name. */
function contentsOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [path.relative(folder, file), fs.readFileSync(file).toString('base64')]),
  );
}

// Making the files of a database takes its time, most of all on a machine that has other things to do.
describe('a store of another PostgreSQL', { timeout: 240_000 }, () => {
  let template: string;
  let folder: string;
  let config: Config;
  const endings: (() => unknown)[] = [];
  const source = () => ({ config, now: () => new Date('2026-12-01T10:00:00Z'), randomBytes });
  const backups = () => path.join(folder, 'backup');

  // One that has been used: two posts, the second of them in the newer of two backups alone.
  beforeAll(async () => {
    template = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-ring-'));
    const own = loadConfig({ CUTLINE_DATA: template, CUTLINE_LOG: 'silent' });
    const database = await openEmbedded(databaseFolder(own));
    await addPost(database, 'first');
    const at = (now: string) => ({ config: own, database, now: () => new Date(now), randomBytes });
    await keepInRing(at('2026-11-23T10:00:00Z'));
    await addPost(database, 'second');
    await keepInRing(at('2026-11-24T10:00:00Z'));
    await database.close();
    fs.writeFileSync(path.join(databaseFolder(own), 'PG_VERSION'), '17\n');
  }, 240_000);
  afterAll(() => fs.rmSync(template, { recursive: true, force: true }));

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-ring-'));
    fs.cpSync(template, folder, { recursive: true });
    config = loadConfig({ CUTLINE_DATA: folder, CUTLINE_LOG: 'silent' });
  });
  afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  async function carriedOver(): Promise<{ database: Database; told: { major: string; aside: string }[] }> {
    const told: { major: string; aside: string }[] = [];
    const database = await openOrCarryOver(source(), (from) => told.push(from));
    endings.push(() => database.close());
    return { database, told };
  }

  test('is carried over through the newest whole backup, and the old folder lies aside as it was', async () => {
    const old = contentsOf(databaseFolder(config));
    fs.writeFileSync(path.join(backups(), 'database-2026-11-25.tar.gz'), 'torn');
    fs.mkdirSync(`${databaseFolder(config)}.pg17-2026-12-01`);
    const { database, told } = await carriedOver();
    expect(await posts(database)).toEqual(['first', 'second']);
    const aside = `${databaseFolder(config)}.pg17-2026-12-01-2`;
    expect(told).toEqual([{ major: '17', aside, takenAt: expect.any(Date) }]);
    expect(contentsOf(aside)).toEqual(old);
    expect(fs.readFileSync(path.join(databaseFolder(config), 'PG_VERSION'), 'utf8').trim()).toBe('18');
  });

  test('without a backup it is refused and not touched', async () => {
    fs.rmSync(backups(), { recursive: true });
    const before = contentsOf(folder);
    await expect(carriedOver()).rejects.toThrow(
      /was made by PostgreSQL 17; this Cutline has 18 .*not touched/,
    );
    expect(contentsOf(folder)).toEqual(before);
  });

  test('when the backup cannot be brought back, the old folder is in its place again', async () => {
    const newest = path.join(backups(), 'database-2026-11-24.tar.gz');
    // Whole as a file, and of a Cutline that is to come.
    const { manifest } = await openBackup(newest);
    await writeBackup(
      newest,
      new Date(),
      () => Promise.resolve({ ...manifest, migration: '9999_later', tables: [] }),
      [],
    );
    const before = contentsOf(folder);
    await expect(carriedOver()).rejects.toThrow(/made by a newer Cutline/);
    expect(contentsOf(folder)).toEqual(before);
  });
});

describe('the upkeep of the embedded database', () => {
  let still: StillApp;
  beforeAll(async () => {
    still = await bringUpStill(
      places.find(({ name }) => name.includes('embedded'))!,
      [],
    );
  });
  afterAll(() => still.close());

  const ring = () => fs.readdirSync(path.join(still.app.config.dataFolder, 'backup')).toSorted();

  test('keeps one backup a day, of the last seven days that had one', async () => {
    const others = path.join(still.app.config.dataFolder, 'backup', 'mine.tar.gz');
    for (let i = 0; i < 9; i += 1) {
      await addPost(still.app.database, `post ${i}`);
      await keepInRing(still.app);
      if (i === 0) fs.writeFileSync(others, 'not of the ring');
      // The second one of a day takes the place of the first.
      if (i === 8) {
        await addPost(still.app.database, 'the last');
        await keepInRing(still.app);
      } else await still.advance(day);
    }
    const today = still.app.now().getTime();
    const days = [6, 5, 4, 3, 2, 1, 0].map((ago) => new Date(today - ago * day).toISOString().slice(0, 10));
    expect(ring()).toEqual([...days.map((name) => `database-${name}.tar.gz`), 'mine.tar.gz']);
    const { manifest } = await openBackup(
      path.join(still.app.config.dataFolder, 'backup', `database-${days.at(-1)}.tar.gz`),
    );
    expect(manifest.tables.find(({ name }) => name === 'source_post')!.rows).toBe(10);
  });

  test('falls due once a day by the clock of the database', async () => {
    const given: string[] = [];
    const queue = { ...still.app.queue, add: (job: string) => Promise.resolve(void given.push(job)) };
    const app = { ...still.app, queue };
    await upkeepDue(app);
    expect(given).toEqual([]);
    await still.advance(day);
    await upkeepDue(app);
    await upkeepDue(app);
    expect(given).toEqual(['upkeep']);
  });

  test('backs up and gives the room of dead rows back to those that come', async () => {
    const { database } = still.app;
    const size = async (): Promise<number> => {
      const { rows } = (await database.db.execute(
        sql`select pg_relation_size('cutline.source_post')::int as size`,
      )) as unknown as { rows: { size: number }[] };
      return rows[0]!.size;
    };
    const churn = async (): Promise<void> => {
      await database.db.execute(sql`insert into cutline.source_post (id, name, title, markdown, hash)
        select 'churn' || n, 'churn' || n, 'Title', repeat('x', 500), 'hash' from generate_series(1, 2000) n`);
      await database.db.execute(sql`delete from cutline.source_post where id like 'churn%'`);
    };
    await churn();
    const once = await size();
    await churn();
    // Nobody else does it: without it the table grows.
    const twice = await size();
    expect(twice).toBeGreaterThan(1.8 * once);
    await upkeep(still.app);
    await churn();
    expect(await size()).toBeLessThanOrEqual(twice);
    expect(ring()).toContain(`database-${still.app.now().toISOString().slice(0, 10)}.tar.gz`);
  });
});
