import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { OpenChannel, Tokens } from '../../domain/channel.ts';
import type { Excerpt } from '../../domain/excerpt.ts';
import { bindCall, type Call } from '../../net/request.ts';
import { startSandbox, type RunningSandbox } from '../../sandbox/kit.ts';
import type { MediaFile, Order } from '../contract.ts';
import { youtube } from './index.ts';
import { grants } from './sandbox-world.ts';

const MiB = 1024 * 1024;
let clock: Date;
let folder: string;
let running: RunningSandbox;
let call: Call;

const now = (): Date => new Date(clock);
const pass = (ms: number): void => {
  clock = new Date(clock.getTime() + ms);
};

beforeEach(async () => {
  clock = new Date('2026-11-24T06:00:00.000Z');
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-youtube-'));
  running = await startSandbox(await youtube.sandbox(), { now });
  call = bindCall({
    addresses: Object.fromEntries(Object.keys(youtube.addresses).map((base) => [base, running.url])),
    secrets: Object.values(running.tokens),
  });
});

afterEach(async () => {
  await running.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** The first box of an MP4, then noise: enough for a server that looks at the start of the file. */
function film(bytes: number, name = 'film.mp4'): MediaFile {
  const file = Buffer.concat([
    Buffer.from('00000018667479706d703432000000006d70343269736f6d', 'hex'),
    randomBytes(bytes - 24),
  ]);
  fs.writeFileSync(path.join(folder, name), file);
  return {
    kind: 'video',
    path: path.join(folder, name),
    bytes,
    mime: 'video/mp4',
    width: 1080,
    height: 1920,
    seconds: 20,
    alt: 'Cards about tendons',
    url: `http://127.0.0.1/media/${name}`,
  };
}

const excerpt: Excerpt = {
  platform: 'youtube',
  mode: 'whole',
  excerpt: 1,
  of: 1,
  title: 'Tendons heal slowly',
  pieces: ['Tendons heal slowly, and here is why. #tendon #힘줄'],
  hashtags: ['tendon', '힘줄'],
  lengths: [54],
  limit: 5000,
  unit: 'bytes',
  spans: [[0, 40]],
  media: [],
  notes: [],
};

function channel(tokens: Tokens = running.tokens): OpenChannel {
  return {
    id: 'channel-1',
    platform: 'youtube',
    name: 'Clinic',
    remoteId: 'UC1',
    sandbox: true,
    state: 'connected',
    throttledUntil: null,
    throttledReason: null,
    expiresAt: null,
    createdAt: clock,
    tokens,
  };
}

/** An order with a memory of its own; `again` gives the next try's order with the same memory. */
function order(
  media: readonly MediaFile[],
  more: Partial<Order> = {},
): Order & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    excerpt,
    channel: channel(),
    attempt: { id: 'attempt-1', number: 1, startedAt: now() },
    firstStartedAt: now(),
    notBefore: new Date(now().getTime() - 86_400_000),
    others: new Set(),
    settled: 0,
    memory: {
      recall: (name) => kept.get(name),
      remember: async (name, value) => void kept.set(name, value),
    },
    media,
    now,
    kept,
    ...more,
  };
}

function again<T extends Order>(before: T, settled = 0): T {
  const number = before.attempt.number + 1;
  return { ...before, settled, attempt: { id: `attempt-${number}`, number, startedAt: now() } };
}

const hashOf = (bytes: Buffer | undefined): string =>
  createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');
const hashOfFile = (file = 'film.mp4'): string => hashOf(fs.readFileSync(path.join(folder, file)));
/** Hash of the newest film as the sandbox keeps it. */
const uploaded = (): string =>
  hashOf(running.world.blob(running.posts()[0]?.media[0]?.url.split('/').at(-1) ?? '')?.bytes);

test('a film is uploaded with its words and is public at the address that is given', async () => {
  const media = film(100_000);
  const asked = order([media]);

  const outcome = await youtube.publish(asked, call);

  const [post, ...others] = running.posts();
  expect(others).toEqual([]);
  expect(outcome).toEqual({
    kind: 'published',
    remoteIds: [post?.id],
    url: `${running.url}/watch?v=${post?.id}`,
  });
  expect(post).toMatchObject({ title: excerpt.title, text: excerpt.pieces[0], remarks: [] });
  expect(uploaded()).toBe(hashOfFile());
  const page = await (await fetch(post?.url ?? '')).text();
  expect(page).toContain('Tendons heal slowly, and here is why.');
  expect(page).toContain('<video');

  const video = await call({
    base: 'api',
    method: 'GET',
    path: `/youtube/v3/videos?part=snippet,status&id=${post?.id}`,
    headers: { authorization: `Bearer ${running.tokens['access_token']}` },
  });
  expect(video).toMatchObject({
    json: {
      items: [
        {
          snippet: { tags: [expect.stringMatching(/^cl-[0-9a-f]{8}$/), 'tendon', '힘줄'], categoryId: '27' },
          status: { privacyStatus: 'public', selfDeclaredMadeForKids: false, embeddable: true },
        },
      ],
    },
  });
});

test('what was published is known at the next try without a request', async () => {
  const asked = order([film(1000)]);
  const first = await youtube.publish(asked, call);
  running.faults.set([{ kind: 'cut-before', times: 100 }]);

  expect(await youtube.publish(again(asked), call)).toEqual(first);
  expect(await youtube.settle(again(asked, 1), call)).toEqual(first);
});

test.each([
  { how: 'before the block was taken', kind: 'cut-before' as const },
  { how: 'after the block was taken', kind: 'cut-after' as const },
])('a line that breaks $how is taken up where the server stands', async ({ kind }) => {
  const media = film(17 * MiB + 4321);
  const asked = order([media]);
  running.faults.set([{ kind, method: 'PUT', after: 1 }]);

  expect(await youtube.publish(asked, call)).toMatchObject({ kind: 'unknown' });
  expect(running.posts()).toEqual([]);
  const settled = await youtube.settle(again(asked), call);
  expect(settled).toMatchObject({ kind: 'ready' });
  expect(settled).toHaveProperty(
    'reason',
    expect.stringContaining(String((kind === 'cut-after' ? 16 : 8) * MiB)),
  );
  expect(await youtube.publish(again(asked), call)).toMatchObject({ kind: 'published' });

  expect(running.posts()).toHaveLength(1);
  expect(uploaded()).toBe(hashOfFile());
});

test('the last block was taken and the answer lost: settling finds the one film, publishing makes no second', async () => {
  const asked = order([film(9 * MiB)]);
  running.faults.set([{ kind: 'cut-after', method: 'PUT', after: 1 }]);

  expect(await youtube.publish(asked, call)).toMatchObject({ kind: 'unknown' });
  const other = order(asked.media, {
    memory: { recall: (name) => asked.kept.get(name), remember: async () => {} },
  });
  const settled = await youtube.settle(again(asked), call);
  const published = await youtube.publish(again(other), call);

  expect(settled).toMatchObject({ kind: 'published', remoteIds: [running.posts()[0]?.id] });
  expect(published).toEqual(settled);
  expect(running.posts()).toHaveLength(1);
});

test('a fault of the server is harmless before the session and unknown after it', async () => {
  const asked = order([film(1000)]);
  running.faults.set([{ kind: 'answer-before', method: 'POST', path: '^/upload/', status: 503 }]);
  expect(await youtube.publish(asked, call)).toMatchObject({ kind: 'unavailable' });
  expect(await youtube.settle(again(asked), call)).toMatchObject({ kind: 'unavailable' });

  running.faults.set([{ kind: 'answer-before', method: 'PUT', path: '^/upload/', status: 503 }]);
  expect(await youtube.publish(again(asked), call)).toMatchObject({ kind: 'unknown' });
  running.faults.set([{ kind: 'answer-before', method: 'PUT', path: '^/upload/', status: 502 }]);
  expect(await youtube.settle(again(asked), call)).toMatchObject({ kind: 'unknown' });
  expect(await youtube.settle(again(asked), call)).toMatchObject({ kind: 'ready' });
  running.faults.set([{ kind: 'answer-after', method: 'PUT', path: '^/upload/', status: 500 }]);
  expect(await youtube.publish(again(asked), call)).toMatchObject({ kind: 'unavailable' });
  expect(await youtube.publish(again(asked), call)).toMatchObject({ kind: 'published' });
  expect(running.posts()).toHaveLength(1);
});

test('a session whose answer is lost made nothing', async () => {
  running.faults.set([{ kind: 'cut-after', method: 'POST', path: '^/upload/' }]);
  const asked = order([film(1000)]);
  expect(await youtube.publish(asked, call)).toMatchObject({ kind: 'unavailable' });
  expect(asked.kept.size).toBe(0);
  expect(running.posts()).toEqual([]);
});

test('a used-up quota waits for midnight in Los Angeles, the limit of the channel for a day', async () => {
  running.world.setSwitch('quota', 1);
  expect(await youtube.publish(order([film(1000)]), call)).toMatchObject({
    kind: 'throttled',
    retryAt: new Date('2026-11-24T08:00:00Z'),
  });
  // Summer time, and an instant whose date there is the day before that in UTC.
  clock = new Date('2026-07-01T03:00:00Z');
  running.faults.set([
    {
      kind: 'answer-before',
      path: '^/upload/',
      status: 403,
      body: {
        error: { code: 403, message: 'no', errors: [{ domain: 'youtube.quota', reason: 'quotaExceeded' }] },
      },
    },
  ]);
  expect(await youtube.publish(order([film(1000)]), call)).toMatchObject({
    kind: 'throttled',
    retryAt: new Date('2026-07-01T07:00:00Z'),
  });
  clock = new Date('2026-11-24T06:00:00Z');
  running.world.setSwitch('upload-limit', 1);
  expect(await youtube.publish(order([film(1000)]), call)).toMatchObject({
    kind: 'throttled',
    retryAt: new Date('2026-11-25T06:00:00Z'),
  });
  expect(running.posts()).toEqual([]);
});

test('refusals of the words name what is wrong', async () => {
  const wrong = (more: Partial<Excerpt>): Order => order([film(1000)], { excerpt: { ...excerpt, ...more } });
  expect(await youtube.publish(wrong({ title: 'x'.repeat(101) }), call)).toMatchObject({
    kind: 'rejected',
    reason: expect.stringContaining('title'),
  });
  expect(await youtube.publish(wrong({ pieces: ['회'.repeat(1667)] }), call)).toMatchObject({
    kind: 'rejected',
    reason: expect.stringContaining('5,000 bytes'),
  });
  expect(await youtube.publish(order([]), call)).toMatchObject({ kind: 'rejected' });
  expect(running.posts()).toEqual([]);
});

test('a title that is missing is the first words, and hashtags never pass the room for hidden tags', async () => {
  const words = 'p < 0.05 '.repeat(30).trim();
  const { title: _, ...untitled } = excerpt;
  const hashtags = Array.from({ length: 15 }, (_, index) => `hashtag${index}${'x'.repeat(60)}`);
  const piece = youtube.text.clean(words);
  const outcome = await youtube.publish(
    order([film(1000)], { excerpt: { ...untitled, pieces: [piece], hashtags } }),
    call,
  );
  expect(outcome).toMatchObject({ kind: 'published' });
  expect(running.posts()[0]?.title).toBe(`${'p ‹ 0.05 '.repeat(11).trim()}…`);
});

test('an access token that has run out is replaced on the way', async () => {
  pass(2 * 3600_000);
  expect(await youtube.publish(order([film(1000)]), call)).toMatchObject({ kind: 'published' });
});

test('a dead refresh token: the owner must connect again; a question that cannot be asked stays open', async () => {
  const asked = order([film(9 * MiB)]);
  running.faults.set([{ kind: 'cut-after', method: 'PUT', after: 1 }]);
  expect(await youtube.publish(asked, call)).toMatchObject({ kind: 'unknown' });
  pass(2 * 3600_000);
  running.world.setSwitch('revoked', 1);

  expect(await youtube.settle(again(asked), call)).toMatchObject({ kind: 'unknown' });
  expect(await youtube.publish(order([film(1000)]), call)).toMatchObject({ kind: 'unauthorized' });
  expect(await youtube.refresh(channel(), call, now)).toMatchObject({ kind: 'unauthorized' });
  expect(await youtube.identify(running.tokens, call, now)).toMatchObject({ kind: 'unauthorized' });
  expect(await youtube.measure(['x'], channel(), call, now)).toMatchObject({ kind: 'unauthorized' });
});

test('a session that is gone after its film was made: the film is found among the uploads by its mark', async () => {
  const twin = order([film(2000, 'twin.mp4')], { attempt: { id: 'twin', number: 1, startedAt: now() } });
  expect(await youtube.publish(twin, call)).toMatchObject({ kind: 'published' });
  pass(1000);
  const asked = order([film(1000)]);
  running.faults.set([{ kind: 'cut-after', method: 'PUT' }]);
  expect(await youtube.publish(asked, call)).toMatchObject({ kind: 'unknown' });
  const [newest] = running.posts();
  pass(1000);
  running.world.setSwitch('session-gone', 1);

  expect(await youtube.settle(again(asked), call)).toMatchObject({
    kind: 'published',
    remoteIds: [newest?.id],
  });
  expect(running.posts()).toHaveLength(2);
});

test('a list that lags proves nothing at first, and publishing looks once more before it begins anew', async () => {
  const asked = order([film(1000)]);
  running.faults.set([{ kind: 'cut-after', method: 'PUT' }]);
  await youtube.publish(asked, call);
  running.world.setSwitch('session-gone', 1);
  running.world.lagMs = 300_000;

  expect(await youtube.settle(again(asked, 0), call)).toMatchObject({ kind: 'unknown' });
  expect(await youtube.settle(again(asked, 2), call)).toMatchObject({ kind: 'unknown' });
  expect(await youtube.settle(again(asked, 3), call)).toMatchObject({ kind: 'unavailable' });
  pass(400_000);
  expect(await youtube.publish(again(asked), call)).toMatchObject({ kind: 'published' });
  expect(running.posts()).toHaveLength(1);
});

test('a session that is gone before its film was whole is given up, and a new one makes the film', async () => {
  const asked = order([film(17 * MiB)]);
  running.faults.set([{ kind: 'cut-before', method: 'PUT', after: 1 }]);
  await youtube.publish(asked, call);
  // Another publication with the very same words is not ours.
  await youtube.publish(
    order([film(500, 'other.mp4')], { attempt: { id: 'other', number: 1, startedAt: now() } }),
    call,
  );
  running.world.setSwitch('session-gone', 1);

  expect(await youtube.settle(again(asked, 0), call)).toMatchObject({ kind: 'unknown' });
  expect(await youtube.settle(again(asked, 3), call)).toMatchObject({ kind: 'unavailable' });
  expect(await youtube.publish(again(asked), call)).toMatchObject({ kind: 'published' });
  expect(running.posts()).toHaveLength(2);
  expect(uploaded()).toBe(hashOfFile());
});

test('a file that is not the one the session was begun with is sent whole, through a session of its own', async () => {
  const asked = order([film(17 * MiB)]);
  running.faults.set([{ kind: 'cut-after', method: 'PUT' }]);
  await youtube.publish(asked, call);
  film(17 * MiB);

  expect(await youtube.settle(again(asked), call)).toMatchObject({ kind: 'ready' });
  expect(await youtube.publish(again(asked), call)).toMatchObject({ kind: 'published' });
  expect(running.posts()).toHaveLength(1);
  expect(uploaded()).toBe(hashOfFile());
});

test('a block of which nothing was kept is not passed over', async () => {
  const media = film(17 * MiB);
  const asked = order([media]);
  running.world.setSwitch('range-missing', 1);
  expect(await youtube.publish(asked, call)).toMatchObject({ kind: 'unavailable' });
  expect(await youtube.publish(again(asked), call)).toMatchObject({ kind: 'published' });
  expect(uploaded()).toBe(hashOfFile());
});

test('what the server says it has kept is believed, even when it is less than was sent', async () => {
  const media = film(17 * MiB);
  const asked = order([media]);
  const range = { range: 'bytes=0-262143' };
  running.faults.set([{ kind: 'answer-after', method: 'PUT', status: 308, headers: range }]);
  // It kept all of the block in truth, so the next one does not fit, and nothing of it is taken.
  expect(await youtube.publish(asked, call)).toMatchObject({ kind: 'unavailable' });
  expect(running.world.collection<{ id: string; kept: number }>('session').all()).toMatchObject([
    { kept: 8 * MiB },
  ]);
  expect(await youtube.publish(again(asked), call)).toMatchObject({ kind: 'published' });
  expect(uploaded()).toBe(hashOfFile());
});

test("no second session is opened while the look for the first one's film is refused", async () => {
  const asked = order([film(1000)]);
  running.faults.set([{ kind: 'cut-after', method: 'PUT' }]);
  await youtube.publish(asked, call);
  running.world.setSwitch('session-gone', 1);
  const refused = { kind: 'answer-before' as const, path: '^/youtube/v3/', status: 503 };
  running.faults.set([refused]);
  expect(await youtube.publish(again(asked), call)).toMatchObject({ kind: 'unavailable' });
  running.faults.set([refused]);
  expect(await youtube.settle(again(asked, 9), call)).toMatchObject({ kind: 'unknown' });
  expect(await youtube.publish(again(asked), call)).toMatchObject({ kind: 'published' });
  expect(running.posts()).toHaveLength(1);
});

test('every byte is there but no film is named: YouTube is still at work', async () => {
  const asked = order([film(1000)]);
  const range = {
    kind: 'answer-before' as const,
    method: 'PUT',
    status: 308,
    headers: { range: 'bytes=0-999' },
  };
  running.faults.set([{ ...range, times: 2 }]);
  const processing = { kind: 'processing', askAt: new Date(clock.getTime() + 15_000) };
  expect(await youtube.publish(asked, call)).toMatchObject(processing);
  expect(await youtube.settle(again(asked), call)).toMatchObject(processing);
});

test('only path and query of the session are kept, whatever host it names', async () => {
  const asked = order([film(1000)]);
  running.faults.set([
    {
      kind: 'answer-before',
      method: 'POST',
      path: '^/upload/',
      status: 200,
      headers: {
        location: 'https://elsewhere.example/upload/youtube/v3/videos?uploadType=resumable&upload_id=far',
      },
    },
  ]);
  expect(await youtube.publish(asked, call)).toMatchObject({ kind: 'unknown' });
  expect(JSON.parse(asked.kept.get('session') ?? '')).toMatchObject({
    path: '/upload/youtube/v3/videos?uploadType=resumable&upload_id=far',
  });
});

test('when the session cannot be written down not one byte is sent', async () => {
  const lost = order([film(1000)], {
    memory: {
      recall: () => undefined,
      remember: async () => {
        throw new Error('The claim is lost.');
      },
    },
  });
  await expect(youtube.publish(lost, call)).rejects.toThrow('The claim is lost.');
  expect(running.posts()).toEqual([]);
  expect(running.world.collection<{ id: string; kept: number }>('session').all()).toMatchObject([
    { kept: 0 },
  ]);
});

test('identifying gives the channel and fresh tokens', async () => {
  const { access_token: _a, expires_at: _e, ...stored } = running.tokens;
  const found = await youtube.identify(stored, call, now);
  expect(found).toMatchObject({
    kind: 'channels',
    channels: [
      { remoteId: 'UCsandboxClinicOnYouTube', name: 'Sandbox Clinic', expiresAt: null, tokens: stored },
    ],
  });
  if (found.kind !== 'channels') return;
  const tokens = found.channels[0]?.tokens;
  expect(youtube.tokenFile.parse(tokens)).toEqual(tokens);
  expect(tokens?.['expires_at']).toBe('2026-11-24T06:59:59.000Z');
});

test('identifying tells a missing permission from a missing channel and from a wrong client', async () => {
  const [grant] = grants(running.world).all();
  if (grant === undefined) throw new Error('The sandbox seeds a consent.');
  grants(running.world).put({ ...grant, scopes: ['https://www.googleapis.com/auth/youtube.upload'] });
  expect(await youtube.identify(running.tokens, call, now)).toMatchObject({
    kind: 'unauthorized',
    reason: expect.stringContaining('permission to see the channel'),
  });
  grants(running.world).put({ ...grant, account: null });
  expect(await youtube.identify(running.tokens, call, now)).toMatchObject({
    kind: 'unauthorized',
    reason: expect.stringContaining('no YouTube channel'),
  });
  expect(await youtube.identify({ ...running.tokens, client_secret: 'wrong' }, call, now)).toMatchObject({
    kind: 'unauthorized',
    reason: expect.stringContaining('client id or secret'),
  });
  running.faults.set([{ kind: 'cut-before' }]);
  expect(await youtube.identify(running.tokens, call, now)).toMatchObject({ kind: 'unavailable' });
});

test('tokens are renewed in the last ten minutes and keep the refresh token', async () => {
  expect(await youtube.refresh(channel(), call, now)).toEqual({ kind: 'unneeded' });
  pass(51 * 60_000);
  const refreshed = await youtube.refresh(channel(), call, now);
  expect(refreshed).toMatchObject({
    kind: 'tokens',
    tokens: { refresh_token: running.tokens['refresh_token'] },
  });
  if (refreshed.kind !== 'tokens') return;
  expect(refreshed.tokens['access_token']).not.toBe(running.tokens['access_token']);
  pass(60 * 60_000);
  running.faults.set([{ kind: 'answer-before', path: '^/token', status: 503 }]);
  expect(await youtube.refresh(channel(), call, now)).toMatchObject({ kind: 'unavailable' });
});

test('numbers: at once those of the Data API, after some days those of Analytics too; never an invented zero', async () => {
  const outcome = await youtube.publish(order([film(1000)]), call);
  if (outcome.kind !== 'published') throw new Error(outcome.reason);
  const named = async (): Promise<Record<string, number>> => {
    const measured = await youtube.measure(outcome.remoteIds, channel(), call, now);
    if (measured.kind !== 'measured') throw new Error(measured.reason);
    return Object.fromEntries(measured.metrics.map(({ name, value }) => [name, value]));
  };
  pass(3600_000);
  const early = await named();
  expect(Object.keys(early)).toEqual(['views', 'likes', 'comments']);
  expect(early['views']).toBe(running.posts()[0]?.numbers['views']);
  pass(6 * 24 * 3600_000);
  const late = await named();
  expect(Object.keys(late)).toEqual(['views', 'likes', 'comments', 'shares', 'watchSeconds']);
  expect(late['views']).toBeGreaterThan(early['views'] ?? Infinity);
  expect(late['watchSeconds']).toBeGreaterThan(0);

  running.faults.set([{ kind: 'answer-before', path: '^/v2/reports', status: 500 }]);
  expect(Object.keys(await named())).toEqual(['views', 'likes', 'comments']);
  expect(await youtube.measure(['AAAAAAAAAAA'], channel(), call, now)).toEqual({
    kind: 'measured',
    metrics: [],
  });
  running.faults.set([{ kind: 'answer-before', path: '^/youtube/v3/videos', status: 500 }]);
  expect(await youtube.measure(outcome.remoteIds, channel(), call, now)).toMatchObject({
    kind: 'unavailable',
  });
});
