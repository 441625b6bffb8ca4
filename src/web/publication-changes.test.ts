import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openPages, saidOn, type WebApp } from '../../tests/harness/web-app.ts';
import { importPost } from '../app/import-post.ts';
import { scheduleExcerpts } from '../app/schedule-excerpts.ts';
import { findPublication, listPublications, type StoredPublication } from '../store/publications.ts';
import { fieldTime } from './times.tsx';

let web: WebApp;
let publication: StoredPublication;
let number = 0;

beforeAll(async () => {
  web = await openPages();
});
afterAll(() => web.close());

beforeEach(async () => {
  number += 1;
  const { post } = await importPost(web.app, {
    name: `post-${number}.md`,
    bytes: Buffer.from(`# Number ${number}\n\nThe words of post number ${number}.`),
  });
  const { publications } = await scheduleExcerpts(web.app, post, { platforms: ['x'] });
  publication = publications[0]!;
});

const now = async (): Promise<StoredPublication> =>
  (await findPublication(web.app.database.db, publication.id))!;

/** As the publishing path would leave it. */
async function leave(state: string, outcome: object | null): Promise<void> {
  await web.app.database.db.execute(
    sql`update cutline.publication set state = ${state}, due_at = cutline.now() - interval '1 minute', outcome = ${JSON.stringify(outcome)}::jsonb where id = ${publication.id}`,
  );
}

describe('what is under way or out', () => {
  test.each([
    ['moved', 'slot', { at: '2031-01-02T10:00' }],
    ['edited', 'pieces/1', { text: 'Other words.' }],
    ['cancelled', 'cancellation', {}],
    ['paused', 'pause', {}],
  ])('can no longer be %s, and says so', async (word, action, fields) => {
    await leave('publishing', null);
    const answer = await web.post(`/publications/${publication.id}/${action}`, fields);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(`is publishing: it can no longer be ${word}`);
    expect((await now()).state).toBe('publishing');
  });

  test('is told of in place where htmx sent the form', async () => {
    await leave('publishing', null);
    const answer = await web.post(
      `/publications/${publication.id}/cancellation`,
      {},
      { 'hx-request': 'true' },
    );
    expect(answer.status).toBe(422);
    expect(await answer.text()).toMatch(/^<p class="said careful">/);
  });
});

describe('moving', () => {
  test('to what is no time keeps what was typed', async () => {
    const answer = await web.post(`/publications/${publication.id}/slot`, { at: '2020-01-02T10:00' });
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(saidOn(page)).toContain('which is not in the future');
    expect(page).toContain('value="2020-01-02T10:00"');
  });

  test('too near to another one offers to do it anyway', async () => {
    const [other] = await listPublications(web.app.database.db, { states: ['scheduled'] });
    const near = fieldTime(new Date(other!.dueAt.getTime() + 600_000), web.app.config.timetable.timeZone);
    const address = `/publications/${publication.id}/slot`;
    const whole = await (await web.post(address, { at: near })).text();
    expect(saidOn(whole)).toMatch(/That is within 120 minutes of publication .* or do it anyway\.$/);
    expect(whole).toContain('name="anyway"');
    const part = await (await web.post(address, { at: near }, { 'hx-request': 'true' })).text();
    expect(part).toContain(`name="at" value="${near}"`);
    expect(part).toContain('Do it anyway');
    const done = await web.post(address, { at: near, anyway: 'yes', back: '/calendar' });
    expect([done.status, done.headers.get('location')]).toEqual([303, '/calendar']);
    expect((await now()).slotReason).toBe('Moved here by hand.');
  });
});

describe('editing', () => {
  test.each([
    ['', 'The new text is empty'],
    ['word '.repeat(80), 'make it'],
  ])('in words that cannot be keeps them', async (text, sentence) => {
    const answer = await web.post(`/publications/${publication.id}/pieces/1`, { text });
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(saidOn(page)).toContain(sentence);
    expect(page).toMatch(/<details class="edit" open/);
    expect(page).toContain(`>${text}</textarea>`);
  });

  test('a piece that is not there is refused', async () => {
    const answer = await web.post(`/publications/${publication.id}/pieces/7`, { text: 'Words.' });
    expect(saidOn(await answer.text())).toContain('there is no piece 7');
  });
});

test('a pause is shown with its way back', async () => {
  await web.post(`/publications/${publication.id}/pause`, {});
  const page = await (await web.get(`/publications/${publication.id}`)).text();
  expect(page).toContain('It is held back: Paused by hand.');
  expect(page).toContain(`/publications/${publication.id}/resumption`);
  await web.post(`/publications/${publication.id}/resumption`, {});
  expect((await now()).holdReason).toBeNull();
});

describe('what may be out', () => {
  const unknown = { kind: 'unknown', reason: 'Nobody knows.' };

  test('asks a person, with a link to the channel', async () => {
    await leave('failed', unknown);
    const page = await (await web.get(`/publications/${publication.id}`)).text();
    expect(page).toContain('This needs your eyes');
    expect(page).toContain('href="https://x.com/i/user/1"');
    expect(page).not.toContain('>Try again<');
    expect(await (await web.get('/calendar')).text()).toContain('waiting for you');
  });

  test('is there, at an address that is one', async () => {
    await leave('failed', unknown);
    const address = `/publications/${publication.id}/sighting`;
    const wrong = await web.post(address, { address: 'javascript:alert(1)' });
    expect(wrong.status).toBe(422);
    const page = await wrong.text();
    expect(saidOn(page)).toContain('is not a web address');
    expect(page).toContain('value="javascript:alert(1)"');
    expect((await now()).state).toBe('failed');

    expect((await web.post(address, { address: 'https://x.com/clinic/status/12' })).status).toBe(303);
    expect(await now()).toMatchObject({ state: 'published', url: 'https://x.com/clinic/status/12' });
    expect(await (await web.get(`/publications/${publication.id}`)).text()).toContain('cannot be read');
    const again = await web.post(address, { address: 'https://x.com/clinic/status/13' });
    expect(saidOn(await again.text())).toContain('is published: nobody is asked where it is');
    const retried = await web.post(`/publications/${publication.id}/retry`, {});
    expect(saidOn(await retried.text())).toContain('only a failed one can be tried again');
  });

  test('is not there: it goes out again', async () => {
    await leave('failed', unknown);
    expect((await web.post(`/publications/${publication.id}/retry`, {})).status).toBe(303);
    expect((await now()).state).toBe('scheduled');
  });

  test('is not asked of what surely did not go out', async () => {
    await leave('failed', { kind: 'rejected', reason: 'Too rude.' });
    const page = await (await web.get(`/publications/${publication.id}`)).text();
    expect(page).not.toContain('This needs your eyes');
    expect(page).toContain('>Try again<');
  });

  test('is not let be before somebody has looked; what surely did not go out is', async () => {
    const address = `/publications/${publication.id}/cancellation`;
    await leave('failed', unknown);
    const refused = await web.post(address, {});
    expect(saidOn(await refused.text())).toContain('may be out after all: look at the channel');
    expect((await now()).state).toBe('failed');
    await leave('failed', { kind: 'rejected', reason: 'Too rude.' });
    expect((await web.post(address, {})).status).toBe(303);
    expect((await now()).state).toBe('cancelled');
  });
});
