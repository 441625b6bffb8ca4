import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPages, saidOn, type WebApp } from '../../tests/harness/web-app.ts';
import { importPost } from '../app/import-post.ts';
import { scheduleExcerpts } from '../app/schedule-excerpts.ts';
import { findCampaignByName } from '../store/campaigns.ts';
import { listChannels, saveChannel } from '../store/channels.ts';
import { findPostByName } from '../store/posts.ts';

let web: WebApp;

beforeAll(async () => {
  web = await openPages();
});
afterAll(() => web.close());

const campaign = async (name: string) => (await findCampaignByName(web.app.database.db, name))!;

describe('a campaign', () => {
  test('is renamed and keeps its posts; an empty day is none', async () => {
    await web.post('/campaigns', { name: 'Spring', startsOn: '2027-03-01', endsOn: '2027-05-31' });
    const { id } = await campaign('Spring');
    await importPost(web.app, { name: 'a.md', bytes: Buffer.from('Words of it.'), campaign: 'Spring' });
    const answer = await web.post(`/campaigns/${id}`, {
      name: 'Spring 2027',
      startsOn: '',
      endsOn: '2027-05-31',
    });
    expect(answer.status).toBe(303);
    expect(await campaign('Spring 2027')).toMatchObject({ id, startsOn: null, endsOn: '2027-05-31' });
    expect((await findPostByName(web.app.database.db, 'a.md'))!.campaignId).toBe(id);
    expect(await (await web.get('/campaigns')).text()).toContain('Until Monday 31 May 2027');
  });

  test.each([
    ['a name that is taken', { name: 'Taken' }, 'There is a campaign "Taken" already'],
    ['no name', { name: '' }, 'A campaign needs a name'],
    [
      'days the wrong way round',
      { name: 'Mine', startsOn: '2027-02-02', endsOn: '2027-01-01' },
      'before it begins',
    ],
    ['a day that is none', { name: 'Mine', startsOn: '2027-02-30' }, 'is not a day'],
    ['hours that are none', { name: 'Mine', lateHours: 'soon' }, '"soon" is not a whole number'],
    ['too many hours', { name: 'Mine', lateHours: '9999' }, 'from 0 to 720'],
  ])('with %s is refused in one sentence, and keeps what was typed', async (_, fields, sentence) => {
    await web.post('/campaigns', { name: 'Taken' });
    await web.post('/campaigns', { name: 'Mine' });
    const { id } = await campaign('Mine');
    const typed = { goal: 'to be kept', hashtags: '#kept', ...fields };
    const answer = await web.post(`/campaigns/${id}`, typed);
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(saidOn(page)).toContain(sentence);
    expect(page).toContain('value="to be kept"');
    expect(page).toContain('value="#kept"');
    expect(await campaign('Mine')).toMatchObject({ id, goal: null, startsOn: null });
  });

  test('has its own way with what comes late, and comes round again', async () => {
    await web.post('/campaigns', { name: 'Late', lateHours: '0', lateMoveDays: '30', evergreen: 'yes' });
    expect(await campaign('Late')).toMatchObject({ lateHours: 0, lateMoveDays: 30, evergreen: true });
    const { id } = await campaign('Late');
    await web.post(`/campaigns/${id}`, { name: 'Late', lateHours: '', lateMoveDays: '30' });
    expect(await campaign('Late')).toMatchObject({ lateHours: null, lateMoveDays: 30, evergreen: false });
  });

  test('is paused and goes on', async () => {
    await web.post('/campaigns', { name: 'Held' });
    const { id } = await campaign('Held');
    await web.post(`/campaigns/${id}/pause`, {});
    expect(await (await web.get(`/campaigns/${id}`)).text()).toContain('Let it go on');
    await web.post(`/campaigns/${id}/resumption`, {});
    expect(await campaign('Held')).toMatchObject({ paused: false });
  });
});

describe('a post', () => {
  test('is counted under another campaign, and comes round again', async () => {
    const { post } = await importPost(web.app, { name: 'b.md', bytes: Buffer.from('Other words of it.') });
    await web.post(`/posts/${post.id}/campaign`, { campaign: '', new: 'Fresh' });
    const { id } = await campaign('Fresh');
    await web.post(`/posts/${post.id}/rounds`, { evergreen: 'yes' });
    expect(await findPostByName(web.app.database.db, 'b.md')).toMatchObject({
      campaignId: id,
      evergreen: true,
    });
    await web.post(`/posts/${post.id}/rounds`, {});
    const gone = await web.post(`/posts/${post.id}/campaign`, { campaign: 'nowhere', new: '' });
    expect(gone.status).toBe(422);
    expect(saidOn(await gone.text())).toContain('That campaign is not there any more');
    expect(await findPostByName(web.app.database.db, 'b.md')).toMatchObject({
      campaignId: id,
      evergreen: false,
    });
  });

  test('that was pasted and refused is still there, with its name', async () => {
    const answer = await web.post('/posts', { text: '---\ntitle: "x\n---\nWords.', name: 'my name' });
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page).toContain('value="my name"');
    expect(page).toContain('title: &quot;x');
  });

  test('stands on the second page when there are many', async () => {
    for (let i = 0; i < 25; i++)
      await importPost(web.app, { name: `many-${i}.md`, bytes: Buffer.from(`Post ${i} of many.`) });
    const first = await (await web.get('/posts')).text();
    expect(first.match(/<li class="card">/g)).toHaveLength(24);
    expect(first).toContain('href="/posts?page=2"');
    const second = await (await web.get('/posts?page=2')).text();
    expect(second).toContain('many-0.md');
    expect(second).not.toContain('page=3');
    expect(await (await web.get('/posts?page=900')).text()).toContain('There are no older ones');
  });
});

test('a token file that is none keeps the name, and repeats no token', async () => {
  const answer = await web.post('/channels', {
    platform: 'youtube',
    name: 'Our films',
    tokens: '{"a": "s3cret',
  });
  expect(answer.status).toBe(422);
  const page = await answer.text();
  expect(page).toContain('value="Our films"');
  expect(page).toMatch(/value="youtube" selected/);
  expect(page).not.toContain('s3cret');
});

test('an account is removed after a warning, unless publications belong to it', async () => {
  const { db } = web.app.database;
  const ids = async () => (await listChannels(db)).map(({ id }) => id);
  const { post } = await importPost(web.app, { name: 'kept.md', bytes: Buffer.from('Knees turn a little.') });
  await scheduleExcerpts(web.app, post, { platforms: ['facebook'] });
  expect(saidOn(await (await web.get('/channels')).text())).toBe('');
  expect(await (await web.get('/channels')).text()).toContain('refused while publications belong to it');

  const kept = await web.post('/channels/channel-facebook/removal', {});
  expect(kept.status).toBe(422);
  expect(saidOn(await kept.text())).toContain('their history is kept: it cannot be removed. Pause it');
  expect(await ids()).toContain('channel-facebook');

  const spare = await saveChannel(db, web.app.vault, {
    id: 'spare',
    platform: 'facebook',
    name: 'Spare page',
    remoteId: 'spare',
    sandbox: true,
    expiresAt: null,
    tokens: {},
  });
  expect((await web.post(`/channels/${spare.id}/removal`, {})).status).toBe(303);
  expect(await ids()).not.toContain('spare');
  const again = await web.post(`/channels/${spare.id}/removal`, {});
  expect(saidOn(await again.text())).toContain('There is no channel spare');
});

test('two passwords that are not the same are refused on the page itself', async () => {
  const answer = await web.post('/settings/password', {
    password: 'long enough for it',
    again: 'another one',
  });
  expect(answer.status).toBe(422);
  const page = await answer.text();
  expect(saidOn(page)).toContain('The two passwords are not the same');
  expect(page).toContain('New password');
  expect(page).not.toContain('long enough for it');
});

test('the calendar goes on from any day, and says where nothing is', async () => {
  const page = await (await web.get('/calendar?from=2031-05-06&state=failed')).text();
  expect(page).toContain('Back to today');
  expect(page).toContain('Nothing from this day on is like that');
  for (const strange of ['2031-02-30', 'soon', '9999999-01-01'])
    expect((await web.get(`/calendar?from=${strange}`)).status).toBe(200);
});

test('a full calendar folds the days beyond those read at a glance, and what is nowhere is named with its list', async () => {
  const words = Array.from(
    { length: 70 },
    (_, i) => `Morning ${i} begins with a walk along the river, ${'slowly, '.repeat(20)}and ends with tea.`,
  );
  const { post } = await importPost(web.app, { name: 'full.md', bytes: Buffer.from(words.join('\n\n')) });
  const { publications } = await scheduleExcerpts(web.app, post, { platforms: ['x'] });
  expect(publications.length).toBeGreaterThan(60);
  const page = await (await web.get('/calendar')).text();
  const [open = '', ...folded] = page.split('<details class="day"');
  expect(open.match(/<li class="line"/g)!.length).toBeLessThanOrEqual(40);
  expect(folded.length).toBeGreaterThan(2);
  expect(folded[0]).toMatch(/<summary>.*\d+ publication/s);
  const nowhere = await web.get('/publications/nope');
  expect(nowhere.status).toBe(404);
  expect(await nowhere.text()).toMatch(/There is no such publication.*href="\/calendar"/s);
});
