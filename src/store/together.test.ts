import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stores } from '../../tests/harness/stores.ts';
import { beginAttempt, endAttempt, listAttempts, type Begun } from './attempts.ts';
import { saveChannel } from './channels.ts';
import { claimDue, type Claim } from './claims.ts';
import { databaseTime, type Database, type Db } from './database.ts';
import { savePost } from './posts.ts';
import { findPublication, schedulePublications } from './publications.ts';
import { writeName } from './remote-names.ts';
import { together } from './together.ts';
import { createVault } from './vault.ts';

const vault = createVault(Buffer.alloc(32, 7), (bytes) => Buffer.alloc(bytes, 5));

function gate(): { readonly open: () => void; readonly opened: Promise<void> } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

describe.each(stores)('attempts that come at once on $name', ({ name, open }) => {
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
    await saveChannel(database.db, vault, {
      id: 'channel',
      platform: 'p',
      name: 'P',
      remoteId: '1',
      sandbox: true,
      expiresAt: null,
      tokens: {},
    });
  });
  afterAll(() => close());

  async function claimed(many: number): Promise<Claim[]> {
    const dueAt = await databaseTime(database.db);
    await schedulePublications(
      database.db,
      Array.from({ length: many }, () => ({
        id: `publication${(count += 1)}`,
        postId: 'post',
        postHash: 'h',
        campaignId: null,
        channelId: 'channel',
        platform: 'p',
        excerpt: { pieces: [`${count}`] } as never,
        dueAt,
        slotReason: 'test',
      })),
    );
    return claimDue(database.db, 6, 120, 100);
  }
  const attemptOf = ({ id }: { id: string }): string => `attempt-of-${id}`;
  const begin = (claim: { id: string; fence: number }): Promise<Begun | undefined> =>
    beginAttempt(database.db, claim, 'publish', attemptOf(claim), { leaseSeconds: 90, lateHours: 6 });
  const held = (begun: Begun | undefined): { id: string; fence: number } => ({
    id: begun!.publication.id,
    fence: begun!.publication.fence,
  });
  const end = (claim: { id: string; fence: number }, reason = 'no'): Promise<Claim | null | undefined> =>
    endAttempt(database.db, claim, attemptOf(claim), { kind: 'rejected', reason }, { state: 'failed' }, []);

  /** In how many transactions the rows were written. */
  async function commitsOf(table: string, ids: readonly string[]): Promise<number> {
    const { rows } = (await database.db.execute(sql`
      select count(distinct xmin::text)::int as n from ${sql.raw(`cutline.${table}`)}
      where publication_id in ${ids}`)) as unknown as { rows: { n: number }[] };
    return rows[0]!.n;
  }

  test('they share a commit, and each is told of its own', async () => {
    const claims = await claimed(20);
    const ids = claims.map(({ id }) => id);
    const begun = await Promise.all(claims.map(begin));
    expect(begun.map((each) => each?.publication.excerpt.pieces)).toEqual(
      ids.map((id) => [id.replace('publication', '')]),
    );
    expect(await commitsOf('attempt', ids)).toBe(1);
    const named = await Promise.all(
      begun.map((each, i) => writeName(database.db, vault, held(each), 'post', `urn:${i}`)),
    );
    expect(named).toEqual(ids.map(() => true));
    expect(await commitsOf('remote_name', ids)).toBe(1);
    expect(
      await Promise.all(begun.map((each) => end(held(each), `because of ${each!.publication.id}`))),
    ).toEqual(ids.map(() => null));
    expect(await commitsOf('attempt', ids)).toBe(1);
    for (const id of ids) {
      const outcome = { kind: 'rejected', reason: `because of ${id}` };
      expect(await findPublication(database.db, id)).toMatchObject({ state: 'failed', outcome });
      expect(await listAttempts(database.db, id)).toMatchObject([{ id: attemptOf({ id }), outcome }]);
    }
  });

  test('an old fence among them writes nothing, and of two who hold the same claim one begins', async () => {
    const [stale, twice, good] = await claimed(3);
    const begun = await Promise.all([
      begin({ id: stale!.id, fence: stale!.fence - 1 }),
      begin(twice!),
      beginAttempt(database.db, twice!, 'publish', 'the-other', { leaseSeconds: 90, lateHours: 6 }),
      begin(good!),
    ]);
    expect(begun.map((each) => each?.publication.id)).toEqual([
      undefined,
      ...(begun[1] === undefined ? [undefined, twice!.id] : [twice!.id, undefined]),
      good!.id,
    ]);
    expect(await listAttempts(database.db, stale!.id)).toEqual([]);
    expect(await listAttempts(database.db, twice!.id)).toHaveLength(1);
    const old = { id: good!.id, fence: good!.fence };
    expect(
      await Promise.all([
        writeName(database.db, vault, old, 'post', 'a'),
        writeName(database.db, vault, held(begun[3]), 'post', 'b'),
      ]),
    ).toEqual([false, true]);
    expect(await Promise.all([end(old), end(held(begun[1] ?? begun[2]))])).toEqual([undefined, null]);
    expect((await findPublication(database.db, good!.id))?.state).toBe('publishing');
    await end(held(begun[3]));
  });

  test('one that the database refuses fails alone', async () => {
    const begun = await Promise.all((await claimed(3)).map(begin));
    const [first, second, third] = begun.map(held);
    const ended = await Promise.allSettled([end(first!), end(second!, 'a \u0000 in it'), end(third!)]);
    expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await findPublication(database.db, first!.id))?.state).toBe('failed');
    expect((await findPublication(database.db, second!.id))?.state).toBe('publishing');
    expect((await findPublication(database.db, third!.id))?.state).toBe('failed');
  });

  // The embedded database has one connection: nobody else can hold a row.
  if (name !== 'embedded PGlite') {
    test('whoever has rows locked holds up nobody but those, and what became of them counts', async () => {
      const [locked, moved, ...free] = await claimed(4);
      const hold = gate();
      const isHeld = gate();
      const order: string[] = [];
      const holder = database.db.transaction(async (tx) => {
        await tx.execute(sql`select 1 from cutline.publication where id = ${locked!.id} for update`);
        await tx.execute(sql`update cutline.publication set fence = fence + 1 where id = ${moved!.id}`);
        isHeld.open();
        await hold.opened;
        order.push('released');
      });
      await isHeld.opened;
      const noting = async (claim: Claim): Promise<Begun | undefined> => {
        const begun = await begin(claim);
        order.push(begun === undefined ? 'refused' : begun.publication.id);
        return begun;
      };
      const early = [noting(locked!), noting(moved!)];
      await databaseTime(database.db);
      const others = await Promise.all(free.map(noting));
      expect(others.map((each) => each?.publication.id)).toEqual(free.map(({ id }) => id));
      expect(order).toHaveLength(2);
      hold.open();
      await holder;
      const [waited, refused] = await Promise.all(early);
      expect(waited?.publication.id).toBe(locked!.id);
      expect(refused).toBeUndefined();
      expect(await listAttempts(database.db, moved!.id)).toEqual([]);
      for (const begun of [waited, ...others]) await end(held(begun));
    });
  }
});

describe('what is asked for at once', () => {
  const db = {} as Db;

  test('comes in lots, one after the other, and what comes meanwhile shares the next', async () => {
    const lots: number[][] = [];
    const open: (() => void)[] = [];
    const double = together(async (_, all: readonly number[]) => {
      lots.push([...all]);
      await new Promise<void>((resolve) => open.push(resolve));
      return all.map((each) => each * 2);
    });
    const first = double(db, 1);
    await expect.poll(() => lots).toEqual([[1]]);
    const others = [double(db, 2), double(db, 3)];
    open.shift()!();
    expect(await first).toBe(2);
    await expect.poll(() => lots).toEqual([[1], [2, 3]]);
    open.shift()!();
    expect(await Promise.all(others)).toEqual([4, 6]);
  });

  test('is not asked again of a database that went away: nobody knows what it has written', async () => {
    let asked = 0;
    const write = together(async (_, all: readonly string[]) => {
      asked += 1;
      throw Object.assign(new Error(`${all.length} were lost`), { code: 'ECONNRESET' });
    });
    const ended = await Promise.allSettled([write(db, 'a'), write(db, 'b')]);
    expect(ended.map((each) => each.status === 'rejected' && String(each.reason))).toEqual([
      'Error: 2 were lost',
      'Error: 2 were lost',
    ]);
    expect(asked).toBe(1);
  });
});
