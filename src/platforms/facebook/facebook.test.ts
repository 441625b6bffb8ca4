import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Hono } from 'hono';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Tokens } from '../../domain/channel.ts';
import { bindCall, type Call } from '../../net/request.ts';
import type { FaultEnv, FaultInput } from '../../sandbox/faults.ts';
import { startSandbox, type RunningSandbox } from '../../sandbox/kit.ts';
import { World } from '../../sandbox/state.ts';
import type { MediaFile, Order } from '../contract.ts';
import { facebook } from './index.ts';
import { tokensOf } from './sandbox-account.ts';
import { sandbox as definition } from './sandbox.ts';

let clock = new Date('2026-11-24T09:00:00Z');
const now = () => clock;
const pass = (seconds: number) => void (clock = new Date(clock.getTime() + seconds * 1000));
const text =
  'Knees that hurt after a run are seldom worn out.\n\nWhat helps, and what does not: 무릎 통증. #knee #running';

let sandbox: RunningSandbox;
let call: Call;
let pictures: http.Server;
let pictureUrl = '';

beforeAll(async () => {
  const jpeg = await sharp({ create: { width: 80, height: 100, channels: 3, background: '#3a7' } })
    .jpeg()
    .toBuffer();
  pictures = http.createServer((request, response) => {
    if (request.url?.startsWith('/picture') === true)
      response.writeHead(200, { 'content-type': 'image/jpeg' }).end(jpeg);
    else response.writeHead(200, { 'content-type': 'text/plain' }).end('no picture');
  });
  await new Promise<void>((resolve) => pictures.listen(0, '127.0.0.1', resolve));
  pictureUrl = `http://127.0.0.1:${(pictures.address() as AddressInfo).port}/picture`;
});
afterAll(() => new Promise((resolve) => pictures.close(resolve)));

beforeEach(async () => {
  clock = new Date('2026-11-24T09:00:00Z');
  sandbox = await startSandbox(definition, { now });
  call = bindCall({
    addresses: { api: sandbox.url, web: sandbox.url },
    secrets: Object.values(sandbox.tokens),
  });
});
afterEach(() => sandbox.close());

describe('publishing', () => {
  it('puts the words on the Page and gives the address at which they stand', async () => {
    const outcome = await facebook.publish(order(), call);
    expect(outcome).toMatchObject({ kind: 'published', remoteIds: [sandbox.posts()[0]?.id] });
    expect(sandbox.posts().map((post) => post.text)).toEqual([text]);
    const page = await (await fetch(outcome.kind === 'published' ? outcome.url : '')).text();
    expect(page).toContain('Knees that hurt after a run');
  });

  it('carries a picture with its words and its description', async () => {
    await facebook.publish(order({ media: [picture('A knee')] }), call);
    expect(sandbox.posts()).toMatchObject([{ text, media: [{ kind: 'picture', alt: 'A knee' }] }]);
    const bytes = await (await fetch(sandbox.posts()[0]?.media[0]?.url ?? '')).arrayBuffer();
    expect((await sharp(Buffer.from(bytes)).metadata()).format).toBe('jpeg');
  });

  it('makes an album of several, and goes on with the pictures it has when one was lost', async () => {
    const told = order({ media: [picture('one'), picture('two')] });
    faults({ kind: 'cut-after', method: 'POST', path: '/photos$', after: 1 });
    expect(await facebook.publish(told, call)).toMatchObject({ kind: 'unavailable' });
    const first = told.memory.recall('photo-1');
    expect(first).toMatch(/^\d+ 2026-/);
    expect(await facebook.publish(told, call)).toMatchObject({ kind: 'published' });
    expect(told.memory.recall('photo-1')).toBe(first);
    expect(sandbox.posts()).toMatchObject([{ text, media: [{ alt: 'one' }, { alt: 'two' }] }]);
  });

  it('makes a picture again that Facebook has deleted meanwhile', async () => {
    const told = order({ media: [picture('one'), picture('two')] });
    faults({ kind: 'answer-before', status: 503, method: 'POST', path: '/feed$' });
    expect(await facebook.publish(told, call)).toMatchObject({ kind: 'unknown' });
    pass(25 * 3600);
    expect(await facebook.publish(told, call)).toMatchObject({ kind: 'published' });
    expect(sandbox.posts()).toHaveLength(1);
  });

  it('is not done a second time once the post has its id', async () => {
    const told = order();
    const first = await facebook.publish(told, call);
    expect(await facebook.publish(told, call)).toEqual(first);
    expect(sandbox.posts()).toHaveLength(1);
  });

  it('counts as done when only the address could not be read', async () => {
    faults({ kind: 'cut-before', method: 'GET' });
    const outcome = await facebook.publish(order(), call);
    expect(outcome).toEqual({
      kind: 'published',
      remoteIds: [sandbox.posts()[0]?.id],
      url: sandbox.posts()[0]?.url,
    });
  });
});

describe('when the end is not known', () => {
  const faultsAfterwards: FaultInput[] = [
    { kind: 'cut-after', method: 'POST' },
    { kind: 'answer-after', status: 502, body: '<html>Bad gateway</html>', method: 'POST' },
    { kind: 'answer-after', status: 500, body: graphError(1, 'An unknown error occurred'), method: 'POST' },
    {
      kind: 'answer-after',
      status: 400,
      body: graphError(2, 'Service temporarily unavailable', { is_transient: true }),
      method: 'POST',
    },
    { kind: 'answer-after', status: 200, body: '', method: 'POST' },
  ];
  it.each(faultsAfterwards)('finds the post that was accepted before %o', async (fault) => {
    faults(fault);
    const told = order();
    expect(await facebook.publish(told, call)).toMatchObject({ kind: 'unknown' });
    const settled = await facebook.settle({ ...told, settled: 1 }, call);
    expect(settled).toMatchObject({
      kind: 'published',
      remoteIds: [sandbox.posts()[0]?.id],
      url: sandbox.posts()[0]?.url,
    });
    expect(sandbox.posts()).toHaveLength(1);
  });

  it('waits for a list that lags behind', async () => {
    faults({ kind: 'cut-after', method: 'POST' }, { kind: 'lag', ms: 30_000 });
    const told = order();
    expect(await facebook.publish(told, call)).toMatchObject({ kind: 'unknown' });
    expect(await facebook.settle({ ...told, settled: 1 }, call)).toMatchObject({ kind: 'unknown' });
    pass(40);
    expect(await facebook.settle({ ...told, settled: 2 }, call)).toMatchObject({ kind: 'published' });
  });

  it('says that nothing was made only after the third look', async () => {
    faults({ kind: 'cut-before', method: 'POST' });
    const told = order();
    expect(await facebook.publish(told, call)).toMatchObject({ kind: 'unknown' });
    for (const settled of [1, 2])
      expect(await facebook.settle({ ...told, settled }, call)).toMatchObject({ kind: 'unknown' });
    expect(await facebook.settle({ ...told, settled: 3 }, call)).toMatchObject({ kind: 'unavailable' });
    expect(await facebook.publish(told, call)).toMatchObject({ kind: 'published' });
    expect(sandbox.posts()).toHaveLength(1);
  });

  it('does not take an older post with the same words for its own', async () => {
    await facebook.publish(order(), call);
    pass(25 * 3600);
    await facebook.publish(order({ text: 'Something else in between' }), call);
    faults({ kind: 'cut-before', method: 'POST' });
    const told = order();
    await facebook.publish(told, call);
    expect(await facebook.settle({ ...told, settled: 3 }, call)).toMatchObject({ kind: 'unavailable' });
  });

  it('finds it behind more posts than one page of the list holds', async () => {
    faults({ kind: 'cut-after', method: 'POST' });
    const told = order();
    await facebook.publish(told, call);
    for (let count = 0; count < 101; count += 1) {
      pass(1);
      await facebook.publish(order({ text: `Later post ${count}` }), call);
    }
    expect(await facebook.settle({ ...told, settled: 1 }, call)).toMatchObject({ kind: 'published' });
  });

  it('takes the refusal of a repetition as a hint that it is there', async () => {
    faults({ kind: 'cut-after', method: 'POST' });
    const told = order();
    await facebook.publish(told, call);
    expect(await facebook.publish(told, call)).toMatchObject({ kind: 'unknown' });
    expect(await facebook.settle({ ...told, settled: 1 }, call)).toMatchObject({ kind: 'published' });
    expect(sandbox.posts()).toHaveLength(1);
  });

  it('leaves a real repetition of an old post to the author', async () => {
    await facebook.publish(order(), call);
    pass(25 * 3600);
    const told = order();
    expect(await facebook.publish(told, call)).toMatchObject({ kind: 'unknown' });
    expect(await facebook.settle({ ...told, settled: 3 }, call)).toMatchObject({ kind: 'rejected' });
  });

  it('does not claim that nothing was made when the question itself is refused', async () => {
    faults({ kind: 'cut-after', method: 'POST' });
    const told = order();
    await facebook.publish(told, call);
    kill(463);
    expect(await facebook.settle({ ...told, settled: 9 }, call)).toMatchObject({ kind: 'unknown' });
  });
});

describe('what is refused', () => {
  it('is unavailable when nobody listens', async () => {
    const gone = bindCall({ addresses: { api: await freeAddress(), web: sandbox.url }, secrets: [] });
    expect(await facebook.publish(order(), gone)).toMatchObject({ kind: 'unavailable' });
  });

  it.each([463, 460, 458])(
    'is unauthorized with a dead token (%i), which no reason shows',
    async (subcode) => {
      kill(subcode);
      const outcome = await facebook.publish(order(), call);
      expect(outcome).toMatchObject({ kind: 'unauthorized' });
      expect(JSON.stringify(outcome)).not.toContain(sandbox.tokens['access_token']);
    },
  );

  it('is unauthorized with a token of another kind or with none', async () => {
    const person = tokensOf(sandbox.world).find(({ kind }) => kind === 'user')?.id ?? '';
    expect(await facebook.publish(order({ tokens: { access_token: person } }), call)).toMatchObject({
      kind: 'unauthorized',
    });
    expect(await facebook.publish(order({ tokens: { access_token: 'nonsense' } }), call)).toMatchObject({
      kind: 'unauthorized',
    });
  });

  it('waits as long as the headers say, else 15 minutes that double', async () => {
    faults({ kind: 'switch', name: 'calls-used-up' });
    expect(await facebook.publish(order(), call)).toMatchObject({
      kind: 'throttled',
      retryAt: new Date('2026-11-24T09:19:00Z'),
    });
    faults({
      kind: 'answer-before',
      status: 400,
      body: graphError(17, '(#17) User request limit reached'),
      times: 2,
    });
    expect(await facebook.publish(order(), call)).toMatchObject({
      kind: 'throttled',
      retryAt: new Date('2026-11-24T09:15:00Z'),
    });
    expect(await facebook.publish(order({ number: 2 }), call)).toMatchObject({
      retryAt: new Date('2026-11-24T09:30:00Z'),
    });
  });

  it('is rejected when too long, without words, or not a picture', async () => {
    expect(await facebook.publish(order({ text: 'a'.repeat(63_207) }), call)).toMatchObject({
      kind: 'rejected',
    });
    expect(await facebook.publish(order({ text: ' ' }), call)).toMatchObject({ kind: 'rejected' });
    const wrong = { ...picture('x'), url: pictureUrl.replace('/picture', '/words') };
    expect(await facebook.publish(order({ media: [wrong] }), call)).toMatchObject({ kind: 'rejected' });
    expect(sandbox.posts()).toHaveLength(0);
  });

  it('says what to set when a picture lies on an address that Facebook cannot reach', async () => {
    const real = bindCall({ addresses: facebook.addresses, secrets: [] });
    const outcome = await facebook.publish(order({ media: [picture('x')] }), real);
    expect(outcome).toMatchObject({
      kind: 'rejected',
      reason: expect.stringContaining('CUTLINE_PUBLIC_URL') as string,
    });
  });

  const table: [number, number, string][] = [
    [190, 463, 'unauthorized'],
    [102, 0, 'unauthorized'],
    [200, 0, 'unauthorized'],
    [10, 0, 'unauthorized'],
    [210, 0, 'unauthorized'],
    [100, 4854002, 'unauthorized'],
    [4, 0, 'throttled'],
    [17, 0, 'throttled'],
    [32, 0, 'throttled'],
    [80001, 0, 'throttled'],
    [613, 0, 'throttled'],
    [341, 0, 'throttled'],
    [368, 1390008, 'throttled'],
    [368, 0, 'throttled'],
    [368, 1346003, 'rejected'],
    [506, 1455006, 'unknown'],
    [100, 1366051, 'unknown'],
    [100, 0, 'rejected'],
    [1609005, 0, 'rejected'],
    [1500, 0, 'rejected'],
    [100, 1609008, 'rejected'],
    [324, 1366046, 'rejected'],
    [389, 0, 'rejected'],
    [6000, 1363024, 'rejected'],
    [6001, 0, 'unavailable'],
    [6000, 1363030, 'unavailable'],
    [1, 0, 'unknown'],
    [2, 0, 'unknown'],
    [987654, 0, 'unknown'],
  ];
  it.each(table)('code %i, subcode %i is %s', async (code, subcode, kind) => {
    faults({
      kind: 'answer-before',
      status: 400,
      body: graphError(code, 'Said so', subcode === 0 ? {} : { error_subcode: subcode }),
    });
    expect(await facebook.publish(order(), call)).toMatchObject({ kind });
  });

  it('is put to the author when Facebook calls it abusive a third time', async () => {
    faults({ kind: 'answer-before', status: 400, body: graphError(368, 'deemed abusive') });
    expect(await facebook.publish(order({ number: 3 }), call)).toMatchObject({ kind: 'rejected' });
  });
});

describe('which Pages a token opens', () => {
  it('is told by a Page’s own token, with its id or without', async () => {
    const { access_token = '', page_id = '' } = sandbox.tokens;
    const channel = {
      remoteId: page_id,
      name: 'Sandbox Clinic',
      tokens: { access_token, page_id },
      expiresAt: null,
    };
    expect(await facebook.identify({ access_token, page_id }, call, now)).toEqual({
      kind: 'channels',
      channels: [channel],
    });
    expect(await facebook.identify({ access_token }, call, now)).toEqual({
      kind: 'channels',
      channels: [channel],
    });
  });

  it('is told by a person’s token, each Page with a token of its own', async () => {
    const person = tokensOf(sandbox.world).find(({ kind }) => kind === 'user')?.id ?? '';
    const found = await facebook.identify({ access_token: person }, call, now);
    expect(found).toMatchObject({ channels: [{ tokens: sandbox.tokens }] });
  });

  it('leaves out Pages on which the person may not publish', async () => {
    const person = tokensOf(sandbox.world).find(({ kind }) => kind === 'user')!;
    tokensOf(sandbox.world).put({ ...person, tasks: ['ANALYZE'] });
    expect(await facebook.identify({ access_token: person.id }, call, now)).toMatchObject({
      kind: 'unauthorized',
      reason: expect.stringContaining('Sandbox Clinic') as string,
    });
  });

  it('is refused for a dead token', async () => {
    kill(458);
    expect(await facebook.identify(sandbox.tokens, call, now)).toMatchObject({ kind: 'unauthorized' });
  });

  it('takes only token files of the written shape', () => {
    expect(facebook.tokenFile.safeParse(sandbox.tokens).success).toBe(true);
    expect(facebook.tokenFile.safeParse({ access_token: 'x', page: '1' }).success).toBe(false);
    expect(facebook.tokenFile.safeParse({ page_id: '1' }).success).toBe(false);
  });
});

describe('numbers', () => {
  it('are those of the audience, a day later', async () => {
    const outcome = await facebook.publish(order(), call);
    const ids = outcome.kind === 'published' ? outcome.remoteIds : [];
    pass(86_400);
    const measured = await facebook.measure(ids, channel(), call, now);
    const { views, reach, clicks, likes, comments, shares } = sandbox.world.audienceOf(
      ids[0] ?? '',
      '2026-11-24T09:00:00Z',
    );
    expect(views).toBeGreaterThan(0);
    expect(asObject(measured)).toEqual({ views, reach, clicks, likes, comments, shares });
  });

  it('come one by one when one name is refused, and without those that are', async () => {
    const outcome = await facebook.publish(order(), call);
    const ids = outcome.kind === 'published' ? outcome.remoteIds : [];
    pass(86_400);
    const refused = graphError(100, '(#100) The value must be a valid insights metric');
    faults({ kind: 'answer-before', status: 400, body: refused, path: '/insights$', times: 2 });
    const measured = asObject(await facebook.measure(ids, channel(), call, now));
    expect(Object.keys(measured).sort()).toEqual(['clicks', 'comments', 'likes', 'reach', 'shares']);
  });

  it('are what may be read when a permission is missing', async () => {
    const outcome = await facebook.publish(order(), call);
    const ids = outcome.kind === 'published' ? outcome.remoteIds : [];
    const token = tokensOf(sandbox.world).get(sandbox.tokens['access_token'] ?? '')!;
    tokensOf(sandbox.world).put({
      ...token,
      permissions: token.permissions.filter((name) => name !== 'read_insights'),
    });
    const measured = asObject(await facebook.measure(ids, channel(), call, now));
    expect(Object.keys(measured).sort()).toEqual(['comments', 'shares']);
  });

  it('are refused as a whole for a dead token and while throttled', async () => {
    faults({ kind: 'switch', name: 'calls-used-up' });
    const outcome = await facebook.publish(order(), call);
    expect(outcome.kind).toBe('throttled');
    const published = await facebook.publish(order(), call);
    const ids = published.kind === 'published' ? published.remoteIds : [];
    faults({ kind: 'switch', name: 'calls-used-up' });
    expect(await facebook.measure(ids, channel(), call, now)).toMatchObject({ kind: 'throttled' });
    kill(460);
    expect(await facebook.measure(ids, channel(), call, now)).toMatchObject({ kind: 'unauthorized' });
  });
});

describe('the imitation', () => {
  it('has just the endpoints that its coverage names', () => {
    const app = new Hono<FaultEnv>();
    definition.routes(app, new World({}));
    const routes = app.routes.map(({ method, path }) => `${method} ${path}`).sort();
    const covered = definition.coverage
      .filter(({ state }) => state !== 'absent')
      .map(({ method, path }) => `${method} ${path}`);
    expect(routes).toEqual(covered.sort());
  });

  it('never gives more than 100 of a list, refuses old metrics for the whole call, and says so as the real one does', async () => {
    const { page_id } = sandbox.tokens;
    expect(await ask(`/v25.0/${page_id}/published_posts?limit=101`)).toMatchObject({
      status: 400,
      error: { code: 100 },
    });
    const outcome = await facebook.publish(order(), call);
    const id = outcome.kind === 'published' ? outcome.remoteIds[0] : '';
    expect(await ask(`/v25.0/${id}/insights?metric=post_media_view,post_impressions`)).toMatchObject({
      status: 400,
      error: { code: 100 },
    });
    expect(await ask(`/v25.0/1_2?fields=message`)).toMatchObject({
      status: 400,
      error: { code: 100, error_subcode: 33 },
    });
    expect(await ask(`/v25.0/${id}?fields=nonsense`)).toMatchObject({ status: 400, error: { code: 100 } });
  });

  it('refuses a photo in a post that is unknown, used or another Page’s, and any scheduling', async () => {
    const { page_id, access_token } = sandbox.tokens;
    const send = async (path: string, body: object) => {
      const answer = await fetch(`${sandbox.url}/v25.0/${page_id}/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return (await answer.json()) as { id?: string; error?: { code: number } };
    };
    const { id } = await send('photos', { url: pictureUrl, published: false });
    expect(await send('feed', { message: 'a', attached_media: [{ media_fbid: '12' }] })).toMatchObject({
      error: { code: 100 },
    });
    expect(await send('feed', { message: 'a', attached_media: [{ media_fbid: id }] })).toHaveProperty('id');
    expect(await send('feed', { message: 'b', attached_media: [{ media_fbid: id }] })).toMatchObject({
      error: { code: 100 },
    });
    expect(await send('feed', { message: 'c', scheduled_publish_time: 1 })).toMatchObject({
      error: { code: 100 },
    });
  });
});

it('counts code points, as Facebook counts its tags', () => {
  expect(facebook.text.length('a무릎🦵')).toBe(4);
  expect(facebook.text.length('\ud800')).toBe(1);
});

function faults(...list: FaultInput[]): void {
  sandbox.faults.set(list);
}

function graphError(code: number, message: string, more: object = {}): object {
  return { error: { message, type: 'OAuthException', code, fbtrace_id: 'x', ...more } };
}

function kill(subcode: number): void {
  const token = tokensOf(sandbox.world).get(sandbox.tokens['access_token'] ?? '')!;
  tokensOf(sandbox.world).put({ ...token, dead: subcode });
}

async function ask(path: string): Promise<object> {
  const answer = await fetch(`${sandbox.url}${path}`, {
    headers: { authorization: `Bearer ${sandbox.tokens['access_token']}` },
  });
  return { status: answer.status, ...((await answer.json()) as object) };
}

async function freeAddress(): Promise<string> {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

function asObject(measured: Awaited<ReturnType<typeof facebook.measure>>): Record<string, number> {
  expect(measured.kind).toBe('measured');
  return measured.kind === 'measured'
    ? Object.fromEntries(measured.metrics.map(({ name, value }) => [name, value]))
    : {};
}

function picture(alt: string): MediaFile {
  return {
    kind: 'picture',
    path: '/nowhere',
    bytes: 1,
    mime: 'image/jpeg',
    width: 80,
    height: 100,
    alt,
    url: pictureUrl,
  };
}

function channel(tokens: Tokens = sandbox.tokens): Order['channel'] {
  return {
    id: 'c1',
    platform: 'facebook',
    name: 'Clinic',
    remoteId: sandbox.tokens['page_id'] ?? '',
    sandbox: true,
    state: 'connected',
    throttledUntil: null,
    throttledReason: null,
    expiresAt: null,
    createdAt: clock,
    tokens,
  };
}

interface Wanted {
  readonly text?: string;
  readonly media?: readonly MediaFile[];
  readonly tokens?: Tokens;
  readonly number?: number;
}

function order(wanted: Wanted = {}): Order {
  const memory = new Map<string, string>();
  const words = wanted.text ?? text;
  return {
    excerpt: {
      platform: 'facebook',
      mode: 'whole',
      excerpt: 1,
      of: 1,
      pieces: [words],
      hashtags: ['knee', 'running'],
      lengths: [facebook.text.length(words)],
      limit: facebook.text.limit,
      unit: facebook.text.unit,
      spans: [[0, 1]],
      media: [],
      notes: [],
    },
    channel: channel(wanted.tokens),
    attempt: { id: 'a1', number: wanted.number ?? 1, startedAt: clock },
    firstStartedAt: clock,
    notBefore: new Date(clock.getTime() - 86_400_000),
    others: new Set(),
    settled: 0,
    memory: {
      recall: (name) => memory.get(name),
      remember: async (name, value) => void memory.set(name, value),
    },
    media: wanted.media ?? [],
    now,
  };
}
