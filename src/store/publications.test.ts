import { sql } from 'drizzle-orm';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Excerpt } from '../domain/excerpt.ts';
import { stores } from '../../tests/harness/stores.ts';
import { beginAttempt, endAttempt, listAttempts, renewLease } from './attempts.ts';
import { findChannel, saveChannel, setChannelState, unsealChannel } from './channels.ts';
import { databaseTime, type Database } from './database.ts';
import { claimMeasurements, measureAges } from './metrics.ts';
import { savePost } from './posts.ts';
import { claimDue, claimUnsettled, overdueClaims } from './claims.ts';
import {
  cancelPublication,
  findPublication,
  listPublications,
  movePublication,
  remoteIdsOfOthers,
  retryPublication,
  schedulePublications,
} from './publications.ts';
import { unsealNames, writeName } from './remote-names.ts';
import * as schema from './schema.ts';
import { createVault } from './vault.ts';

let nonce = 0;
const vault = createVault(Buffer.alloc(32, 7), (bytes) => Buffer.alloc(bytes, (nonce += 1)));

const account = {
  id: 'channel',
  platform: 'p',
  name: 'P',
  remoteId: '1',
  sandbox: true,
  expiresAt: null,
  tokens: { access_token: 'secret-word' },
};

describe.each(stores)('publications on $name', ({ open }) => {
  let database: Database;
  let close: () => Promise<void>;
  let count = 0;

  beforeAll(async () => {
    ({ database, close } = await open());
    await savePost(database.db, {
      id: 'post',
      name: 'a.md',
      title: 'A',
      markdown: 'A.',
      hash: 'h',
      campaignId: null,
    });
    await saveChannel(database.db, vault, account);
  });
  afterAll(() => close());

  async function planned(inSeconds = 0): Promise<string> {
    count += 1;
    const id = `publication${count}`;
    await schedulePublications(database.db, [
      {
        id,
        postId: 'post',
        postHash: 'h',
        campaignId: null,
        channelId: 'channel',
        platform: 'p',
        excerpt,
        dueAt: new Date((await databaseTime(database.db)).getTime() + inSeconds * 1000),
        slotReason: 'test',
      },
    ]);
    return id;
  }

  async function claimed(id: string): Promise<{ id: string; fence: number }> {
    const claims = await claimDue(database.db, 6, 120, 100);
    const claim = claims.find((each) => each.id === id);
    if (claim === undefined) throw new Error(`${id} was not claimed`);
    return claim;
  }

  async function ahead(interval: string): Promise<void> {
    await database.db.execute(sql`update cutline.clock set ahead = ahead + ${interval}::interval`);
  }

  test('the tables are what the code takes them for', async () => {
    for (const table of Object.values(schema).filter(
      (value): value is typeof schema.publication =>
        typeof value === 'object' && Symbol.for('drizzle:IsDrizzleTable') in value,
    )) {
      const { name, columns } = getTableConfig(table as PgTable);
      const { rows } = (await database.db.execute(
        sql`select column_name, is_nullable from information_schema.columns where table_schema = 'cutline' and table_name = ${name}`,
      )) as unknown as { rows: { column_name: string; is_nullable: string }[] };
      expect(rows.map((row) => `${row.column_name} ${row.is_nullable}`).sort(), name).toEqual(
        columns.map((column) => `${column.name} ${column.notNull ? 'NO' : 'YES'}`).sort(),
      );
    }
  });

  test('a claim that should have begun some time ago is told, with its fence as it is, until it begins', async () => {
    const id = await planned();
    const { fence } = await claimed(id);
    expect(await overdueClaims(database.db, 15, 100)).toEqual([]);
    await ahead('20 seconds');
    const overdue = await overdueClaims(database.db, 15, 100);
    expect(overdue).toMatchObject([{ id, fence, state: 'scheduled' }]);
    expect(overdue[0]!.inMs).toBeLessThan(-15_000);
    await beginAttempt(database.db, { id, fence }, 'publish', `attempt-of-${id}`, {
      leaseSeconds: 90,
      lateHours: 6,
    });
    expect(await overdueClaims(database.db, 15, 100)).toEqual([]);
  });

  test('a question whose worker froze: the next one begins under the same claim, and the first writes nothing more', async () => {
    const id = await planned();
    const claim = await claimed(id);
    await beginAttempt(database.db, claim, 'publish', `lost-${id}`, { leaseSeconds: 90, lateHours: 6 });
    await ahead('2 minutes');
    const settle = (await claimUnsettled(database.db, 0, 100)).find((each) => each.id === id)!;
    const frozen = await beginAttempt(database.db, settle, 'settle', `frozen-${id}`, {
      leaseSeconds: 90,
      lateHours: 6,
    });
    await ahead('100 seconds');
    // The tick reminds of it by the fence that is there now, as long as the claim holds.
    const [overdue] = (await overdueClaims(database.db, 15, 100)).filter((each) => each.id === id);
    const next = await beginAttempt(database.db, overdue!, 'settle', `next-${id}`, {
      leaseSeconds: 90,
      lateHours: 6,
    });
    expect(next!.publication.fence).toBe(frozen!.publication.fence + 1);
    const late = { id, fence: frozen!.publication.fence };
    expect(await writeName(database.db, vault, late, 'piece:1', '79')).toBe(false);
    const outcome = { kind: 'unavailable', reason: 'not there' } as const;
    const again = { state: 'scheduled', due: { inSeconds: 30 } } as const;
    expect(await endAttempt(database.db, late, `frozen-${id}`, outcome, again, [])).toBeUndefined();
    await endAttempt(
      database.db,
      { id, fence: next!.publication.fence },
      `next-${id}`,
      { kind: 'rejected', reason: 'no' },
      { state: 'failed' },
      [],
    );
  });

  test('what the platform calls the other publications of a channel is known', async () => {
    const id = await planned();
    const since = new Date((await databaseTime(database.db)).getTime() - 1000);
    const other = await planned();
    const claim = await claimed(other);
    await beginAttempt(database.db, claim, 'publish', `other-${other}`, { leaseSeconds: 90, lateHours: 6 });
    const outcome = { kind: 'published', url: 'http://there/o', remoteIds: ['o1', 'o2'] } as const;
    await endAttempt(
      database.db,
      attemptOf(claim),
      `other-${other}`,
      outcome,
      { state: 'published', url: outcome.url, remoteIds: outcome.remoteIds },
      [],
    );
    const { channelId } = (await findPublication(database.db, id))!;
    expect(await remoteIdsOfOthers(database.db, { id, channelId }, since)).toEqual(['o1', 'o2']);
    expect(await remoteIdsOfOthers(database.db, { id: other, channelId }, since)).toEqual([]);
    const tomorrow = new Date(since.getTime() + 86_400_000);
    expect(await remoteIdsOfOthers(database.db, { id, channelId }, tomorrow)).toEqual([]);
    await cancelPublication(database.db, id);
  });

  test('what is due within the horizon is claimed once, with a new fence', async () => {
    const soon = await planned(60);
    const later = await planned(3600);
    const first = await claimDue(database.db, 6, 120, 100);
    expect(first.map(({ id }) => id)).toEqual([soon]);
    expect(first[0]?.fence).toBe(1);
    expect(first[0]?.inMs).toBeGreaterThan(50_000);
    expect(await claimDue(database.db, 6, 120, 100)).toEqual([]);
    expect((await findPublication(database.db, later))?.fence).toBe(0);
    await cancelPublication(database.db, soon);
    await cancelPublication(database.db, later);
  });

  test('of two ticks at once each publication goes to one', async () => {
    const ids = [await planned(), await planned(), await planned(), await planned()];
    const both = (await Promise.all([claimDue(database.db, 6, 120, 2), claimDue(database.db, 6, 120, 100)]))
      .flat()
      .map(({ id }) => id);
    expect(both.sort()).toEqual([...ids].sort());
    for (const id of ids) await cancelPublication(database.db, id);
  });

  test('a claim that nobody began is claimed again, and the older fence is worth nothing', async () => {
    const id = await planned();
    const first = await claimed(id);
    await ahead('3 minutes');
    const second = await claimed(id);
    expect(second.fence).toBe(first.fence + 1);
    expect(
      await beginAttempt(database.db, first, 'publish', 'stale', { leaseSeconds: 90, lateHours: 6 }),
    ).toBeUndefined();
    expect(
      await beginAttempt(database.db, second, 'publish', `good-${id}`, { leaseSeconds: 90, lateHours: 6 }),
    ).toMatchObject({ number: 1 });
    expect(await listAttempts(database.db, id)).toHaveLength(1);
    expect(
      await endAttempt(
        database.db,
        attemptOf(second),
        `good-${id}`,
        { kind: 'rejected', reason: 'no' },
        { state: 'failed' },
        [],
      ),
    ).toBeNull();
  });

  test('an attempt is begun once, even when its job comes twice', async () => {
    const id = await planned();
    const claim = await claimed(id);
    const begun = await Promise.all([
      beginAttempt(database.db, claim, 'publish', `one-${id}`, { leaseSeconds: 90, lateHours: 6 }),
      beginAttempt(database.db, claim, 'publish', `two-${id}`, { leaseSeconds: 90, lateHours: 6 }),
    ]);
    expect(begun.filter((each) => each !== undefined)).toHaveLength(1);
    expect(await listAttempts(database.db, id)).toHaveLength(1);
  });

  test('published: address, ids and the readings to come are written with the outcome', async () => {
    const id = await planned();
    const claim = await claimed(id);
    await beginAttempt(database.db, claim, 'publish', `a-${id}`, { leaseSeconds: 90, lateHours: 6 });
    expect(await writeName(database.db, vault, attemptOf(claim), 'piece:1', '77')).toBe(true);
    const outcome = { kind: 'published', url: 'http://there/77', remoteIds: ['77'] } as const;
    expect(
      await endAttempt(
        database.db,
        attemptOf(claim),
        `a-${id}`,
        outcome,
        { state: 'published', url: outcome.url, remoteIds: outcome.remoteIds },
        measureAges,
      ),
    ).toBeNull();
    expect(await findPublication(database.db, id)).toMatchObject({
      state: 'published',
      url: 'http://there/77',
      remoteIds: ['77'],
      outcome,
    });
    expect(await claimMeasurements(database.db, 10)).toEqual([]);
    await ahead('61 minutes');
    expect(await claimMeasurements(database.db, 10)).toEqual([{ publicationId: id, age: '1 h' }]);
    expect(await claimMeasurements(database.db, 10)).toEqual([]);
  });

  test('an attempt begins with its channel and with what the platform has named so far', async () => {
    const id = await planned();
    const claim = await claimed(id);
    const first = await beginAttempt(database.db, claim, 'publish', `a-${id}`, {
      leaseSeconds: 90,
      lateHours: 6,
    });
    expect(first?.names).toEqual([]);
    expect(unsealChannel(vault, first!.channel)).toMatchObject({
      id: 'channel',
      remoteId: '1',
      tokens: { access_token: 'secret-word' },
    });
    for (const piece of ['1', '2'])
      await writeName(database.db, vault, attemptOf(claim), `piece:${piece}`, `7${piece}`);
    const asked = await endAttempt(
      database.db,
      attemptOf(claim),
      `a-${id}`,
      { kind: 'unknown', reason: 'Lost.' },
      { state: 'settling', due: { inSeconds: 0 } },
      measureAges,
    );
    const second = await beginAttempt(database.db, asked!, 'settle', `b-${id}`, {
      leaseSeconds: 90,
      lateHours: 6,
    });
    expect(second).toMatchObject({ number: 2, publication: { id, state: 'settling' } });
    expect(unsealNames(vault, second!.names)).toEqual({
      names: new Map([
        ['piece:1', '71'],
        ['piece:2', '72'],
      ]),
      locked: 0,
    });
    const another = createVault(Buffer.alloc(32, 8), (bytes) => Buffer.alloc(bytes, 1));
    expect(unsealNames(another, second!.names)).toEqual({ names: new Map(), locked: 2 });
  });

  test('a dead worker: its publication is settled under a new fence, and it can write nothing more', async () => {
    const id = await planned();
    const claim = await claimed(id);
    await beginAttempt(database.db, claim, 'publish', `dead-${id}`, { leaseSeconds: 90, lateHours: 6 });
    const held = attemptOf(claim);
    expect(await renewLease(database.db, held, 90)).toBe(true);
    expect((await claimUnsettled(database.db, 0, 100)).map((each) => each.id)).not.toContain(id);
    await ahead('2 minutes');
    expect(await renewLease(database.db, held, 90)).toBe(false);
    const settle = (await claimUnsettled(database.db, 0, 100)).find((each) => each.id === id)!;
    expect(settle.fence).toBe(held.fence + 1);
    expect(await writeName(database.db, vault, held, 'piece:1', '78')).toBe(false);
    expect(
      await endAttempt(
        database.db,
        held,
        `dead-${id}`,
        { kind: 'rejected', reason: 'late' },
        { state: 'failed' },
        [],
      ),
    ).toBeUndefined();
    expect((await findPublication(database.db, id))?.state).toBe('settling');
    expect(
      await beginAttempt(database.db, settle, 'settle', `settle-${id}`, { leaseSeconds: 90, lateHours: 6 }),
    ).toMatchObject({
      number: 2,
    });
    expect(
      await beginAttempt(database.db, settle, 'settle', `settle-twice-${id}`, {
        leaseSeconds: 90,
        lateHours: 6,
      }),
    ).toBeUndefined();
    const again = await endAttempt(
      database.db,
      attemptOf(settle),
      `settle-${id}`,
      { kind: 'unavailable', reason: 'not there' },
      { state: 'scheduled', due: { inSeconds: 30 } },
      [],
    );
    expect(again).toMatchObject({ id, fence: settle.fence + 2 });
    expect(again!.inMs).toBeGreaterThan(25_000);
    await cancelPublication(database.db, id);
  });

  test('moving or cancelling makes what the queue carries a no-op; afterwards it is refused', async () => {
    const id = await planned();
    const claim = await claimed(id);
    expect(await movePublication(database.db, id, new Date(Date.now() + 86_400_000), 'later')).toBe(true);
    expect(
      await beginAttempt(database.db, claim, 'publish', `moved-${id}`, { leaseSeconds: 90, lateHours: 6 }),
    ).toBeUndefined();
    expect(await cancelPublication(database.db, id)).toBe(true);
    expect(await cancelPublication(database.db, id)).toBe(false);
    expect(await movePublication(database.db, id, new Date(), 'too late')).toBe(false);
    expect(await retryPublication(database.db, id, new Date())).toBe(false);
  });

  test('a job that comes too early begins nothing', async () => {
    const id = await planned(60);
    const claim = await claimed(id);
    expect(
      await beginAttempt(database.db, claim, 'publish', `early-${id}`, { leaseSeconds: 90, lateHours: 6 }),
    ).toBeUndefined();
    await cancelPublication(database.db, id);
  });

  test('publications of a channel that is not connected wait', async () => {
    const id = await planned();
    await setChannelState(database.db, 'channel', 'unauthorized');
    expect((await claimDue(database.db, 6, 120, 100)).map((each) => each.id)).not.toContain(id);
    await setChannelState(database.db, 'channel', 'connected');
    expect((await claimDue(database.db, 6, 120, 100)).map((each) => each.id)).toContain(id);
    await cancelPublication(database.db, id);
  });

  test('tokens that die under an attempt, and are given anew, take no pause away that came meanwhile', async () => {
    await setChannelState(database.db, account.id, 'paused');
    // As the attempt ends, and then as its owner connects it again.
    await setChannelState(database.db, account.id, 'unauthorized');
    expect(await saveChannel(database.db, vault, account)).toMatchObject({ state: 'paused' });
    await setChannelState(database.db, account.id, 'connected');
    // Without a pause it is found out, and connecting it again mends it.
    await setChannelState(database.db, account.id, 'unauthorized');
    expect(await findChannel(database.db, account.id)).toMatchObject({ state: 'unauthorized' });
    expect(await saveChannel(database.db, vault, account)).toMatchObject({ state: 'connected' });
  });

  test('a failed one is tried again when a person says so', async () => {
    const [failed] = await listPublications(database.db, { states: ['failed'] });
    expect(await retryPublication(database.db, failed!.id, new Date())).toBe(true);
    expect(await findPublication(database.db, failed!.id)).toMatchObject({ state: 'scheduled', tries: 0 });
  });
});

const excerpt: Excerpt = {
  platform: 'p',
  mode: 'series',
  excerpt: 1,
  of: 1,
  pieces: ['Hello'],
  hashtags: [],
  lengths: [5],
  limit: 280,
  unit: 'characters',
  spans: [[0, 5]],
  media: [],
  notes: [],
};

/** Under which an attempt writes: beginning it takes a fence of its own. */
function attemptOf({ id, fence }: { readonly id: string; readonly fence: number }) {
  return { id, fence: fence + 1 };
}
