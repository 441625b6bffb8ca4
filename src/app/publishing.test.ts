import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SandboxPost } from '../sandbox/post.ts';
import { listAttempts } from '../store/attempts.ts';
import { listChannels, saveChannel, setChannelState } from '../store/channels.ts';
import { claimDue } from '../store/claims.ts';
import { bringUp, places, type LivingApp } from '../../tests/harness/living-app.ts';
import { cancel, moveTo, retry } from './change-publication.ts';
import { importPost } from './import-post.ts';
import { measure } from './measure.ts';
import { publishDue } from './publish-due.ts';
import { reportCampaign } from './report-campaign.ts';
import { scheduleExcerpts } from './schedule-excerpts.ts';

describe.each(places)('publishing with $name', (place) => {
  let living: LivingApp;
  let count = 0;

  beforeAll(async () => {
    living = await bringUp(place, ['facebook', 'linkedin']);
  });
  afterAll(() => living?.close());
  beforeEach(() => {
    for (const sandbox of living.sandboxes.values()) sandbox.faults.set([]);
  });

  /** A post nobody has seen before, planned for one platform. */
  async function planned(platform: string, options: { atOnce?: boolean } = {}) {
    count += 1;
    const markdown = `# Knees, part ${count}\n\nA knee bends and straightens ${count} thousand times a day.\n\n#knee #joint${count}\n`;
    const { post } = await importPost(living.app, {
      name: `knees-${count}.md`,
      bytes: Buffer.from(markdown),
      campaign: `Knees ${count}`,
    });
    const scheduled = await scheduleExcerpts(living.app, post, { platforms: [platform], ...options });
    return {
      post,
      publication: scheduled.publications[0]!,
      scheduled,
      campaign: `Knees ${count}`,
      word: `straightens ${count} thousand`,
    };
  }

  function shown(platform: string, word: string): SandboxPost[] {
    return living.sandboxes
      .get(platform)!
      .posts()
      .filter(({ text }) => text.includes(word));
  }

  test('a post goes out once on each platform, with its hashtags, and has an address', async () => {
    for (const platform of ['facebook', 'linkedin']) {
      const { publication, word } = await planned(platform, { atOnce: true });
      const ended = await living.ended(publication.id);
      expect(ended).toMatchObject({ state: 'published', outcome: { kind: 'published' } });
      const posts = shown(platform, word);
      expect(posts).toHaveLength(1);
      expect(posts[0]!.text).toContain('#knee');
      expect((await fetch(ended.url!)).status).toBe(200);
      expect(await listAttempts(living.app.database.db, publication.id)).toMatchObject([
        { kind: 'publish', number: 1, outcome: { kind: 'published' } },
      ]);
    }
  });

  test('what the queue lost is carried anew long before its claim runs out', async () => {
    const { db } = living.app.database;
    const { publication, word } = await planned('facebook');
    // Claimed as a tick does, and never carried: the queue was emptied just then.
    await db.execute(sql`update cutline.publication set due_at = cutline.now(), claimed_until = null,
      fence = fence + 1 where id = ${publication.id}`);
    expect((await claimDue(db, 0, 100)).map(({ id }) => id)).toEqual([publication.id]);
    await db.execute(sql`update cutline.clock set ahead = ahead + interval '20 seconds'`);
    await publishDue(living.app);
    expect(await living.ended(publication.id)).toMatchObject({
      state: 'published',
      // The claim that was lost, and the attempt.
      fence: 2 + publication.fence + 1,
    });
    expect(shown('facebook', word)).toHaveLength(1);
  });

  test.each(['facebook', 'linkedin'])(
    '%s took the post and the answer was lost: it is found, and there is one',
    async (platform) => {
      const sandbox = living.sandboxes.get(platform)!;
      sandbox.faults.set([{ kind: 'cut-after', ...sandbox.definition.accepts }]);
      const { publication, word } = await planned(platform, { atOnce: true });
      expect(await living.ended(publication.id)).toMatchObject({ state: 'published' });
      expect(shown(platform, word)).toHaveLength(1);
      const kinds = (await listAttempts(living.app.database.db, publication.id)).map(
        ({ kind, outcome }) => `${kind} ${outcome?.kind}`,
      );
      expect(kinds).toEqual(['publish unknown', 'settle published']);
    },
  );

  test('a refused try ends with a sentence and an advice; trying again by hand publishes it', async () => {
    const sandbox = living.sandboxes.get('facebook')!;
    sandbox.faults.set([sandbox.definition.refusals.unauthorized]);
    const { publication, word } = await planned('facebook', { atOnce: true });
    const failed = await living.ended(publication.id);
    expect(failed).toMatchObject({ state: 'failed', outcome: { kind: 'unauthorized' } });
    const channel = (await listChannels(living.app.database.db)).find(({ id }) => id === failed.channelId)!;
    expect(channel.state).toBe('unauthorized');
    expect(shown('facebook', word)).toEqual([]);
    await setChannelState(living.app.database.db, channel.id, 'connected');
    await retry(living.app, publication.id);
    expect(await living.ended(publication.id)).toMatchObject({ state: 'published' });
    expect(shown('facebook', word)).toHaveLength(1);
  });

  test('the token of a channel is in no row of the database and in no reason', async () => {
    const token = living.sandboxes.get('facebook')!.tokens['access_token']!;
    const { rows } = (await living.app.database.db.execute(
      sql`select tokens from cutline.channel`,
    )) as unknown as { rows: { tokens: string }[] };
    expect(rows.length).toBeGreaterThan(0);
    for (const { tokens } of rows) expect(tokens).not.toContain(token);
    const { rows: written } = (await living.app.database.db.execute(
      sql`select outcome::text as text from cutline.attempt`,
    )) as unknown as { rows: { text: string | null }[] };
    for (const { text } of written) expect(text ?? '').not.toContain(token);
  });

  test('planning the same version again adds nothing; a changed one replaces what was still pending', async () => {
    const { post, scheduled, publication } = await planned('linkedin');
    expect(scheduled.added).toBe(1);
    expect((await scheduleExcerpts(living.app, post, { platforms: ['linkedin'] })).added).toBe(0);
    const changed = await importPost(living.app, {
      name: post.name,
      bytes: Buffer.from(`${post.markdown}\nAnd one more sentence about it.\n`),
    });
    expect(changed).toMatchObject({ change: 'changed', post: { id: post.id, version: 2 } });
    const again = await scheduleExcerpts(living.app, changed.post, { platforms: ['linkedin'] });
    expect(again).toMatchObject({ added: 1, replaced: 1 });
    expect(await living.ended(publication.id)).toMatchObject({ state: 'cancelled' });
    expect(again.publications[0]!.excerpt.pieces[0]).toContain('one more sentence');
  });

  test('moving a publication forward publishes it; afterwards moving and cancelling are refused with a sentence', async () => {
    const { publication, word } = await planned('linkedin');
    expect(publication.dueAt.getTime()).toBeGreaterThan(Date.now());
    expect(publication.slotReason).not.toBe('');
    await expect(moveTo(living.app, publication.id, new Date())).rejects.toThrow(/on the same channel/);
    await moveTo(living.app, publication.id, new Date(), { anyway: true });
    expect(await living.ended(publication.id)).toMatchObject({ state: 'published' });
    expect(shown('linkedin', word)).toHaveLength(1);
    await expect(moveTo(living.app, publication.id, new Date())).rejects.toThrow(
      /is published: it can no longer be moved/,
    );
    await expect(cancel(living.app, publication.id)).rejects.toThrow(
      /is published: it can no longer be cancelled/,
    );
    await expect(cancel(living.app, 'nothing')).rejects.toThrow(/There is no publication nothing/);
  });

  test('numbers are counted under the campaign and its hashtags; before that there are no figures', async () => {
    const { publication, campaign } = await planned('facebook', { atOnce: true });
    await living.ended(publication.id);
    expect(await reportCampaign(living.app, campaign)).toMatchObject({ figures: 'none' });
    expect(await measure(living.app, { publicationId: publication.id, age: 'now' })).toBeUndefined();
    const report = await reportCampaign(living.app, campaign);
    expect(report).toMatchObject({ figures: 'all', totals: { published: 1 } });
    expect(report.byHashtag.map(({ hashtag }) => hashtag)).toContain('knee');
    await expect(reportCampaign(living.app, 'no such thing')).rejects.toThrow(
      /There is no campaign "no such thing"/,
    );
  });

  test('a platform without a channel is said, and the rest is planned', async () => {
    const { db } = living.app.database;
    const paused = (await listChannels(db)).find(({ platform }) => platform === 'linkedin')!;
    await setChannelState(db, paused.id, 'paused');
    count += 1;
    const { post } = await importPost(living.app, {
      name: `only-${count}.md`,
      bytes: Buffer.from(`Only one sentence, number ${count}.\n`),
    });
    const scheduled = await scheduleExcerpts(living.app, post);
    await setChannelState(db, paused.id, 'connected');
    expect(scheduled.withoutChannel).toEqual(['LinkedIn']);
    expect(scheduled.publications.map(({ platform }) => platform)).toEqual(['facebook']);
    for (const { id } of scheduled.publications) await cancel(living.app, id);
  });

  test('real accounts, once there are any, take the place of the sandbox', async () => {
    const { db } = living.app.database;
    const real = await saveChannel(db, living.app.vault, {
      id: living.app.newId(),
      platform: 'facebook',
      name: 'Real clinic',
      remoteId: '42',
      sandbox: false,
      expiresAt: null,
      tokens: { access_token: 'not-a-real-token' },
    });
    const { scheduled } = await planned('facebook');
    expect(scheduled.publications.map(({ channelId }) => channelId)).toEqual([real.id]);
    for (const { id } of scheduled.publications) await cancel(living.app, id);
    await setChannelState(db, real.id, 'paused');
  });
});
