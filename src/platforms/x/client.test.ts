import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { OpenChannel, Tokens } from '../../domain/channel.ts';
import { bindCall, type Call, type CallOptions } from '../../net/request.ts';
import { startSandbox, type RunningSandbox } from '../../sandbox/kit.ts';
import type { Memory, Order } from '../contract.ts';
import { x } from './index.ts';
import { seedKeys, type SandboxAccess } from './sandbox-auth.ts';

let clock: Date;
const now = (): Date => clock;
let sandbox: RunningSandbox;
let channel: OpenChannel;
const servers: Server[] = [];

beforeEach(async () => {
  clock = new Date('2026-11-24T06:00:00.500Z');
  sandbox = await startSandbox(await x.sandbox(), { now });
  channel = await channelOf(sandbox.tokens);
});

afterEach(async () => {
  await sandbox.close();
  for (const server of servers.splice(0)) server.close();
});

const create = { method: 'POST', path: '^/2/tweets$' };

describe('publishing', () => {
  test('a post, shown at the address that comes back', async () => {
    const outcome = await x.publish(order(['Knees & "ligaments" heal. #prp']), callTo());
    const [post] = sandbox.posts();
    expect(outcome).toEqual({
      kind: 'published',
      remoteIds: [post!.id],
      url: `${sandbox.url}/i/status/${post!.id}`,
    });
    expect(post).toMatchObject({ text: 'Knees & "ligaments" heal. #prp', media: [] });
    const page = await fetch((outcome as { url: string }).url);
    expect(await page.text()).toContain('ligaments');
  });

  test('a thread, each piece a reply to the one before', async () => {
    const memory = newMemory();
    const outcome = await x.publish(order(['one', 'two', 'three'], { memory }), callTo());
    const posts = [...sandbox.posts()].reverse();
    expect(posts.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    expect(posts.map(({ replyTo }) => replyTo)).toEqual([undefined, posts[0]!.id, posts[1]!.id]);
    expect(outcome).toMatchObject({ kind: 'published', remoteIds: posts.map(({ id }) => id) });
    expect(memory.kept).toEqual(new Map(posts.map(({ id }, i) => [`piece:${i + 1}`, id])));
  });

  test('what is remembered is not posted again', async () => {
    const memory = newMemory();
    await x.publish(order(['one', 'two'], { memory }), callTo());
    const again = await x.publish(order(['one', 'two'], { memory, number: 2 }), callTo());
    expect(again).toMatchObject({ kind: 'published' });
    expect(sandbox.posts()).toHaveLength(2);
  });

  test('with OAuth 1.0a keys, signed', async () => {
    channel = await channelOf(seedKeys(sandbox.world));
    expect(await x.publish(order(['signed']), callTo())).toMatchObject({ kind: 'published' });
    channel = { ...channel, tokens: { ...channel.tokens, access_secret: 'another-secret' } };
    expect(await x.publish(order(['not signed']), callTo())).toMatchObject({ kind: 'unauthorized' });
    expect(sandbox.posts()).toHaveLength(1);
  });

  test('nothing is sent when the claim is lost', async () => {
    const call = callTo({ beforeSend: () => Promise.reject(new Error('the claim is lost')) });
    await expect(x.publish(order(['one']), call)).rejects.toThrow('the claim is lost');
    expect(sandbox.posts()).toHaveLength(0);
  });

  test('the next piece is not sent when the last one could not be written down', async () => {
    const memory: Memory = {
      recall: () => undefined,
      remember: () => Promise.reject(new Error('the claim is lost')),
    };
    await expect(x.publish(order(['one', 'two'], { memory }), callTo())).rejects.toThrow('the claim is lost');
    expect(sandbox.posts()).toHaveLength(1);
  });
});

describe('a lost answer', () => {
  test('after the post was taken: unknown, then found, exactly one post', async () => {
    const memory = newMemory();
    const words = 'Dr.Kim & team <3 한국: see https://example.com/a?b=1&c=2 “now” 👍🏽\n\n#prp';
    sandbox.faults.set([{ kind: 'cut-after', ...create }]);
    expect(await x.publish(order([words], { memory }), callTo())).toMatchObject({ kind: 'unknown' });
    expect(await x.settle(order([words], { memory, number: 2 }), callTo())).toEqual({
      kind: 'published',
      remoteIds: [sandbox.posts()[0]!.id],
      url: `${sandbox.url}/i/status/${sandbox.posts()[0]!.id}`,
    });
    expect(await x.publish(order([words], { memory, number: 3 }), callTo())).toMatchObject({
      kind: 'published',
    });
    expect(sandbox.posts()).toHaveLength(1);
  });

  test('before it was taken: unknown while the list may lag, then surely not there', async () => {
    sandbox.faults.set([{ kind: 'cut-before', ...create }]);
    expect(await x.publish(order(['one']), callTo())).toMatchObject({ kind: 'unknown' });
    for (const settled of [0, 1, 2]) {
      expect(await x.settle(order(['one'], { settled }), callTo())).toMatchObject({ kind: 'unknown' });
    }
    expect(await x.settle(order(['one'], { settled: 3 }), callTo())).toMatchObject({ kind: 'unavailable' });
  });

  test('the list shows it late', async () => {
    sandbox.faults.set([
      { kind: 'cut-after', ...create },
      { kind: 'lag', ms: 30_000 },
    ]);
    expect(await x.publish(order(['one']), callTo())).toMatchObject({ kind: 'unknown' });
    expect(await x.settle(order(['one']), callTo())).toMatchObject({ kind: 'unknown' });
    clock = new Date(clock.getTime() + 31_000);
    expect(await x.settle(order(['one'], { settled: 1 }), callTo())).toMatchObject({ kind: 'published' });
  });

  test('an error page after the post was taken', async () => {
    sandbox.faults.set([
      { kind: 'answer-after', ...create, status: 503, body: '<html>over capacity</html>' },
    ]);
    expect(await x.publish(order(['one']), callTo())).toMatchObject({ kind: 'unknown' });
    expect(await x.settle(order(['one']), callTo())).toMatchObject({ kind: 'published' });
    expect(sandbox.posts()).toHaveLength(1);
  });

  test('an answer that breaks off behind "created" and the id', async () => {
    const url = await rawServer(
      'HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"data":{"id":"177","te',
    );
    const memory = newMemory();
    expect(await x.publish(order(['one'], { memory }), callTo({}, url))).toMatchObject({
      kind: 'published',
      remoteIds: ['177'],
    });
    expect(memory.kept.get('piece:1')).toBe('177');
  });

  test('an answer that breaks off before the id, or that has none', async () => {
    for (const answer of [
      'HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"data":{"i',
      'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 2\r\n\r\nhi',
      'HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n',
      'not HTTP at all',
    ]) {
      const url = await rawServer(answer);
      expect(await x.publish(order(['one']), callTo({}, url))).toMatchObject({ kind: 'unknown' });
    }
  });

  test('a compressed answer that breaks off would be waited for: none is asked for', async () => {
    const head = 'content-type: application/json\r\ncontent-length: 500\r\n';
    const server = createServer((request, response) => {
      const compressed = request.headers['accept-encoding'] !== undefined;
      response.socket?.end(
        `HTTP/1.1 201 Created\r\n${head}${compressed ? 'content-encoding: gzip\r\n' : ''}\r\n{"data":`,
      );
    });
    servers.push(server);
    const outcome = await x.publish(order(['one']), callTo({}, await listen(server)));
    expect(outcome).toMatchObject({ kind: 'unknown' });
  });

  test('no answer within a minute', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const arrived = new Promise<void>((resolve) => {
        servers.push(createServer(() => resolve()));
      });
      const publishing = x.publish(order(['one']), callTo({}, await listen(servers[0]!)));
      await arrived;
      vi.advanceTimersByTime(60_000);
      expect(await publishing).toMatchObject({
        kind: 'unknown',
        reason: expect.stringContaining('60 s') as string,
      });
    } finally {
      vi.useRealTimers();
      servers[0]!.closeAllConnections();
    }
  });

  test('stopped while waiting', async () => {
    sandbox.faults.set([{ kind: 'hang', ...create, ms: 60_000 }]);
    const stop = new AbortController();
    const publishing = x.publish(order(['one']), callTo({ signal: stop.signal }));
    while (sandbox.posts().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    expect(await publishing).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('Stopped') as string,
    });
  });

  test('as long as the list cannot be read, nothing is known', async () => {
    for (const fault of [
      { kind: 'answer-before', status: 429, body: { title: 'Too Many Requests' } },
      { kind: 'answer-before', status: 401, body: {} },
      { kind: 'answer-before', status: 500, body: {} },
      { kind: 'cut-before' },
    ] as const) {
      sandbox.faults.set([{ ...fault, method: 'GET' }]);
      expect(await x.settle(order(['one'], { settled: 9 }), callTo())).toMatchObject({ kind: 'unknown' });
    }
    expect(await x.settle(order(['one'], { settled: 9 }), callTo({}, await closedPort()))).toMatchObject({
      kind: 'unknown',
    });
  });

  test('what is not the list that was asked for proves nothing', async () => {
    for (const body of [
      { data: [{ id: '1', text: 'other' }], meta: { result_count: 1 } },
      { errors: [{ title: 'Not Found Error' }] },
      '<html>sign in to this network</html>',
    ]) {
      sandbox.faults.set([{ kind: 'answer-before', method: 'GET', status: 200, body }]);
      expect(await x.settle(order(['one'], { settled: 9 }), callTo())).toMatchObject({ kind: 'unknown' });
    }
  });

  test('the post is found on a later page', async () => {
    sandbox.faults.set([{ kind: 'cut-after', ...create }]);
    await x.publish(order(['the one']), callTo());
    for (let i = 0; i < 130; i++) putPost({ text: `other ${i}` });
    const [oldest] = [...sandbox.posts()].reverse();
    expect(await x.settle(order(['the one']), callTo())).toMatchObject({
      kind: 'published',
      remoteIds: [oldest!.id],
    });
  });

  test('the same words of long ago are not taken for it', async () => {
    putPost({ text: 'one', createdAt: '2026-11-23T05:00:00.000Z' });
    expect(await x.settle(order(['one'], { settled: 3 }), callTo())).toMatchObject({ kind: 'unavailable' });
  });
});

describe('a thread that is cut in the middle', () => {
  test('before the piece was taken: it goes on where it stopped', async () => {
    const memory = newMemory();
    const pieces = ['one', 'two', 'three'];
    sandbox.faults.set([{ kind: 'cut-before', ...create, after: 1 }]);
    expect(await x.publish(order(pieces, { memory }), callTo())).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('Piece 2 of 3') as string,
    });
    expect(await x.settle(order(pieces, { memory }), callTo())).toMatchObject({ kind: 'unknown' });
    expect(await x.settle(order(pieces, { memory, settled: 3 }), callTo())).toMatchObject({ kind: 'ready' });
    expect(await x.publish(order(pieces, { memory, number: 6 }), callTo())).toMatchObject({
      kind: 'published',
    });
    expectThread(pieces);
  });

  test('after the piece was taken: found at once, then it goes on', async () => {
    const memory = newMemory();
    const pieces = ['one', 'two', 'three'];
    sandbox.faults.set([{ kind: 'cut-after', ...create, after: 1 }]);
    expect(await x.publish(order(pieces, { memory }), callTo())).toMatchObject({ kind: 'unknown' });
    expect(await x.settle(order(pieces, { memory }), callTo())).toMatchObject({ kind: 'ready' });
    expect(await x.publish(order(pieces, { memory, number: 3 }), callTo())).toMatchObject({
      kind: 'published',
    });
    expectThread(pieces);
  });

  test('the same words elsewhere are not the piece', async () => {
    const memory = newMemory();
    sandbox.faults.set([{ kind: 'cut-before', ...create, after: 1 }]);
    await x.publish(order(['one', 'two'], { memory }), callTo());
    putPost({ text: 'two' });
    expect(await x.settle(order(['one', 'two'], { memory, settled: 3 }), callTo())).toMatchObject({
      kind: 'ready',
    });
    expect(memory.kept.has('piece:2')).toBe(false);
  });

  test('at its last piece: settled as published', async () => {
    const memory = newMemory();
    const pieces = ['one', 'two'];
    sandbox.faults.set([{ kind: 'cut-after', ...create, after: 1 }]);
    await x.publish(order(pieces, { memory }), callTo());
    expect(await x.settle(order(pieces, { memory }), callTo())).toMatchObject({
      kind: 'published',
      remoteIds: [...sandbox.posts()].reverse().map(({ id }) => id),
    });
    expectThread(pieces);
  });

  test('X does not see the first piece yet: try again, nothing twice', async () => {
    const memory = newMemory();
    sandbox.world.setSwitch('reply-not-visible', 1);
    expect(await x.publish(order(['one', 'two'], { memory }), callTo())).toMatchObject({
      kind: 'unavailable',
    });
    expect(await x.publish(order(['one', 'two'], { memory, number: 2 }), callTo())).toMatchObject({
      kind: 'published',
    });
    expectThread(['one', 'two']);
  });

  function expectThread(pieces: readonly string[]): void {
    const posts = [...sandbox.posts()].reverse();
    expect(posts.map(({ text }) => text)).toEqual(pieces);
    expect(posts.map(({ replyTo }) => replyTo)).toEqual([
      undefined,
      ...posts.slice(0, -1).map(({ id }) => id),
    ]);
  }
});

describe('refusals', () => {
  test('nobody listens: surely not sent', async () => {
    expect(await x.publish(order(['one']), callTo({}, await closedPort()))).toMatchObject({
      kind: 'unavailable',
    });
  });

  test('no TLS where TLS was expected: surely not sent', async () => {
    const call = callTo({}, sandbox.url.replace('http:', 'https:'));
    expect(await x.publish(order(['one']), call)).toMatchObject({ kind: 'unavailable' });
    expect(sandbox.posts()).toHaveLength(0);
  });

  test('an expired token', async () => {
    clock = new Date(clock.getTime() + 7_200_000);
    expect(await x.publish(order(['one']), callTo())).toMatchObject({ kind: 'unauthorized' });
  });

  test('a token that may not write', async () => {
    const id = 'a-token-that-may-only-read';
    sandbox.world.collection<SandboxAccess>('access').put({
      id,
      userId: channel.remoteId,
      scopes: ['tweet.read', 'users.read'],
      expiresAt: '2027-01-01T00:00:00Z',
    });
    channel = { ...channel, tokens: { access_token: id } };
    const outcome = await x.publish(order(['one']), callTo());
    expect(outcome).toMatchObject({
      kind: 'unauthorized',
      reason: expect.stringContaining('tweet.write') as string,
    });
  });

  test('the same words as an older post', async () => {
    await x.publish(order(['one  more']), callTo());
    expect(await x.publish(order(['one more']), callTo())).toMatchObject({ kind: 'rejected' });
    expect(sandbox.posts()).toHaveLength(1);
  });

  test('the same words after an earlier try: settle first, and believe X the second time', async () => {
    const memory = newMemory();
    putPost({ text: 'one', createdAt: '2026-11-24T04:00:00.000Z' });
    const others = new Set(sandbox.posts().map(({ id }) => id));
    const again = (number: number) => x.publish(order(['one'], { memory, number }), callTo());
    expect(await again(2)).toMatchObject({ kind: 'unknown' });
    expect(await x.settle({ ...order(['one'], { memory, settled: 3 }), others }, callTo())).toMatchObject({
      kind: 'unavailable',
    });
    expect(await again(7)).toMatchObject({ kind: 'rejected' });
  });

  test('too many posts: wait until the limit is renewed', async () => {
    for (let i = 0; i < 100; i++) putPost({ text: `other ${i}` });
    expect(await x.publish(order(['one']), callTo())).toMatchObject({
      kind: 'throttled',
      retryAt: new Date('2026-11-24T06:15:01.000Z'),
    });
  });

  test('no credits', async () => {
    sandbox.world.collection<{ id: string; left: number }>('balance').put({ id: 'balance', left: 14 });
    expect(await x.publish(order(['one']), callTo())).toMatchObject({
      kind: 'unauthorized',
      reason: expect.stringContaining('credits') as string,
    });
  });

  test('a text that is too long, by one', async () => {
    expect(await x.publish(order(['a'.repeat(280)]), callTo())).toMatchObject({ kind: 'published' });
    expect(await x.publish(order([`${'b'.repeat(279)}…`]), callTo())).toMatchObject({ kind: 'rejected' });
  });
});

describe('tokens', () => {
  test('open one channel', async () => {
    const { tokens } = sandbox;
    expect(await x.identify(tokens, callTo(), now)).toEqual({
      kind: 'channels',
      channels: [
        {
          remoteId: channel.remoteId,
          name: '@clinic_sandbox',
          tokens,
          expiresAt: new Date('2026-11-24T08:00:00.500Z'),
        },
      ],
    });
    expect(await x.identify({ access_token: 'wrong' }, callTo(), now)).toMatchObject({
      kind: 'unauthorized',
    });
  });

  test('are renewed in their last ten minutes, once', async () => {
    expect(await x.refresh(channel, callTo(), now)).toEqual({ kind: 'unneeded' });
    clock = new Date('2026-11-24T07:55:00.000Z');
    const renewed = await x.refresh(channel, callTo(), now);
    if (renewed.kind !== 'tokens') throw new Error(renewed.kind);
    expect(renewed.expiresAt).toEqual(new Date('2026-11-24T09:55:00.000Z'));
    expect(renewed.tokens).toMatchObject({
      client_id: channel.tokens['client_id'],
      expires_at: '2026-11-24T09:55:00.000Z',
    });
    expect(renewed.tokens['refresh_token']).not.toBe(channel.tokens['refresh_token']);
    expect(x.tokenFile.safeParse(renewed.tokens).success).toBe(true);

    const again = await x.refresh(channel, callTo(), now);
    expect(again).toMatchObject({
      kind: 'unauthorized',
      reason: expect.stringContaining('Connect the channel again') as string,
    });
    channel = { ...channel, ...renewed };
    expect(await x.publish(order(['one']), callTo())).toMatchObject({ kind: 'published' });
  });

  test('are renewed at once when their end is not known', async () => {
    const { expires_at: _, ...tokens } = sandbox.tokens;
    expect(await x.refresh({ ...channel, tokens, expiresAt: null }, callTo(), now)).toMatchObject({
      kind: 'tokens',
    });
  });

  test('of OAuth 1.0a never die', async () => {
    channel = await channelOf(seedKeys(sandbox.world));
    expect(channel.expiresAt).toBeNull();
    expect(await x.refresh(channel, callTo(), now)).toEqual({ kind: 'unneeded' });
  });

  test('are not given up when X cannot be reached', async () => {
    clock = new Date('2026-11-24T07:55:00.000Z');
    expect(await x.refresh(channel, callTo({}, await closedPort()), now)).toMatchObject({
      kind: 'unavailable',
    });
    sandbox.faults.set([{ kind: 'answer-before', path: 'token', status: 503 }]);
    expect(await x.refresh(channel, callTo(), now)).toMatchObject({ kind: 'unavailable' });
  });
});

describe('numbers', () => {
  test('grow, and come with the clicks', async () => {
    const ids = await published(['one']);
    clock = new Date(clock.getTime() + 86_400_000);
    channel = await channelOf((await x.sandbox()).seed(sandbox.world));
    const [post] = sandbox.posts();
    const audience = sandbox.world.audienceOf(post!.id, post!.publishedAt);
    expect(await x.measure(ids, channel, callTo(), now)).toEqual({
      kind: 'measured',
      metrics: [
        { name: 'views', value: audience.views },
        { name: 'likes', value: audience.likes },
        { name: 'comments', value: audience.comments },
        { name: 'shares', value: audience.shares },
        { name: 'saves', value: audience.saves },
        { name: 'clicks', value: audience.clicks },
      ],
    });
    expect(audience.views).toBeGreaterThan(0);
  });

  test('of a thread are summed, its own replies left out; after 30 days without clicks', async () => {
    const ids = await published(['one', 'two', 'three']);
    clock = new Date(clock.getTime() + 31 * 86_400_000);
    channel = await channelOf((await x.sandbox()).seed(sandbox.world));
    const audiences = sandbox.posts().map(({ id, publishedAt }) => sandbox.world.audienceOf(id, publishedAt));
    const measured = await x.measure(ids, channel, callTo(), now);
    if (measured.kind !== 'measured') throw new Error(measured.kind);
    const sum = (name: 'views' | 'comments') =>
      audiences.reduce((total, numbers) => total + numbers[name], 0);
    expect(measured.metrics).toContainEqual({ name: 'views', value: sum('views') });
    expect(measured.metrics).toContainEqual({ name: 'comments', value: sum('comments') });
    expect(measured.metrics.map(({ name }) => name)).not.toContain('clicks');
  });

  test('in the newer spelling of the fields', async () => {
    const numbers = {
      repost_count: 3,
      quote_count: 1,
      like_count: 2,
      reply_count: 1,
      bookmark_count: 0,
      impression_count: 9,
    };
    const answer = { data: [{ id: '1', text: '', public_metrics: numbers }] };
    sandbox.faults.set([{ kind: 'answer-before', method: 'GET', status: 200, body: answer }]);
    const measured = await x.measure(['1'], channel, callTo(), now);
    expect(measured).toMatchObject({
      kind: 'measured',
      metrics: expect.arrayContaining([{ name: 'shares', value: 4 }]) as unknown,
    });
  });

  test('are none for a deleted post, and not to be had from another page', async () => {
    expect(await x.measure(['12345'], channel, callTo(), now)).toMatchObject({ kind: 'rejected' });
    for (const body of [{ data: [{ id: '1', text: '' }] }, '<html>sign in</html>']) {
      sandbox.faults.set([{ kind: 'answer-before', method: 'GET', status: 200, body }]);
      expect(await x.measure(['1'], channel, callTo(), now)).toMatchObject({ kind: 'unavailable' });
    }
  });

  async function published(pieces: readonly string[]): Promise<readonly string[]> {
    const outcome = await x.publish(order(pieces), callTo());
    if (outcome.kind !== 'published') throw new Error(outcome.kind);
    return outcome.remoteIds;
  }
});

test('a token that X repeats is not shown', async () => {
  const secret = channel.tokens['access_token']!;
  sandbox.faults.set([
    { kind: 'answer-before', ...create, status: 400, body: { detail: `bad header Bearer ${secret}` } },
  ]);
  const outcome = await x.publish(order(['one']), callTo());
  expect(outcome).toMatchObject({
    kind: 'rejected',
    reason: expect.stringContaining('bad header') as string,
  });
  expect(JSON.stringify(outcome)).not.toContain(secret);
});

function callTo(options: Partial<CallOptions> = {}, api = sandbox.url): Call {
  return bindCall({ addresses: { api, web: sandbox.url }, secrets: [], ...options });
}

async function channelOf(tokens: Tokens): Promise<OpenChannel> {
  const identified = await x.identify(tokens, callTo(), now);
  if (identified.kind !== 'channels') throw new Error(identified.reason);
  const [found] = identified.channels;
  return {
    id: 'c1',
    platform: 'x',
    sandbox: true,
    state: 'connected',
    throttledUntil: null,
    throttledReason: null,
    createdAt: clock,
    ...found!,
  };
}

function newMemory(): Memory & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    recall: (name) => kept.get(name),
    remember: async (name, value) => void kept.set(name, value),
  };
}

interface Try {
  readonly memory?: Memory;
  readonly number?: number;
  readonly settled?: number;
}

function order(
  pieces: readonly string[],
  { memory = newMemory(), number = 1, settled = 0 }: Try = {},
): Order {
  const begun = new Date('2026-11-24T06:00:00.500Z');
  return {
    excerpt: {
      platform: 'x',
      mode: pieces.length > 1 ? 'thread' : 'series',
      excerpt: 1,
      of: 1,
      pieces,
      hashtags: [],
      lengths: pieces.map((piece) => x.text.length(piece)),
      limit: 280,
      unit: 'weighted',
      spans: [],
      media: [],
      notes: [],
    },
    channel,
    attempt: { id: `a${number}`, number, startedAt: begun },
    firstStartedAt: begun,
    notBefore: new Date(begun.getTime() - 86_400_000),
    others: new Set(),
    settled,
    memory,
    media: [],
    now,
  };
}

/** A post of the account that came there without us. */
function putPost({ text, createdAt = clock.toISOString() }: { text: string; createdAt?: string }): void {
  const id = sandbox.world.nextId(19);
  const post = { userId: channel.remoteId, text, createdAt, conversationId: id, deleted: false };
  sandbox.world.collection('post').put({ id, ...post });
}

/** Says the same to every request, then hangs up. */
async function rawServer(answer: string): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => response.socket?.end(answer));
  });
  servers.push(server);
  return listen(server);
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function closedPort(): Promise<string> {
  const url = await rawServer('');
  await new Promise((resolve) => {
    servers.pop()?.close(resolve);
  });
  return url;
}
