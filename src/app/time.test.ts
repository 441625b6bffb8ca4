import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Channel } from '../domain/channel.ts';
import type { Excerpt } from '../domain/excerpt.ts';
import { bringUp, places, type LivingApp } from '../../tests/harness/living-app.ts';
import { listChannels } from '../store/channels.ts';
import { databaseTime } from '../store/database.ts';
import {
  findPublication,
  listPublications,
  schedulePublications,
  type StoredPublication,
} from '../store/publications.ts';
import { cancel, moveTo } from './change-publication.ts';
import { comeRound } from './come-round.ts';
import { edit } from './edit-publication.ts';
import { importPost } from './import-post.ts';
import { pause, resume } from './pause.ts';
import { publishDue } from './publish-due.ts';
import { proposeSlots, scheduleExcerpts } from './schedule-excerpts.ts';
import { setCampaign } from './set-campaign.ts';
import { whyHeld } from './why-held.ts';

const hour = 3_600_000;
const day = 24 * hour;
const gap = hour;

// A slot each hour of every day, so that no test depends on the hour it runs at.
const timetableFile = `
timeZone: UTC
otherSlots: [${Array.from({ length: 24 }, (_, i) => `"daily ${i}:00"`).join(', ')}]
smallestGapMinutes: 60
sameTextDays: 30
evergreenCooldownDays: 90
late: { publishWithinHours: 6, moveWithinDays: 1 }
`;

describe.each(places)('time with $name', { timeout: 240_000 }, (place) => {
  let living: LivingApp;
  let folder: string;
  let channels: ReadonlyMap<string, Channel>;
  let count = 0;

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-time-'));
    fs.writeFileSync(path.join(folder, 'timetable.yaml'), timetableFile);
    living = await bringUp(place, ['facebook', 'linkedin'], { CUTLINE_CONFIG: folder });
    channels = new Map((await listChannels(db())).map((channel) => [channel.platform, channel]));
  });
  afterAll(async () => {
    await living?.close();
    fs.rmSync(folder, { recursive: true });
  });
  afterEach(async () => {
    const states = ['draft', 'approved', 'scheduled'] as const;
    for (const { id } of await listPublications(db(), { states: [...states] })) await cancel(living.app, id);
  });

  const db = () => living.app.database.db;

  async function imported(sentences: number, extra = '', campaign?: string) {
    count += 1;
    const text = Array.from(
      { length: sentences },
      (_, i) =>
        `Sentence ${i + 1} of post ${count} says that a knee bends, straightens, carries and rests all day.`,
    ).join(' ');
    const { post } = await importPost(living.app, {
      name: `time-${count}.md`,
      bytes: Buffer.from(`${extra}# Post ${count}\n\n${text}\n`),
      campaign,
    });
    return post;
  }

  /** Publications of a post at so many hours from now, on one channel, each with words of its own. */
  async function plannedAt(platform: string, hours: readonly number[], campaign?: string): Promise<string[]> {
    const post = await imported(1, '', campaign);
    const now = (await databaseTime(db())).getTime();
    const rows = hours.map((hours, i) => {
      const text = `Part ${i + 1} of ${post.title}.`;
      const excerpt: Excerpt = {
        platform,
        mode: 'series',
        excerpt: i + 1,
        of: 30,
        pieces: [text],
        hashtags: [],
        lengths: [text.length],
        limit: 3000,
        unit: 'characters',
        spans: [],
        media: [],
        notes: [],
      };
      return {
        id: living.app.newId(),
        postId: post.id,
        postHash: post.hash,
        campaignId: post.campaignId,
        channelId: channels.get(platform)!.id,
        platform,
        excerpt,
        dueAt: new Date(now + hours * hour),
        slotReason: 'test',
      };
    });
    await schedulePublications(db(), rows);
    return rows.map(({ id }) => id);
  }

  async function found(ids: readonly string[]): Promise<StoredPublication[]> {
    return Promise.all(ids.map(async (id) => (await findPublication(db(), id))!));
  }

  async function advance(ms: number): Promise<void> {
    await db().execute(sql`update cutline.clock set ahead = ahead + make_interval(secs => ${ms / 1000})`);
  }

  function expectNoBurst(publications: readonly StoredPublication[]): void {
    const times = publications
      .filter(({ holdReason }) => holdReason === null)
      .map(({ dueAt }) => dueAt.getTime())
      .sort((a, b) => a - b);
    for (const [i, at] of times.entries())
      if (i > 0) expect(at - times[i - 1]!).toBeGreaterThanOrEqual(gap - 60_000);
  }

  test('after three days out nothing bursts: in time goes out, the rest moves to free slots or asks, and all of it is told', async () => {
    // The last three of thirty slots are less than six hours old when Cutline is back after 74 hours.
    const hours = Array.from({ length: 30 }, (_, i) => 2.4 * (i + 1) + 1);
    const ids = await plannedAt('facebook', hours);
    const others = await plannedAt('linkedin', [1]);
    await advance(3 * day + 2 * hour);
    const back = await databaseTime(db());
    await publishDue(living.app);
    const first = await living.ended(ids[27]!);
    expect(first).toMatchObject({ state: 'published' });
    const all = await found(ids);
    expectNoBurst(all);
    const since = all.map((_, i) => hours[i]! - 74);
    const inTime = all.filter((_, i) => since[i]! >= -6);
    expect(inTime).toHaveLength(3);
    for (const { slotReason, dueAt, lateSince } of inTime) {
      expect(slotReason).toMatch(
        /^Its slot on .* went by unused; it is made up for on .*, \d+ (?:hours|minutes) late\.$/,
      );
      expect(dueAt.getTime() - lateSince!.getTime()).toBeLessThanOrEqual(6 * hour);
    }
    const beyond = all.filter((_, i) => since[i]! < -6);
    const moved = beyond.filter(({ holdReason }) => holdReason === null);
    const held = beyond.filter(({ holdReason }) => holdReason !== null);
    expect(moved.length).toBeGreaterThan(15);
    expect(held.length).toBeGreaterThan(0);
    for (const { slotReason, dueAt, state } of moved) {
      expect(state).toBe('scheduled');
      expect(dueAt.toISOString()).toMatch(/:00:00\.000Z$/);
      expect(dueAt.getTime() - back.getTime()).toBeLessThanOrEqual(day);
      expect(slotReason).toMatch(
        /went by unused, and it could not go out within 6 hours; .* is the next free slot/,
      );
    }
    for (const { holdReason } of held)
      expect(holdReason).toMatch(
        /^Too late: its slot on .*; no slot is free before .*\. Move it to another time, let it out now/,
      );
    // The oldest come first, and the order of a post is kept.
    expect(moved.map(({ excerpt }) => excerpt.excerpt)).toEqual(moved.map((_, i) => i + 1));
    // Another channel is a lane of its own.
    expect((await found(others))[0]!.holdReason).toBeNull();

    // A second look changes nothing, and a day later all that was moved has gone out by itself, each once.
    await publishDue(living.app);
    expect((await found(ids)).map(({ dueAt }) => dueAt)).toEqual(all.map(({ dueAt }) => dueAt));
    const coming = [...inTime, ...moved].sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
    for (const { id, dueAt } of coming) {
      // Three minutes on, what was in the queue when the clock leapt may be claimed again.
      await advance(Math.max(0, dueAt.getTime() - (await databaseTime(db())).getTime()) + 180_000);
      await publishDue(living.app);
      expect(await living.ended(id)).toMatchObject({ state: 'published' });
    }
    const texts = living.sandboxes
      .get('facebook')!
      .posts()
      .map(({ text }) => text);
    for (const { excerpt } of [...inTime, ...moved])
      expect(texts.filter((text) => text === excerpt.pieces[0])).toHaveLength(1);
    for (const { excerpt } of held) expect(texts).not.toContain(excerpt.pieces[0]);

    // A person decides: one is let out now, one gets another time.
    const [now, later] = held;
    await resume(living.app, { what: 'publication', id: now!.id });
    expect(await living.ended(now!.id)).toMatchObject({ state: 'published' });
    if (later !== undefined) {
      await moveTo(living.app, later.id, new Date((await databaseTime(db())).getTime() + 100 * day));
      expect((await found([later.id]))[0]).toMatchObject({ holdReason: null, lateSince: null });
    }
  });

  test('a campaign has a policy of its own, and nothing of it moves beyond its last day', async () => {
    const name = `Strict ${place.name}`;
    await setCampaign(living.app, { name, lateHours: 0, lateMoveDays: 0 });
    const [asked] = await plannedAt('facebook', [1], name);
    await advance(2 * hour);
    await publishDue(living.app);
    expect((await found([asked!]))[0]!.holdReason).toMatch(
      /could not go out within 0 hours; it is not to be moved by itself\./,
    );
    const now = await databaseTime(db());
    const lenient = `Lenient ${place.name}`;
    await setCampaign(living.app, {
      name: lenient,
      lateHours: 0,
      lateMoveDays: 30,
      endsOn: new Date(now.getTime() - 2 * day).toISOString().slice(0, 10),
    });
    const [ended] = await plannedAt('facebook', [1], lenient);
    await advance(2 * hour);
    await publishDue(living.app);
    expect((await found([ended!]))[0]!.holdReason).toMatch(/^Too late: .*no slot is free before/);
    await expect(setCampaign(living.app, { name, lateHours: -1 })).rejects.toThrow(
      /whole number from 0 to 720/,
    );
  });

  test('too near to another publication, or the same text again, is refused with its name, and done anyway if asked', async () => {
    const [one, two] = await plannedAt('facebook', [200, 210]);
    const at = (await found([one!]))[0]!.dueAt;
    await expect(moveTo(living.app, two!, new Date(at.getTime() + 59 * 60_000))).rejects.toThrow(
      new RegExp(`within 60 minutes of publication ${one} \\(facebook 1/30, scheduled, .*--anyway`),
    );
    await moveTo(living.app, two!, new Date(at.getTime() + 61 * 60_000));
    await moveTo(living.app, two!, new Date(at.getTime() + 30 * 60_000), { anyway: true });
    await expect(moveTo(living.app, two!, new Date(0), { anyway: true })).rejects.toThrow(/has passed/);

    const first = await imported(3);
    const planned = await scheduleExcerpts(living.app, first, { platforms: ['linkedin'] });
    expect(planned.added).toBe(1);
    const { post: copy } = await importPost(living.app, {
      name: `copy-of-${first.name}`,
      bytes: Buffer.from(first.markdown),
    });
    const other = planned.publications[0]!;
    for (const refused of [
      () => proposeSlots(living.app, copy, { platforms: ['linkedin'] }),
      () => scheduleExcerpts(living.app, copy, { platforms: ['linkedin'] }),
      () => scheduleExcerpts(living.app, copy, { platforms: ['linkedin'], atOnce: true }),
    ])
      await expect(refused()).rejects.toThrow(
        new RegExp(`linkedin 1/1 says the same as publication ${other.id} .*once in 30 days.*--anyway`),
      );
    const anyway = await scheduleExcerpts(living.app, copy, { platforms: ['linkedin'], anyway: true });
    expect(anyway.added).toBe(1);
    // What is new beside it is planned, and what is not is told.
    const long = (name: string): string =>
      `${name} is said here in one sentence that is long enough to fill a post of its own with others. `
        .repeat(24)
        .trim();
    const [old, fresh] = [long(`What ${first.name} says`), long(`What ${first.name} never said`)];
    const said = await importPost(living.app, { name: `old-${first.name}`, bytes: Buffer.from(old) });
    expect((await scheduleExcerpts(living.app, said.post, { platforms: ['linkedin'] })).added).toBe(1);
    const both = await importPost(living.app, {
      name: `both-${first.name}`,
      bytes: Buffer.from(`${old}\n\n${fresh}`),
    });
    const partly = await scheduleExcerpts(living.app, both.post, { platforms: ['linkedin'] });
    expect(partly).toMatchObject({
      added: 1,
      leftOut: [
        expect.stringMatching(
          /^linkedin 1\/2 says the same as publication .* and is not planned: .*once in 30 days\.$/,
        ),
      ],
    });
    expect(partly.publications.map(({ excerpt }) => excerpt.excerpt)).toEqual([2]);
    const twice = await importPost(living.app, {
      name: `twice-${first.name}`,
      bytes: Buffer.from(
        Array(3)
          .fill(long(`What ${first.name} repeats`))
          .join('\n\n'),
      ),
    });
    expect(await scheduleExcerpts(living.app, twice.post, { platforms: ['linkedin'] })).toMatchObject({
      added: 1,
      leftOut: [
        expect.stringMatching(
          /^linkedin 2 and 3 of 3 are not planned: they say what the post says there already/,
        ),
      ],
    });
    // Once nothing says it any more, it is not refused.
    await cancel(living.app, anyway.publications[0]!.id);
    await cancel(living.app, other.id);
    expect((await scheduleExcerpts(living.app, copy, { platforms: ['linkedin'] })).added).toBe(1);
  });

  test('a publication, a channel, a campaign and everything can be paused up to the second before, and refused after', async () => {
    const campaign = `Paused ${place.name}`;
    const facebook = channels.get('facebook')!;
    const levels = [
      (id: string) => ({ what: 'publication', id }) as const,
      () => ({ what: 'channel', id: facebook.id }) as const,
      () => ({ what: 'campaign', id: campaign }) as const,
      () => ({ what: 'everything' }) as const,
    ];
    for (const level of levels) {
      const [id] = await plannedAt('facebook', [1 / 3600], campaign);
      // It is in the queue, a second before its time, when the pause comes.
      await publishDue(living.app);
      await pause(living.app, level(id!));
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await publishDue(living.app);
      const publication = (await found([id!]))[0]!;
      expect(publication).toMatchObject({ state: 'scheduled', tries: 0 });
      expect((await whyHeld(living.app, [publication])).get(id!)).toMatch(/paused/i);
      await resume(living.app, level(id!));
      expect(await living.ended(id!)).toMatchObject({ state: 'published' });
      expect(await whyHeld(living.app, await found([id!]))).toEqual(new Map());
      await expect(pause(living.app, { what: 'publication', id: id! })).rejects.toThrow(
        /is published: it can no longer be paused/,
      );
      await expect(edit(living.app, id!, { piece: 1, text: 'Other.' })).rejects.toThrow(
        /is published: it can no longer be edited/,
      );
    }
    await expect(resume(living.app, { what: 'channel', id: facebook.id })).rejects.toThrow(
      /is connected: it cannot be resumed/,
    );
    await expect(pause(living.app, { what: 'channel', id: 'none' })).rejects.toThrow(
      /There is no channel none/,
    );
    await expect(pause(living.app, { what: 'campaign', id: 'none' })).rejects.toThrow(
      /There is no campaign "none"/,
    );
  });

  test('an edit is measured as the platform counts, and is what goes out', async () => {
    const [id] = await plannedAt('linkedin', [300]);
    await expect(edit(living.app, id!, { piece: 2, text: 'A.' })).rejects.toThrow(
      /has one piece: there is no piece 2/,
    );
    await expect(edit(living.app, id!, { piece: 1, text: ' \n' })).rejects.toThrow(/is empty/);
    await expect(edit(living.app, id!, { piece: 1, text: 'a'.repeat(3001) })).rejects.toThrow(
      /The new text is 3001 .* long, but LinkedIn takes 3000: make it 1 shorter/,
    );
    const text = `Edited by hand for ${place.name}. #Knee #knee`;
    const { excerpt } = await edit(living.app, id!, { piece: 1, text });
    expect(excerpt).toMatchObject({ pieces: [text], hashtags: ['Knee'] });
    expect(excerpt.lengths[0]).toBeGreaterThanOrEqual(text.length);
    await moveTo(living.app, id!, await databaseTime(db()), { anyway: true });
    expect(await living.ended(id!)).toMatchObject({ state: 'published' });
    const posts = living.sandboxes.get('linkedin')!.posts();
    expect(posts.filter((post) => post.text.includes('Edited by hand'))).toHaveLength(1);
  });

  test.each(['2w', '3m', '12m'] as const)(
    'a drip of %s lies within its time, with reasons, and is planned once',
    async (drip) => {
      const post = await imported(200);
      const from = await databaseTime(db());
      const { publications, added } = await scheduleExcerpts(living.app, post, { drip });
      expect(added).toBeGreaterThan(3);
      const span = { '2w': 14, '3m': 93, '12m': 366 }[drip] * day;
      const times = publications.map(({ dueAt }) => dueAt.getTime() - from.getTime());
      expect(Math.max(...times)).toBeLessThan(span);
      const linkedin = publications.filter(({ platform }) => platform === 'linkedin');
      const share = span / linkedin.length;
      for (const [i, { dueAt, excerpt }] of linkedin.entries()) {
        expect(excerpt.excerpt).toBe(i + 1);
        if (i > 0) {
          const apart = dueAt.getTime() - linkedin[i - 1]!.dueAt.getTime();
          expect(apart / share).toBeGreaterThan(0.85);
          expect(apart / share).toBeLessThan(1.15);
        }
      }
      expect(linkedin[0]!.slotReason).toMatch(/lies nearest to its turn, 1 of \d+ spread evenly over/);
      expect((await scheduleExcerpts(living.app, post, { drip })).added).toBe(0);
      await expect(scheduleExcerpts(living.app, post, { drip, atOnce: true })).rejects.toThrow(
        /exclude each other/,
      );
    },
  );

  test('an evergreen post comes round after its cooldown, cut anew, and never says the same within the days', async () => {
    const post = await imported(12, '---\nevergreen: true\n---\n\n');
    expect(post.evergreen).toBe(true);
    const { publications } = await scheduleExcerpts(living.app, post, { atOnce: true });
    for (const { id } of publications) await living.ended(id);
    const of = async (round: number) =>
      (await listPublications(db(), { postId: post.id })).filter((each) => each.round === round);
    const texts = (each: readonly StoredPublication[], platform: string) =>
      each.filter((one) => one.platform === platform).map(({ excerpt }) => excerpt.pieces[0]);
    expect(await comeRound(living.app)).toBe(0);
    await advance(89 * day);
    expect(await comeRound(living.app)).toBe(0);
    await advance(2 * day);
    expect(await comeRound(living.app)).toBeGreaterThan(0);
    // What is planned already does not come a second time.
    expect(await comeRound(living.app)).toBe(0);
    const first = await of(0);
    const second = await of(1);
    for (const platform of ['facebook', 'linkedin']) {
      expect(texts(second, platform).length).toBeGreaterThan(texts(first, platform).length);
      for (const text of texts(second, platform)) expect(texts(first, platform)).not.toContain(text);
    }
    for (const { excerpt } of second) {
      expect(Math.max(...excerpt.lengths)).toBeLessThan(
        Math.max(...first.flatMap((each) => each.excerpt.lengths)),
      );
      expect(excerpt.limit).toBeGreaterThan(1000);
    }
    // Nothing of an earlier version goes round when the author has taken the line away.
    await importPost(living.app, {
      name: post.name,
      bytes: Buffer.from(post.markdown.replace('evergreen: true', 'lang: en')),
    });
    for (const { id } of second) await cancel(living.app, id);
    await advance(91 * day);
    expect(await comeRound(living.app)).toBe(0);
  });
});
