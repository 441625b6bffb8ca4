import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { places } from '../../tests/harness/living-app.ts';
import { bringUpStill, type StillApp } from '../../tests/harness/still-app.ts';
import { startMediaServer } from '../web/server.ts';
import { listChannels } from '../store/channels.ts';
import { databaseTime } from '../store/database.ts';
import { claimDue, claimUnsettled } from '../store/claims.ts';
import { findPublication, movePublication } from '../store/publications.ts';
import { createVault } from '../store/vault.ts';
import type { App } from './app.ts';
import { connectChannel } from './connect-channel.ts';
import { examine } from './doctor.ts';
import { importPost } from './import-post.ts';
import { measure } from './measure.ts';
import { standByKey } from './other-key.ts';
import { publish } from './publish.ts';
import { scheduleExcerpts } from './schedule-excerpts.ts';
import { settle } from './settle.ts';

const platformIds = ['facebook', 'instagram', 'linkedin', 'x'];

describe.each(places)('a key that was lost beside its store, with $name', { timeout: 240_000 }, (place) => {
  let still: StillApp;
  let app: App;
  let closeMedia: () => Promise<void>;
  /** The same store, seen with a key that was made anew. */
  let afterwards: App;

  beforeEach(async () => {
    still = await bringUpStill(place, platformIds);
    const media = await startMediaServer(still.app);
    closeMedia = () => media.close();
    app = { ...still.app, mediaBase: () => media.url };
    afterwards = { ...app, vault: createVault(randomBytes(32), randomBytes) };
  });
  afterEach(async () => {
    await closeMedia?.();
    await still?.close();
  });

  async function states(): Promise<Record<string, string>> {
    const channels = await listChannels(app.database.db);
    return Object.fromEntries(channels.map(({ platform, state }) => [platform, state]));
  }
  const all = (state: string) => Object.fromEntries(platformIds.map((id) => [id, state]));

  async function dueNow(of: App): Promise<string[]> {
    const { db } = of.database;
    const markdown = `# About ${of.newId()}\n\nMy neck hurts when it rains.\n`;
    const { post } = await importPost(of, { name: `${of.newId()}.md`, bytes: Buffer.from(markdown) });
    const { publications } = await scheduleExcerpts(of, post, { platforms: platformIds });
    for (const { id } of publications) await movePublication(db, id, await databaseTime(db), 'By hand.');
    return publications.map(({ id }) => id);
  }

  async function connectAnew(platformId: string): Promise<void> {
    const { definition, world } = still.sandboxes.get(platformId)!;
    const platform = app.platforms.find(({ id }) => id === platformId)!;
    await connectChannel(afterwards, { platform, tokens: definition.seed(world), sandbox: true });
  }

  /** What a start says about the key. */
  async function starting(of: App): Promise<string[]> {
    const told: string[] = [];
    await standByKey(of, (sentence) => told.push(sentence));
    return told;
  }

  test('is told with the way out; what is planned waits, and goes on when the key is back', async () => {
    expect(await starting(app)).toEqual([]);
    await dueNow(app);
    if (app.database.kind === 'server') {
      // Another process may have the right one: this one alone must not start.
      await expect(starting(afterwards)).rejects.toThrow(
        /^The tokens of 4 of 4 channels \(.*\) were sealed with another key and cannot be opened\. Put the old secret\.key back into .*or connect them anew: cutline channels add\.$/,
      );
      expect(await states()).toEqual(all('connected'));
      await connectAnew('x');
    }
    const [told = '', ...more] = await starting(afterwards);
    expect(more).toEqual([]);
    expect(told).toMatch(/were sealed with another key.*Until then what is planned there waits\.$/);
    const locked = platformIds.filter((id) => app.database.kind === 'embedded' || id !== 'x');
    expect(await states()).toMatchObject(Object.fromEntries(locked.map((id) => [id, 'unauthorized'])));
    const ill = (await examine(afterwards)).filter(({ state }) => state === 'wrong');
    expect(ill.map(({ what }) => what.split(' ')[0])).toEqual(locked.map(() => 'channel'));
    for (const { found, advice } of ill) {
      expect(found).toMatch(/its tokens cannot be opened: they were sealed with another key/);
      expect(advice).toMatch(/Put the old secret\.key back .* cutline channels add/);
    }
    expect((await claimDue(app.database.db, 6, 0, 100)).length).toBe(4 - locked.length);

    expect(await starting(app)).toHaveLength(app.database.kind === 'embedded' ? 0 : 1);
    expect(await states()).toMatchObject(Object.fromEntries(locked.map((id) => [id, 'connected'])));
    expect((await claimDue(app.database.db, 6, 0, 100)).length).toBe(locked.length);
  });

  test('channels that are connected anew go on, and what was under way is found though what was named of it is lost', async () => {
    const ids = await dueNow(app);
    const losing: App = {
      ...app,
      platforms: app.platforms.map((platform) => ({
        ...platform,
        publish: async (order, call) => {
          const outcome = await platform.publish(order, call);
          return outcome.kind === 'published' ? { kind: 'unknown', reason: 'The answer was lost.' } : outcome;
        },
      })),
    };
    const { db } = app.database;
    for (const { id, fence } of await claimDue(db, 6, 0, 100))
      await publish(losing, { publicationId: id, fence });
    for (const id of platformIds) await connectAnew(id);
    for (let step = 0; step < 60; step += 1) {
      for (const { id, fence } of await claimDue(db, 6, 0, 100))
        await publish(afterwards, { publicationId: id, fence });
      for (const { id, fence } of await claimUnsettled(db, 0, 100))
        await settle(afterwards, { publicationId: id, fence });
      await still.advance(60_000);
    }
    const ended = await Promise.all(ids.map((id) => findPublication(db, id)));
    expect(ended.map((each) => each!.state)).toEqual(platformIds.map(() => 'published'));
    for (const sandbox of still.sandboxes.values()) expect(sandbox.posts()).toHaveLength(1);
  });

  test('the numbers of what was published before are not read, and a sentence says why', async () => {
    const { db } = app.database;
    const ids = await dueNow(app);
    for (const { id, fence } of await claimDue(db, 6, 0, 100))
      await publish(app, { publicationId: id, fence });
    const published: string[] = [];
    for (const id of ids) if ((await findPublication(db, id))!.state === 'published') published.push(id);
    expect(published.length).toBeGreaterThan(0);
    for (const publicationId of published)
      expect(await measure(afterwards, { publicationId, age: '1h' })).toMatch(
        /The stored secrets cannot be opened/,
      );
  });
});
