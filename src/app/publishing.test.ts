import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SandboxPost } from '../sandbox/post.ts';
import { listAttempts } from '../store/attempts.ts';
import { listChannels, saveChannel, setChannelState } from '../store/channels.ts';
import { textKey } from '../domain/same-text.ts';
import { claimDue } from '../store/claims.ts';
import { listPublications } from '../store/publications.ts';
import { bringUp, places, type LivingApp } from '../../tests/harness/living-app.ts';
import { cancel, moveTo, retry } from './change-publication.ts';
import { changesOfImport, importPost } from './import-post.ts';
import { measure } from './measure.ts';
import { publishDue } from './publish-due.ts';
import { reportCampaign } from './report-campaign.ts';
import { scheduleExcerpts } from './schedule-excerpts.ts';
import { sentencesChanged } from './version-changes.ts';

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
    expect((await claimDue(db, 6, 0, 100)).map(({ id }) => id)).toEqual([publication.id]);
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

  test('of a changed post what says the same keeps publication and time, what changed keeps its time, what is out stays out', async () => {
    count += 1;
    const part = (name: string, more = ''): string =>
      `## About ${name}\n\n${`The ${name} ${count} is strong and holds the weight of the body with each of the many steps of a day. `.repeat(38)}${more}\n`;
    const name = `parts-${count}.md`;
    const of = (...parts: string[]) => ({ name, bytes: Buffer.from(parts.join('\n')) });
    const first = await importPost(living.app, of(part('heel'), part('toe'), part('shin'), part('hip')));
    const plan = { platforms: ['linkedin'] };
    const { publications: before } = await scheduleExcerpts(living.app, first.post, plan);
    expect(before.length).toBeGreaterThanOrEqual(4);
    await moveTo(living.app, before[0]!.id, living.app.now(), { anyway: true });
    expect(await living.ended(before[0]!.id)).toMatchObject({ state: 'published' });

    const changed = of(part('heel'), part('toe'), part('shin', 'Rest it well.'), part('neck'));
    const dry = await changesOfImport(living.app, changed);
    const what = dry.changes.filter(({ platform }) => platform === 'linkedin');
    expect(dry.change).toBe('changed');
    expect(what.find(({ what }) => what === 'out')?.publication?.id).toBe(before[0]!.id);
    const kept = what.flatMap((one) => (one.what === 'kept' ? [one.publication!] : []));
    const moved = what.flatMap((one) => (one.what === 'changed' ? [one.publication!] : []));
    expect(kept.length).toBeGreaterThan(0);
    expect(moved.length).toBeGreaterThan(0);
    const shin = what.find(
      ({ excerpt, what }) => what === 'changed' && excerpt!.pieces[0]!.includes('Rest it'),
    )!;
    expect(sentencesChanged(shin.publication!.excerpt.pieces, shin.excerpt!.pieces).come).toContain(
      'Rest it well.',
    );
    expect((await listPublications(living.app.database.db, { postId: first.post.id })).length).toBe(
      before.length,
    );

    const second = await importPost(living.app, changed);
    const again = await scheduleExcerpts(living.app, second.post, plan);
    expect(again.kept).toBe(kept.length);
    const at = (publication: { dueAt: Date }) => publication.dueAt.getTime();
    for (const one of kept) {
      const now = again.publications.find(({ id }) => id === one.id)!;
      expect(now).toMatchObject({ state: 'scheduled', postHash: second.post.hash });
      expect(at(now)).toBe(at(one));
    }
    expect(again.publications.some((now) => now.excerpt.pieces[0]!.includes('Rest it'))).toBe(true);
    for (const one of moved) {
      expect(again.publications.map(at)).toContain(at(one));
      expect(await living.ended(one.id)).toMatchObject({ state: 'cancelled' });
    }
    // What is out is not said a second time.
    const keys = again.publications.map(({ excerpt }) => textKey(excerpt.pieces));
    expect(keys).not.toContain(textKey(before[0]!.excerpt.pieces));
    expect(await scheduleExcerpts(living.app, second.post, plan)).toMatchObject({
      added: 0,
      replaced: 0,
      kept: 0,
    });
  });

  test('moving a publication forward publishes it; afterwards moving and cancelling are refused with a sentence', async () => {
    const { publication, word } = await planned('linkedin');
    expect(publication.dueAt.getTime()).toBeGreaterThan(living.app.now().getTime());
    expect(publication.slotReason).not.toBe('');
    await expect(moveTo(living.app, publication.id, living.app.now())).rejects.toThrow(/on the same channel/);
    await moveTo(living.app, publication.id, living.app.now(), { anyway: true });
    expect(await living.ended(publication.id)).toMatchObject({ state: 'published' });
    expect(shown('linkedin', word)).toHaveLength(1);
    await expect(moveTo(living.app, publication.id, living.app.now())).rejects.toThrow(
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
