import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newSignInLink } from '../../src/app/sign-in.ts';
import { startWeb, type RunningWeb } from '../../src/web/server.ts';
import { bringUp, places, type LivingApp } from '../harness/living-app.ts';
import { need } from '../harness/need.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: need('CUTLINE_TEST_CHROMIUM'),
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
});
afterAll(() => browser?.close());

describe.each(places)('the page of queues with $name', (place) => {
  let living: LivingApp;
  let web: RunningWeb;
  beforeAll(async () => {
    living = await bringUp(place, ['facebook', 'linkedin']);
    web = await startWeb(living.app);
    await living.app.queue.add(
      'publish',
      { publicationId: 'nobody', fence: 1 },
      { id: 'publish-nobody-1', platform: 'facebook', delayMs: 3_600_000 },
    );
  });
  afterAll(async () => {
    await web?.close();
    await living?.close();
  });

  /** For people to look at: `CUTLINE_TEST_PICTURES` names the folder that gets them. */
  async function picture(of: Page, name: string): Promise<void> {
    const target = process.env['CUTLINE_TEST_PICTURES'];
    if (target === undefined || target === '') return;
    await of.screenshot({ path: path.join(target, `queues-${name}-${place.name.replaceAll(' ', '-')}.png`) });
  }

  test.each([360, 1440])('shows every queue and what it holds, %i pixels wide', async (width) => {
    const context = await browser.newContext({ baseURL: web.url, viewport: { width, height: 900 } });
    const page = await context.newPage();
    const complaints: string[] = [];
    const elsewhere: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(web.url)) elsewhere.push(request.url());
    });
    await page.goto(`/sign-in/${await newSignInLink(living.app)}`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/posts');
    await page.goto('/settings');
    await page.getByRole('link', { name: 'What the queues hold' }).click();
    await page.waitForURL('**/queues');
    const shown = page.getByRole('main').or(page.locator('#root'));
    for (const name of ['tick', 'publish-facebook', 'publish-linkedin', 'settle'])
      await shown.getByText(name, { exact: true }).first().waitFor();
    await page.getByText('Loading').waitFor({ state: 'hidden' });
    expect(await page.getByText('No workers').count()).toBe(0);
    await picture(page, `all-${width}`);
    await page.goto('/queues/queue/publish-facebook?status=delayed');
    await shown.getByText('publish-nobody-1').first().waitFor();
    expect(await page.getByRole('button', { name: /retry|promote|clean|obliterate|add job/i }).count()).toBe(
      0,
    );
    await picture(page, `one-${width}`);
    const wide = await page.evaluate('document.documentElement.scrollWidth');
    expect(wide).toBeLessThanOrEqual(width);
    expect(complaints).toEqual([]);
    expect(elsewhere).toEqual([]);
    await context.close();
  });
});
