import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OpenChannel } from '../domain/channel.ts';
import { openChannel, saveChannel } from '../store/channels.ts';
import { saveRenewed } from '../store/renewals.ts';
import { places } from '../../tests/harness/living-app.ts';
import { bringUpStill, type StillApp } from '../../tests/harness/still-app.ts';
import type { App } from './app.ts';
import { moveTo } from './change-publication.ts';
import { connectChannel } from './connect-channel.ts';
import { examine } from './doctor.ts';
import { importPost } from './import-post.ts';
import { freshTokens, refreshTokens, renewDue } from './refresh-tokens.ts';
import { scheduleExcerpts } from './schedule-excerpts.ts';
import { beyondTokens, tokenOutlook } from './token-life.ts';

const minute = 60_000;
/** Access tokens of the platform live two hours and are renewed half an hour ahead; refresh tokens work once. */
const nearTheEnd = 100 * minute;

describe.each(places)('tokens with $name', (place) => {
  let still: StillApp;
  let app: App;
  beforeEach(async () => {
    still = await bringUpStill(place, ['x']);
    app = still.app;
  });
  afterEach(() => still?.close());

  const x = () => app.platforms[0]!;
  const stored = async (): Promise<OpenChannel> =>
    (await openChannel(app.database.db, app.vault, (await still.channel('x')).id))!;
  /** Each renewal that the platform answers makes one more. */
  const renewals = (): number => still.sandboxes.get('x')!.world.collection('refresh').all().length - 1;
  const fault = (kind: 'cut-after' | 'cut-before', times = 1): void =>
    still.sandboxes.get('x')!.faults.set([{ kind, path: '^/2/oauth2/token$', times }]);

  test('are left alone until half an hour before their end', async () => {
    await still.advance(89 * minute);
    expect(await freshTokens(app, x(), await stored())).toMatchObject({
      channel: { id: (await stored()).id },
    });
    expect(renewals()).toBe(0);
  });

  test('two workers at once make one renewal, and both go on with the new token', async () => {
    const before = await stored();
    await still.advance(nearTheEnd);
    const both = await Promise.all(
      [app, still.other, app, still.other].map((each) => freshTokens(each, x(), before)),
    );
    expect(renewals()).toBe(1);
    const now = await stored();
    expect(now.tokens['refresh_token']).not.toBe(before.tokens['refresh_token']);
    for (const fresh of both)
      expect(fresh).toMatchObject({ channel: { tokens: { access_token: now.tokens['access_token'] } } });
  });

  test('the heartbeat has them renewed though nothing is planned, and once', async () => {
    await still.advance(nearTheEnd);
    await Promise.all([renewDue(app), renewDue(still.other)]);
    const waiting = (await app.queue.depth()).find(({ name }) => name === 'renew')!;
    expect(waiting.waiting).toBe(1);
    await refreshTokens(app, (await stored()).id);
    expect(renewals()).toBe(1);
    expect((await stored()).expiresAt!.getTime()).toBeGreaterThan(app.now().getTime() + 119 * minute);
  });

  test.each([{}, { refresh_token: '' }])(
    'an answer with %j keeps the refresh token there was',
    async (missing) => {
      const before = await stored();
      const body = { token_type: 'bearer', expires_in: 'soon', access_token: 'a-new-one', ...missing };
      still.sandboxes
        .get('x')!
        .faults.set([{ kind: 'answer-before', path: '^/2/oauth2/token$', status: 200, body }]);
      await still.advance(nearTheEnd);
      await freshTokens(app, x(), before);
      const { tokens, expiresAt } = await stored();
      expect(tokens).toEqual({
        ...before.tokens,
        access_token: 'a-new-one',
        expires_at: expiresAt!.toISOString(),
      });
    },
  );

  test('a lost answer stops nothing while the old token lives; afterwards the owner is told to connect again', async () => {
    const before = await stored();
    const { post } = await importPost(app, {
      name: 'knees.md',
      bytes: Buffer.from('# Knees\n\nThey bend.\n'),
    });
    const { publications } = await scheduleExcerpts(app, post);
    // Whatever the hour of the day is, its slot lies beyond the end of the token.
    for (const { id } of publications)
      await moveTo(app, id, new Date(before.expiresAt!.getTime() + 86_400_000));
    await still.advance(nearTheEnd);
    fault('cut-after');
    expect(await freshTokens(app, x(), before)).toMatchObject({ channel: { tokens: before.tokens } });
    // Not again with every publication: it has just failed.
    expect(await freshTokens(app, x(), before)).toMatchObject({ channel: { tokens: before.tokens } });
    expect(renewals()).toBe(1);
    await refreshTokens(app, before.id);
    expect(await freshTokens(app, x(), before)).toMatchObject({ channel: { tokens: before.tokens } });

    const outlook = await tokenOutlook(app);
    expect(outlook).toMatchObject([
      { endsAt: before.expiresAt, refused: expect.stringMatching(/Connect the channel again/) as string },
    ]);
    expect([...beyondTokens(outlook).keys()]).toEqual(publications.map(({ id }) => id));
    const found = (await examine(app)).find(({ what }) => what.startsWith('channel'));
    expect(found).toMatchObject({ state: 'wrong', found: expect.stringContaining('1 planned') as string });

    await still.advance(21 * minute);
    expect(await freshTokens(app, x(), before)).toMatchObject({
      refusal: { kind: 'unauthorized', reason: expect.stringMatching(/Connect the channel again/) as string },
    });
    await renewDue(app);
    expect((await still.channel('x')).state).toBe('unauthorized');

    const sandbox = still.sandboxes.get('x')!;
    await connectChannel(app, {
      platform: x(),
      tokens: sandbox.definition.seed(sandbox.world),
      sandbox: true,
    });
    expect(await tokenOutlook(app)).toMatchObject([{ endsAt: null, refused: null, tooLate: [] }]);
    expect((await still.channel('x')).state).toBe('connected');
  });

  test('a connection that nothing renews is told with what is planned beyond its end, ten days ahead', async () => {
    const channel = await still.channel('x');
    const { remoteId, sandbox, name, platform } = channel;
    const { refresh_token: _, ...unrenewable } = (await stored()).tokens;
    const endsAt = new Date(app.now().getTime() + 10 * 86_400_000);
    await saveChannel(app.database.db, app.vault, {
      id: channel.id,
      platform,
      name,
      remoteId,
      sandbox,
      expiresAt: endsAt,
      tokens: unrenewable,
    });
    const { post } = await importPost(app, { name: 'two.md', bytes: Buffer.from('# Two\n\nThey bend.\n') });
    const { publications } = await scheduleExcerpts(app, post);
    const [{ id }] = publications as [(typeof publications)[number]];
    expect(await tokenOutlook(app)).toMatchObject([{ endsAt, refused: null, tooLate: [] }]);
    expect((await examine(app)).find(({ what }) => what.startsWith('channel'))?.state).toBe('well');

    await moveTo(app, id, new Date(endsAt.getTime() + 86_400_000));
    expect([...beyondTokens(await tokenOutlook(app)).keys()]).toEqual([id]);
    expect((await examine(app)).find(({ what }) => what.startsWith('channel'))).toMatchObject({
      state: 'warning',
      found: expect.stringMatching(/its connection ends on .* 1 planned publications come later/) as string,
    });
  });

  test('a request that never arrived is made again, and the channel lives', async () => {
    await still.advance(nearTheEnd);
    fault('cut-before');
    await freshTokens(app, x(), await stored());
    expect(renewals()).toBe(0);
    await still.advance(6 * minute);
    await freshTokens(app, x(), await stored());
    expect(renewals()).toBe(1);
  });

  test('a database that goes away is no fault of the channels: the heartbeat tells it once', async () => {
    const gone = Object.assign(new Error('the database system is shutting down'), { code: '57P03' });
    const db = new Proxy(app.database.db, {
      get: () => () => {
        throw new Error('Failed query: select …', { cause: gone });
      },
    });
    const said: unknown[] = [];
    const log = Object.assign(Object.create(app.log) as App['log'], {
      error: (...line: unknown[]) => said.push(line),
    });
    const away: App = { ...app, log, database: { ...app.database, db } };
    await expect(renewDue(away)).rejects.toThrow('Failed query');
    expect(said).toEqual([]);
    expect((await stored()).state).toBe('connected');
  });

  test('a database that is away while the answer comes loses nothing', async () => {
    const before = await stored();
    await still.advance(nearTheEnd);
    let failures = 2;
    const shaky: App = {
      ...app,
      vault: {
        ...app.vault,
        seal: (text) => {
          if (failures-- > 0) throw new Error('The database is away.');
          return app.vault.seal(text);
        },
      },
    };
    const fresh = await freshTokens(shaky, x(), before);
    expect(fresh).toMatchObject({ channel: { tokens: (await stored()).tokens } });
    expect((await stored()).tokens).not.toEqual(before.tokens);
  });

  test('a process that dies between the answer and the writing leaves the old tokens, whole', async () => {
    const before = await stored();
    await still.advance(nearTheEnd);
    const dying: App = {
      ...app,
      vault: {
        ...app.vault,
        seal: () => {
          throw new Error('It is gone.');
        },
      },
    };
    await expect(freshTokens(dying, x(), before)).rejects.toThrow('It is gone.');
    expect((await stored()).tokens).toEqual(before.tokens);
    // The old access token serves to its end; the next renewal says what is to be done.
    await refreshTokens(app, before.id);
    expect(await tokenOutlook(app)).toMatchObject([
      { refused: expect.stringMatching(/Connect the channel again/) as string },
    ]);
  });

  test('tokens that a person brings while a renewal is under way are never overwritten by it', async () => {
    const before = await stored();
    const { id, platform, name, remoteId, sandbox } = before;
    const brought = { ...before.tokens, access_token: 'brought', refresh_token: 'brought-too' };
    await saveChannel(app.database.db, app.vault, {
      id: 'another',
      platform,
      name,
      remoteId,
      sandbox,
      expiresAt: null,
      tokens: brought,
    });
    const late = { tokens: { ...before.tokens, access_token: 'late' }, expiresAt: null };
    expect(await saveRenewed(app.database.db, app.vault, id, before.tokens, late)).toBe(false);
    expect((await stored()).tokens).toEqual(brought);
  });
});
