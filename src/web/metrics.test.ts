import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importPost } from '../app/import-post.ts';
import { pause } from '../app/pause.ts';
import { scheduleExcerpts } from '../app/schedule-excerpts.ts';
import { newSignInLink } from '../app/sign-in.ts';
import { bringUp, places, type LivingApp } from '../../tests/harness/living-app.ts';
import { pagesOf } from './pages.ts';

const token = 'a-token-of-twenty-four-letters';

describe.each(places)('/metrics with $name', (place) => {
  let living: LivingApp;
  let pages: ReturnType<typeof pagesOf>;

  beforeAll(async () => {
    living = await bringUp(place, ['facebook', 'linkedin'], { CUTLINE_METRICS_TOKEN: token });
    pages = pagesOf(living.app);
  });
  afterAll(() => living?.close());

  const bearer = { authorization: `Bearer ${token}` };

  async function figures(): Promise<ReadonlyMap<string, number>> {
    const answer = await pages.request('/metrics', { headers: bearer });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    const lines = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(
      lines.map((line) => {
        const at = line.lastIndexOf(' ');
        return [line.slice(0, at), line.slice(at + 1) === '+Inf' ? Infinity : Number(line.slice(at + 1))];
      }),
    );
  }

  async function published(platform: string, words: string): Promise<string> {
    const { post } = await importPost(living.app, {
      name: `${words}.md`,
      bytes: Buffer.from(`${words} bend.\n`),
    });
    const options = { platforms: [platform], atOnce: true };
    const [publication] = (await scheduleExcerpts(living.app, post, options)).publications;
    await living.ended(publication!.id);
    return publication!.id;
  }

  test('it is shown to who is signed in or has the token, and to nobody else', async () => {
    const of = async (headers: Record<string, string>) =>
      (await pages.request('/metrics', { headers })).status;
    expect(await of({})).toBe(401);
    expect(await of({ authorization: 'Bearer another-token-of-some-letters' })).toBe(401);
    expect(await of({ authorization: `Basic ${token}` })).toBe(401);
    expect(await of({ cookie: 'cutline=made-up' })).toBe(401);
    expect(await of(bearer)).toBe(200);
    const link = `/sign-in/${await newSignInLink(living.app)}`;
    const [cookie] = (await pages.request(link, { method: 'POST' })).headers.getSetCookie();
    expect(await of({ cookie: cookie!.split(';')[0]! })).toBe(200);
  });

  test('without a token in the environment no token opens it', async () => {
    const { app } = living;
    const closed = pagesOf({ ...app, config: { ...app.config, metricsToken: undefined } });
    const headers = { authorization: 'Bearer undefined' };
    expect((await closed.request('/metrics', { headers })).status).toBe(401);
  });

  test('what happened is counted, by platform and by how it ended', async () => {
    await published('facebook', 'Knees');
    await published('facebook', 'Elbows');
    const linkedin = living.sandboxes.get('linkedin')!;
    linkedin.faults.set([{ kind: 'cut-after', ...linkedin.definition.accepts }]);
    await published('linkedin', 'Necks');
    const told = await figures();
    const expected = {
      'cutline_up{part="database"}': 1,
      'cutline_up{part="queue"}': 1,
      'cutline_attempts_total{platform="facebook",kind="publish",outcome="published"}': 2,
      'cutline_attempts_total{platform="linkedin",kind="publish",outcome="unknown"}': 1,
      'cutline_attempts_total{platform="linkedin",kind="settle",outcome="published"}': 1,
      'cutline_publications{platform="facebook",state="published"}': 2,
      'cutline_lateness_seconds_bucket{le="+Inf",platform="facebook",kind="publish"}': 2,
      'cutline_lateness_seconds_count{platform="facebook",kind="publish"}': 2,
      'cutline_settle_backlog{platform="linkedin"}': 0,
      'cutline_queue_jobs{queue="publish-facebook",state="failed"}': 0,
      'cutline_paused{what="everything"}': 0,
      cutline_oldest_due_seconds: 0,
    };
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, told.get(name)]))).toEqual(expected);
    const late = (le: string) =>
      told.get(`cutline_lateness_seconds_bucket{le="${le}",platform="facebook",kind="publish"}`)!;
    expect(late('3600')).toBe(2);
    expect(late('0.1')).toBeLessThanOrEqual(late('10'));
    const lives = [...told].filter(([name]) => name.startsWith('cutline_token_life_seconds'));
    expect(lives).toHaveLength(2);
    for (const [name, seconds] of lives) expect(seconds, name).toBeGreaterThan(0);
  });

  test('another process tells the same', async () => {
    const own = (all: ReadonlyMap<string, number>) =>
      [...all].filter(([name]) => /^cutline_(?:attempts|lateness|publications|settle_backlog)/.test(name));
    const first = own(await figures());
    pages = pagesOf({ ...living.app });
    expect(own(await figures())).toEqual(first);
  });

  test('what is late, paused and open is seen', async () => {
    const { db } = living.app.database;
    const { post } = await importPost(living.app, { name: 'hips.md', bytes: Buffer.from('Hips turn.\n') });
    const planned = await scheduleExcerpts(living.app, post, { platforms: ['facebook', 'linkedin'] });
    const [late, open] = planned.publications.map(({ id }) => id);
    await pause(living.app, { what: 'everything' });
    await db.execute(sql`update cutline.publication set due_at = cutline.now() - interval '5 minutes',
      claimed_until = cutline.now() + interval '1 hour', lease_until = cutline.now() + interval '1 hour'
      where id = ${late}`);
    await db.execute(sql`update cutline.publication set state = 'settling', due_at = cutline.now() + interval '1 hour',
      first_started_at = cutline.now() - interval '10 minutes' where id = ${open}`);
    const paused = await figures();
    expect(paused.get('cutline_paused{what="everything"}')).toBe(1);
    expect(paused.get('cutline_oldest_due_seconds')).toBe(0);
    await db.execute(sql`delete from cutline.setting where key = 'paused'`);
    const told = await figures();
    expect(told.get('cutline_oldest_due_seconds')).toBeGreaterThanOrEqual(300);
    expect(told.get('cutline_settle_oldest_seconds')).toBeGreaterThanOrEqual(600);
    const backlog = [...told].filter(([name]) => name.startsWith('cutline_settle_backlog'));
    expect(backlog.map(([, count]) => count).sort()).toEqual([0, 1]);
  });
});
