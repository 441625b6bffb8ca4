import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { sql } from 'drizzle-orm';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { cancel } from '../../src/app/change-publication.ts';
import { newSignInLink } from '../../src/app/sign-in.ts';
import { loadConfig } from '../../src/config/config.ts';
import { bringToLife, type Alive } from '../../src/main/alive.ts';
import { platforms } from '../../src/platforms/index.ts';
import { findPostByName } from '../../src/store/posts.ts';
import { findPublication, listPublications } from '../../src/store/publications.ts';
import { fieldTime } from '../../src/web/times.tsx';
import { need } from '../harness/need.ts';

// A whole Cutline with five sandboxed platforms, driven as a marketer would: the tests below are one story, told in order.

/** The first of the examples that ship: the one that a first start plans. */
const examples = path.resolve(import.meta.dirname, '../../examples');
const exampleFile = path.join(examples, fs.readdirSync(examples).sort()[0]!);
const password = 'a password for the tests';

let folder: string;
let alive: Alive;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-browser-'));
  const config = loadConfig({
    CUTLINE_DATA: folder,
    CUTLINE_PORT: '0',
    CUTLINE_SANDBOX_PORT: '0',
    CUTLINE_LOG: 'silent',
  });
  alive = await bringToLife(config, { pages: true, progress: () => {} });
  browser = await chromium.launch({
    executablePath: need('CUTLINE_TEST_CHROMIUM'),
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  context = await browser.newContext({
    baseURL: alive.web.url,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
  });
  page = await context.newPage();
  // What a policy refuses, what a script breaks on and what is not found is said in the console.
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await alive?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** The sentence that the page says at its top. */
const said = (): Promise<string> => page.locator('#flash .said').innerText();

/** On the page of a post, leaves one platform ticked; the plan follows. */
async function onlyFor(platform: string): Promise<void> {
  for (const { id } of platforms)
    if (id !== platform) await page.locator(`.ticks input[value="${id}"]`).uncheck();
  await page.getByRole('button', { name: 'Queue 1 publication' }).waitFor();
}

/** Takes a post in by pasting it; its page is open then. */
async function paste(markdown: string): Promise<void> {
  await page.goto('/posts');
  await page.getByText('Paste the text instead').click();
  await page.getByLabel('The post, in Markdown').fill(markdown);
  await page.locator('.paste').getByRole('button', { name: 'Take it in' }).click();
  await page.waitForURL('**/posts/*');
}

/** What axe finds, in what is folded away as well. */
async function barriers(on: Page): Promise<string[]> {
  await on.evaluate('for (const box of document.querySelectorAll("main details")) box.open = true');
  const { violations } = await new AxeBuilder({ page: on }).setLegacyMode(true).analyze();
  return violations.map(({ id, impact, nodes }) => `${id} (${impact}) – ${nodes[0]?.html}`);
}

/** For people to look at: `CUTLINE_TEST_PICTURES` names the folder that gets them. */
async function picture(of: Page, name: string): Promise<void> {
  const target = process.env['CUTLINE_TEST_PICTURES'];
  if (target === undefined || target === '') return;
  await of.screenshot({ path: path.join(target, `${name.replaceAll(' ', '-')}.png`), fullPage: true });
}

describe('signing in', () => {
  test('without a session every way leads to the sign-in page', async () => {
    await page.goto('/calendar');
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await page.getByText('No password has been set yet').waitFor();
  });

  test('a link signs in once', async () => {
    const link = `/sign-in/${await newSignInLink(alive.app)}`;
    await page.goto(link);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/posts');
    expect(await said()).toContain('You are signed in');

    const other = await (await browser.newContext({ baseURL: alive.web.url })).newPage();
    await other.goto(link);
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByText('This link has been used already').waitFor();
    await other.goto('/posts');
    expect(new URL(other.url()).pathname).toBe('/sign-in');
    await other.context().close();
  });

  test('a password is set under Settings, and wrong ones are slowed down', async () => {
    await page.goto('/settings');
    await page.getByLabel('New password').fill(password);
    await page.getByLabel('The same once more').fill(password);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText('The password is set.').waitFor();

    const other = await (await browser.newContext({ baseURL: alive.web.url })).newPage();
    await other.goto('/report');
    await other.getByLabel('Password').fill(password);
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.waitForURL('**/report');
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.getByText('You are signed out.').waitFor();
    for (let i = 0; i < 5; i++) {
      await other.getByLabel('Password').fill(`wrong ${i}`);
      await other.getByRole('button', { name: 'Sign in' }).click();
      await other.getByText('That is not the password.').waitFor();
    }
    await other.getByLabel('Password').fill(password);
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByText('Too many wrong passwords').waitFor();
    await other.context().close();
  });
});

describe('story 1: the marketer queues a post', () => {
  let planned: number;

  test('a file is dropped in, and each platform shows what it would get', async () => {
    await page.goto('/posts');
    const file = JSON.stringify([fs.readFileSync(exampleFile, 'utf8'), path.basename(exampleFile)]);
    const files = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      const [text, name] = ${file};
      transfer.items.add(new File([text], name, { type: 'text/markdown' }));
      return transfer;
    })()`);
    await page.dispatchEvent('.drop', 'dragover', { dataTransfer: files });
    await page.dispatchEvent('.drop', 'drop', { dataTransfer: files });
    await page.waitForURL('**/posts/*');
    expect(await said()).toContain('was taken in');
    for (const { id, name } of platforms) {
      const section = page.locator(`#${id}`);
      await section.getByRole('heading', { name }).waitFor();
      expect(await section.locator('article').count()).toBeGreaterThan(0);
      expect(await section.locator('.words').first().innerText()).not.toBe('');
      await section.getByText('not on the calendar').first().waitFor();
    }
  });

  test('its pictures are made when they come into view', async () => {
    const withPicture = platforms.find(({ text }) => text.media === 'picture')!;
    const picture = page.locator(`#${withPicture.id} .media img`).first();
    await page.locator(`#${withPicture.id} .media`).first().scrollIntoViewIfNeeded();
    await picture.waitFor();
    await expect
      .poll(() => picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth))
      .toBeGreaterThan(300);
  });

  test('it is counted under a campaign that is made on the way', async () => {
    await page.getByLabel('or a new one').fill('Heel week');
    await page.getByRole('button', { name: 'Save the choice' }).click();
    await page.getByText('belongs to “Heel week” now').waitFor();
    expect(await page.getByLabel('Counted under').locator('option:checked').innerText()).toBe('Heel week');
  });

  test('its plan says when, why and for how much before anything is accepted', async () => {
    const queue = page.locator('#queue');
    const button = queue.getByRole('button', { name: /^Queue \d+ publications$/ });
    planned = Number(/\d+/.exec(await button.innerText())![0]);
    expect(planned).toBeGreaterThan(platforms.length);
    expect(await queue.locator('.costs').innerText()).toMatch(/X @clinic_sandbox: about \d+\.\d+ USD/);
    await queue.getByText('When each goes out, and why then').click();
    const times = queue.getByRole('table', { name: /Times are those of/ });
    expect(await times.getByRole('row').count()).toBe(planned + 1);
    expect(await times.innerText()).toContain('is the next free slot for');
  });

  test('spread over three months it reaches far, without the page being loaded anew', async () => {
    await page.evaluate('window.same = true');
    const last = (): Promise<string | null> =>
      page.locator('#queue .sum time').last().getAttribute('datetime');
    const soon = Date.parse((await last())!);
    await page.getByLabel('over three months').check();
    await expect.poll(async () => Date.parse((await last())!) - soon).toBeGreaterThan(30 * 86_400_000);
    expect(await page.locator('#queue .times').innerText()).toContain('spread evenly over three months');
    expect(await page.getByRole('button', { name: `Queue ${planned} publications` }).count()).toBe(1);
    await page.getByLabel('over two weeks').check();
    await expect.poll(async () => Date.parse((await last())!) - soon).toBeLessThan(30 * 86_400_000);
    await page.locator('#queue input[type=checkbox]').first().uncheck();
    await page.getByRole('button', { name: `Queue ${planned - 1} publications` }).waitFor();
    await page.locator('#queue input[type=checkbox]').first().check();
    await page.getByRole('button', { name: `Queue ${planned} publications` }).waitFor();
    expect(await page.evaluate('window.same')).toBe(true);
  });

  test('queued, its excerpts lie on the calendar', async () => {
    await page.getByRole('button', { name: `Queue ${planned} publications` }).click();
    await page.waitForURL('**/calendar');
    expect(await said()).toContain(`${planned} publications`);
    expect(await page.locator('.line').count()).toBe(planned);
    const states = await page.locator('.line .state').allInnerTexts();
    expect(new Set(states)).toEqual(new Set(['scheduled']));
  });

  test('a second tab that still shows the plan adds nothing', async () => {
    const other = await context.newPage();
    await other.goto('/posts');
    await other.getByText('Paste the text instead').click();
    await other.getByLabel('The post, in Markdown').fill('# Two tabs\n\nBoth of them show the same plan.');
    await other.locator('.paste').getByRole('button', { name: 'Take it in' }).click();
    await other.waitForURL('**/posts/*');
    const second = await context.newPage();
    await second.goto(other.url());
    await Promise.all(
      [other, second].map(async (tab) => {
        await tab.getByRole('button', { name: `Queue ${platforms.length} publications` }).click();
        await tab.waitForLoadState();
      }),
    );
    const post = (await findPostByName(alive.app.database.db, 'two-tabs-both-of-them-show-the-same.md'))!;
    const queued = await listPublications(alive.app.database.db, { postId: post.id });
    expect(queued).toHaveLength(platforms.length);
    for (const { id } of queued) await cancel(alive.app, id);
    await Promise.all([other.close(), second.close()]);
  });

  test('asked again, nothing is planned twice', async () => {
    await page.goto('/posts');
    await page.locator('.post-list a').last().click();
    await page.getByText('Nothing is left to queue').waitFor();
  });

  test('one is moved in place, without the page being loaded anew', async () => {
    await page.goto('/calendar');
    await page.evaluate('window.same = true');
    const line = page.locator('.line').last();
    const id = await line.getAttribute('id');
    await line.getByText('Move …').click();
    await line.getByLabel(/New time/).fill('2031-03-04T10:20');
    await line.getByRole('button', { name: 'Move', exact: true }).click();
    await page.getByRole('heading', { name: 'Tuesday 4 March 2031' }).waitFor();
    expect(await said()).toContain('Tuesday 4 March 2031, 10:20');
    expect(await page.locator(`#${id} details[open]`).count()).toBe(0);
    expect(await page.evaluate('window.same')).toBe(true);
  });

  test('a time that has passed is refused with a sentence, in place', async () => {
    const line = page.locator('.line').last();
    await line.getByText('Move …').click();
    const field = line.getByLabel(/New time/);
    await field.evaluate((input) => input.removeAttribute('min'));
    await field.fill('2020-01-01T10:00');
    await line.getByRole('button', { name: 'Move', exact: true }).click();
    await page.getByText('which is not in the future').waitFor();
    await page.getByRole('heading', { name: 'Tuesday 4 March 2031' }).waitFor();
  });

  test('what a person has opened stays open while the list renews itself', async () => {
    const line = page.locator('.line').last();
    const field = line.getByLabel(/New time/);
    await field.fill('2032-05-06T07:08');
    await page.waitForResponse((response) => response.url().endsWith('/calendar'));
    await page.waitForTimeout(200);
    expect(await field.inputValue()).toBe('2032-05-06T07:08');
    expect(await field.isVisible()).toBe(true);
  });

  test('one is cancelled, and is gone from the list', async () => {
    await page.goto('/calendar');
    await page.locator('.line').last().getByText('Cancel …').click();
    await page.locator('.line').last().getByRole('button', { name: 'Take it off' }).click();
    await page.getByText('It was taken off the calendar.').waitFor();
    await expect.poll(() => page.locator('.line').count()).toBe(planned - 1);
    await page.getByLabel('State').selectOption('cancelled');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(await page.locator('.line').count()).toBe(1 + platforms.length);
  });
});

describe('story 2: it publishes by itself', () => {
  test('published now, everything is out within the minute, each once', async () => {
    await page.goto('/posts');
    await page.getByText('Paste the text instead').click();
    await page
      .getByLabel('The post, in Markdown')
      .fill(
        '# Opening hours in winter\n\nFrom December the clinic opens at eight and closes at six. On Saturdays we are there until noon.\n\n#clinic #wintertime',
      );
    await page.locator('.paste').getByRole('button', { name: 'Take it in' }).click();
    await page.waitForURL('**/posts/*');
    await page.getByText('Publish now …').click();
    await page.getByRole('button', { name: 'Publish now', exact: true }).click();
    await page.waitForURL('**/calendar');
    const post = '“Opening hours in winter” go out now';
    expect(await said()).toContain(post);
    // The list renews itself: nobody presses anything.
    await expect
      .poll(() => page.locator('.line', { has: page.locator('.state.published') }).count(), {
        timeout: 120_000,
      })
      .toBe(platforms.length);
  });

  test('the wall of the sandbox shows it, once on each platform', async () => {
    await page.goto('/sandbox');
    for (const { id } of platforms) {
      const posts = page.locator(`#wall-${id} article`);
      expect(await posts.count()).toBe(1);
      expect(await posts.innerText()).toContain('From December the clinic opens at eight');
    }
    const media = page.locator('.wall img, .wall video');
    expect(await media.count()).toBeGreaterThanOrEqual(2);
    for (const source of await media.evaluateAll((all) => all.map((each) => each.getAttribute('src')!))) {
      expect(source).toMatch(/^\//);
      const answer = await page.request.get(source);
      expect([answer.status(), Number(answer.headers()['content-length']) > 1000]).toEqual([200, true]);
    }
  });

  test('a publication shows its address and its attempts', async () => {
    const [published] = await listPublications(alive.app.database.db, { states: ['published'] });
    await page.goto(`/publications/${published!.id}`);
    expect(await page.locator('#standing .state').innerText()).toBe('published');
    await page.getByRole('link', { name: published!.url! }).waitFor();
    const attempts = page.getByRole('table', { name: 'Attempts' });
    expect(await attempts.getByRole('row').count()).toBeGreaterThan(1);
    expect(await attempts.innerText()).toContain('published');
    await page.getByText('There are no figures yet').waitFor();
  });

  test('what is refused says why and what to do, and goes out when a person tries again', async () => {
    const refusing = alive.sandboxes.running.find(({ definition }) => definition.platform === 'linkedin')!;
    refusing.faults.set([
      {
        kind: 'answer-before',
        method: 'POST',
        path: '^/rest/posts$',
        status: 422,
        body: { status: 422, message: 'The commentary is not to our liking' },
      },
    ]);
    await page.goto('/posts');
    await page.getByText('Paste the text instead').click();
    await page.getByLabel('The post, in Markdown').fill('# Parking\n\nThe yard behind the house is ours.');
    await page.locator('.paste').getByRole('button', { name: 'Take it in' }).click();
    await page.waitForURL('**/posts/*');
    await onlyFor('linkedin');
    await page.getByText('Publish now …').click();
    await page.getByRole('button', { name: 'Publish now', exact: true }).click();
    const line = page.locator('.line', { hasText: 'The yard behind the house' });
    await line.locator('.state.failed').waitFor();
    expect(await line.locator('.reason').innerText()).toContain('not to our liking');

    await line.getByRole('link').first().click();
    const standing = page.locator('#standing');
    expect(await standing.innerText()).toContain('Change the post or the template');
    await standing.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('It is being tried again.').waitFor();
    // This renews itself as well.
    await standing.locator('.state.published').waitFor();
    expect(await page.getByRole('table', { name: 'Attempts' }).getByRole('row').count()).toBeGreaterThan(2);
    expect(refusing.posts().filter(({ text }) => text.includes('The yard behind'))).toHaveLength(1);
  });
});

describe('story 3: the campaign is tracked', () => {
  test('without figures the report says so', async () => {
    await page.goto('/campaigns');
    await page.getByRole('link', { name: 'Heel week' }).click();
    await page.getByText('There are no figures yet').waitFor();
  });

  test('numbers that are read now are in the report', async () => {
    const published = await listPublications(alive.app.database.db, { states: ['published'] });
    // Fifty minutes later by the clocks of this process: the sandboxes' audience has come, and no reading is due by itself.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 50 * 60_000, shouldAdvanceTime: true });
    try {
      for (const { id } of published) {
        await page.goto(`/publications/${id}`);
        await page.getByRole('button', { name: 'Read the numbers now' }).click();
        await page.getByText('The numbers were read just now.').waitFor();
        const readings = page.getByRole('table', { name: /Each reading/ }).getByRole('row');
        expect(await readings.count()).toBe(2);
      }
    } finally {
      vi.useRealTimers();
    }
    await page.goto('/report');
    const byHashtag = page.getByRole('table', { name: 'By hashtag' });
    expect(await byHashtag.getByRole('rowheader', { name: '#clinic' }).count()).toBe(1);
    expect(await byHashtag.innerText()).toContain('too few to say');
    const views = page.locator('.tiles div', { has: page.getByText('views', { exact: true }) }).locator('dd');
    expect(Number((await views.innerText()).replace(',', ''))).toBeGreaterThan(platforms.length * 10);
    const byPlatform = page.getByRole('table', { name: 'By platform' });
    for (const { name } of platforms) await byPlatform.getByText(name).waitFor();
  });

  test('a campaign is made and changed', async () => {
    await page.goto('/campaigns');
    await page.getByLabel('Name', { exact: true }).fill('Winter');
    await page.getByLabel('First day').fill('2026-12-01');
    await page.getByLabel('Last day').fill('2026-11-01');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByText('before it begins').waitFor();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Winter');
    await page.getByLabel('Last day').fill('2026-12-31');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.waitForURL('**/campaigns/*');
    await page.getByText('Tuesday 1 December 2026 to Thursday 31 December 2026').waitFor();
    await page.getByText('Change the campaign').click();
    await page.getByLabel('Its own hashtags').fill('#winter 겨울');
    await page.getByRole('button', { name: 'Save' }).click();
    expect(await page.locator('.hashtags').first().innerText()).toMatch(/#winter\s+#겨울/);
  });
});

describe('a person decides', () => {
  /** One that lies days ahead on the calendar. */
  const oneAhead = async () => {
    const from = new Date(Date.now() + 2 * 86_400_000);
    const ahead = await listPublications(alive.app.database.db, {
      states: ['scheduled'],
      platform: 'x',
      from,
    });
    return ahead[0]!;
  };

  test('the words are edited: too many are refused and kept, fewer go in', async () => {
    const { id } = await oneAhead();
    await page.goto(`/publications/${id}`);
    await page.getByText('Edit the words …').click();
    const words = page.getByLabel('The words');
    const long = `Too many words. ${'heel '.repeat(80)}`.trim();
    await words.fill(long);
    await page.getByRole('button', { name: 'Save the words' }).click();
    expect(await said()).toMatch(/X takes 280: make it \d+ shorter/);
    expect(await words.inputValue()).toBe(long);
    await words.fill('Rest helps the heel. #heelpain');
    await page.getByRole('button', { name: 'Save the words' }).click();
    await page.getByText('The words were changed').waitFor();
    expect(await page.locator('.excerpt .words').innerText()).toBe('Rest helps the heel. #heelpain');
  });

  test('one is paused and goes on', async () => {
    const { id } = await oneAhead();
    await page.goto(`/publications/${id}`);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('It is held back: Paused by hand.').waitFor();
    await page.goto('/calendar');
    expect(await page.locator(`#publication-${id} .held`).innerText()).toBe('Paused by hand.');
    await page.goto(`/publications/${id}`);
    await page.getByRole('button', { name: 'Let it go on' }).click();
    await page.getByText('The publication goes on.').waitFor();
    expect(await page.getByText('It is held back').count()).toBe(0);
  });

  test('a channel is paused and goes on', async () => {
    await page.goto('/channels');
    const line = page.getByRole('row', { name: /@clinic_sandbox/ });
    expect(await line.innerText()).toMatch(/\d USD spent, \d+\.\d+ USD planned/);
    await line.getByRole('button', { name: /^Pause/ }).click();
    await page.getByText('The channel is paused').waitFor();
    await page.goto('/calendar');
    await page.getByText('@clinic_sandbox on X is paused: nothing goes out there.').waitFor();
    await page.goto('/channels');
    await page.getByRole('button', { name: /^Let it go on/ }).click();
    await page.getByText('The channel goes on.').waitFor();
  });

  test('everything is paused: what is due waits with its reason, and goes out afterwards', async () => {
    await page.goto('/calendar');
    await page.getByText('Pause everything …').click();
    await page.getByRole('button', { name: 'Pause everything' }).click();
    await page.getByText('Everything is paused: nothing goes out.').waitFor();
    await paste('# Closed on Monday\n\nOn Monday the clinic is closed.');
    await onlyFor('facebook');
    await page.getByText('Publish now …').click();
    await page.getByRole('button', { name: 'Publish now', exact: true }).click();
    const line = page.locator('.line', { hasText: 'On Monday the clinic is closed' });
    await line.locator('.state.scheduled').waitFor();
    await line.getByRole('link').first().click();
    await page.getByText('It is held back: Everything is paused.').waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Let everything go on' }).click();
    await page.getByText('Everything goes on.').waitFor();
    await line.locator('.state.published').waitFor({ timeout: 60_000 });
  });

  test('too near to another one is refused in place, and done anyway', async () => {
    const { id } = await oneAhead();
    const near = await listPublications(alive.app.database.db, { states: ['scheduled'], platform: 'x' });
    const other = near.find((each) => each.id !== id && each.dueAt.getTime() > Date.now() + 86_400_000)!;
    await page.goto('/calendar');
    await page.evaluate('window.same = true');
    const line = page.locator(`#publication-${id}`);
    await line.getByText('Move …').click();
    await line.getByLabel(/New time/).fill(wallTime(new Date(other.dueAt.getTime() + 30 * 60_000)));
    await line.getByRole('button', { name: 'Move', exact: true }).click();
    await page.getByText(/That is within 120 minutes of publication/).waitFor();
    expect(await said()).not.toContain('--anyway');
    await page.getByRole('button', { name: 'Do it anyway' }).click();
    await page.getByText('It goes out').waitFor();
    expect((await findPublication(alive.app.database.db, id))!.dueAt.getTime()).toBe(
      Math.floor(other.dueAt.getTime() / 60_000) * 60_000 + 30 * 60_000,
    );
    expect(await page.evaluate('window.same')).toBe(true);
  });

  test('the same words once more are refused, and planned anyway', async () => {
    const name = 'closed-again.md';
    await page.goto('/posts');
    await page.getByText('Paste the text instead').click();
    await page
      .getByLabel('The post, in Markdown')
      .fill('# Closed on Monday\n\nOn Monday the clinic is closed.');
    await page.getByLabel(/Its name/).fill(name);
    await page.locator('.paste').getByRole('button', { name: 'Take it in' }).click();
    await page.waitForURL('**/posts/*');
    await page.getByText(/facebook 1\/1 says the same as publication/).waitFor();
    await page.getByRole('button', { name: 'Plan it anyway' }).click();
    await page.getByText('As you asked, this says again').waitFor();
    await onlyFor('facebook');
    await page.getByRole('button', { name: 'Queue 1 publication' }).click();
    await page.waitForURL('**/calendar');
    const post = (await findPostByName(alive.app.database.db, name))!;
    const [again] = await listPublications(alive.app.database.db, { postId: post.id });
    await cancel(alive.app, again!.id);
  });

  test('what the platform does not tell of is found by a person, and counted once', async () => {
    const mute = alive.sandboxes.running.find(({ definition }) => definition.platform === 'x')!;
    mute.faults.set([
      { kind: 'cut-after', method: 'POST', path: '^/2/tweets$' },
      { kind: 'answer-before', method: 'GET', status: 503, times: 1000 },
    ]);
    await paste('# Flu shots\n\nFlu shots are given on Tuesdays without an appointment.');
    await onlyFor('x');
    await page.getByText('Publish now …').click();
    await page.getByRole('button', { name: 'Publish now', exact: true }).click();
    const line = page.locator('.line', { hasText: 'Flu shots are given on Tuesdays' });
    await line.locator('.state.settling').waitFor({ timeout: 60_000 });
    const id = (await line.getAttribute('id'))!.replace('publication-', '');
    // Five hours of asking in vain are over but for the last question.
    await alive.app.database.db.execute(sql`update cutline.publication set settles = 7 where id = ${id}`);
    await line.locator('.state.failed').waitFor({ timeout: 90_000 });
    await page.getByRole('heading', { name: /waiting for you/ }).waitFor();
    await page.getByText('may be out: look whether it is there').waitFor();

    await page.goto(`/publications/${id}`);
    await page.getByRole('heading', { name: 'This needs your eyes' }).waitFor();
    expect(await page.locator('#eyes a').getAttribute('href')).toBe('/sandbox#wall-x');
    const address = page.getByLabel('It is there, at this address');
    await address.evaluate((input) => input.setAttribute('type', 'text'));
    await address.fill('somewhere there');
    await page.getByRole('button', { name: 'It is there', exact: true }).click();
    expect(await said()).toContain('"somewhere there" is not a web address');
    expect(await address.inputValue()).toBe('somewhere there');
    const { url } = mute.posts().find(({ text }) => text.includes('Flu shots are given'))!;
    await address.fill(url);
    await page.getByRole('button', { name: 'It is there', exact: true }).click();
    await page.getByText('It counts as published').waitFor();
    expect(await page.locator('#standing .state').innerText()).toBe('published');
    await page.getByRole('link', { name: url }).waitFor();
    expect(mute.posts().filter(({ text }) => text.includes('Flu shots are given'))).toHaveLength(1);
    mute.faults.set([]);
  });

  test('a changed post that is dropped in again says what it changes, sentence by sentence', async () => {
    const name = 'visits.md';
    const take = async (text: string): Promise<void> => {
      await page.goto('/posts');
      await page.setInputFiles('#files', { name, mimeType: 'text/markdown', buffer: Buffer.from(text) });
      await page.locator('.drop').getByRole('button', { name: 'Take it in' }).click();
      await page.waitForURL('**/posts/*');
    };
    await take('# Home visits\n\nWe come to your home on Fridays. Call before noon.');
    await onlyFor('facebook');
    await page.getByRole('button', { name: 'Queue 1 publication' }).click();
    await page.waitForURL('**/calendar');
    await take('# Home visits\n\nWe come to your home on Thursdays. Call before noon.');
    const changes = page.locator('#changes');
    expect(await changes.innerText()).toContain('1 with other words, at the same time');
    await changes.getByText(/sentence by sentence/).click();
    expect(await changes.locator('del').first().innerText()).toContain('We come to your home on Fridays.');
    expect(await changes.locator('ins').first().innerText()).toContain('We come to your home on Thursdays.');
    expect(await barriers(page)).toEqual([]);
    await picture(page, 'a-changed-post-1440-light');
    await onlyFor('facebook');
    await page.getByRole('button', { name: 'Queue 1 publication' }).click();
    await page.waitForURL('**/calendar');
    expect(await said()).toContain('1 publication of an earlier version was taken off');
    const post = (await findPostByName(alive.app.database.db, name))!;
    for (const { id } of await listPublications(alive.app.database.db, {
      postId: post.id,
      states: ['scheduled'],
    }))
      await cancel(alive.app, id);
  });

  test('a campaign is renamed: its posts stay with it', async () => {
    await page.goto('/campaigns');
    await page.getByRole('link', { name: 'Heel week' }).click();
    await page.getByText('Change the campaign').click();
    await page.getByLabel('Name', { exact: true }).fill('Winter');
    await page.getByRole('button', { name: 'Save' }).click();
    expect(await said()).toContain('There is a campaign "Winter" already');
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Winter');
    await page.getByLabel('Name', { exact: true }).fill('Heels in autumn');
    await page.getByLabel(/Evergreen/).check();
    await page.getByLabel('Still goes out, up to hours late').fill('2');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('It is called “Heels in autumn” now.').waitFor();
    await page.getByText('Change the campaign').click();
    expect(await page.getByLabel('Still goes out, up to hours late').inputValue()).toBe('2');
    await page.goto('/posts');
    await page.getByText('campaign Heels in autumn').waitFor();
  });
});

/** What a `datetime-local` field holds for an instant, on the clock of the timetable. */
function wallTime(at: Date): string {
  return fieldTime(at, alive.app.config.timetable.timeZone);
}

describe('mistakes and strangers', () => {
  test('a picture instead of a post gets one sentence', async () => {
    await page.goto('/posts');
    await page.setInputFiles('#files', {
      name: 'photo.md',
      mimeType: 'text/markdown',
      buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 1, 2, 3]),
    });
    await page.locator('.drop').getByRole('button', { name: 'Take it in' }).click();
    expect(await said()).toContain('photo.md is not');
  });

  test('a file of six megabytes gets one too, also where no script warns of it', async () => {
    await page.goto('/posts');
    await page.setInputFiles('#files', {
      name: 'long.md',
      mimeType: 'text/markdown',
      buffer: Buffer.from('words '.repeat(1_050_000)),
    });
    expect(await page.evaluate('document.querySelector("#files").validationMessage')).toContain(
      'larger than 5 MB',
    );
    await page.evaluate('document.querySelector(".drop").submit()');
    await page.getByText('larger than 5 MB, the most').waitFor();
  });

  test('a form that another site makes is refused', async () => {
    const stranger = await context.newPage();
    // Another port of this machine is another site's stand-in: its pages know our address but not our word.
    await stranger.goto(`${alive.sandboxes.running[0]!.url}/_sandbox`);
    const before = await listPublications(alive.app.database.db, { states: ['scheduled'] });
    await stranger.evaluate(`(() => {
      const form = document.createElement('form');
      form.method = 'post';
      form.action = '${alive.web.url}/publications/${before[0]!.id}/cancellation';
      document.body.append(form);
      form.submit();
    })()`);
    await stranger.getByText('This form is out of date').waitFor();
    expect(await listPublications(alive.app.database.db, { states: ['scheduled'] })).toHaveLength(
      before.length,
    );
    await stranger.close();
  });
});

describe('every page', () => {
  const addressOf = async (name: string): Promise<string> => {
    const { db } = alive.app.database;
    const [published] = await listPublications(db, { states: ['published'] });
    const [scheduled] = await listPublications(db, { states: ['scheduled'] });
    const fresh = await findPostByName(db, 'closed-again.md');
    const parts: Record<string, string> = {
      'a post to be queued': `/posts/${fresh!.id}?chosen=yes&platform=x&platform=youtube&drip=12m`,
      'a post': `/posts/${scheduled!.postId}`,
      'one published': `/publications/${published!.id}`,
      'one scheduled': `/publications/${scheduled!.id}`,
      'a campaign': `/campaigns/${scheduled!.campaignId}`,
    };
    return parts[name] ?? `/${name}`;
  };

  test.each([
    'posts',
    'a post',
    'a post to be queued',
    'calendar',
    'one published',
    'one scheduled',
    'campaigns',
    'a campaign',
    'report',
    'channels',
    'sandbox',
    'settings',
    'nothing-here',
  ])('%s is without barriers and fits a narrow phone', async (name) => {
    const found: string[] = [];
    for (const [width, colorScheme] of [
      [1440, 'light'],
      [360, 'light'],
      [360, 'dark'],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.goto(await addressOf(name));
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      if (wide > width) found.push(`${width} ${colorScheme}: ${wide} px wide`);
      await picture(page, `${name}-${width}-${colorScheme}`);
      found.push(...(await barriers(page)).map((barrier) => `${width} ${colorScheme}: ${barrier}`));
      const opened = await page.evaluate<number>('document.documentElement.scrollWidth');
      if (opened > width) found.push(`${width} ${colorScheme}, all unfolded: ${opened} px wide`);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1440, height: 900 });
    expect(found).toEqual([]);
  });

  test('signed out, the gate is so too', async () => {
    const other = await (await browser.newContext({ baseURL: alive.web.url })).newPage();
    for (const address of ['/sign-in', '/sign-in/some-word']) {
      for (const width of [1440, 360]) {
        await other.setViewportSize({ width, height: 900 });
        await other.goto(address);
        expect(await barriers(other)).toEqual([]);
        await picture(other, `${address === '/sign-in' ? 'sign-in' : 'sign-in-link'}-${width}-light`);
      }
    }
    await other.context().close();
  });

  test('is driven by the keyboard alone', async () => {
    await page.goto('/calendar');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    const line = page.locator('.line', { has: page.getByText('Move …') }).last();
    const id = await line.getAttribute('id');
    const focused = `document.activeElement.closest('#${id}') !== null && document.activeElement.textContent.includes('Move …')`;
    for (let i = 0; i < 400 && !(await page.evaluate(focused)); i++) await page.keyboard.press('Tab');
    expect(await page.evaluate(focused)).toBe(true);
    const ring = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
    expect(ring).toBe('solid');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.name')).toBe('at');
    await line.getByLabel(/New time/).fill('2034-05-06T10:20');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Saturday 6 May 2034' }).waitFor();
  });

  test('works before any script runs', async () => {
    const plain = await browser.newContext({
      baseURL: alive.web.url,
      javaScriptEnabled: false,
      storageState: await context.storageState(),
    });
    const still = await plain.newPage();
    await still.goto('/posts');
    await still.setInputFiles('#files', exampleFile);
    await still.locator('.drop').getByRole('button', { name: 'Take it in' }).click();
    await still.getByText('has not changed').waitFor();
    await still.goto('/calendar');
    const line = still.locator('.line', { has: still.getByText('Move …') }).last();
    await line.getByText('Move …').click();
    await line.getByLabel(/New time/).fill('2033-07-08T09:10');
    await line.getByRole('button', { name: 'Move', exact: true }).click();
    await still.getByRole('heading', { name: 'Friday 8 July 2033' }).waitFor();
    const fresh = await findPostByName(alive.app.database.db, 'closed-again.md');
    await still.goto(`/posts/${fresh!.id}?anyway=yes`);
    await still.getByLabel('over twelve months').check();
    await still.getByRole('button', { name: 'Show what comes of it' }).click();
    await still
      .getByText('spread evenly over twelve months')
      .or(still.getByText('the only one in twelve months'))
      .first()
      .waitFor({ state: 'attached' });
    await plain.close();
  });
});

test('no page complained in the console', () => {
  // Refusals above were asked for: the browser reports their status.
  const unasked = complaints.filter((complaint) => !/status of (?:422|413|403|404)/.test(complaint));
  expect(unasked).toEqual([]);
});
