import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FaultEnv } from '../../sandbox/faults.ts';
import { startSandbox, type RunningSandbox } from '../../sandbox/kit.ts';
import { World } from '../../sandbox/state.ts';
import { sandbox } from './sandbox.ts';
import { films, grants, type Grant } from './sandbox-world.ts';

const step = 262_144;
let clock: Date;
let running: RunningSandbox;

beforeEach(async () => {
  clock = new Date('2026-11-24T06:00:00.000Z');
  running = await startSandbox(sandbox, { now: () => new Date(clock) });
});

afterEach(() => running.close());

const pass = (ms: number): void => {
  clock = new Date(clock.getTime() + ms);
};

interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly json: unknown;
}

async function ask(
  method: string,
  at: string,
  headers: Record<string, string> = {},
  body?: string | Uint8Array,
): Promise<Told> {
  const url = new URL(at, running.url);
  const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) };
  const answer = await fetch(url, {
    method,
    redirect: 'manual',
    headers: { authorization: `Bearer ${running.tokens['access_token']}`, ...headers },
    ...sent,
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    json: text.startsWith('{') ? JSON.parse(text) : text,
  };
}

const reasonOf = ({ status, json }: Told): string => {
  const { error } = json as { error?: { errors: { reason: string }[] } };
  return `${status} ${error?.errors[0]?.reason ?? String(json)}`;
};

const good = {
  snippet: { title: 'A film', description: 'Words', tags: ['cl-00000000'], categoryId: '27' },
  status: { privacyStatus: 'public', selfDeclaredMadeForKids: false },
};

function open(
  resource: { snippet?: object; status?: object },
  bytes = 1000,
  { query = 'uploadType=resumable&part=snippet,status', mime = 'video/mp4', headers = {} } = {},
): Promise<Told> {
  const all = {
    'content-type': 'application/json',
    'x-upload-content-length': String(bytes),
    'x-upload-content-type': mime,
    ...headers,
  };
  return ask('POST', `/upload/youtube/v3/videos?${query}`, all, JSON.stringify(resource));
}

async function session(bytes: number, resource: object = good): Promise<string> {
  const location = (await open(resource, bytes)).headers.get('location');
  if (location === null) throw new Error('No session was opened.');
  return location;
}

const mp4 = (bytes: number): Buffer =>
  Buffer.concat([
    Buffer.from('00000018667479706d703432000000006d70343269736f6d', 'hex'),
    randomBytes(bytes - 24),
  ]);

const put = (location: string, range: string, body: Uint8Array = Buffer.alloc(0)): Promise<Told> =>
  ask('PUT', location, { 'content-range': range }, body);

async function upload(file: Buffer = mp4(1000), resource: object = good): Promise<string> {
  const told = await put(
    await session(file.length, resource),
    `bytes 0-${file.length - 1}/${file.length}`,
    file,
  );
  return (told.json as { id: string }).id;
}

const read = async (id: string, part = 'snippet,status'): Promise<unknown> =>
  (await ask('GET', `/youtube/v3/videos?part=${part}&id=${id}`)).json;

/** Another consent beside the seeded one, and a token of it. */
async function consent(
  more: Partial<Grant>,
): Promise<{ readonly grant: Grant; readonly authorization: string }> {
  const [seeded] = grants(running.world).all();
  if (seeded === undefined) throw new Error('The sandbox seeds a consent.');
  const grant = grants(running.world).put({ ...seeded, id: '1//another', ...more });
  const token = ((await refresh(grant.id)).json as { access_token?: string }).access_token;
  return { grant, authorization: `Bearer ${token}` };
}

const refresh = (refreshToken: string, secret = running.tokens['client_secret'] ?? ''): Promise<Told> =>
  ask(
    'POST',
    '/token',
    { 'content-type': 'application/x-www-form-urlencoded' },
    new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      client_id: running.tokens['client_id'] ?? '',
      client_secret: secret,
    }).toString(),
  );

test('the coverage is what the routes are', () => {
  const app = new Hono<FaultEnv>();
  sandbox.routes(app, new World({}));
  const covered = sandbox.coverage.filter(({ state }) => state !== 'absent');
  const absent = sandbox.coverage.filter(({ state }) => state === 'absent');
  const routes = app.routes.map(({ method, path }) => `${method} ${path}`);
  expect(covered.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(routes.sort());
  for (const { method, path } of absent) expect(routes).not.toContain(`${method} ${path}`);
});

describe('tokens', () => {
  test('no token, a wrong one and one that has run out are refused alike', async () => {
    const at = '/youtube/v3/channels?part=id&mine=true';
    expect(reasonOf(await ask('GET', at, { authorization: '' }))).toBe('401 authError');
    expect(reasonOf(await ask('GET', at, { authorization: 'Bearer ya29.sandbox.9999999999999.x' }))).toBe(
      '401 authError',
    );
    expect((await ask('GET', at)).status).toBe(200);
    pass(3_599_000);
    expect(reasonOf(await ask('GET', at))).toBe('401 authError');
  });

  test('a person without a channel, and a consent that leaves something out', async () => {
    const nobody = await consent({ account: null });
    const at = '/youtube/v3/videos?part=id&id=x';
    expect(reasonOf(await ask('GET', at, { authorization: nobody.authorization }))).toBe(
      '401 youtubeSignupRequired',
    );
    const uploader = await consent({ scopes: ['https://www.googleapis.com/auth/youtube.upload'] });
    expect(reasonOf(await ask('GET', at, { authorization: uploader.authorization }))).toBe(
      '403 insufficientPermissions',
    );
    const opened = await open(good, 1000, { headers: { authorization: uploader.authorization } });
    expect(opened.status).toBe(200);
  });

  test('a refresh token dies when it is taken back, and after 7 days of testing', async () => {
    const { grant } = await consent({ testing: true });
    pass(7 * 24 * 3600_000 - 1);
    expect((await refresh(grant.id)).status).toBe(200);
    pass(1);
    expect(await refresh(grant.id)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    const own = running.tokens['refresh_token'] ?? '';
    expect(await refresh(own, 'wrong')).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
    running.world.setSwitch('revoked', 1);
    expect(await refresh(own)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    expect(await refresh(own)).toMatchObject({ status: 400 });
    expect(sandbox.seed(running.world)['refresh_token']).not.toBe(own);
  });

  test('after a reset the tokens of before are still good', async () => {
    await upload();
    running.world.reset();
    expect(sandbox.seed(running.world)['refresh_token']).toBe(running.tokens['refresh_token']);
    expect((await ask('GET', '/youtube/v3/channels?part=id&mine=true')).status).toBe(200);
    expect(running.posts()).toEqual([]);
  });
});

describe('what a session refuses', () => {
  const snippet = (more: object): object => ({ ...good, snippet: { ...good.snippet, ...more } });
  const status = (more: object): object => ({ ...good, status: { ...good.status, ...more } });
  test.each([
    ['an empty title', snippet({ title: ' ' }), '400 invalidTitle'],
    ['a title of 101', snippet({ title: 'x'.repeat(101) }), '400 invalidTitle'],
    ['a title with <', snippet({ title: 'a < b' }), '400 invalidTitle'],
    ['no snippet', { status: good.status }, '400 invalidTitle'],
    ['5,001 bytes', snippet({ description: '회'.repeat(1667) }), '400 invalidDescription'],
    ['a description with >', snippet({ description: 'a > b' }), '400 invalidDescription'],
    ['501 characters of tags', snippet({ tags: ['x'.repeat(499), 'y'] }), '400 invalidTags'],
    ['501 with the quotes', snippet({ tags: [`${'x'.repeat(497)} y`] }), '400 invalidTags'],
    ['an unknown category', snippet({ categoryId: '999' }), '400 invalidCategoryId'],
    ['a category that cannot be assigned', snippet({ categoryId: '18' }), '400 invalidCategoryId'],
    ['publishAt on a public film', status({ publishAt: '2026-12-01T00:00:00Z' }), '400 invalidPublishAt'],
    [
      'publishAt in words',
      status({ privacyStatus: 'private', publishAt: 'tomorrow' }),
      '400 invalidPublishAt',
    ],
    ['a privacy nobody knows', status({ privacyStatus: 'friends' }), '400 badRequest'],
  ])('%s', async (_, resource, reason) => {
    expect(reasonOf(await open(resource))).toBe(reason);
  });

  test('a missing part, another kind of upload, another kind of file', async () => {
    expect(reasonOf(await open(good, 9, { query: 'uploadType=resumable' }))).toBe(
      '400 missingRequiredParameter',
    );
    expect(reasonOf(await open(good, 9, { query: 'part=snippet' }))).toBe('400 badRequest');
    expect(reasonOf(await open(good, 9, { mime: 'text/plain' }))).toBe('400 badContent');
  });

  test('what just fits is taken', async () => {
    const fitting = snippet({
      title: 'x'.repeat(100),
      description: `${'회'.repeat(1666)}ab`,
      tags: ['x'.repeat(498), 'y'],
    });
    expect((await open(fitting)).status).toBe(200);
  });

  test('the 101st of a Pacific day; the next day begins at midnight there', async () => {
    for (let count = 0; count < 100; count += 1) expect((await open(good)).status).toBe(200);
    expect(reasonOf(await open(good))).toBe('403 quotaExceeded');
    pass(2 * 3600_000);
    const { authorization } = await consent({});
    expect((await open(good, 1000, { headers: { authorization } })).status).toBe(200);
  });
});

describe('the resumable protocol', () => {
  test('blocks are taken in order, in steps, and the last one makes the film', async () => {
    const file = mp4(2 * step + 100);
    const location = await session(file.length);
    const total = file.length;
    expect(await put(location, `bytes */${total}`)).toMatchObject({ status: 308 });
    expect((await put(location, `bytes */${total}`)).headers.get('range')).toBeNull();

    expect((await put(location, `bytes 0-${step - 2}/${total}`, file.subarray(0, step - 1))).status).toBe(
      400,
    );
    expect(
      (await put(location, `bytes ${step}-${2 * step - 1}/${total}`, file.subarray(step, 2 * step))).status,
    ).toBe(400);
    expect((await put(location, `bytes 0-${step - 1}/${total + 1}`, file.subarray(0, step))).status).toBe(
      400,
    );
    expect((await put(location, `bytes */${total + 1}`)).status).toBe(400);
    expect(
      (await put(location, `bytes 0-${total}/${total}`, Buffer.concat([file, Buffer.alloc(1)]))).status,
    ).toBe(400);
    expect((await put(location, `bytes 0-${step - 1}/${total}`, file.subarray(0, 10))).status).toBe(400);
    expect((await put(location, `bytes */${total}`)).headers.get('range')).toBeNull();

    const first = await put(location, `bytes 0-${step - 1}/${total}`, file.subarray(0, step));
    expect([first.status, first.headers.get('range')]).toEqual([308, `bytes=0-${step - 1}`]);
    expect((await put(location, `bytes 0-${step - 1}/${total}`, file.subarray(0, step))).status).toBe(400);
    expect(running.posts()).toEqual([]);
    const last = await put(location, `bytes ${step}-${total - 1}/${total}`, file.subarray(step));
    expect(last).toMatchObject({ status: 201, json: { kind: 'youtube#video', snippet: good.snippet } });
    expect(running.posts()).toHaveLength(1);
    expect(running.world.blob(films(running.world).all()[0]?.blob ?? '')?.bytes.equals(file)).toBe(true);

    const repeated = await put(location, `bytes */${total}`);
    expect(repeated).toMatchObject({ status: 201, json: last.json as object });
    expect(await put(location, `bytes 0-${total - 1}/${total}`, file)).toMatchObject({
      status: 201,
      json: last.json as object,
    });
    expect(running.posts()).toHaveLength(1);
  });

  test('a whole file needs no Content-Range', async () => {
    const file = mp4(500);
    expect((await ask('PUT', await session(500), {}, file.subarray(0, 400))).status).toBe(400);
    expect((await ask('PUT', await session(500), {}, file)).status).toBe(201);
  });

  test('a session that nobody knows, or a week old, is not found', async () => {
    const location = await session(500);
    expect((await put(location.replace('sandbox-upload-', 'x'), 'bytes */500')).status).toBe(404);
    pass(7 * 24 * 3600_000 + 1);
    expect(
      (await fetch(location, { method: 'PUT', headers: { 'content-range': 'bytes */500' } })).status,
    ).toBe(404);
  });

  test('of a block that breaks off whole steps are kept', async () => {
    const file = mp4(8 * step);
    const location = await session(file.length);
    const { hostname, port, pathname, search } = new URL(location);
    const socket = net.connect(Number(port), hostname);
    socket.write(
      `PUT ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Length: ${file.length}\r\n` +
        `Content-Range: bytes 0-${file.length - 1}/${file.length}\r\n\r\n`,
    );
    socket.end(file.subarray(0, 2 * step + 1000));
    await once(socket.resume(), 'close');
    await expect
      .poll(async () => (await put(location, `bytes */${file.length}`)).headers.get('range'))
      .toBe(`bytes=0-${2 * step - 1}`);
    const rest = file.subarray(2 * step);
    expect((await put(location, `bytes ${2 * step}-${file.length - 1}/${file.length}`, rest)).status).toBe(
      201,
    );
    expect(running.world.blob(films(running.world).all()[0]?.blob ?? '')?.bytes.equals(file)).toBe(true);
  });

  test('a sandbox that is stopped in between goes on where it was', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-youtube-sandbox-'));
    const file = mp4(2 * step);
    const first = await startSandbox(sandbox, { folder, now: () => new Date(clock) });
    const main = running;
    running = first;
    const location = new URL(await session(file.length));
    await put(location.href, `bytes 0-${step - 1}/${file.length}`, file.subarray(0, step));
    await first.close();
    running = await startSandbox(sandbox, { folder, now: () => new Date(clock) });
    const here = location.pathname + location.search;
    expect((await put(here, `bytes */${file.length}`)).headers.get('range')).toBe(`bytes=0-${step - 1}`);
    expect(
      (await put(here, `bytes ${step}-${2 * step - 1}/${file.length}`, file.subarray(step))).status,
    ).toBe(201);
    await running.close();
    running = await startSandbox(sandbox, { folder, now: () => new Date(clock) });
    expect(running.posts()).toHaveLength(1);
    await running.close();
    running = main;
    fs.rmSync(folder, { recursive: true });
  });
});

describe('films', () => {
  test('are processed after a while; what is no film fails', async () => {
    const [film, text] = [await upload(), await upload(Buffer.from('This is a letter, not a film.'))];
    expect(await read(film)).toMatchObject({ items: [{ status: { uploadStatus: 'uploaded' } }] });
    pass(60_000);
    expect(await read(film)).toMatchObject({
      items: [{ status: { uploadStatus: 'processed', privacyStatus: 'public' } }],
    });
    expect(await read(text, 'status,processingDetails')).toMatchObject({
      items: [
        {
          status: { uploadStatus: 'failed', failureReason: 'invalidFile' },
          processingDetails: { processingStatus: 'failed' },
        },
      ],
    });
    expect(running.posts()[0]?.remarks).toEqual([expect.stringContaining('invalidFile')]);
    const empty = await ask('PUT', await session(0), { 'content-length': '0' });
    expect(empty.status).toBe(201);
    pass(60_000);
    expect(await read((empty.json as { id: string }).id)).toMatchObject({
      items: [{ status: { failureReason: 'emptyFile' } }],
    });
  });

  test('of a project without audit are locked to private, whatever the answer to the upload', async () => {
    running.world.setSwitch('unaudited', 1);
    const id = await upload();
    expect(await read(id)).toMatchObject({ items: [{ status: { privacyStatus: 'private' } }] });
    expect(running.posts()[0]?.remarks).toEqual([expect.stringContaining('Locked to private')]);
  });

  test('turn public at their time, and at once when it has passed', async () => {
    const at = (publishAt: string): object => ({ ...good, status: { privacyStatus: 'private', publishAt } });
    const later = await upload(mp4(1000), at('2026-11-24T06:30:00Z'));
    const past = await upload(mp4(1000), at('2026-11-24T05:00:00Z'));
    expect(await read(past)).toMatchObject({ items: [{ status: { privacyStatus: 'public' } }] });
    expect(await read(later)).toMatchObject({
      items: [{ status: { privacyStatus: 'private', publishAt: '2026-11-24T06:30:00Z' } }],
    });
    pass(1800_000);
    expect(await read(later)).toMatchObject({ items: [{ status: { privacyStatus: 'public' } }] });
  });

  test('of someone else keep their processing to themselves, and private ones are not seen', async () => {
    const seen = await upload();
    const hidden = await upload(mp4(900), { ...good, status: { privacyStatus: 'private' } });
    for (const film of films(running.world).all())
      films(running.world).put({ ...film, account: 'UCsomebodyElse' });
    expect(await read(`${seen},${hidden}`)).toMatchObject({
      items: [{ id: seen }],
      pageInfo: { totalResults: 1 },
    });
    expect(reasonOf(await ask('GET', `/youtube/v3/videos?part=processingDetails&id=${seen}`))).toBe(
      '403 forbidden',
    );
  });

  test('are listed newest first, page by page, and late when reads lag', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      ids.unshift(await upload(mp4(1000 + count)));
      pass(1000);
    }
    const at = '/youtube/v3/playlistItems?part=contentDetails&maxResults=2&playlistId=';
    const listed = async (query: string) =>
      (await ask('GET', at + query)).json as { items: object[]; nextPageToken?: string };
    const first = await listed('UUsandboxClinicOnYouTube');
    const second = await listed(`UUsandboxClinicOnYouTube&pageToken=${first.nextPageToken}`);
    expect([...first.items, ...second.items]).toMatchObject(
      ids.map((videoId) => ({ contentDetails: { videoId } })),
    );
    expect(second.nextPageToken).toBeUndefined();
    running.world.lagMs = 2500;
    expect((await listed('UUsandboxClinicOnYouTube')).items).toHaveLength(1);
    expect(reasonOf(await ask('GET', `${at}UUnobody`))).toBe('404 playlistNotFound');
    expect(reasonOf(await ask('GET', `${at}UUsandboxClinicOnYouTube&pageToken=x`))).toBe(
      '400 invalidPageToken',
    );
  });

  test('reading wants parts it knows', async () => {
    expect(reasonOf(await ask('GET', '/youtube/v3/videos?id=x'))).toBe('400 missingRequiredParameter');
    expect(reasonOf(await ask('GET', '/youtube/v3/videos?id=x&part=nonsense'))).toBe('400 unknownPart');
    expect(reasonOf(await ask('GET', '/youtube/v3/videos?part=id'))).toBe('400 missingRequiredParameter');
    expect(reasonOf(await ask('GET', '/youtube/v3/channels?part=id'))).toBe('400 missingRequiredParameter');
  });

  test('10,000 units a day are all there are for reading', async () => {
    running.world.collection('usage').put({ id: '2026-11-23', inserts: 0, units: 9999 } as { id: string });
    expect((await ask('GET', '/youtube/v3/videos?part=id&id=x')).status).toBe(200);
    expect(reasonOf(await ask('GET', '/youtube/v3/videos?part=id&id=x'))).toBe('403 quotaExceeded');
    expect((await open(good)).status).toBe(200);
  });
});

describe('reports', () => {
  const report = (query: string): Promise<Told> =>
    ask('GET', `/v2/reports?ids=channel==MINE&startDate=2026-11-01&endDate=2026-12-31&${query}`);

  test('say nothing of the last days, then the days add up to the whole', async () => {
    const id = await upload();
    const filters = `filters=video==${id}`;
    pass(1800_000);
    expect((await report(`metrics=views&${filters}`)).json).not.toHaveProperty('rows');
    pass(6 * 24 * 3600_000);
    const { authorization } = await consent({});
    const told = async (query: string) =>
      (
        await ask('GET', `/v2/reports?ids=channel==MINE&startDate=2026-11-01&endDate=2026-12-31&${query}`, {
          authorization,
        })
      ).json as { rows: (string | number)[][] };
    const whole = await told(`metrics=views,shares&${filters}`);
    const days = await told(`metrics=views,shares&dimensions=day&sort=day&${filters}`);
    const films = await told('metrics=views,shares&dimensions=video&sort=-views&maxResults=10');
    // It is the evening of the 29th there: the 27th ended less than 48 hours ago.
    expect(days.rows.map(([day]) => day)).toEqual(['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26']);
    expect(days.rows.reduce((sum, [, views]) => sum + Number(views), 0)).toBe(whole.rows[0]?.[0]);
    expect(films.rows).toEqual([[id, ...(whole.rows[0] ?? [])]]);
  });

  test('refuse what the real one refuses', async () => {
    expect(reasonOf(await report('metrics=happiness'))).toBe('400 badRequest');
    expect(reasonOf(await report('metrics=toString'))).toBe('400 badRequest');
    expect(reasonOf(await report('metrics=views&dimensions=video'))).toBe('400 badRequest');
    expect(reasonOf(await report('metrics=views&filters=country==KR'))).toBe('400 badRequest');
    expect(
      reasonOf(
        await ask(
          'GET',
          '/v2/reports?ids=channel==UCother&startDate=2026-11-01&endDate=2026-11-02&metrics=views',
        ),
      ),
    ).toBe('403 forbidden');
  });
});
