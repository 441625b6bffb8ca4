import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newSignInLink } from '../app/sign-in.ts';
import { bringUpStill, type StillApp } from '../../tests/harness/still-app.ts';
import { places } from '../../tests/harness/living-app.ts';
import { pagesOf } from './pages.ts';

describe.each(places)('the queues with $name', (place) => {
  let still: StillApp;
  let pages: ReturnType<typeof pagesOf>;
  let cookie: string;
  beforeAll(async () => {
    still = await bringUpStill(place, ['linkedin']);
    pages = pagesOf(still.app);
    const link = `/sign-in/${await newSignInLink(still.app)}`;
    [cookie] = (await pages.request(link, { method: 'POST' })).headers.getSetCookie() as [string];
    cookie = cookie.split(';')[0]!;
    await still.app.queue.add(
      'publish',
      { publicationId: 'one', fence: 7 },
      { id: 'publish-one-7', platform: 'linkedin', delayMs: 60_000 },
    );
  });
  afterAll(() => still?.close());

  const ask = async (address: string, init: RequestInit = {}) =>
    pages.request(address, { ...init, headers: { cookie } });

  test.each(['/queues', '/queues/api/queues', '/queues/static/favicon.ico'])(
    'without a session %s shows nothing',
    async (address) => {
      const answer = await pages.request(address);
      expect([answer.status, await answer.text()]).toEqual([303, '']);
    },
  );

  test('every queue and its jobs are told', async () => {
    const answer = await ask('/queues/api/queues?activeQueue=publish-linkedin&status=delayed&page=1');
    const { queues } = (await answer.json()) as {
      queues: {
        name: string;
        counts: Record<string, number>;
        readOnlyMode: boolean;
        jobs: { id: string }[];
      }[];
    };
    expect(queues.map(({ name }) => name).sort()).toEqual(
      (await still.app.queue.carriers()).map(({ name }) => name).sort(),
    );
    const publish = queues.find(({ name }) => name === 'publish-linkedin');
    expect(publish).toMatchObject({ readOnlyMode: true, counts: { delayed: 1 } });
    expect(publish!.jobs.map(({ id }) => id)).toEqual(['publish-one-7']);
  });

  test.each([
    ['PUT', '/queues/api/queues/publish-linkedin/publish-one-7/promote'],
    ['PUT', '/queues/api/queues/publish-linkedin/publish-one-7/clean'],
    ['PUT', '/queues/api/queues/publish-linkedin/obliterate'],
    ['POST', '/queues/api/queues/publish-linkedin/add'],
    ['PUT', '/queues/api/queues/pause'],
  ])('%s %s changes nothing', async (method, address) => {
    const before = await still.app.queue.depth();
    expect((await ask(address, { method })).status).toBe(405);
    expect(await still.app.queue.depth()).toEqual(before);
  });

  test('its page asks nobody else for anything, and only there are other styles allowed', async () => {
    const board = await ask('/queues');
    const page = await board.text();
    expect(page).toContain('<base href="/queues/" />');
    expect(page).not.toContain('https:');
    expect(board.headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(board.headers.get('content-security-policy')).toContain("style-src 'self' 'unsafe-inline'");
    expect((await ask('/settings')).headers.get('content-security-policy')).not.toContain('unsafe');
  });
});
