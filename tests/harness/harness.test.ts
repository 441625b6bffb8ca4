import { Redis } from 'ioredis';
import { Client } from 'pg';
import { afterEach, expect, test } from 'vitest';
import { need } from './need.ts';
import { freshPglite } from './pglite.ts';
import { freshDatabase } from './postgres.ts';
import { freshRedisUrl, ownRedis } from './redis.ts';

const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

test('two embedded databases know nothing of each other', async () => {
  const first = await freshPglite();
  const second = await freshPglite();
  endings.push(
    () => first.close(),
    () => second.close(),
  );
  await first.exec(`create table t (v text); insert into t values ('환자')`);
  expect((await first.query('select v from t')).rows).toEqual([{ v: '환자' }]);
  await expect(second.query('select v from t')).rejects.toThrow('does not exist');
});

test('two databases of the real server know nothing of each other, and are gone when dropped', async () => {
  const first = await freshDatabase();
  const second = await freshDatabase();
  endings.push(first.drop, second.drop);
  await ask(first.url, `create table t (v text)`);
  expect(await ask(first.url, 'select count(*)::int as n from t')).toEqual([{ n: 0 }]);
  await expect(ask(second.url, 'select 1 from t')).rejects.toThrow('does not exist');
  await first.drop();
  await expect(ask(first.url, 'select 1')).rejects.toThrow('does not exist');
});

test('two Redis databases know nothing of each other', async () => {
  const [first, second] = [new Redis(await freshRedisUrl()), new Redis(await freshRedisUrl())];
  endings.push(
    () => first.disconnect(),
    () => second.disconnect(),
  );
  await first.set('k', 'v');
  expect([await first.get('k'), await second.get('k')]).toEqual(['v', null]);
});

test('a Redis of its own goes away and comes back on the same port', async () => {
  const server = await ownRedis();
  endings.push(() => server.stop());
  const client = new Redis(server.url, { retryStrategy: () => 50, maxRetriesPerRequest: null });
  client.on('error', () => {});
  endings.push(() => client.disconnect());
  await client.set('k', 'v');
  const before = server.pid();
  await server.pause();
  await server.resume();
  expect(server.pid()).not.toBe(before);
  expect(await client.get('k')).toBeNull();
});

test('a test that needs a server and has none says what to run', () => {
  const name = 'CUTLINE_TEST_CHROMIUM';
  const before = process.env[name];
  endings.push(() => (before === undefined ? delete process.env[name] : (process.env[name] = before)));
  delete process.env[name];
  expect(() => need(name)).toThrow(/CUTLINE_TEST_CHROMIUM is not set: run "npm test"/);
});

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
