import fs from 'node:fs';
import path from 'node:path';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { OwnServer } from '../../scripts/servers.mjs';
import { ownPostgres } from '../harness/postgres.ts';
import { ownCluster, ownRedis, ownSentinel } from '../harness/redis.ts';
import { cutline, expectSentence, newFolder, startCutline, type Ended, type Running } from './cutline.ts';

// PostgreSQL and Redis as they are in real life: not there at start, not letting us in, and going away in the middle.

// Whole programs start and stop here, on a machine that may be busy with more than this.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let cwd: string;
let postgres: OwnServer;
let redis: OwnServer;
const endings: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  cwd = newFolder();
  endings.push(async () => fs.rmSync(cwd, { recursive: true, force: true }));
  fs.writeFileSync(path.join(cwd, 'post.md'), 'My neck hurts when it rains. Rest helps it.\n\n#neck\n');
  postgres = await ownPostgres();
  endings.push(() => postgres.stop());
  redis = await ownRedis();
  endings.push(() => redis.stop());
  await ask(
    `create role marketer login password 'right'`,
    `create database one`,
    `create database two`,
    `create database three`,
  );
});

afterAll(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const nobody = '127.0.0.1:1';
const anything = [
  'publications list',
  'web',
  'workers',
  'migrate',
  'syndicate post.md --now',
  'import post.md',
];

describe('at start', () => {
  test('PostgreSQL is not there', async () => {
    const env = { DATABASE_URL: `postgres://a:geheim@${nobody}/one` };
    for (const ended of await Promise.all(anything.map((line) => run(line, env)))) {
      expect(ended.code).toBe(2);
      expectSentence(
        ended,
        /PostgreSQL at 127\.0\.0\.1:1 cannot be reached \(.*ECONNREFUSED.*\): start it, or mend DATABASE_URL\./,
      );
      expect(ended.err).not.toContain('geheim');
    }
  });

  test('PostgreSQL has no such database', async () => {
    const ended = await run('publications list', { DATABASE_URL: database('nowhere') });
    expect(ended.code).toBe(2);
    expectSentence(
      ended,
      /does not let Cutline in \(database "nowhere" does not exist\): mend .* DATABASE_URL\./,
    );
  });

  test('PostgreSQL knows another password', async () => {
    await askFor('marketer');
    const url = new URL(database('one'));
    url.username = 'marketer';
    url.password = 'geheim';
    const ended = await run('web', { DATABASE_URL: url.href });
    expect(ended.code).toBe(2);
    expectSentence(
      ended,
      /does not let Cutline in \(password authentication failed for user "marketer"\): mend/,
    );
    expect(ended.err).not.toContain('geheim');
    url.password = '';
    expectSentence(
      await run('web', { DATABASE_URL: url.href }),
      /asks for a password, and there is none: write postgres:\/\/user:password@… in DATABASE_URL\./,
    );
  });

  test('PostgreSQL speaks no TLS', async () => {
    const ended = await run('web', { DATABASE_URL: `${database('one')}?sslmode=require` });
    expect(ended.code).toBe(2);
    expectSentence(ended, /speaks no TLS: turn it on there, or take sslmode out of DATABASE_URL\./);
  });

  test('Redis is not there', async () => {
    const env = { DATABASE_URL: database('one'), REDIS_URL: `redis://${nobody}` };
    const lines = ['web', 'workers', 'syndicate post.md --now'];
    for (const ended of await Promise.all(lines.map((line) => run(line, env)))) {
      expect(ended.code).toBe(2);
      expectSentence(
        ended,
        /Redis at 127\.0\.0\.1:1 cannot be reached \(.*ECONNREFUSED.*\): start it, or mend REDIS_URL\./,
      );
    }
  });

  test.each([
    ['publications list', 0],
    ['report', 0],
    ['campaigns list', 0],
    ['channels list', 0],
    ['doctor', 1],
  ])('Redis is not there, and is not needed: %s', async (line, code) => {
    const ended = await run(line, { DATABASE_URL: database('one'), REDIS_URL: `redis://${nobody}` });
    expect([ended.code, ended.err]).toEqual([code, '']);
    if (line === 'doctor')
      expect(ended.out).toMatch(/BAD {2}queue: no answer – Start Redis, or mend REDIS_URL\./);
  });

  test('Redis is not there, and a plan is shown without it; only to queue it needs Redis', async () => {
    const env = { DATABASE_URL: database('one'), REDIS_URL: `redis://${nobody}` };
    expect((await run('import post.md', env)).code).toBe(0);
    const shown = await run('plan post.md', env);
    // Nobody has connected a channel to this database, and no sandbox was started for the command.
    expect([shown.code, shown.err]).toEqual([
      1,
      expect.stringContaining('no channel is connected: "cutline'),
    ]);
    const queued = await run('plan post.md --queue', env);
    expect(queued.code).toBe(2);
    expectSentence(queued, /Redis at 127\.0\.0\.1:1 cannot be reached/);
  });

  test('REDIS_URL names another kind of Redis, or a part that it does not have', async () => {
    const [open, locked] = [await ownSentinel(redis.url), await ownSentinel(redis.url, 'right')];
    const cluster = await ownCluster();
    const as = (scheme: string, { url }: { url: string }, rest = ''): string =>
      `${url.replace('redis:', `${scheme}:`)}${rest}`;
    const wrong: readonly [string, RegExp][] = [
      [as('redis', redis, '/1024'), /DB index is out of range\): mend the database number in REDIS_URL\./],
      [as('rediss', redis), /cannot be reached .* or mend REDIS_URL, with redis:\/\/ if it speaks no TLS\./],
      [as('redis+cluster', redis), /is no Cluster: write redis:\/\/ in REDIS_URL\./],
      [as('redis', cluster), /belongs to a Cluster \(MOVED .*\): write redis\+cluster:\/\/ in REDIS_URL/],
      [as('redis', cluster, '/2'), /belongs to a Cluster \(.*\): write redis\+cluster:\/\/ in REDIS_URL/],
      [as('redis+sentinel', open, '/other'), /know no master "other": mend the name after the hosts in/],
      [
        as('redis+sentinel', locked, '/main'),
        /do not let Cutline in \(NOAUTH\): mend the \?sentinelPassword/,
      ],
    ];
    try {
      for (const [url, sentence] of wrong) {
        const ended = await run('workers', { DATABASE_URL: database('one'), REDIS_URL: url });
        expect([url, ended.code, ended.out]).toEqual([url, 2, '']);
        expectSentence(ended, sentence);
      }
    } finally {
      for (const server of [open, locked, cluster]) await server.stop();
    }
  });

  test('Redis knows another password', async () => {
    const client = new Redis(redis.url);
    await client.config('SET', 'requirepass', 'right');
    try {
      const urls = ['', ':geheim@'].map((userinfo) => redis.url.replace('//', `//${userinfo}`));
      const all = urls.map((url) => run('workers', { DATABASE_URL: database('one'), REDIS_URL: url }));
      for (const ended of await Promise.all(all)) {
        expect(ended.code).toBe(2);
        expectSentence(
          ended,
          /Redis at .* does not let Cutline in \((?:NOAUTH|WRONGPASS)\): mend user and password in REDIS_URL\./,
        );
        expect(ended.err).not.toContain('geheim');
      }
    } finally {
      await client.config('SET', 'requirepass', '');
      client.disconnect();
    }
  });
});

describe('in the middle', () => {
  const houses: House[] = [];

  beforeAll(async () => {
    for (const [name, further] of [
      ['one', { REDIS_URL: redis.url }],
      ['two', {}],
    ] as const)
      houses.push(await moveIn(name, further));
  });

  test('PostgreSQL goes away and comes back: nothing ends, nothing is lost, and a line says so', async () => {
    // What falls due while it is away, with its job already in the queue.
    const due = await Promise.all(houses.map(async (house) => planSoon(house)));
    await postgres.pause();
    for (const { web, workers, env } of houses) {
      expect(await statusOf(web.url, '/healthz', '/readyz')).toEqual([200, 503]);
      const page = await fetch(`${web.url}/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: web.url },
        body: 'password=geheim',
      });
      expect([page.status, await page.text()]).toEqual([
        503,
        expect.stringContaining('The database does not answer'),
      ]);
      const ended = await run('publications list', env);
      expect(ended.code).toBe(2);
      expectSentence(ended, /PostgreSQL at .* cannot be reached/);
      expect(workers.said.err).not.toContain('Failed query');
    }
    await new Promise((resolve) => setTimeout(resolve, dueInSeconds * 1000));
    await postgres.resume();

    for (const [i, house] of houses.entries()) {
      const published = await untilPublished(house, due[i]!);
      expect(published).toMatchObject({ state: 'published', url: expect.stringMatching(/^http/) });
      expect([house.web.running.child.exitCode, house.workers.child.exitCode]).toEqual([null, null]);
      await untilReady(house.web.url);
      expectNoFlood(
        house.workers,
        /PostgreSQL or Redis is away; nothing is lost, what is due waits until it is back/,
      );
    }
  });

  test('Redis goes away and comes back: reading goes on, and so does publishing then', async () => {
    const [house] = houses;
    await redis.pause();
    for (const line of ['publications list', 'report'])
      expect(await run(line, house!.env)).toMatchObject({ code: 0, err: '' });
    expect((await fetch(`${house!.web.url}/sign-in`)).status).toBe(200);
    await redis.resume();
    fs.writeFileSync(path.join(cwd, 'later.md'), 'My knee hurts when it snows. A walk helps it.\n');
    const ended = await run('syndicate later.md --now --platform x', house!.env);
    expect([ended.code, ended.out]).toEqual([0, expect.stringMatching(/published +http/)]);
    expect([house!.web.running.child.exitCode, house!.workers.child.exitCode]).toEqual([null, null]);
    expectNoFlood(house!.workers, /PostgreSQL or Redis is away/);
  });

  test('they stop when they are told to', async () => {
    for (const { web, workers } of houses)
      expect(await Promise.all([web.running.stop(), workers.stop()])).toEqual([0, 0]);
  });
});

test('on a Redis Cluster things are published', async () => {
  const cluster = await ownCluster();
  endings.push(() => cluster.stop());
  const { env, web, workers } = await moveIn('three', {
    REDIS_URL: cluster.url.replace('redis:', 'redis+cluster:'),
  });
  const ended = await run('syndicate post.md --now --platform x', env);
  expect([ended.code, ended.out]).toEqual([0, expect.stringMatching(/published +http/)]);
  expect(await Promise.all([web.running.stop(), workers.stop()])).toEqual([0, 0]);
});

/** Web, workers and the imitation of one platform, on a database of their own. */
interface House {
  readonly database: string;
  readonly env: Readonly<Record<string, string>>;
  readonly web: { readonly running: Running; readonly url: string };
  readonly workers: Running;
}

async function moveIn(name: string, further: Readonly<Record<string, string>>): Promise<House> {
  const sandbox = startCutline(['sandbox'], {
    cwd,
    env: { CUTLINE_DATA: path.join(cwd, `sandbox-${name}`) },
  });
  endings.push(() => sandbox.stop());
  const [, address, tokens] = await sandbox.says(/CUTLINE_X_URL=(\S+)\n +token file: (.*)\n/);
  const env = {
    DATABASE_URL: database(name),
    CUTLINE_DATA: path.join(cwd, name),
    CUTLINE_SECRET_KEY: '07'.repeat(32),
    CUTLINE_TICK_MS: '1000',
    CUTLINE_X_URL: address!,
    ...further,
  };
  fs.writeFileSync(path.join(cwd, 'tokens.json'), tokens!);
  expect(await run('channels add x --name clinic --token-file tokens.json', env)).toMatchObject({ code: 0 });
  const web = startCutline(['web'], { cwd, env });
  endings.push(() => web.stop());
  const workers = startCutline(['workers'], { cwd, env });
  endings.push(() => workers.stop());
  const [, url] = await web.says(/The pages are at (http:\/\/[\d.:]+)/);
  await workers.says(/Workers are at work/);
  return { database: database(name), env, web: { running: web, url: url! }, workers };
}

const dueInSeconds = 4;

async function planSoon({ env, database }: House): Promise<string> {
  const planned = await run('syndicate post.md --platform x --json', env);
  const { id } = linesOf(planned)[0]!;
  await askAt(
    database,
    `update cutline.publication set claimed_until = null, due_at = now() + interval '${dueInSeconds} s' where id = '${id}'`,
  );
  for (;;) {
    const [row] = await askAt(
      database,
      `select 1 from cutline.publication where id = '${id}' and claimed_until is not null`,
    );
    if (row !== undefined) return id;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function untilPublished({ env }: House, id: string): Promise<Line> {
  for (;;) {
    const line = linesOf(await run('publications list --json', env)).find((each) => each.id === id)!;
    if (line.state === 'published' || line.state === 'failed') return line;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** It answers within a time limit of its own, which a busy machine may miss. */
async function untilReady(url: string): Promise<void> {
  while ((await statusOf(url, '/readyz'))[0] !== 200)
    await new Promise((resolve) => setTimeout(resolve, 200));
}

async function statusOf(url: string, ...paths: readonly string[]): Promise<number[]> {
  return Promise.all(paths.map(async (each) => (await fetch(`${url}${each}`)).status));
}

/** One line when it begins, and one a minute while it lasts; none with a statement of SQL or a stack. */
function expectNoFlood({ said: { err } }: Running, sentence: RegExp): void {
  const lines = err
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as LogLine);
  const told = lines.filter(({ msg }) => sentence.test(msg));
  expect(told.length).toBeGreaterThan(0);
  for (const [i, { time }] of told.slice(1).entries())
    expect(time - told[i]!.time).toBeGreaterThanOrEqual(60_000);
  expect(err).not.toMatch(/Failed query|"stack"/);
}

interface LogLine {
  readonly msg: string;
  readonly time: number;
}

interface Line {
  readonly id: string;
  readonly state: string;
  readonly url: string | null;
}

function linesOf({ out }: Ended): Line[] {
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

function run(line: string, env: Readonly<Record<string, string>>): Promise<Ended> {
  return cutline(line.split(' '), { cwd, env });
}

function database(name: string): string {
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  return url.href;
}

async function ask(...statements: string[]): Promise<void> {
  for (const statement of statements) await askAt(postgres.url, statement);
}

async function askAt(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows as unknown[];
  } finally {
    await client.end();
  }
}

/** The servers of tests trust everybody: from now on this one asks `role` for its password. */
async function askFor(role: string): Promise<void> {
  const [setting] = (await askAt(postgres.url, 'show hba_file')) as { hba_file: string }[];
  const file = setting!.hba_file;
  fs.writeFileSync(file, `host all ${role} all scram-sha-256\n${fs.readFileSync(file, 'utf8')}`);
  await ask('select pg_reload_conf()');
}
