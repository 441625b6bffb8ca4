import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freshPglite } from '../../tests/harness/pglite.ts';
import type { App } from '../app/app.ts';
import { openApp, type OpenApp } from '../app/open-app.ts';
import { newSignInLink, setPassword } from '../app/sign-in.ts';
import { loadConfig } from '../config/config.ts';
import { platforms } from '../platforms/index.ts';
import { openEmbedded } from '../store/database.ts';
import { listPosts } from '../store/posts.ts';
import { noteBeat } from '../store/settings.ts';
import { pagesOf } from './pages.ts';
import { routes } from './routes.ts';

let folder: string;
let opened: OpenApp;
let app: App;
let pages: ReturnType<typeof pagesOf>;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'cutline-web-'));
  const config = loadConfig({ CUTLINE_DATA: folder, CUTLINE_LOG: 'silent' }, folder);
  opened = await openApp(config, {
    platforms,
    database: await openEmbedded(undefined, await freshPglite()),
  });
  app = opened.app;
  pages = pagesOf(app);
});

afterAll(async () => {
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Signs in and gives what a browser would hold: the cookie, and the word of the forms. */
async function signIn(): Promise<{ cookie: string; csrf: string }> {
  const token = await newSignInLink(app);
  const signedIn = await pages.request(`/sign-in/${token}`, { method: 'POST' });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0]!)
    .find((line) => line.startsWith('cutline='))!;
  const page = await (await pages.request('/posts', { headers: { cookie } })).text();
  return { cookie, csrf: /name="csrf" value="([^"]+)"/.exec(page)![1]! };
}

function post(address: string, cookie: string, fields: Record<string, string | Blob>): Promise<Response> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return Promise.resolve(pages.request(address, { method: 'POST', headers: { cookie }, body }));
}

describe('without a session', () => {
  const closed = routes.filter(({ open }) => open === undefined);

  test('there is something behind the wall', () => expect(closed.length).toBeGreaterThan(15));

  test.each(closed.map(({ method, path: address }) => [method, address]))(
    '%s %s leads to the way in and shows nothing',
    async (method, address) => {
      const answer = await pages.request(address.replaceAll(/:\w+/g, 'abc'), { method });
      expect(answer.status).toBe(303);
      expect(answer.headers.get('location')).toMatch(/^\/sign-in/);
      expect(await answer.text()).toBe('');
    },
  );

  test('an address that is none leads there too', async () => {
    expect((await pages.request('/nothing-here')).headers.get('location')).toMatch(/^\/sign-in/);
  });

  test('what htmx asks for makes the whole page go there', async () => {
    const answer = await pages.request('/calendar', { headers: { 'hx-request': 'true' } });
    expect([answer.status, answer.headers.get('hx-redirect')]).toEqual([401, '/sign-in']);
  });

  test('a cookie that is none opens nothing', async () => {
    const answer = await pages.request('/posts', { headers: { cookie: 'cutline=made-up' } });
    expect(answer.status).toBe(303);
  });

  test('that it lives is told, and whether anybody looks what is due', async () => {
    const ask = async (address: string) => {
      const answer = await pages.request(address);
      return { status: answer.status, ...((await answer.json()) as object) };
    };
    expect(await ask('/healthz')).toEqual({ status: 200, alive: true });
    const well = { database: true, queue: true, stopping: false };
    const unwatched = { ...well, status: 503, heartbeat: false };
    const beaten = { ...well, status: 200, heartbeat: true };
    expect(await ask('/readyz')).toEqual({ ...unwatched, secondsSinceBeat: null });
    await noteBeat(app.database.db);
    expect(await ask('/readyz')).toMatchObject(beaten);
    await app.database.db.execute(sql`update cutline.clock set ahead = interval '61 seconds'`);
    expect(await ask('/readyz')).toMatchObject(unwatched);
    await app.database.db.execute(sql`update cutline.clock set ahead = interval '0'`);
  });

  test('that too while the database is away, whatever cookie a browser sends along', async () => {
    const database = await openEmbedded(undefined, await freshPglite());
    const away = await openApp(app.config, { platforms, database });
    const { cookie } = await signIn();
    const ask = (address: string) => pagesOf(away.app).request(address, { headers: { cookie } });
    await database.close();
    const health = await ask('/healthz');
    expect([health.status, await health.json()]).toEqual([200, { alive: true }]);
    const readiness = await ask('/readyz');
    expect([readiness.status, await readiness.json()]).toEqual([
      503,
      { database: false, queue: false, heartbeat: false, secondsSinceBeat: null, stopping: false },
    ]);
  });

  test('of the media nothing but what is there, and nothing beside it', async () => {
    for (const name of ['abc.jpg', '..%2Fkey', '%2e%2e%2fkey', '..%2f..%2fetc%2fpasswd'])
      expect((await pages.request(`/media/${name}`)).status).toBe(404);
  });
});

describe('every page', () => {
  test.each(['/sign-in', '/sign-in/abc', '/posts', '/healthz', '/nothing-here'])(
    '%s comes with headers that keep it safe',
    async (address) => {
      const { cookie } = await signIn();
      const { headers } = await pages.request(address, { headers: { cookie } });
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toMatch(/^(?:no-referrer|same-origin)$/);
    },
  );

  test('holds neither a script nor a style of its own, which the policy would refuse', async () => {
    const { cookie } = await signIn();
    for (const address of [
      '/posts',
      '/calendar',
      '/campaigns',
      '/report',
      '/channels',
      '/sandbox',
      '/settings',
    ]) {
      const text = await (await pages.request(address, { headers: { cookie } })).text();
      expect(text).not.toMatch(/<script(?![^>]*\ssrc=)|\sstyle="|<style|\son\w+="/);
    }
  });

  test('loads files that are there', async () => {
    const text = await (await pages.request('/sign-in')).text();
    const files = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, file]) => file!);
    expect(files.length).toBeGreaterThanOrEqual(4);
    for (const file of files) expect((await pages.request(file)).status).toBe(200);
  });
});

describe('signing in', () => {
  test('a link that is only looked at is not used up; one that was used is', async () => {
    const token = await newSignInLink(app);
    expect((await pages.request(`/sign-in/${token}`)).status).toBe(200);
    expect((await pages.request(`/sign-in/${token}`)).status).toBe(200);
    const first = await pages.request(`/sign-in/${token}`, { method: 'POST' });
    expect([first.status, first.headers.get('location')]).toEqual([303, '/posts']);
    const second = await pages.request(`/sign-in/${token}`, { method: 'POST' });
    expect(second.status).toBe(422);
    expect(await second.text()).toContain('This link has been used already');
    expect(second.headers.getSetCookie().join()).not.toContain('cutline=');
  });

  test('a link that is older than a day signs nobody in', async () => {
    const token = await newSignInLink(app);
    await app.database.db.execute(sql`update cutline.sign_in_link set expires_at = cutline.now()`);
    const late = await pages.request(`/sign-in/${token}`, { method: 'POST' });
    expect(late.status).toBe(422);
    expect(await late.text()).toContain('is older than a day');
    expect(late.headers.getSetCookie().join()).not.toContain('cutline=');
  });

  test('the cookie is for the server alone', async () => {
    const token = await newSignInLink(app);
    const [cookie] = (await pages.request(`/sign-in/${token}`, { method: 'POST' })).headers.getSetCookie();
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(cookie).not.toMatch(/Secure/);
  });

  test('the cookie is Secure where the world reaches us by https', async () => {
    const secure = pagesOf({ ...app, config: { ...app.config, publicUrl: 'https://cutline.example' } });
    const token = await newSignInLink(app);
    const answer = await secure.request(`/sign-in/${token}`, { method: 'POST' });
    expect(answer.headers.getSetCookie()[0]).toMatch(/; Secure/);
    expect(answer.headers.get('strict-transport-security')).toMatch(/max-age/);
  });

  test.each([
    ['another site, as the browser says', { 'sec-fetch-site': 'cross-site' }],
    ['another port of this machine', { 'sec-fetch-site': 'same-site' }],
    ['another origin', { origin: 'https://evil.example', host: 'localhost' }],
    ['an origin that is hidden', { origin: 'null', host: 'localhost' }],
  ])('is refused from %s', async (_, headers) => {
    const token = await newSignInLink(app);
    const refused = await pages.request(`/sign-in/${token}`, { method: 'POST', headers });
    expect(refused.status).toBe(403);
    const own = await pages.request(`/sign-in/${token}`, {
      method: 'POST',
      headers: { origin: 'http://localhost', host: 'localhost' },
    });
    expect(own.status).toBe(303);
  });

  test('by password: wrong ones are refused, and after some of them even the right one has to wait', async () => {
    const fields = async () => (await pages.request('/sign-in')).text();
    expect(await fields()).toContain('No password has been set yet');
    expect(await fields()).not.toContain('type="password"');
    await setPassword(app, 'a long password', undefined);
    expect(await fields()).toContain('type="password"');
    const tryIt = (password: string) => post('/sign-in', '', { password, to: '/calendar' });
    const right = await tryIt('a long password');
    expect([right.status, right.headers.get('location')]).toEqual([303, '/calendar']);
    for (let i = 0; i < 5; i++) {
      const wrong = await tryIt(`wrong ${i}`);
      expect(wrong.status).toBe(422);
      expect(await wrong.text()).toContain('That is not the password');
    }
    const early = await tryIt('a long password');
    expect(early.status).toBe(422);
    expect(await early.text()).toContain('Too many wrong passwords');
  });

  test.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'posts'])(
    'never leads to %s',
    async (to) => {
      const page = await (await pages.request(`/sign-in?to=${encodeURIComponent(to)}`)).text();
      expect(page).toContain('name="to" value="/posts"');
    },
  );

  test('signing out ends the session', async () => {
    const { cookie, csrf } = await signIn();
    await post('/sign-out', cookie, { csrf });
    expect((await pages.request('/posts', { headers: { cookie } })).status).toBe(303);
  });
});

describe('a form', () => {
  let cookie: string;
  let csrf: string;
  beforeEach(async () => ({ cookie, csrf } = await signIn()));

  const changing = routes.filter(({ method, open }) => method === 'POST' && open === undefined);
  test.each(changing.map(({ path: address }) => [address]))(
    'to %s without its word, or with that of another session, changes nothing',
    async (address) => {
      const target = address.replaceAll(/:\w+/g, 'abc');
      const other = await signIn();
      for (const fields of [{}, { csrf: '' }, { csrf: other.csrf }, { csrf: `${csrf}x` }])
        expect((await post(target, cookie, fields as Record<string, string>)).status).toBe(403);
    },
  );

  test('without its word gives back what had been typed, as words', async () => {
    const answer = await post('/posts', cookie, { text: 'A <b>long</b> post & its end' });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('A &lt;b&gt;long&lt;/b&gt; post &amp; its end</textarea>');
  });

  test.each([
    ['nothing', {}, 'There is no post in this form'],
    ['an empty file', { files: new File([''], 'empty.md') }, 'empty.md'],
    [
      'a picture',
      { files: new File([Buffer.from([0x89, 0x50, 0, 1, 2])], 'a.png') },
      'a.png is not a text file',
    ],
    ['hashtags alone', { text: '#pain #relief' }, 'hashtag'],
    ['front matter that breaks off', { text: '---\ntitle: "x\n---\nWords.' }, 'front matter'],
  ])('with %s gets one sentence and leaves nothing behind', async (_, fields, sentence) => {
    const before = (await listPosts(app.database.db)).length;
    const answer = await post('/posts', cookie, { csrf, ...fields });
    expect(answer.status).toBe(422);
    const said = /class="said careful">.*?<span>([^<]*)<\/span><\/p>/s.exec(await answer.text())![1]!;
    expect(said.toLowerCase()).toContain(sentence.toLowerCase());
    expect(said).not.toMatch(/\bat \w+ \(|node_modules/);
    expect(await listPosts(app.database.db)).toHaveLength(before);
  });

  test('that is too large is refused before it is read', async () => {
    const answer = await post('/posts', cookie, {
      csrf,
      files: new File(['word '.repeat(1_100_000)], 'big.md'),
    });
    expect(answer.status).toBe(413);
    expect(await answer.text()).toContain('larger than 5 MB');
  });

  test('with a post takes it in, and shows its words as words', async () => {
    const answer = await post('/posts', cookie, {
      csrf,
      text: '# A <b>bold</b> claim & more\n\nIt <script>alert(1)</script> heals & helps. '.repeat(3),
      name: 'claim',
    });
    expect(answer.status).toBe(303);
    const page = await pages.request(answer.headers.get('location')!, { headers: { cookie } });
    expect(page.status).toBe(200);
    expect(await page.text()).not.toContain('<script>alert');
  });

  test.each([
    ['/publications/abc/slot', { at: '2026-12-01T09:00' }],
    ['/publications/abc/cancellation', {}],
    ['/publications/abc/retry', {}],
    ['/publications/abc/metrics', {}],
    ['/posts/abc/publications', { platform: 'nowhere' }],
    ['/posts/abc/campaign', { campaign: 'abc' }],
    ['/campaigns', { name: 'spring', startsOn: 'soon' }],
    ['/campaigns/abc', { name: 'spring' }],
    ['/channels', { platform: 'nowhere', tokens: '{}' }],
    ['/settings/password', { password: 'short', again: 'short' }],
  ])('to %s that cannot be done is answered by a sentence', async (address, fields) => {
    const answer = await post(address, cookie, { csrf, ...(fields as Record<string, string>) });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toMatch(/[a-z]{3,} [a-z]+/);
  });

  test('that cannot be done is answered by a fragment where htmx sent it', async () => {
    const body = new FormData();
    body.append('csrf', csrf);
    const answer = await pages.request('/publications/abc/cancellation', {
      method: 'POST',
      headers: { cookie, 'hx-request': 'true' },
      body,
    });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toMatch(/^<p class="said careful">/);
  });

  test('with broken tokens does not repeat them', async () => {
    const answer = await post('/channels', cookie, {
      csrf,
      platform: platforms[0]!.id,
      tokens: '{"accessToken": "s3cret-word',
    });
    expect(answer.status).toBe(422);
    expect(await answer.text()).not.toContain('s3cret-word');
  });
});

test('a bug of ours shows none of its insides', async () => {
  const { cookie } = await signIn();
  const broken = pagesOf({
    ...app,
    config: new Proxy(app.config, {
      get: (config, name) => {
        if (name === 'timetable') throw new Error('the inside of it');
        return Reflect.get(config, name) as unknown;
      },
    }),
  });
  const answer = await broken.request('/posts', { headers: { cookie } });
  expect(answer.status).toBe(500);
  const text = await answer.text();
  expect(text).toContain('Cutline broke');
  expect(text).not.toContain('the inside of it');
});

test('a page that is not there says so', async () => {
  const { cookie } = await signIn();
  for (const address of ['/nothing-here', '/posts/abc', '/publications/abc', '/campaigns/abc'])
    expect((await pages.request(address, { headers: { cookie } })).status).toBe(404);
});
