import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { claimDue } from '../store/claims.ts';
import { findPublication } from '../store/publications.ts';
import { sinceBeat } from '../store/settings.ts';
import { places } from '../../tests/harness/living-app.ts';
import { bringUpStill, type StillApp } from '../../tests/harness/still-app.ts';
import type { App } from './app.ts';
import { beat } from './beat.ts';
import { importPost } from './import-post.ts';
import { publishDue } from './publish-due.ts';
import { scheduleExcerpts } from './schedule-excerpts.ts';

describe.each(places)('the heartbeat with $name', (place) => {
  let still: StillApp;
  let app: App;
  const logged: { step?: string; level: number }[] = [];
  beforeEach(async () => {
    still = await bringUpStill(place, ['linkedin']);
    const log = pino({ level: 'error' }, { write: (line) => logged.push(JSON.parse(line)) });
    app = { ...still.app, log };
    logged.length = 0;
  });
  afterEach(() => still?.close());

  const run = (text: string) => app.database.db.execute(sql.raw(text));

  /** A publication that is due and that nobody has claimed. */
  async function dueNow(): Promise<string> {
    const { post } = await importPost(app, { name: 'knees.md', bytes: Buffer.from('Knees bend.\n') });
    const { publications } = await scheduleExcerpts(app, post, { platforms: ['linkedin'] });
    const { id } = publications[0]!;
    await run(
      `update cutline.publication set due_at = cutline.now(), claimed_until = null where id = '${id}'`,
    );
    return id;
  }

  const fenceOf = async (id: string) => (await findPublication(app.database.db, id))!.fence;

  test('a step that fails is logged by its name and keeps no other from being taken', async () => {
    const id = await dueNow();
    const before = await fenceOf(id);
    // As after an upgrade that went wrong: what these two steps read is gone.
    await run('alter table cutline.source_post rename column evergreen to was_evergreen');
    await run('alter table cutline.measurement rename to was_measurement');
    await beat(app);
    expect(await fenceOf(id)).toBe(before + 1);
    expect(logged.map(({ step }) => step)).toEqual(['carry readings', 'let evergreen posts come round']);
    const depth = await app.queue.depth();
    expect(depth.find(({ name }) => name === 'publish-linkedin')).toMatchObject({ waiting: 1 });
    expect(await sinceBeat(app.database.db)).toBeLessThan(60);
  });

  test('a heart that cannot carry what is due has not beaten', async () => {
    expect(await sinceBeat(app.database.db)).toBeNull();
    await run('alter table cutline.campaign rename to was_campaign');
    await beat(app);
    expect(logged[0]).toMatchObject({ step: 'carry what is due' });
    expect(await sinceBeat(app.database.db)).toBeNull();
    await run('alter table cutline.was_campaign rename to campaign');
    await beat(app);
    expect(await sinceBeat(app.database.db)).not.toBeNull();
  });

  test('however much is due at once, one look carries all of it', async () => {
    const id = await dueNow();
    await run(`insert into cutline.publication
      (id, post_id, post_hash, channel_id, platform, excerpt, state, due_at, slot_reason)
      select 'many' || n, post_id, post_hash, channel_id, platform, excerpt, 'scheduled', cutline.now(), ''
      from cutline.publication, generate_series(1, 1200) n where id = '${id}'`);
    await publishDue(app);
    expect(await claimDue(app.database.db, 6, 120, 1)).toEqual([]);
    const depth = await app.queue.depth();
    expect(depth.find(({ name }) => name === 'publish-linkedin')).toMatchObject({ waiting: 1201 });
  });
});
