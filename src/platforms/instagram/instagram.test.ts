import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Hono } from 'hono';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../domain/attempt.ts';
import { bindCall, type Call } from '../../net/request.ts';
import type { FaultEnv, FaultInput } from '../../sandbox/faults.ts';
import { startSandbox, type RunningSandbox } from '../../sandbox/kit.ts';
import { World } from '../../sandbox/state.ts';
import type { MediaFile, Order } from '../contract.ts';
import { instagram } from './index.ts';
import { tokensOf } from './sandbox-account.ts';
import { containersOf } from './sandbox-containers.ts';
import { readJpegHeader } from './sandbox-jpeg.ts';
import { sandbox as definition } from './sandbox.ts';

let clock = new Date('2026-11-24T09:00:00Z');
const now = () => clock;
const pass = (seconds: number) => void (clock = new Date(clock.getTime() + seconds * 1000));
const caption = 'Three stretches for the morning.\n\nAsk @sandbox.clinic which one is yours. #knee #무릎통증';

let sandbox: RunningSandbox;
let call: Call;
let pictures: http.Server;
let home = '';
const files = new Map<string, Buffer>();

beforeAll(async () => {
  const make = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#e95' } });
  files.set('/card.jpg', await make(108, 135).jpeg().toBuffer());
  files.set('/second.jpg', await make(120, 120).jpeg({ progressive: true }).toBuffer());
  files.set('/tall.jpg', await make(90, 160).jpeg().toBuffer());
  files.set('/card.png', await make(108, 135).png().toBuffer());
  files.set('/words.txt', Buffer.from('no picture at all'));
  files.set('/heavy.jpg', Buffer.concat([files.get('/card.jpg')!, Buffer.alloc(8 * 1024 * 1024)]));
  pictures = http.createServer((request, response) => {
    const bytes = files.get(request.url ?? '');
    if (request.url === '/moved.jpg') response.writeHead(302, { location: '/card.jpg' }).end();
    else if (bytes === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'image/jpeg' }).end(bytes);
  });
  await new Promise<void>((resolve) => pictures.listen(0, '127.0.0.1', resolve));
  home = `http://127.0.0.1:${(pictures.address() as AddressInfo).port}`;
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
  it('puts the picture and its words on the account and gives the address at which they stand', async () => {
    const outcome = await instagram.publish(order(), call);
    expect(outcome).toMatchObject({
      kind: 'published',
      remoteIds: [sandbox.posts()[0]?.id],
      url: sandbox.posts()[0]?.url,
    });
    expect(sandbox.posts()).toMatchObject([
      { text: caption, media: [{ kind: 'picture', alt: 'A stretch' }] },
    ]);
    const page = await (await fetch(outcome.kind === 'published' ? outcome.url : '')).text();
    expect(page).toContain('Three stretches');
    const shown = await (await fetch(sandbox.posts()[0]?.media[0]?.url ?? '')).arrayBuffer();
    expect(Buffer.from(shown).equals(files.get('/card.jpg')!)).toBe(true);
  });

  it('makes a carousel of several', async () => {
    const media = [picture('/card.jpg', 'one'), picture('/second.jpg', 'two')];
    expect(await instagram.publish(order({ media }), call)).toMatchObject({ kind: 'published' });
    expect(sandbox.posts()).toMatchObject([{ text: caption, media: [{ alt: 'one' }, { alt: 'two' }] }]);
  });

  it('waits while Instagram prepares the picture, and goes on with the same container', async () => {
    faults({ kind: 'switch', name: 'media-stuck', times: 3 });
    const told = order();
    expect(await instagram.publish(told, call)).toEqual({
      kind: 'processing',
      reason: expect.any(String) as string,
      askAt: new Date('2026-11-24T09:00:03Z'),
    });
    expect(await instagram.settle({ ...told, settled: 1 }, call)).toMatchObject({
      kind: 'processing',
      askAt: new Date('2026-11-24T09:00:06Z'),
    });
    expect(await instagram.settle({ ...told, settled: 5 }, call)).toMatchObject({
      kind: 'processing',
      askAt: new Date('2026-11-24T09:01:00Z'),
    });
    expect(await instagram.settle({ ...told, settled: 6 }, call)).toMatchObject({ kind: 'ready' });
    expect(await instagram.publish(told, call)).toMatchObject({ kind: 'published' });
    expect(containersOf(sandbox.world).all()).toHaveLength(1);
    expect(sandbox.posts()).toHaveLength(1);
  });

  it('waits for each picture of a carousel and makes none twice', async () => {
    faults({ kind: 'switch', name: 'media-stuck', times: 1 });
    const told = order({ media: [picture('/card.jpg', 'one'), picture('/second.jpg', 'two')] });
    expect(await instagram.publish(told, call)).toMatchObject({ kind: 'processing' });
    expect(await instagram.settle({ ...told, settled: 1 }, call)).toMatchObject({ kind: 'ready' });
    expect(await instagram.publish(told, call)).toMatchObject({ kind: 'published' });
    expect(containersOf(sandbox.world).all()).toHaveLength(3);
  });

  it('makes a new container when the first one came to nothing', async () => {
    faults({ kind: 'switch', name: 'media-error' });
    const told = order();
    expect(await instagram.publish(told, call)).toMatchObject({ kind: 'unavailable' });
    expect(await instagram.settle({ ...told, settled: 1 }, call)).toMatchObject({ kind: 'unavailable' });
    expect(await instagram.publish(told, call)).toMatchObject({ kind: 'published' });
    expect(sandbox.posts()).toHaveLength(1);
  });

  it('makes a new container when the first one died of age', async () => {
    faults({ kind: 'cut-before', method: 'POST', path: '/media_publish$' });
    const told = order();
    expect(await instagram.publish(told, call)).toMatchObject({ kind: 'unknown' });
    pass(25 * 3600);
    expect(await instagram.settle({ ...told, settled: 1 }, call)).toMatchObject({ kind: 'unavailable' });
    expect(await instagram.publish(told, call)).toMatchObject({ kind: 'published' });
    expect(sandbox.posts()).toHaveLength(1);
  });

  it('does not take an older post with the same words for its own', async () => {
    await instagram.publish(order(), call);
    pass(25 * 3600);
    faults({ kind: 'cut-before', method: 'POST', path: '/media_publish$' });
    const told = order();
    await instagram.publish(told, call);
    pass(25 * 3600);
    expect(await instagram.settle({ ...told, settled: 9 }, call)).toMatchObject({ kind: 'unavailable' });
  });

  it('never sends words that were changed since in their old form', async () => {
    faults({ kind: 'answer-before', status: 400, body: graphError(9, 2207042), path: '/media_publish$' });
    const told = order();
    expect(await instagram.publish(told, call)).toMatchObject({ kind: 'throttled' });
    const changed = { ...told, excerpt: { ...told.excerpt, pieces: ['Two stretches for the morning.'] } };
    expect(await instagram.publish(changed, call)).toMatchObject({ kind: 'published' });
    expect(sandbox.posts().map(({ text }) => text)).toEqual(['Two stretches for the morning.']);
  });

  it('is not done a second time once the post has its id', async () => {
    const told = order();
    const first = await instagram.publish(told, call);
    expect(await instagram.publish(told, call)).toEqual(first);
    expect(sandbox.posts()).toHaveLength(1);
  });

  it('reads the address later when it could not be read at once', async () => {
    faults({ kind: 'cut-before', method: 'GET', after: 2 });
    const told = order();
    expect(await instagram.publish(told, call)).toMatchObject({ kind: 'processing' });
    expect(await instagram.settle({ ...told, settled: 1 }, call)).toMatchObject({
      kind: 'published',
      url: sandbox.posts()[0]?.url,
    });
    kill(460);
    expect(await instagram.settle({ ...told, settled: 3 }, call)).toMatchObject({ kind: 'published' });
  });
});

describe('when an answer is lost', () => {
  it('at the container: nothing can be public, so it is tried again', async () => {
    faults({ kind: 'cut-after', method: 'POST', path: '/media$' });
    const told = order();
    expect(await instagram.publish(told, call)).toMatchObject({ kind: 'unavailable' });
    expect(await instagram.settle({ ...told, settled: 1 }, call)).toMatchObject({ kind: 'unavailable' });
    expect(await instagram.publish(told, call)).toMatchObject({ kind: 'published' });
    expect(sandbox.posts()).toHaveLength(1);
  });

  it('while looking at the container: it is used again', async () => {
    faults({ kind: 'cut-before', method: 'GET' });
    const told = order();
    expect(await instagram.publish(told, call)).toMatchObject({ kind: 'unavailable' });
    expect(await instagram.settle({ ...told, settled: 1 }, call)).toMatchObject({ kind: 'ready' });
    expect(await instagram.publish(told, call)).toMatchObject({ kind: 'published' });
    expect(containersOf(sandbox.world).all()).toHaveLength(1);
  });

  const afterAcceptance: FaultInput[] = [
    { kind: 'cut-after' },
    { kind: 'answer-after', status: 504, body: '<html>Gateway timeout</html>' },
    { kind: 'answer-after', status: 500, body: graphError(-1, 2207001) },
    { kind: 'answer-after', status: 400, body: graphError(2, 0, { is_transient: true }) },
    { kind: 'answer-after', status: 200, body: {} },
  ];
  it.each(afterAcceptance)(
    'at publishing, after it was accepted: it is found by its words (%o)',
    async (fault) => {
      faults({ ...fault, method: 'POST', path: '/media_publish$' });
      const told = order();
      expect(await instagram.publish(told, call)).toMatchObject({ kind: 'unknown' });
      const settled = await instagram.settle({ ...told, settled: 1 }, call);
      expect(settled).toMatchObject({
        kind: 'published',
        remoteIds: [sandbox.posts()[0]?.id],
        url: sandbox.posts()[0]?.url,
      });
      expect(sandbox.posts()).toHaveLength(1);
    },
  );

  it('at publishing, before it was accepted: the same container is published', async () => {
    faults({ kind: 'cut-before', method: 'POST', path: '/media_publish$' });
    const told = order();
    expect(await instagram.publish(told, call)).toMatchObject({ kind: 'unknown' });
    expect(await instagram.settle({ ...told, settled: 1 }, call)).toMatchObject({ kind: 'ready' });
    expect(await instagram.publish(told, call)).toMatchObject({ kind: 'published' });
    expect(containersOf(sandbox.world).all()).toHaveLength(1);
    expect(sandbox.posts()).toHaveLength(1);
  });

  it('a second publish of the same container makes no second post', async () => {
    faults({ kind: 'cut-after', method: 'POST', path: '/media_publish$' });
    const told = order();
    await instagram.publish(told, call);
    expect(await instagram.publish(told, call)).toMatchObject({
      kind: 'published',
      remoteIds: [sandbox.posts()[0]?.id],
    });
    expect(
      await send('media_publish', { creation_id: told.memory.recall('container')?.split(' ')[0] }),
    ).toMatchObject({
      error: { code: 24, error_subcode: 2207008 },
    });
    expect(sandbox.posts()).toHaveLength(1);
  });

  it('it waits for a list that lags behind, and never publishes meanwhile', async () => {
    faults({ kind: 'cut-after', method: 'POST', path: '/media_publish$' }, { kind: 'lag', ms: 60_000 });
    const told = order();
    await instagram.publish(told, call);
    expect(await instagram.settle({ ...told, settled: 1 }, call)).toMatchObject({ kind: 'processing' });
    expect(await instagram.publish(told, call)).toMatchObject({ kind: 'processing' });
    pass(61);
    expect(await instagram.settle({ ...told, settled: 2 }, call)).toMatchObject({ kind: 'published' });
    expect(sandbox.posts()).toHaveLength(1);
  });

  it('it counts as published when Instagram changed the words beyond recognition', async () => {
    faults({ kind: 'cut-after', method: 'POST', path: '/media_publish$' }, { kind: 'lag', ms: 10 ** 9 });
    const told = order();
    await instagram.publish(told, call);
    expect(await instagram.settle({ ...told, settled: 10 }, call)).toMatchObject({
      kind: 'published',
      remoteIds: [],
    });
  });

  it('it does not claim that nothing was made when the question itself is refused', async () => {
    faults({ kind: 'cut-after', method: 'POST', path: '/media_publish$' });
    const told = order();
    await instagram.publish(told, call);
    faults({ kind: 'switch', name: 'calls-used-up' });
    expect(await instagram.settle({ ...told, settled: 1 }, call)).toMatchObject({
      kind: 'processing',
      askAt: new Date('2026-11-24T09:19:00Z'),
    });
    kill(463);
    expect(await instagram.settle({ ...told, settled: 9 }, call)).toMatchObject({ kind: 'unknown' });
  });
});

describe('what is refused', () => {
  it('is unavailable when nobody listens', async () => {
    const gone = bindCall({ addresses: { api: await freeAddress(), web: sandbox.url }, secrets: [] });
    expect(await instagram.publish(order(), gone)).toMatchObject({ kind: 'unavailable' });
  });

  it.each([463, 460, 458])(
    'is unauthorized with a dead token (%i), which no reason shows',
    async (subcode) => {
      kill(subcode);
      const outcome = await instagram.publish(order(), call);
      expect(outcome).toMatchObject({ kind: 'unauthorized' });
      expect(JSON.stringify(outcome)).not.toContain(sandbox.tokens['access_token']);
    },
  );

  it('waits as long as the headers say', async () => {
    faults({ kind: 'switch', name: 'calls-used-up' });
    expect(await instagram.publish(order(), call)).toMatchObject({
      kind: 'throttled',
      retryAt: new Date('2026-11-24T09:19:00Z'),
    });
  });

  it.each([
    ['/tall.jpg', 'rejected', '2207009'],
    ['/card.png', 'rejected', '2207005'],
    ['/heavy.jpg', 'rejected', '2207004'],
    ['/words.txt', 'unavailable', '2207052'],
    ['/moved.jpg', 'unavailable', '2207052'],
    ['/nothing.jpg', 'unavailable', '2207052'],
  ])('a picture like %s is %s', async (path, kind, subcode) => {
    const outcome = await instagram.publish(order({ media: [picture(path, '')] }), call);
    expect(outcome).toMatchObject({ kind, reason: expect.stringContaining(subcode) as string });
    expect(containersOf(sandbox.world).all()).toHaveLength(0);
  });

  it('an address that stays out of reach is put to a person at the third try', async () => {
    const outcome = await instagram.publish(order({ media: [picture('/nothing.jpg', '')], number: 3 }), call);
    expect(outcome).toMatchObject({ kind: 'rejected' });
  });

  it.each([
    ['a'.repeat(2201), /2207010/],
    ['Too many #a #b #c #d #e #f', /at most 5 hashtags/],
    [`Too many ${'@someone '.repeat(21)}`, /at most 20 mentions/],
  ])('words like %.20s are rejected', async (text, reason) => {
    expect(await instagram.publish(order({ text }), call)).toMatchObject({
      kind: 'rejected',
      reason: expect.stringMatching(reason) as string,
    });
  });

  it('neither a number nor an address is taken for a hashtag', async () => {
    const text = 'We are #1 at https://example.org/#top, #knee #hip #back #neck #foot';
    expect(await instagram.publish(order({ text }), call)).toMatchObject({ kind: 'published' });
  });

  it('words without a picture, and films, are rejected', async () => {
    expect(await instagram.publish(order({ media: [] }), call)).toMatchObject({ kind: 'rejected' });
    const film: MediaFile = { ...picture('/card.jpg', ''), kind: 'video', mime: 'video/mp4' };
    expect(await instagram.publish(order({ media: [film] }), call)).toMatchObject({ kind: 'rejected' });
  });

  it('says what to set when the picture lies on an address that Instagram cannot reach', async () => {
    const real = bindCall({ addresses: instagram.addresses, secrets: [] });
    expect(await instagram.publish(order(), real)).toMatchObject({
      kind: 'rejected',
      reason: expect.stringContaining('CUTLINE_PUBLIC_URL') as string,
    });
  });

  const table: [number, number, Outcome['kind'], Outcome['kind']][] = [
    // code, subcode, while preparing, while publishing
    [190, 463, 'unauthorized', 'unauthorized'],
    [102, 0, 'unauthorized', 'unauthorized'],
    [10, 0, 'unauthorized', 'unauthorized'],
    [200, 0, 'unauthorized', 'unauthorized'],
    [25, 2207050, 'unauthorized', 'unauthorized'],
    [9, 2207042, 'throttled', 'throttled'],
    [4, 2207051, 'throttled', 'throttled'],
    [4, 0, 'throttled', 'throttled'],
    [80002, 0, 'throttled', 'throttled'],
    [-2, 2207003, 'unavailable', 'unavailable'],
    [-2, 2207020, 'unavailable', 'unavailable'],
    [-1, 2207001, 'unavailable', 'unknown'],
    [-1, 2207032, 'unavailable', 'unavailable'],
    [-1, 2207053, 'unavailable', 'unavailable'],
    [24, 2207008, 'unavailable', 'unknown'],
    [24, 2207006, 'unavailable', 'unknown'],
    [9007, 2207027, 'processing', 'processing'],
    [100, 2207028, 'rejected', 'rejected'],
    [352, 2207026, 'rejected', 'rejected'],
    [36003, 2207009, 'rejected', 'rejected'],
    [36004, 0, 'rejected', 'rejected'],
    [368, 0, 'throttled', 'throttled'],
    [506, 0, 'unavailable', 'unknown'],
    [1, 0, 'unavailable', 'unknown'],
    [987654, 0, 'unavailable', 'unknown'],
  ];
  it.each(table)(
    'code %i, subcode %i is %s while preparing, %s while publishing',
    async (code, subcode, preparing, publishing) => {
      faults({ kind: 'answer-before', status: 400, body: graphError(code, subcode), path: '/media$' });
      expect((await instagram.publish(order(), call)).kind).toBe(preparing);
      faults({
        kind: 'answer-before',
        status: 400,
        body: graphError(code, subcode),
        path: '/media_publish$',
      });
      expect((await instagram.publish(order(), call)).kind).toBe(publishing);
      expect(sandbox.posts()).toHaveLength(0);
    },
  );
});

describe('which accounts a token opens', () => {
  it('is told by a Page’s own token, by a person’s, and by given ids', async () => {
    const { access_token = '', page_id = '', instagram_id = '' } = sandbox.tokens;
    const person = tokensOf(sandbox.world).find(({ kind }) => kind === 'user')?.id ?? '';
    const channel = {
      remoteId: instagram_id,
      name: 'sandbox.clinic',
      tokens: sandbox.tokens,
      expiresAt: null,
    };
    const found = { kind: 'channels', channels: [channel] };
    expect(await instagram.identify({ access_token }, call, now)).toEqual(found);
    expect(await instagram.identify({ access_token: person }, call, now)).toEqual(found);
    expect(await instagram.identify({ access_token: person, page_id }, call, now)).toEqual(found);
    expect(await instagram.identify(sandbox.tokens, call, now)).toEqual(found);
  });

  it('is refused for an account of somebody else and for a dead token', async () => {
    const { access_token = '' } = sandbox.tokens;
    expect(
      await instagram.identify({ access_token, instagram_id: '17841400000000000' }, call, now),
    ).toMatchObject({ kind: 'rejected' });
    kill(458);
    expect(await instagram.identify({ access_token }, call, now)).toMatchObject({ kind: 'unauthorized' });
  });

  it('takes only token files of the written shape', () => {
    expect(instagram.tokenFile.safeParse(sandbox.tokens).success).toBe(true);
    expect(instagram.tokenFile.safeParse({ access_token: 'x', user: '1' }).success).toBe(false);
  });
});

describe('numbers', () => {
  it('are those of the audience, a day later', async () => {
    const ids = idsOf(await instagram.publish(order(), call));
    pass(86_400);
    const { views, reach, likes, comments, shares, saves } = sandbox.world.audienceOf(
      ids[0] ?? '',
      '2026-11-24T09:00:00Z',
    );
    expect(views).toBeGreaterThan(0);
    expect(asObject(await instagram.measure(ids, channel(), call, now))).toEqual({
      views,
      reach,
      likes,
      comments,
      shares,
      saves,
    });
  });

  it('come one by one when one name is refused, and without those that are', async () => {
    const ids = idsOf(await instagram.publish(order(), call));
    faults({ kind: 'answer-before', status: 400, body: graphError(100, 0), path: '/insights$', times: 2 });
    const measured = asObject(await instagram.measure(ids, channel(), call, now));
    expect(Object.keys(measured).sort()).toEqual(['comments', 'likes', 'reach', 'saves', 'shares']);
  });

  it('are refused for a dead token', async () => {
    const ids = idsOf(await instagram.publish(order(), call));
    kill(460);
    expect(await instagram.measure(ids, channel(), call, now)).toMatchObject({ kind: 'unauthorized' });
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

  it('shows no container before it is published, and publishes none that was not seen to be finished', async () => {
    const { id } = await send('media', { image_url: `${home}/card.jpg`, caption: 'a' });
    expect(sandbox.posts()).toHaveLength(0);
    expect(await send('media_publish', { creation_id: id })).toMatchObject({
      error: { code: 9007, error_subcode: 2207027 },
    });
    expect(await send('media_publish', { creation_id: id })).toHaveProperty('id');
    expect(sandbox.posts()).toHaveLength(1);
  });

  it('refuses carousels of one, of strangers and of pictures that were not made for one', async () => {
    const child = await send('media', {
      image_url: `${home}/card.jpg`,
      is_carousel_item: true,
      caption: 'ignored',
    });
    const plain = await send('media', { image_url: `${home}/card.jpg` });
    const carousel = (children: string) => send('media', { media_type: 'CAROUSEL', children });
    expect(await carousel(`${child.id}`)).toMatchObject({ error: { error_subcode: 2207028 } });
    expect(await carousel(`${child.id},12`)).toMatchObject({ error: { code: 9007 } });
    expect(await carousel(`${child.id},12`)).toMatchObject({ error: { error_subcode: 2207006 } });
    expect(await carousel(`${child.id},${plain.id}`)).toMatchObject({ error: { code: 100 } });
    expect(await send('media', { media_type: 'VIDEO', video_url: home })).toMatchObject({
      error: { code: 100 },
    });
    expect(await send('media', { caption: 'no picture' })).toMatchObject({ error: { code: 100 } });
  });

  it('refuses a sixth hashtag, or drops it when told to, and the 51st post of a day', async () => {
    const many = { image_url: `${home}/card.jpg`, caption: 'x #a #b #c #d #e #f' };
    expect(await send('media', many)).toMatchObject({ error: { code: 100 } });
    faults({ kind: 'switch', name: 'hashtags-stripped' });
    const { id } = await send('media', many);
    expect(containersOf(sandbox.world).get(id ?? '')).toMatchObject({ caption: 'x #a #b #c #d #e' });
    for (let count = 0; count < 50; count += 1) {
      expect((await instagram.publish(order({ text: `Post ${count}` }), call)).kind).toBe('published');
    }
    expect(await instagram.publish(order(), call)).toMatchObject({
      kind: 'throttled',
      reason: 'Instagram takes 50 posts of this account in 24 hours, and 50 have been made.',
    });
    // The limit cannot be read: the post itself is refused.
    faults({ kind: 'answer-before', status: 500, path: 'content_publishing_limit$' });
    expect(await instagram.publish(order(), call)).toMatchObject({
      kind: 'throttled',
      reason: expect.stringContaining('2207042') as string,
    });
    pass(86_401);
    expect(await instagram.publish(order(), call)).toMatchObject({ kind: 'published' });
  });

  it('reads the size from the header of plain and progressive JPEGs, and takes nothing else for one', () => {
    expect(readJpegHeader(files.get('/card.jpg')!)).toEqual({ kind: 'jpeg', width: 108, height: 135 });
    expect(readJpegHeader(files.get('/second.jpg')!)).toEqual({ kind: 'jpeg', width: 120, height: 120 });
    expect(readJpegHeader(files.get('/card.png')!)).toEqual({ kind: 'other' });
    expect(readJpegHeader(files.get('/card.jpg')!.subarray(0, 60))).toEqual({ kind: 'other' });
    expect(readJpegHeader(Buffer.alloc(0))).toEqual({ kind: 'other' });
  });
});

function faults(...list: FaultInput[]): void {
  sandbox.faults.set(list);
}

function graphError(code: number, subcode: number, more: object = {}): object {
  const sub = subcode === 0 ? {} : { error_subcode: subcode };
  return { error: { message: 'Said so', type: 'OAuthException', code, ...sub, fbtrace_id: 'x', ...more } };
}

function kill(subcode: number): void {
  const token = tokensOf(sandbox.world).get(sandbox.tokens['access_token'] ?? '')!;
  tokensOf(sandbox.world).put({ ...token, dead: subcode });
}

async function send(path: string, body: object): Promise<{ id?: string; error?: object }> {
  const answer = await fetch(`${sandbox.url}/v25.0/${sandbox.tokens['instagram_id']}/${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${sandbox.tokens['access_token']}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as { id?: string; error?: object };
}

async function freeAddress(): Promise<string> {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

function idsOf(outcome: Outcome): readonly string[] {
  expect(outcome.kind).toBe('published');
  return outcome.kind === 'published' ? outcome.remoteIds : [];
}

function asObject(measured: Awaited<ReturnType<typeof instagram.measure>>): Record<string, number> {
  expect(measured.kind).toBe('measured');
  return measured.kind === 'measured'
    ? Object.fromEntries(measured.metrics.map(({ name, value }) => [name, value]))
    : {};
}

function picture(path: string, alt: string): MediaFile {
  return {
    kind: 'picture',
    path: '/nowhere',
    bytes: 1,
    mime: 'image/jpeg',
    width: 108,
    height: 135,
    alt,
    url: `${home}${path}`,
  };
}

function channel(): Order['channel'] {
  return {
    id: 'c1',
    platform: 'instagram',
    name: 'Clinic',
    remoteId: sandbox.tokens['instagram_id'] ?? '',
    sandbox: true,
    state: 'connected',
    throttledUntil: null,
    throttledReason: null,
    expiresAt: null,
    createdAt: clock,
    tokens: sandbox.tokens,
  };
}

interface Wanted {
  readonly text?: string;
  readonly media?: readonly MediaFile[];
  readonly number?: number;
}

function order(wanted: Wanted = {}): Order {
  const memory = new Map<string, string>();
  const words = wanted.text ?? caption;
  return {
    excerpt: {
      platform: 'instagram',
      mode: 'series',
      excerpt: 1,
      of: 1,
      pieces: [words],
      hashtags: ['knee', '무릎통증'],
      lengths: [instagram.text.length(words)],
      limit: instagram.text.limit,
      unit: instagram.text.unit,
      spans: [[0, 1]],
      media: [{ kind: 'picture', alt: 'A stretch', cards: [{ text: words }] }],
      notes: [],
    },
    channel: channel(),
    attempt: { id: 'a1', number: wanted.number ?? 1, startedAt: clock },
    firstStartedAt: clock,
    notBefore: new Date(clock.getTime() - 86_400_000),
    others: new Set(),
    settled: 0,
    memory: {
      recall: (name) => memory.get(name),
      remember: async (name, value) => void memory.set(name, value),
    },
    media: wanted.media ?? [picture('/card.jpg', 'A stretch')],
    now,
  };
}
