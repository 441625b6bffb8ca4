import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bindCall, type Answer } from '../net/request.ts';
import type { FaultInput } from './faults.ts';
import { startSandbox, type RunningSandbox, type SandboxDefinition } from './kit.ts';
import type { World } from './state.ts';

/** A network of one endpoint: what is written there stands on the wall. */
const wall: SandboxDefinition = {
  platform: 'wall',
  name: 'Wall',
  coverage: [
    { method: 'POST', path: '/posts', state: 'supported' },
    { method: 'GET', path: '/posts', state: 'supported' },
    { method: 'GET', path: '/broken', state: 'supported' },
  ],
  accepts: { method: 'POST', path: '^/posts$' },
  refusals: {
    throttled: { kind: 'answer-before', status: 429 },
    unauthorized: { kind: 'answer-before', status: 401 },
  },
  routes(app, world) {
    app.post('/posts', async (c) => {
      if (world.takeSwitch('closed')) return c.json({ closed: true }, 403);
      const text = await c.req.text();
      entries(world).put({ id: world.nextId(8), text, at: world.now().toISOString() });
      return c.json({ made: true }, 201, { 'x-id': '1' });
    });
    app.get('/posts', (c) =>
      c.json(
        entries(world)
          .filter(({ at }) => world.visible(at))
          .map(({ text }) => text),
      ),
    );
    app.get('/broken', () => {
      throw new Error('a flaw of the imitation');
    });
  },
  seed(world) {
    world.collection('accounts').put({ id: 'me' });
    return { token: 'wall-token' };
  },
  posts: (world) =>
    entries(world)
      .all()
      .map(({ id, text, at }) => ({
        id,
        account: 'Me',
        title: 'A <title>',
        text,
        media: [
          { kind: 'picture' as const, url: '/p.jpg', alt: 'a "knee"' },
          { kind: 'video' as const, url: '/v.mp4', alt: 'a film' },
        ],
        replyTo: '7',
        publishedAt: at,
        url: `${world.url}/${id}`,
        numbers: { views: 3, likes: 1 },
        remarks: ['cut at "("'],
      }))
      .reverse(),
};
const entries = (world: World) => world.collection<{ id: string; text: string; at: string }>('entries');

let sandbox: RunningSandbox;
let now: number;
beforeEach(async () => {
  now = Date.UTC(2026, 11, 1, 9);
  sandbox = await startSandbox(wall, { now: () => new Date(now) });
});
afterEach(() => sandbox.close());

function send(
  method: 'GET' | 'POST' = 'POST',
  path = '/posts',
  body: string | Buffer = 'knees',
  timeoutMs = 5000,
): Promise<Answer> {
  const call = bindCall({ addresses: { api: sandbox.url }, secrets: [] });
  return call({ base: 'api', method, path, ...(method === 'POST' ? { body } : {}), timeoutMs });
}
const made = (): number => sandbox.posts().length;

describe('a fault', () => {
  it('cut-before: nothing is done, no answer comes', async () => {
    sandbox.faults.set([{ kind: 'cut-before' }]);
    expect((await send()).kind).toBe('lost');
    expect(made()).toBe(0);
    expect((await send()).kind).toBe('answer');
  });

  it('cut-before meets a large body as well', async () => {
    sandbox.faults.set([{ kind: 'cut-before' }]);
    expect((await send('POST', '/posts', Buffer.alloc(3_000_000))).kind).toBe('lost');
    expect(made()).toBe(0);
  });

  it('cut-after: it is done, no answer comes', async () => {
    sandbox.faults.set([{ kind: 'cut-after' }]);
    expect((await send()).kind).toBe('lost');
    expect(made()).toBe(1);
  });

  it('answer-before: nothing is done, and the given answer comes with its headers', async () => {
    const headers = { 'retry-after': '7' };
    sandbox.faults.set([{ kind: 'answer-before', status: 429, body: { slow: true }, headers }]);
    expect(await send()).toMatchObject({ status: 429, json: { slow: true }, headers });
    expect(made()).toBe(0);
  });

  it('answer-before comes to a large body too, as an answer', async () => {
    sandbox.faults.set([{ kind: 'answer-before', status: 503, times: 5 }]);
    for (let run = 0; run < 5; run += 1) {
      expect(await send('POST', '/posts', Buffer.alloc(8_000_000))).toMatchObject({
        kind: 'answer',
        status: 503,
      });
    }
    expect(made()).toBe(0);
  });

  it('answer-after: it is done, and the given answer comes without anything of the true one', async () => {
    sandbox.faults.set([{ kind: 'answer-after', body: '<html>oh</html>' }]);
    const answer = await send();
    expect(answer).toMatchObject({
      status: 503,
      body: Buffer.from('<html>oh</html>'),
      headers: { 'content-type': 'text/html' },
    });
    expect(answer).not.toHaveProperty('headers.x-id');
    expect(made()).toBe(1);
  });

  it('hang: it is done, no answer comes for a while and then none at all', async () => {
    sandbox.faults.set([{ kind: 'hang', ms: 20 }]);
    expect((await send()).kind).toBe('lost');
    sandbox.faults.set([{ kind: 'hang' }]);
    expect(await send('POST', '/posts', 'again', 400)).toMatchObject({
      kind: 'lost',
      reason: expect.stringContaining('within') as string,
    });
    expect(made()).toBe(2);
  });

  it('slow: the answer comes, later', async () => {
    sandbox.faults.set([{ kind: 'slow', ms: 1500 }]);
    expect(await send('POST', '/posts', 'knees', 400)).toMatchObject({ kind: 'lost' });
    expect(await send('POST', '/posts', 'hips')).toMatchObject({ status: 201 });
  });

  it('lag: lists do not show what is younger', async () => {
    sandbox.faults.set([{ kind: 'lag', ms: 60_000 }]);
    await send();
    expect(await send('GET')).toMatchObject({ json: [] });
    expect(made()).toBe(1);
    now += 60_000;
    expect(await send('GET')).toMatchObject({ json: ['knees'] });
  });

  it("switch: turns on a fault of the platform's own, as often as said", async () => {
    sandbox.faults.set([{ kind: 'switch', name: 'closed', times: 2 }]);
    const statuses = [];
    for (let run = 0; run < 3; run += 1) statuses.push(await send());
    expect(statuses).toMatchObject([{ status: 403 }, { status: 403 }, { status: 201 }]);
  });

  it('hits only the method and path it names, after as many as pass, as often as said', async () => {
    const fault: FaultInput = {
      kind: 'answer-before',
      method: 'POST',
      path: '^/posts$',
      after: 1,
      times: 2,
      status: 500,
    };
    sandbox.faults.set([fault]);
    const statuses: unknown[] = [];
    for (const method of ['GET', 'POST', 'POST', 'GET', 'POST', 'POST'] as const) {
      const answer = await send(method);
      statuses.push(answer.kind === 'answer' ? answer.status : answer.kind);
    }
    expect(statuses).toEqual([200, 201, 500, 200, 500, 201]);
    expect(sandbox.faults.left).toBe(0);
  });

  it('is refused when it is none', () => {
    expect(() => sandbox.faults.set([{ kind: 'explode' } as unknown as FaultInput])).toThrow('kind');
  });
});

describe('the pages of the kit', () => {
  const kit = (path: string, init?: RequestInit) => fetch(`${sandbox.url}/_sandbox${path}`, init);

  it('show the wall, with what a person wrote as words and not as markup', async () => {
    expect(await (await kit('')).text()).toContain('Nothing has been published yet.');
    await send('POST', '/posts', '<script>alert(1)</script> & "knees"');
    const page = await (await kit('')).text();
    expect(page).not.toContain('<script>');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;knees&quot;');
    expect(page).toContain('A &lt;title&gt;');
    expect(page).toContain('alt="a &quot;knee&quot;"');
    expect(page).toMatch(/<video[^>]+src="\/v.mp4"/);
    expect(page).toContain('views: 3 · likes: 1');
    expect(page).toContain('2026-12-01 09:00 UTC');
    expect(page).toContain('A reply to 7');
    expect(page).toContain('cut at &quot;(&quot;');
  });

  it('give posts and tokens as JSON, and media as bytes', async () => {
    await send();
    expect(await (await kit('/posts')).json()).toMatchObject([{ text: 'knees' }]);
    expect(await (await kit('/tokens')).json()).toEqual({ token: 'wall-token' });
    const key = sandbox.world.putBlob(Buffer.from('JPEG'), 'image/jpeg');
    expect(sandbox.world.blobUrl(key)).toBe(`${sandbox.url}/_sandbox/blobs/${key}`);
    const blob = await kit(`/blobs/${key}`);
    expect([blob.headers.get('content-type'), await blob.text()]).toEqual(['image/jpeg', 'JPEG']);
    expect((await kit('/blobs/none.jpg')).status).toBe(404);
  });

  it('set faults, which never hit the kit itself, and say what is wrong with a list that is none', async () => {
    const put = (body: unknown) => kit('/faults', { method: 'PUT', body: JSON.stringify(body) });
    expect(await (await put([{ kind: 'cut-after', times: 2 }])).json()).toEqual({ faults: 1 });
    expect((await kit('/posts')).status).toBe(200);
    expect(await (await kit('/faults')).json()).toEqual({ left: [2] });
    const refused = await put([{ kind: 'cut-after', colour: 'red' }]);
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('colour')]);
    expect((await kit('/faults', { method: 'PUT', body: 'knees' })).status).toBe(400);
    expect(sandbox.faults.left).toBe(2);
  });

  it('reset the world: posts, faults, lag and switches gone, the account there again', async () => {
    sandbox.faults.set([
      { kind: 'lag', ms: 5000 },
      { kind: 'switch', name: 'closed' },
    ]);
    await send('GET');
    sandbox.faults.set([{ kind: 'cut-before', times: 9 }]);
    sandbox.world.collection('entries').put({ id: '1' });
    expect(await (await kit('/reset', { method: 'POST' })).json()).toEqual({ reset: true });
    expect(made()).toBe(0);
    expect(sandbox.world.lagMs).toBe(0);
    expect(sandbox.world.collection('accounts').get('me')).toBeDefined();
    expect(await send()).toMatchObject({ status: 201 });
  });

  it('answer 500 where the imitation itself is broken, and live on', async () => {
    expect(await send('GET', '/broken')).toMatchObject({ status: 500 });
    expect(await send()).toMatchObject({ status: 201 });
  });
});

describe('starting and stopping', () => {
  it('says when the port is taken', async () => {
    await expect(startSandbox(wall, { port: Number(new URL(sandbox.url).port) })).rejects.toThrow(
      'EADDRINUSE',
    );
  });

  it('stops while a request hangs', async () => {
    sandbox.faults.set([{ kind: 'hang' }]);
    const waiting = send();
    while (made() === 0) await new Promise((resolve) => setImmediate(resolve));
    await sandbox.close();
    expect((await waiting).kind).toBe('lost');
    sandbox = await startSandbox(wall);
  });
});
