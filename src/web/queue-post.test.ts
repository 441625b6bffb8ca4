import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPages, saidOn, type WebApp } from '../../tests/harness/web-app.ts';
import { importPost } from '../app/import-post.ts';
import { platforms } from '../platforms/index.ts';
import { openQueue } from '../queue/bullmq.ts';
import { listPublications } from '../store/publications.ts';

let web: WebApp;
const all = platforms.map(({ id }) => id);

beforeAll(async () => {
  web = await openPages();
});
afterAll(() => web.close());

async function takenIn(name: string, markdown: string): Promise<string> {
  return (await importPost(web.app, { name, bytes: Buffer.from(markdown) })).post.id;
}

const queuedOf = (postId: string) => listPublications(web.app.database.db, { postId });

describe('the plan on the page of a post', () => {
  test('says when, why and for how much; a choice in the address changes it', async () => {
    const id = await takenIn('plan.md', '# Rest\n\nRest helps a sore heel more than people think.');
    const page = await (await web.get(`/posts/${id}`)).text();
    expect(page).toContain(`Queue ${all.length} publications`);
    expect(page).toMatch(/is the next free slot for Clinic on X/);
    expect(page).toMatch(/about\s*<b>0\.\d+ USD<\/b>/);
    const one = await (await web.get(`/posts/${id}?chosen=yes&platform=facebook&drip=12m`)).text();
    expect(one).toContain('Queue 1 publication');
    expect(one).toContain('the only one in twelve months');
    expect(one).toContain('It costs nothing');
    const none = await (await web.get(`/posts/${id}?chosen=yes`)).text();
    expect(none).toContain('Tick at least one platform');
    const strange = await (await web.get(`/posts/${id}?platform=nowhere&drip=7y`)).text();
    expect(strange).toContain(`Queue ${all.length} publications`);
  });

  test('comes alone where htmx asks for it', async () => {
    const id = await takenIn('alone.md', '# Alone\n\nOnly a part of the page is asked for.');
    const part = await (await web.get(`/posts/${id}?drip=2w`, { 'hx-request': 'true' })).text();
    expect(part).toMatch(/^<section class="card" id="queue"/);
    expect(part).not.toContain('<html');
  });

  test('says that a channel is held back rather than that there is none', async () => {
    const id = await takenIn('held.md', '# Held\n\nNo channel takes this one.');
    await web.post('/channels/channel-facebook/pause', {});
    expect(await (await web.get(`/posts/${id}`)).text()).toContain(
      'Facebook: there is no channel that could take it',
    );
    await web.post('/channels/channel-facebook/resumption', {});
  });
});

describe('a changed post that is dropped in again', () => {
  test('shows what it changes before it is queued, and does just that', async () => {
    const part = (name: string, more = ''): string =>
      `## About the ${name}\n\n${`The ${name} holds the weight of the body with each of the many steps of a day. `.repeat(45)}${more}\n`;
    const first = await takenIn('parts.md', [part('heel'), part('shin'), part('hip')].join('\n'));
    await web.post(`/posts/${first}/publications`, { platform: 'linkedin' });
    const before = await queuedOf(first);
    expect(before.length).toBeGreaterThan(2);
    const again = await takenIn(
      'parts.md',
      [part('heel'), part('shin', 'Rest it well.'), part('neck')].join('\n'),
    );
    expect(again).toBe(first);

    const page = await (await web.get(`/posts/${first}?chosen=yes&platform=linkedin`)).text();
    const diff = /<section class="card" id="changes".*?<\/section>/s.exec(page)![0];
    const told = (words: string): number => Number(new RegExp(`<b>(\\d+)</b> ${words}`).exec(diff)?.[1] ?? 0);
    const [kept, other, gone] = ['unchanged', 'with other words', 'taken off'].map(told);
    expect(kept! + other! + gone!).toBe(before.length);
    expect(kept).toBeGreaterThan(0);
    expect(other).toBeGreaterThan(0);
    expect(diff).toContain('Rest it well.</ins>');
    const fresh = Number(/Queue (\d+) publication/.exec(page)![1]);
    expect(await queuedOf(first)).toHaveLength(before.length);

    await web.post(`/posts/${first}/publications`, { platform: 'linkedin' });
    const after = await queuedOf(first);
    const lying = after.filter(({ state }) => state === 'scheduled');
    expect(lying).toHaveLength(kept! + fresh);
    const ids = new Set(before.map(({ id }) => id));
    expect(lying.filter(({ id }) => ids.has(id))).toHaveLength(kept!);
    const times = new Set(before.map(({ dueAt }) => dueAt.getTime()));
    expect(lying.filter(({ dueAt }) => times.has(dueAt.getTime())).length).toBeGreaterThanOrEqual(
      kept! + other!,
    );
    expect(await (await web.get(`/posts/${first}`)).text()).not.toContain('with other words');
  });
});

test('a version that only leaves something out takes it off the calendar', async () => {
  const part = (name: string): string =>
    `## About the ${name}\n\n${`Every ${name} carries its own share of the weight on each of the steps of a day. `.repeat(45)}\n`;
  const id = await takenIn('shorter.md', [part('knee'), part('ankle')].join('\n'));
  await web.post(`/posts/${id}/publications`, { platform: 'linkedin' });
  const before = await queuedOf(id);
  await takenIn('shorter.md', part('knee'));
  const page = await (await web.get(`/posts/${id}?chosen=yes&platform=linkedin`)).text();
  const button = /Bring the calendar up to this version|Queue \d+ publication/.exec(page);
  expect(button).not.toBeNull();
  await web.post(`/posts/${id}/publications`, { platform: 'linkedin' });
  const lying = (await queuedOf(id)).filter(({ state }) => state === 'scheduled');
  expect(lying.length).toBeLessThan(before.length);
  expect(lying.some(({ excerpt }) => excerpt.pieces[0]!.includes('ankle'))).toBe(false);
});

describe('queueing', () => {
  test('two tabs that queue the same post at once add it once', async () => {
    const id = await takenIn('tabs.md', '# Tabs\n\nTwo people press the same button.');
    const answers = await Promise.all(
      [1, 2, 3].map(() => web.post(`/posts/${id}/publications`, { platform: all, when: 'timetable' })),
    );
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    const queued = await queuedOf(id);
    expect(queued.map(({ platform }) => platform).sort()).toEqual([...all].sort());
  });

  test.each([
    ['no platform', { when: 'timetable' }, 'No platform is ticked'],
    ['an unknown platform', { platform: 'nowhere' }, 'There is no platform "nowhere"'],
    ['an unknown span', { platform: 'x', drip: '7y' }, '"7y" is no time to spread a post over'],
  ])('with %s is one sentence on the same page, and queues nothing', async (_, fields, sentence) => {
    const id = await takenIn('wrong.md', '# Wrong\n\nSomebody has meddled with the form.');
    const answer = await web.post(`/posts/${id}/publications`, fields);
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(saidOn(page)).toContain(sentence);
    expect(page).toContain('id="queue"');
    expect(await queuedOf(id)).toEqual([]);
  });

  test('at once while Redis is away waits for it, and says so', async () => {
    const id = await takenIn('away.md', '# Away\n\nThe queue cannot be asked for anything.');
    const nowhere = { kind: 'single', host: '127.0.0.1', port: 1, db: 0, tls: false } as const;
    const queue = await openQueue({
      place: { kind: 'redis', redis: nowhere },
      platforms: all,
      now: () => new Date(),
      onError: () => {},
    });
    const there = web.app.queue;
    Object.assign(web.app, { queue });
    try {
      const answer = await web.post(`/posts/${id}/publications`, { platform: all, when: 'now' });
      const [, said = ''] = /cutline-said=([\w-]+)/.exec(answer.headers.getSetCookie().join()) ?? [];
      const flash = Buffer.from(said, 'base64url').toString();
      expect([answer.status, flash]).toEqual([
        303,
        expect.stringMatching(/wait for the queue.*when it is back/),
      ]);
      expect((await queuedOf(id)).every(({ state }) => state === 'scheduled')).toBe(true);
      expect(await queuedOf(id)).toHaveLength(all.length);
    } finally {
      Object.assign(web.app, { queue: there });
      await queue.close();
    }
  });

  test('what a channel says elsewhere is refused, and done anyway', async () => {
    const words = '# Twice\n\nThese very words are for another post as well.';
    const first = await takenIn('twice.md', words);
    await web.post(`/posts/${first}/publications`, { platform: 'facebook' });
    const second = await takenIn('twice-again.md', words);
    const page = await (await web.get(`/posts/${second}?chosen=yes&platform=facebook`)).text();
    expect(page).toContain('says the same as publication');
    expect(page).toContain('Plan it anyway');
    expect(page).not.toContain('--anyway');
    const refused = await web.post(`/posts/${second}/publications`, { platform: 'facebook', drip: '3m' });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toMatch(/value="3m" checked/);
    expect(await queuedOf(second)).toEqual([]);
    await web.post(`/posts/${second}/publications`, { platform: 'facebook', anyway: 'yes' });
    expect(await queuedOf(second)).toHaveLength(1);
  });

  test('a post of a megabyte is taken in, cut and shown', async () => {
    const paragraph = 'A sentence of a very long post that says little. '.repeat(8);
    const text = Array.from({ length: 2650 }, (_, i) => `Paragraph ${i}. ${paragraph}`).join('\n\n');
    expect(text.length).toBeGreaterThan(1_000_000);
    const answer = await web.post('/posts', { text, name: 'long' });
    expect(answer.status).toBe(303);
    const page = await web.get(answer.headers.get('location')!);
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toMatch(/Queue \d{4,} publications/);
    expect(html).toContain('later ones are not listed');
    // Only the beginning of what there is stands on the page.
    expect(html.length).toBeLessThan(2_000_000);
  }, 300_000);
});
