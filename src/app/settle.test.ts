import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bringUp, places, type LivingApp } from '../../tests/harness/living-app.ts';
import type { SandboxPost } from '../sandbox/post.ts';
import { listAttempts } from '../store/attempts.ts';
import { claimUnsettled } from '../store/claims.ts';
import { findPostByName } from '../store/posts.ts';
import { findPublication } from '../store/publications.ts';
import { importPost } from './import-post.ts';
import { publishDue } from './publish-due.ts';
import { scheduleExcerpts } from './schedule-excerpts.ts';
import { settle } from './settle.ts';
import { pendingChanges } from './version-changes.ts';

/** Each of these once led, or would have led, to a second post. */
describe.each(places)('what became of it, with $name', (place) => {
  let living: LivingApp;
  let count = 0;

  beforeAll(async () => {
    living = await bringUp(place, ['facebook']);
  });
  afterAll(() => living?.close());
  beforeEach(() => {
    for (const sandbox of living.sandboxes.values()) sandbox.faults.set([]);
  });

  async function planned(atOnce = true) {
    count += 1;
    const { post } = await importPost(living.app, {
      name: `settle-${count}.md`,
      bytes: Buffer.from(`Sentence number ${count} of those that get lost.\n`),
    });
    const { publications } = await scheduleExcerpts(living.app, post, {
      platforms: ['facebook'],
      atOnce,
    });
    return { id: publications[0]!.id, word: `number ${count} of` };
  }

  function shown(word: string): SandboxPost[] {
    return living.sandboxes
      .get('facebook')!
      .posts()
      .filter(({ text }) => text.includes(word));
  }

  async function ahead(interval: string): Promise<void> {
    await living.app.database.db.execute(sql`update cutline.clock set ahead = ${interval}::interval`);
  }

  /** Moves the database's clock on until the publication has come to an end. */
  async function ended(id: string) {
    const { db } = living.app.database;
    for (let steps = 0; ; steps += 1) {
      const found = (await findPublication(db, id))!;
      if (['published', 'failed'].includes(found.state)) return found;
      if (steps > 120) throw new Error(`It is still ${found.state}`);
      await db.execute(sql`update cutline.clock set ahead = ahead + interval '20 seconds'`);
      await publishDue(living.app);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }

  test('a database clock an hour ahead of the platform’s does not look past its own post', async () => {
    await ahead('1 hour');
    const sandbox = living.sandboxes.get('facebook')!;
    sandbox.faults.set([{ kind: 'cut-after', ...sandbox.definition.accepts }]);
    const { id, word } = await planned();
    expect(await ended(id)).toMatchObject({ state: 'published' });
    expect(shown(word)).toHaveLength(1);
    const kinds = (await listAttempts(living.app.database.db, id)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'publish')).toHaveLength(1);
  });

  test('throttled on a database clock an hour ahead: it waits, and does not ask without a pause', async () => {
    await ahead('2 hours');
    const sandbox = living.sandboxes.get('facebook')!;
    sandbox.faults.set([{ ...sandbox.definition.refusals.throttled, times: 1 }]);
    const { id, word } = await planned();
    const { db } = living.app.database;
    for (let looks = 0; (await findPublication(db, id))!.outcome?.kind !== 'throttled'; looks += 1) {
      if (looks > 200) throw new Error('It was never throttled');
      await publishDue(living.app);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const resting = (await findPublication(db, id))!;
    expect(resting.state).toBe('scheduled');
    const { rows } = (await db.execute(sql`
      select extract(epoch from p.due_at - cutline.now())::float8 as due,
        extract(epoch from c.throttled_until - cutline.now())::float8 as rest
      from cutline.publication p join cutline.channel c on c.id = p.channel_id where p.id = ${id}`)) as unknown as {
      rows: { due: number; rest: number }[];
    };
    expect(rows[0]!.due).toBeGreaterThan(60);
    expect(rows[0]!.rest).toBeGreaterThan(60);
    expect(await ended(id)).toMatchObject({ state: 'published' });
    expect(shown(word)).toHaveLength(1);
    expect(await listAttempts(db, id)).toHaveLength(2);
  });

  test('the same words of another publication are not taken for those whose answer was lost', async () => {
    const sandbox = living.sandboxes.get('facebook')!;
    const first = await planned();
    expect(await ended(first.id)).toMatchObject({ state: 'published' });
    // Another post in between: the platform takes the same words as the last ones for a repetition.
    const other = await planned();
    await ended(other.id);
    const again = await planned(false);
    sandbox.faults.set([{ kind: 'cut-before', ...sandbox.definition.accepts }]);
    await living.app.database.db.execute(sql`update cutline.publication set due_at = cutline.now(), excerpt =
      (select excerpt from cutline.publication where id = ${first.id}) where id = ${again.id}`);
    const end = await ended(again.id);
    expect(end).toMatchObject({ state: 'published' });
    const before = (await findPublication(living.app.database.db, first.id))!;
    expect(end.remoteIds).not.toEqual(before.remoteIds);
    expect(shown(first.word)).toHaveLength(2);
  });

  test('what failed and may be out is not said again by a new version of its post, nor by another post', async () => {
    const { db } = living.app.database;
    const text = 'These words may be out, and nobody has looked so far.\n';
    const plan = async (name: string, bytes: string) => {
      const { post } = await importPost(living.app, { name, bytes: Buffer.from(bytes) });
      return scheduleExcerpts(living.app, post, { platforms: ['facebook'], atOnce: true });
    };
    const { publications } = await plan('eyes.md', text);
    const { id } = publications[0]!;
    expect(await ended(id)).toMatchObject({ state: 'published' });
    const failed = (outcome: object, settles: number) =>
      db.execute(sql`update cutline.publication set state = 'failed', url = null, remote_ids = '[]',
        outcome = ${JSON.stringify(outcome)}::jsonb, settles = ${settles} where id = ${id}`);

    await failed({ kind: 'unknown', reason: 'Never found.' }, 8);
    expect(await plan('eyes.md', `${text}\n<!-- mended -->\n`)).toMatchObject({ publications: [], added: 0 });
    const post = (await findPostByName(db, 'eyes.md'))!;
    expect((await pendingChanges(living.app, post)).map(({ what }) => what)).toEqual(['out']);
    await expect(plan('other.md', text)).rejects.toThrow(`says the same as publication ${id}`);
    await failed({ kind: 'unauthorized', reason: 'Nobody may ask.' }, 2);
    await expect(plan('another.md', text)).rejects.toThrow(`says the same as publication ${id}`);
    // What surely failed stands in nobody's way.
    await failed({ kind: 'rejected', reason: 'Too long.' }, 0);
    const again = await plan('eyes.md', `${text}\n<!-- mended again -->\n`);
    expect(again).toMatchObject({ added: 1 });
    await ended(again.publications[0]!.id);
  });

  test('a question that nobody can ask, as its platform is gone, does not say that nothing was made', async () => {
    const sandbox = living.sandboxes.get('facebook')!;
    sandbox.faults.set([{ kind: 'cut-after', ...sandbox.definition.accepts }]);
    const { id, word } = await planned();
    const { db } = living.app.database;
    while ((await findPublication(db, id))!.state !== 'settling')
      await new Promise((resolve) => setTimeout(resolve, 50));
    await db.execute(sql`update cutline.clock set ahead = ahead + interval '10 seconds'`);
    const claim = (await claimUnsettled(db, 120, 10)).find((each) => each.id === id);
    const { fence } = claim ?? (await findPublication(db, id))!;
    await settle({ ...living.app, platforms: [] }, { publicationId: id, fence });
    expect(await findPublication(db, id)).toMatchObject({ state: 'settling', outcome: { kind: 'unknown' } });
    expect(await ended(id)).toMatchObject({ state: 'published' });
    expect(shown(word)).toHaveLength(1);
  });
});
