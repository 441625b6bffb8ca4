import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bringUp, places, type LivingApp } from '../../tests/harness/living-app.ts';
import { cancel } from './change-publication.ts';
import { changesOfImport, importPost } from './import-post.ts';
import { publishDue } from './publish-due.ts';
import { scheduleExcerpts } from './schedule-excerpts.ts';

/** What becomes of a thread of which a part is out when its post changes, or somebody takes it off the calendar. */
describe.each(places)('a thread that is half out, with $name', (place) => {
  let living: LivingApp;
  let config: string;
  let count = 0;

  beforeAll(async () => {
    config = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-half-out-'));
    fs.writeFileSync(path.join(config, 'cutting.yaml'), 'modes: { x: thread }\n');
    living = await bringUp(place, ['x', 'facebook'], { CUTLINE_CONFIG: config });
  });
  afterAll(async () => {
    await living?.close();
    fs.rmSync(config, { recursive: true, force: true });
  });
  beforeEach(() => {
    for (const sandbox of living.sandboxes.values()) sandbox.faults.set([]);
  });

  function postOf(...parts: string[]) {
    const markdown = parts
      .map((part) => `${`The ${part} ${count} holds much of the weight of the body. `.repeat(6)}\n`)
      .join('\n');
    return { name: `half-${count}.md`, bytes: Buffer.from(`# Standing ${count}\n\n${markdown}`) };
  }

  function wall(platform: string, word: string): string[] {
    const posts = living.sandboxes.get(platform)!.posts();
    return posts.filter(({ text }) => text.includes(`${word} ${count} `)).map(({ text }) => text);
  }

  /** Its first piece is out, and X wants no more for some time. */
  async function halfOut() {
    count += 1;
    const sandbox = living.sandboxes.get('x')!;
    const { accepts, refusals } = sandbox.definition;
    sandbox.faults.set([{ ...accepts, ...refusals.throttled, after: 1, times: 1 }]);
    const { post } = await importPost(living.app, postOf('heel', 'shin', 'knee', 'hip'));
    await scheduleExcerpts(living.app, post, { platforms: ['facebook'] });
    const { publications } = await scheduleExcerpts(living.app, post, { platforms: ['x'], atOnce: true });
    const thread = publications.find(({ platform }) => platform === 'x')!;
    expect(thread.excerpt.pieces.length).toBeGreaterThan(2);
    await expect
      .poll(async () => {
        const { rows } = (await living.app.database.db.execute(
          sql`select state, outcome ->> 'kind' as outcome from cutline.publication where id = ${thread.id}`,
        )) as unknown as { rows: { state: string; outcome: string }[] };
        return rows[0];
      })
      .toEqual({ state: 'scheduled', outcome: 'throttled' });
    expect(wall('x', 'heel')).toHaveLength(1);
    return { post, thread, waiting: publications.find(({ platform }) => platform === 'facebook')! };
  }

  async function later(): Promise<void> {
    await living.app.database.db.execute(sql`update cutline.clock set ahead = ahead + interval '1 day'`);
    await publishDue(living.app);
  }

  test('goes on as it was begun when its post changes; what is wholly pending is replaced, and nothing is said twice', async () => {
    const { thread, waiting } = await halfOut();
    const changed = postOf('heel', 'shin', 'neck', 'hip');
    const dry = await changesOfImport(living.app, changed);
    expect(dry.changes.map(({ what, platform }) => `${platform} ${what}`).sort()).toEqual([
      'facebook changed',
      'x out',
    ]);
    const { post } = await importPost(living.app, changed);
    const planned = await scheduleExcerpts(living.app, post, { atOnce: true });
    expect(planned).toMatchObject({ added: 1, replaced: 1, kept: 0 });
    expect(planned.leftOut.join()).toMatch(
      new RegExp(`publication ${thread.id} \\(scheduled\\) has begun in the words of the version before`),
    );
    expect(await living.ended(waiting.id)).toMatchObject({ state: 'cancelled' });
    for (const { id } of planned.publications) await living.ended(id);

    await later();
    const ended = await living.ended(thread.id);
    expect(ended).toMatchObject({ state: 'published', excerpt: { pieces: thread.excerpt.pieces } });
    for (const part of ['heel', 'shin', 'knee', 'hip'])
      expect(new Set(wall('x', part)).size, part).toBe(wall('x', part).length);
    expect(wall('x', 'knee').length).toBeGreaterThan(0);
    expect(wall('x', 'neck')).toEqual([]);
    expect(wall('facebook', 'neck')).toHaveLength(1);
    expect(wall('facebook', 'knee')).toEqual([]);
    // Now that all of it is out, planning once more adds nothing by itself in the old words.
    expect((await scheduleExcerpts(living.app, post)).replaced).toBe(0);
  });

  test('stops where it is when it is cancelled, and the same words are not planned anew unasked', async () => {
    const { post, thread } = await halfOut();
    expect(await cancel(living.app, thread.id)).toMatch(/What is out of it stays out/);
    const again = await scheduleExcerpts(living.app, post, { platforms: ['x'], atOnce: true });
    expect(again.added).toBe(0);
    expect(again.leftOut.join()).toMatch(/x 1 of 1 is not planned/);
    await later();
    expect(await living.ended(thread.id)).toMatchObject({ state: 'cancelled' });
    expect(wall('x', 'heel')).toHaveLength(1);
    expect(wall('x', 'hip')).toEqual([]);
  });
});
