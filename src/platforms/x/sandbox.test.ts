import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FaultEnv } from '../../sandbox/faults.ts';
import { startSandbox, type RunningSandbox } from '../../sandbox/kit.ts';
import { World } from '../../sandbox/state.ts';
import { sandbox as definition } from './sandbox.ts';
import { weigh } from './sandbox-text.ts';

let clock: Date;
let running: RunningSandbox;

beforeEach(async () => {
  clock = new Date('2026-11-24T06:00:00.000Z');
  running = await startSandbox(definition, { now: () => clock });
});

afterEach(() => running.close());

test('the list of what is imitated is true to the routes', () => {
  const app = new Hono<FaultEnv>();
  definition.routes(app, new World({}));
  const routes = app.routes.map((route) => `${route.method} ${route.path}`);
  const listed = definition.coverage
    .filter(({ state }) => state !== 'absent')
    .map(({ method, path }) => `${method} ${path}`);
  expect(routes.sort()).toEqual(listed.sort());
});

describe('a post', () => {
  test('comes back with short links and entities', async () => {
    const made = await create({ text: 'A & <b>: see example.com/x, https://example.org.' });
    expect(made.status).toBe(201);
    const { id, text } = (made.json as { data: { id: string; text: string } }).data;
    expect(text).toMatch(/^A &amp; &lt;b&gt;: see https:\/\/t\.co\/\w{10}, https:\/\/t\.co\/\w{10}\.$/);

    const listed = await ask(`/2/tweets/${id}?tweet.fields=created_at,entities,no_such_field`);
    expect(listed.json).toMatchObject({
      data: {
        id,
        text,
        created_at: '2026-11-24T06:00:00.000Z',
        entities: {
          urls: [
            { expanded_url: 'http://example.com/x', display_url: 'example.com/x' },
            { expanded_url: 'https://example.org' },
          ],
        },
      },
    });
    const { start, end, url } = (
      listed.json as { data: { entities: { urls: { start: number; end: number; url: string }[] } } }
    ).data.entities.urls[1]!;
    expect([...text].slice(start, end).join('')).toBe(url);
    expect(running.posts()[0]).toMatchObject({
      text: 'A & <b>: see example.com/x, https://example.org.',
      remarks: [expect.stringContaining('"example.com/x"') as string],
    });
  });

  test('costs more with a link', async () => {
    const left = () => running.world.collection<{ id: string; left: number }>('balance').get('balance')!.left;
    await create({ text: 'plain' });
    const before = left();
    await create({ text: 'see example.com' });
    expect(before - left()).toBe(200);
  });

  test.each([
    [{ status: 'x' }, 400, 'Unrecognized key'],
    [{ text: 5 }, 400, '$.text'],
    [{ text: '  ' }, 400, 'no text'],
    [{ text: 'a', media: { media_ids: [1] } }, 400, '$.media.media_ids'],
    [{ text: 'a', media: { media_ids: ['1'] } }, 400, 'Your media IDs are invalid.'],
    [{ text: 'a\ufeffb' }, 400, 'invalid characters'],
    [{ text: '가'.repeat(141) }, 400, 'too long'],
    [{ text: '$ABC and $DEF' }, 403, 'maximum of one cashtag'],
    [{ text: 'a', quote_tweet_id: '1' }, 403, 'Quoting'],
    [{ text: 'a', reply: { in_reply_to_tweet_id: '99' } }, 403, 'deleted or not visible'],
  ])('is refused: %j', async (body, status, words) => {
    const refused = await create(body);
    expect(refused.status).toBe(status);
    expect(JSON.stringify(refused.json)).toContain(words);
    expect(running.posts()).toHaveLength(0);
  });

  test('of another is neither replied to nor deleted, unless it mentions us', async () => {
    putForeign('1', 'Hello');
    putForeign('2', 'Hello @clinic_sandbox');
    expect((await create({ text: 'a', reply: { in_reply_to_tweet_id: '1' } })).status).toBe(403);
    expect((await create({ text: 'b', reply: { in_reply_to_tweet_id: '2' } })).status).toBe(201);
    expect((await ask('/2/tweets/1', { method: 'DELETE' })).status).toBe(403);
  });

  test('is deleted once, and its words stay taken for some hours', async () => {
    const { id } = ((await create({ text: 'one' })).json as { data: { id: string } }).data;
    expect((await ask(`/2/tweets/${id}`, { method: 'DELETE' })).json).toEqual({ data: { deleted: true } });
    expect((await ask(`/2/tweets/${id}`, { method: 'DELETE' })).status).toBe(404);
    expect((await ask(`/2/tweets/${id}`)).json).toMatchObject({
      errors: [{ resource_id: id, title: 'Not Found Error' }],
    });
    expect((await fetch(`${running.url}/i/status/${id}`)).status).toBe(404);
    expect((await create({ text: 'one' })).json).toMatchObject({
      detail: expect.stringContaining('duplicate') as string,
    });
    clock = new Date('2026-11-24T12:00:01.000Z');
    expect(
      (await create({ text: 'one' }, running.definition.seed(running.world)['access_token'])).status,
    ).toBe(201);
  });
});

describe('the list of an account', () => {
  test('gives pages, newest first, within the times asked for', async () => {
    for (let i = 0; i < 7; i++) {
      clock = new Date(Date.UTC(2026, 10, 24, 6, i));
      await create({ text: `post ${i}` });
    }
    const texts = (json: unknown) => (json as { data: { text: string }[] }).data.map(({ text }) => text);
    const first = (await timeline('max_results=5')).json as { data: []; meta: { next_token: string } };
    expect(texts(first)).toEqual(['post 6', 'post 5', 'post 4', 'post 3', 'post 2']);
    const second = (await timeline(`max_results=5&pagination_token=${first.meta.next_token}`)).json;
    expect(texts(second)).toEqual(['post 1', 'post 0']);
    expect(second).not.toHaveProperty('meta.next_token');
    expect(texts((await timeline('start_time=2026-11-24T06:05:00Z')).json)).toEqual(['post 6', 'post 5']);
    expect(texts((await timeline('end_time=2026-11-24T06:01:00Z')).json)).toEqual(['post 0']);
    running.world.lagMs = 90_000;
    expect(texts((await timeline('start_time=2026-11-24T06:04:00Z')).json)).toEqual(['post 4']);
  });

  test('is empty without data', async () => {
    expect((await timeline('')).json).toEqual({ meta: { result_count: 0 } });
  });

  test.each(['max_results=4', 'max_results=101', 'start_time=2010-01-01T00:00:00Z', 'since_id=x'])(
    'is refused: %s',
    async (query) => {
      expect((await timeline(query)).status).toBe(400);
    },
  );

  test('is refused for an id that is none', async () => {
    expect((await ask('/2/users/clinic/tweets')).status).toBe(400);
  });
});

describe('tokens', () => {
  const exchange = (body: string, type: string, authorization = basic()) =>
    ask('/2/oauth2/token', { method: 'POST', body, headers: { 'content-type': type, authorization } });
  const basic = () =>
    `Basic ${Buffer.from(`${running.tokens['client_id']}:${running.tokens['client_secret']}`).toString('base64')}`;

  test('are renewed by a form and by JSON, each refresh token once', async () => {
    const first = await exchange(
      new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: running.tokens['refresh_token']!,
      }).toString(),
      'application/x-www-form-urlencoded',
    );
    expect(first.json).toMatchObject({
      token_type: 'bearer',
      expires_in: 7200,
      scope: expect.stringContaining('tweet.write') as string,
    });
    const { refresh_token } = first.json as { refresh_token: string };
    expect(refresh_token).not.toBe(running.tokens['refresh_token']);
    const body = JSON.stringify({ grant_type: 'refresh_token', refresh_token });
    expect((await exchange(body, 'application/json')).status).toBe(200);
    expect(await exchange(body, 'application/json')).toEqual({
      status: 400,
      json: { error: 'invalid_request', error_description: 'Value passed for the token was invalid.' },
    });
  });

  test('are not given to another app, nor for a code that nobody was given', async () => {
    expect((await exchange('', 'application/json', 'Basic no')).status).toBe(401);
    expect(
      (await exchange('grant_type=authorization_code&code=1', 'application/x-www-form-urlencoded')).json,
    ).toMatchObject({
      error_description: 'Value passed for the authorization code was invalid.',
    });
  });

  test('of the seed stay the same while they live', () => {
    expect(definition.seed(running.world)).toEqual(running.tokens);
    clock = new Date(clock.getTime() + 7_200_000);
    expect(definition.seed(running.world)['access_token']).not.toBe(running.tokens['access_token']);
  });
});

test('a restart finds everything as it was', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-x-'));
  try {
    const before = await startSandbox(definition, { folder, now: () => clock });
    await create({ text: 'kept' }, before.tokens['access_token'], before.url);
    await before.close();
    const after = await startSandbox(definition, { folder, now: () => clock });
    expect(after.posts().map(({ text }) => text)).toEqual(['kept']);
    expect(after.tokens).toEqual(before.tokens);
    await after.close();
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

test.each([
  ['plain', 5],
  ['가…→', 6],
  ['e\u0301', 1],
  ['👨‍👩‍👧‍👦👍🏽🇰🇷1️⃣', 8],
  ['see https://example.com/a(b), then example.kr.', 4 + 23 + 7 + 23 + 1],
  ['me@example.com 3.5 e.g. file.xyzzy', 34],
])('weighs %s as %d', (text, weight) => {
  expect(weigh(text)).toBe(weight);
});

interface Answered {
  readonly status: number;
  readonly json: unknown;
}

async function ask(
  where: string,
  init: RequestInit = {},
  token = running.tokens['access_token'],
  url = running.url,
): Promise<Answered> {
  const headers = {
    authorization: `Bearer ${token}`,
    ...(init.headers as Record<string, string> | undefined),
  };
  const response = await fetch(url + where, { ...init, headers });
  return { status: response.status, json: await response.json() };
}

function create(body: object, token?: string, url?: string): Promise<Answered> {
  return ask('/2/tweets', { method: 'POST', body: JSON.stringify(body) }, token, url);
}

async function timeline(query: string): Promise<Answered> {
  const me = (await ask('/2/users/me')).json as { data: { id: string } };
  return ask(`/2/users/${me.data.id}/tweets?${query}`);
}

function putForeign(id: string, text: string): void {
  const post = { userId: '7', text, createdAt: clock.toISOString(), conversationId: id, deleted: false };
  running.world.collection('post').put({ id, ...post });
}
