import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { sql } from 'drizzle-orm';
import { freshPglite } from '../../tests/harness/pglite.ts';
import { bringUp, places, type LivingApp } from '../../tests/harness/living-app.ts';
import { beginAttempt } from '../store/attempts.ts';
import { claimUnsettled } from '../store/claims.ts';
import { openEmbedded } from '../store/database.ts';
import { importPost } from './import-post.ts';
import { holdLease, leaseSeconds, type Lease, type Moment } from './lease.ts';
import { scheduleExcerpts } from './schedule-excerpts.ts';

describe.each(places)('the lease of an attempt, with $name', (place) => {
  let living: LivingApp;
  let count = 0;
  const leases: Lease[] = [];

  beforeAll(async () => {
    living = await bringUp(place, ['facebook']);
  });
  afterAll(() => living?.close());
  afterEach(() => {
    for (const lease of leases.splice(0)) lease.release();
    vi.useRealTimers();
  });

  /** A publication whose attempt has begun, and its lease, on clocks that stand until they are moved. */
  async function begun(since?: (clocks: { elapsed: number; date: number }) => Moment) {
    const { db } = living.app.database;
    count += 1;
    const { post } = await importPost(living.app, {
      name: `lease-${count}.md`,
      bytes: Buffer.from(`Number ${count}: knees bend.\n`),
    });
    const { publications } = await scheduleExcerpts(living.app, post, { platforms: ['facebook'] });
    const { id } = publications[0]!;
    await db.execute(
      sql`update cutline.publication set due_at = cutline.now(), fence = fence + 1 where id = ${id}`,
    );
    const fence = publications[0]!.fence + 1;
    const attempt = await beginAttempt(db, { id, fence }, 'publish', living.app.newId(), {
      leaseSeconds,
      lateHours: 6,
    });
    const clocks = { elapsed: 0, date: Date.UTC(2026, 11, 1) };
    const lease = holdLease(
      {
        database: living.app.database,
        signal: living.app.signal,
        elapsedMs: () => clocks.elapsed,
        now: () => new Date(clocks.date),
      },
      { id, fence: attempt!.publication.fence },
      since?.({ ...clocks }),
    );
    leases.push(lease);
    return { id, lease, clocks };
  }

  test('nothing may be sent before it was confirmed, and for less than half a minute after', async () => {
    const { lease, clocks } = await begun();
    expect(lease.mayStillSend()).toBe(false);
    await lease.confirm();
    expect(lease.mayStillSend()).toBe(true);
    clocks.elapsed += 24_000;
    expect(lease.mayStillSend()).toBe(true);
    clocks.elapsed += 2000;
    expect(lease.mayStillSend()).toBe(false);
    await lease.confirm();
    expect(lease.mayStillSend()).toBe(true);
  });

  test('a request that leaves at the last moment is over before the lease is', async () => {
    const { lease, clocks } = await begun();
    await lease.confirm();
    let last = 0;
    for (; lease.mayStillSend(); clocks.elapsed += 1000) last = clocks.elapsed;
    expect(last / 1000 + 60).toBeLessThan(leaseSeconds);
  });

  test('it counts from the question, not from the answer: a process frozen in between sends nothing', async () => {
    const { lease, clocks } = await begun();
    const confirming = lease.confirm();
    clocks.elapsed += 600_000;
    await confirming;
    expect(lease.mayStillSend()).toBe(false);
  });

  test('a machine that slept sends nothing, though its other clock stood still with it', async () => {
    const { lease, clocks } = await begun();
    await lease.confirm();
    clocks.date += 600_000;
    expect(lease.mayStillSend()).toBe(false);
  });

  test('a clock that is set back hides nothing from the one that nobody sets', async () => {
    const { lease, clocks } = await begun();
    await lease.confirm();
    clocks.date -= 3_600_000;
    clocks.elapsed += 30_000;
    expect(lease.mayStillSend()).toBe(false);
  });

  test('once another has taken over, it is lost for good', async () => {
    const { db } = living.app.database;
    const { id, lease } = await begun();
    await lease.confirm();
    await db.execute(
      sql`update cutline.publication set lease_until = cutline.now() - interval '1 second' where id = ${id}`,
    );
    expect((await claimUnsettled(db, 0, 100)).map((claim) => claim.id)).toContain(id);
    await expect(lease.confirm()).rejects.toThrow();
    expect(lease.mayStillSend()).toBe(false);
    expect(lease.signal.aborted).toBe(true);
  });

  test('the beginning of the attempt confirms the first request for a second, and none but the first', async () => {
    const { db } = living.app.database;
    const takeOver = (id: string) =>
      db.execute(
        sql`update cutline.publication set fence = fence + 1, state = 'settling', lease_until = null where id = ${id}`,
      );
    const soon = await begun((clocks) => ({ ...clocks, elapsed: clocks.elapsed - 900 }));
    expect(soon.lease.mayStillSend()).toBe(false);
    await takeOver(soon.id);
    await soon.lease.confirm();
    expect(soon.lease.mayStillSend()).toBe(true);
    await expect(soon.lease.confirm()).rejects.toThrow();
    for (const slow of [{ elapsed: -1100 }, { date: Date.UTC(2026, 11, 1) - 1100 }]) {
      const late = await begun((clocks) => ({ ...clocks, ...slow }));
      await takeOver(late.id);
      await expect(late.lease.confirm()).rejects.toThrow();
    }
  });

  test('whoever cannot reach the database stops before others take over', async () => {
    const { clocks } = await begun();
    const gone = await openEmbedded(undefined, await freshPglite());
    await gone.close();
    vi.useFakeTimers();
    const lease = holdLease(
      {
        database: gone,
        signal: living.app.signal,
        elapsedMs: () => clocks.elapsed,
        now: () => new Date(clocks.date),
      },
      { id: 'any', fence: 1 },
    );
    leases.push(lease);
    clocks.elapsed += 20_000;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(lease.signal.aborted).toBe(true);
  });
});
