import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, test } from 'vitest';
import { places } from '../../tests/harness/living-app.ts';
import { bringUpStill, type StillApp } from '../../tests/harness/still-app.ts';
import { openMedia } from '../media/media.ts';
import { listAttempts } from '../store/attempts.ts';
import { listChannels } from '../store/channels.ts';
import { connectDatabase, databaseTime } from '../store/database.ts';
import { claimDue, claimUnsettled } from '../store/claims.ts';
import { findPublication, movePublication } from '../store/publications.ts';
import { createVault, keyOfFolder } from '../store/vault.ts';
import { startMediaServer } from '../web/server.ts';
import type { App } from './app.ts';
import { backUp } from './back-up.ts';
import { catchUp } from './catch-up.ts';
import { connectChannel } from './connect-channel.ts';
import { importPost } from './import-post.ts';
import { publish } from './publish.ts';
import { restoreBackup, type Restored, type RestoreOptions } from './restore-backup.ts';
import { scheduleExcerpts } from './schedule-excerpts.ts';
import { settle } from './settle.ts';

const platformIds = ['facebook', 'instagram', 'linkedin', 'x'];
const passphrase = 'a long walk by the sea';
const [minute, day] = [60_000, 86_400_000];

// Whole lives of days in small steps: on a machine that is busy they take their time.
describe.each(places)('a backup, with $name', { timeout: 240_000 }, (place) => {
  const endings: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end();
  });

  function folderFor(what: string): string {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), `cutline-${what}-`));
    endings.push(() => fs.rmSync(folder, { recursive: true, force: true }));
    return folder;
  }

  /** Nobody works there: `liveOn` does what a tick and the workers would. */
  async function firstLife(): Promise<{ still: StillApp; app: App; file: string }> {
    const still = await bringUpStill(place, platformIds);
    endings.push(() => still.close());
    const media = await startMediaServer(still.app);
    endings.push(() => media.close());
    const app = { ...still.app, mediaBase: () => media.url };
    return { still, app, file: path.join(folderFor('backup'), 'backup.tar.gz') };
  }

  /** Another machine with an empty store and folder, and the same networks; the backup is brought back there. */
  async function nextLife(
    { app }: { app: App },
    file: string,
    options: RestoreOptions,
  ): Promise<{ app: App; restored: Restored }> {
    const opened = await place.open();
    endings.push(() => opened.close());
    const database =
      opened.database ?? (await connectDatabase({ url: opened.env['DATABASE_URL']!, withQueue: false }));
    endings.push(() => database.close());
    const aheadMs = (await databaseTime(app.database.db)).getTime() - Date.now();
    await database.db.execute(sql`update cutline.clock set ahead = make_interval(secs => ${aheadMs / 1000})`);
    const config = { ...app.config, dataFolder: folderFor('next') };
    const restored = await restoreBackup(
      { ...app, config, database: () => Promise.resolve(database) },
      file,
      options,
    );
    const vault = createVault(keyOfFolder(config.dataFolder, app.randomBytes), app.randomBytes);
    const media = openMedia(path.join(config.dataFolder, 'media'), {
      templatesFolder: config.templatesFolder,
    });
    endings.push(() => media.close());
    const there = { ...app, config, database, vault, media };
    const server = await startMediaServer(there);
    endings.push(() => server.close());
    return { app: { ...there, mediaBase: () => server.url }, restored };
  }

  async function planned(
    app: App,
    words: string,
    platforms: readonly string[] = platformIds,
  ): Promise<string[]> {
    const markdown = `# About ${words}\n\nThis one is about ${words} and nothing else at all.\n`;
    const { post } = await importPost(app, {
      name: `${words.replaceAll(' ', '-')}.md`,
      bytes: Buffer.from(markdown),
    });
    const { publications } = await scheduleExcerpts(app, post, { platforms });
    expect(publications.map(({ platform }) => platform).toSorted()).toEqual(platforms);
    return publications.map(({ id }) => id);
  }

  /** Time goes on in steps until all of them have come to an end, or `most` has passed; resolves to their states. */
  async function liveOn(
    app: App,
    still: StillApp,
    ids: readonly string[],
    most = 14 * day,
  ): Promise<string[]> {
    const { db } = app.database;
    for (let passed = 0; passed < most;) {
      await catchUp(app);
      for (const { id, fence } of await claimDue(db, 6, 0, 100))
        await publish(app, { publicationId: id, fence });
      for (const { id, fence } of await claimUnsettled(db, 0, 100))
        await settle(app, { publicationId: id, fence });
      const all = await Promise.all(ids.map((id) => findPublication(db, id)));
      if (all.every((each) => ['published', 'failed', 'cancelled'].includes(each!.state)))
        return all.map((each) => each!.state);
      const next = all.some((each) => each!.state === 'settling') ? 5 * minute : 10 * minute;
      passed += next;
      await advance(still, app, next);
    }
    return (await Promise.all(ids.map((id) => findPublication(db, id)))).map((each) => each!.state);
  }

  async function advance(still: StillApp, app: App, ms: number): Promise<void> {
    await still.advance(ms);
    const aheadMs = still.app.now().getTime() - Date.now();
    await app.database.db.execute(
      sql`update cutline.clock set ahead = make_interval(secs => ${aheadMs / 1000})`,
    );
  }

  /** What an owner does with every channel that was disconnected. */
  async function connectAgain(app: App, { sandboxes }: StillApp): Promise<void> {
    for (const { platform: id, state } of await listChannels(app.database.db)) {
      const { definition, world } = sandboxes.get(id)!;
      if (state !== 'unauthorized') continue;
      const platform = app.platforms.find((each) => each.id === id)!;
      await connectChannel(app, { platform, tokens: definition.seed(world), sandbox: true });
    }
  }

  function counts({ sandboxes }: StillApp, words: string): Record<string, number> {
    return Object.fromEntries(
      platformIds.map((id) => [
        id,
        sandboxes
          .get(id)!
          .posts()
          .filter(({ text }) => text.includes(words)).length,
      ]),
    );
  }
  const times = (count: number) => Object.fromEntries(platformIds.map((id) => [id, count]));
  const all = (state: string) => platformIds.map(() => state);

  test('what was published, before the backup and after it, is published once; what is to come still comes', async () => {
    const first = await firstLife();
    const { still, app, file } = first;
    const before = await planned(app, 'early mornings');
    expect(await liveOn(app, still, before)).toEqual(all('published'));
    const after = await planned(app, 'late evenings');
    const made = await backUp(app, file, { passphrase });
    expect(made.pictures).toBeGreaterThan(0);
    expect(await liveOn(app, still, after)).toEqual(all('published'));

    const next = await nextLife(first, file, { passphrase });
    expect(next.restored).toMatchObject({ withoutTokens: 0, unsettled: after.length, kept: undefined });
    // X takes a refresh token once: the one in the backup was used since, so its owner connects it again.
    await liveOn(next.app, still, after, day);
    await connectAgain(next.app, still);
    expect(await liveOn(next.app, still, [...before, ...after], day)).toEqual([
      ...all('published'),
      ...all('published'),
    ]);
    expect(counts(still, 'early mornings')).toEqual(times(1));
    expect(counts(still, 'late evenings')).toEqual(times(1));
    for (const id of after)
      expect((await listAttempts(next.app.database.db, id)).map(({ kind }) => kind)).toContain('settle');
    const later = await planned(next.app, 'next week');
    expect(await liveOn(next.app, still, later)).toEqual(all('published'));
    expect(counts(still, 'next week')).toEqual(times(1));
    const pictures = (of: App): string[] => fs.readdirSync(path.join(of.config.dataFolder, 'media'));
    expect(pictures(next.app).length).toBeGreaterThanOrEqual(made.pictures);
    expect(pictures(app)).toEqual(expect.arrayContaining(pictures(next.app).slice(0, made.pictures)));
  });

  test('what was moved forward after the backup, and went out, is found when its time comes; what was not goes out', async () => {
    const first = await firstLife();
    const { still, app, file } = first;
    const moved = await planned(app, 'the rain');
    const left = await planned(app, 'the sunshine');
    await backUp(app, file, { passphrase });
    const letOut = async (of: App, ids: readonly string[]): Promise<string[]> => {
      for (const id of ids)
        await movePublication(of.database.db, id, await databaseTime(of.database.db), 'By hand.');
      return liveOn(of, still, ids, day);
    };
    expect(await letOut(app, moved)).toEqual(all('published'));

    const next = await nextLife(first, file, { passphrase });
    expect(next.restored.unsettled).toBe(0);
    const there = await Promise.all(
      [...moved, ...left].map((id) => findPublication(next.app.database.db, id)),
    );
    expect(there.map((each) => each!.state)).toEqual([...all('scheduled'), ...all('scheduled')]);
    expect(await letOut(next.app, [...moved, ...left])).toEqual([...all('published'), ...all('published')]);
    expect(counts(still, 'the rain')).toEqual(times(1));
    expect(counts(still, 'the sunshine')).toEqual(times(1));
    for (const id of left)
      expect((await findPublication(next.app.database.db, id))!.firstStartedAt!.getTime()).toBeGreaterThan(
        next.restored.takenAt.getTime(),
      );
  });

  test('what was under way at the moment of the backup is settled and found', async () => {
    const first = await firstLife();
    const { still, app, file } = first;
    // The platform has taken it, and the answer is on its way: the backup of just that moment.
    for (const id of platformIds) {
      const [publicationId] = (await planned(app, `the middle ${id}`, [id])) as [string];
      const target = `${file}.${id}`;
      const taking: App = {
        ...app,
        platforms: app.platforms.map((platform) => ({
          ...platform,
          publish: async (order, call) => {
            const outcome = await platform.publish(order, call);
            if (outcome.kind === 'published') await backUp(app, target, { passphrase });
            return outcome;
          },
        })),
      };
      expect(await liveOn(taking, still, [publicationId])).toEqual(['published']);
      const next = await nextLife(first, target, { passphrase });
      expect(await findPublication(next.app.database.db, publicationId)).toMatchObject({ state: 'settling' });
      expect(await liveOn(next.app, still, [publicationId], day)).toEqual(['published']);
      expect(counts(still, `the middle ${id}`)[id]).toBe(1);
    }
  });

  test('without the passphrase nothing secret is in the file; the channels are to be connected again', async () => {
    const first = await firstLife();
    const { still, app, file } = first;
    const after = await planned(app, 'the open');
    await backUp(app, file);
    expect(await liveOn(app, still, after)).toEqual(all('published'));
    const bytes = gunzipSync(fs.readFileSync(file)).toString('latin1');
    const secrets = [...still.sandboxes.values()].flatMap(({ tokens }) =>
      Object.entries(tokens).flatMap(([name, value]) => (/token|secret/.test(name) ? [value] : [])),
    );
    expect(secrets.length).toBeGreaterThanOrEqual(platformIds.length);
    for (const secret of [...secrets, keyOfFolder(app.config.dataFolder, app.randomBytes).toString('base64')])
      expect(bytes).not.toContain(secret);

    const next = await nextLife(first, file, {});
    expect(next.restored.withoutTokens).toBe(platformIds.length);
    expect((await listChannels(next.app.database.db)).map(({ state }) => state)).toEqual(all('unauthorized'));
    // Nothing is asked and nothing is sent before an owner has connected the channels; then what is there is found.
    expect(await liveOn(next.app, still, after, day)).toEqual(all('settling'));
    await connectAgain(next.app, still);
    expect(await liveOn(next.app, still, after, day)).toEqual(all('published'));
    expect(counts(still, 'the open')).toEqual(times(1));
  });

  test('a passphrase that is wrong, missing or too short is refused with a sentence', async () => {
    const first = await firstLife();
    const { app, file } = first;
    await planned(app, 'secrets');
    await expect(backUp(app, file, { passphrase: 'short' })).rejects.toThrow(/too short/);
    expect(fs.readdirSync(path.dirname(file))).toEqual([]);
    await backUp(app, file, { passphrase });
    await expect(nextLife(first, file, { passphrase: 'another sentence' })).rejects.toThrow(/does not open/);
    await expect(nextLife(first, file, {})).rejects.toThrow(/sealed with a passphrase/);
    const { restored } = await nextLife(first, file, { withoutSecrets: true });
    expect(restored.withoutTokens).toBe(platformIds.length);
  });

  test('a file that is not whole or not ours is refused before anything is made', async () => {
    const { app, file } = await firstLife();
    await planned(app, 'damage');
    await backUp(app, file, { passphrase });
    const whole = fs.readFileSync(file);
    const flipped = Buffer.from(whole);
    const middle = Math.floor(whole.length / 2);
    flipped.fill(0xff, middle, middle + 64);
    const folder = folderFor('refused');
    const refusalOf = async (bytes: Buffer | string): Promise<string> => {
      fs.writeFileSync(file, bytes);
      const database = () => Promise.reject(new Error('The database was opened.'));
      const config = { ...app.config, dataFolder: folder, secretKey: undefined };
      const said = await restoreBackup({ ...app, config, database }, file, { passphrase }).catch(String);
      expect(fs.readdirSync(folder)).toEqual([]);
      return String(said);
    };
    const foreign = /no backup of Cutline/;
    const damaged = /is damaged or was not copied whole: take another backup/;
    expect(await refusalOf(whole.subarray(0, -100))).toMatch(damaged);
    expect(await refusalOf(whole.subarray(0, middle))).toMatch(damaged);
    expect(await refusalOf(flipped)).toMatch(damaged);
    expect(await refusalOf('no backup')).toMatch(foreign);
    expect(await refusalOf(gzipSync('no tar'.repeat(500)))).toMatch(foreign);
    expect(await refusalOf(whole)).toMatch('The database was opened.');
  });

  test('a store that holds something is kept and replaced only when that is said', async () => {
    const { app, file } = await firstLife();
    const here = { ...app, database: () => Promise.resolve(app.database) };
    const ids = await planned(app, 'the first plan');
    await backUp(app, file);
    const more = await planned(app, 'the second plan');
    await expect(restoreBackup(here, file)).rejects.toThrow(/already holds 2 posts.*--replace/);
    const restored = await restoreBackup(here, file, { replace: true });
    expect(restored.withoutTokens).toBe(0);
    expect(await findPublication(app.database.db, more[0]!)).toBeUndefined();
    expect(await findPublication(app.database.db, ids[0]!)).toMatchObject({ state: 'scheduled' });
    await restoreBackup(here, restored.kept!, { replace: true });
    expect(await findPublication(app.database.db, more[0]!)).toMatchObject({ state: 'scheduled' });
  });

  test('what did not go out while the machine was away makes no burst: each is moved to a free slot', async () => {
    const first = await firstLife();
    const { still, app, file } = first;
    const ids = await planned(app, 'the outage');
    await backUp(app, file, { passphrase });
    // Back in the quiet hours, whatever the hour is at which this is tried: no free slot comes while it is watched.
    const tenInTheEvening = 6 * 60 * minute;
    const back = (await databaseTime(app.database.db)).getTime() + 21 * day;
    await still.advance(21 * day + ((tenInTheEvening - (back % day) + day) % day));
    const next = await nextLife(first, file, { passphrase });
    expect(next.restored.unsettled).toBe(ids.length);
    await liveOn(next.app, still, ids, 40 * minute);
    const now = await Promise.all(ids.map((id) => findPublication(next.app.database.db, id)));
    expect(now.map((each) => each!.state)).toEqual(all('scheduled'));
    const today = await databaseTime(next.app.database.db);
    for (const each of now) expect(each!.dueAt.getTime()).toBeGreaterThan(today.getTime());
    expect(counts(still, 'the outage')).toEqual(times(0));
  });
});
