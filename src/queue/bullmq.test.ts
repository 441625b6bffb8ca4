import { afterEach, describe, expect, test, vi } from 'vitest';
import { readRedisUrl } from '../config/servers.ts';
import { freshRedisUrl } from '../../tests/harness/redis.ts';
import { stores } from '../../tests/harness/stores.ts';
import { openQueue, type Queue, type QueuePlace, type QueueSettings, type Work } from './bullmq.ts';
import { Redis } from 'ioredis';

const platforms = ['one', 'two'];

const places: {
  name: string;
  open(): Promise<{ place: QueuePlace; empty(): Promise<unknown>; close(): Promise<unknown> }>;
}[] = [
  ...stores.map(({ name, open }) => ({
    name,
    open: async () => {
      const { database, close } = await open();
      const pool = database.queuePool!;
      return {
        place: { kind: 'database' as const, pool, embedded: database.kind === 'embedded' },
        empty: () => pool.query('truncate bullmq.job cascade'),
        close,
      };
    },
  })),
  {
    name: 'real Redis',
    open: async () => {
      const url = await freshRedisUrl();
      const client = new Redis(url);
      return {
        place: { kind: 'redis' as const, redis: readRedisUrl(url)! },
        empty: () => client.flushdb(),
        close: async () => client.disconnect(),
      };
    },
  },
];

describe.each(places)('the queue on $name', ({ open }) => {
  const endings: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end();
  });

  async function opened(settings: Pick<QueueSettings, 'loads' | 'silentMs' | 'beatMs'> = {}): Promise<{
    queue: Queue;
    /** The same queue as another process has it. */
    another(): Promise<Queue>;
    empty(): Promise<unknown>;
    errors: string[];
  }> {
    const { place, empty, close } = await open();
    endings.push(close);
    const errors: string[] = [];
    const another = async (): Promise<Queue> => {
      const queue = await openQueue({
        place,
        now: () => new Date(),
        platforms,
        beatMs: 300,
        ...settings,
        onError: (error, where) => errors.push(`${where}: ${error.message}`),
      });
      endings.push(() => queue.close());
      return queue;
    };
    return { queue: await another(), another, empty, errors };
  }

  /** Work that does not end before it is told to. */
  function gate(): { readonly open: () => void; readonly opened: Promise<void> } {
    let open = (): void => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    return { open, opened };
  }

  function recorder(): {
    work: Work;
    seen: string[];
    next(test: (seen: string[]) => boolean): Promise<void>;
  } {
    const seen: string[] = [];
    let wake = (): void => {};
    const note = (word: string): void => {
      seen.push(word);
      wake();
    };
    return {
      seen,
      next: async (test) => {
        while (!test(seen)) await new Promise<void>((resolve) => (wake = resolve));
      },
      work: {
        cut: async ({ postId }) => note(`cut ${postId}`),
        tick: async () => note('tick'),
        render: async ({ publicationId }) => note(`render ${publicationId}`),
        publish: async ({ publicationId, fence }) => {
          if (publicationId === 'broken') throw new Error('broken on purpose');
          note(`publish ${publicationId} ${fence}`);
        },
        settle: async ({ publicationId }) => note(`settle ${publicationId}`),
        measure: async ({ age }) => note(`measure ${age}`),
        upkeep: async () => note('upkeep'),
        renew: async ({ channelId }) => note(`renew ${channelId}`),
      },
    };
  }

  test('every job reaches its own work, on the queue of its platform', async () => {
    const { queue, errors } = await opened();
    const { work, seen, next } = recorder();
    const workers = await queue.work(work);
    endings.push(() => workers.stop(5000));
    await queue.add('cut', { postId: 'a' }, { id: 'cut-a' });
    await queue.add('publish', { publicationId: 'b', fence: 3 }, { id: 'publish-b-3', platform: 'one' });
    await queue.add(
      'publish',
      { publicationId: 'c', fence: 1 },
      { id: 'publish-c-1', platform: 'two', delayMs: 200 },
    );
    await queue.add('settle', { publicationId: 'd', fence: 1 }, { id: 'settle-d-1' });
    await queue.add('measure', { publicationId: 'e', age: '1 h' }, { id: 'measure-e' });
    await queue.add('render', { publicationId: 'f' }, { id: 'render-f' });
    const all = ['cut a', 'publish b 3', 'publish c 1', 'settle d', 'measure 1 h', 'render f', 'tick'];
    await next(() => all.every((word) => seen.includes(word)));
    expect(errors).toEqual([]);
    await expect(
      queue.add('publish', { publicationId: 'g', fence: 1 }, { id: 'g', platform: 'three' }),
    ).rejects.toThrow('No queue carries publish for three');
  });

  test('the same id is carried once; a broken job is not tried again', async () => {
    const { queue, errors } = await opened();
    const { work, seen, next } = recorder();
    for (let i = 0; i < 3; i += 1) await queue.add('cut', { postId: 'once' }, { id: 'cut-once' });
    await queue.add(
      'publish',
      { publicationId: 'broken', fence: 1 },
      { id: 'publish-broken-1', platform: 'one' },
    );
    const workers = await queue.work(work);
    endings.push(() => workers.stop(5000));
    await next(() => seen.includes('cut once'));
    await queue.add('cut', { postId: 'after' }, { id: 'cut-after' });
    await next(() => seen.includes('cut after'));
    expect(seen.filter((word) => word === 'cut once')).toHaveLength(1);
    await expect.poll(() => errors).toEqual(['publish-one: broken on purpose']);
    expect((await queue.depth()).find(({ name }) => name === 'publish-one')).toMatchObject({
      failed: 1,
      waiting: 0,
    });
  });

  test('the heartbeat comes back by itself when the queue was emptied', async () => {
    const { queue, empty } = await opened();
    const { work, seen, next } = recorder();
    const workers = await queue.work(work);
    endings.push(() => workers.stop(5000));
    await next(() => seen.includes('tick'));
    await empty();
    seen.length = 0;
    await next(() => seen.filter((word) => word === 'tick').length >= 2);
  });

  test('stopping lets what is under way end', async () => {
    const { queue } = await opened();
    const { work, seen, next } = recorder();
    let release = (): void => {};
    const workers = await queue.work({
      ...work,
      settle: async ({ publicationId }) => {
        seen.push(`began ${publicationId}`);
        await work.cut({ postId: 'wake' });
        await new Promise<void>((resolve) => (release = resolve));
        seen.push(`ended ${publicationId}`);
      },
    });
    await queue.add('settle', { publicationId: 's', fence: 1 }, { id: 'settle-s-1' });
    await next(() => seen.includes('began s') && seen.includes('cut wake'));
    const stopping = workers.stop(20_000);
    release();
    await stopping;
    expect(seen).toContain('ended s');
    expect(await queue.ping()).toBe(true);
  });

  test('the heartbeat comes back when its own queue was wiped out, and there is one of it', async () => {
    const { queue, another } = await opened();
    const { work, seen, next } = recorder();
    for (const each of [queue, await another()]) {
      const workers = await each.work(work);
      endings.push(() => workers.stop(5000));
    }
    const tick = (await queue.carriers()).find(({ name }) => name === 'tick')!;
    await tick.pause();
    await tick.obliterate({ force: true });
    await tick.resume();
    seen.length = 0;
    await next(() => seen.filter((word) => word === 'tick').length >= 2);
    expect(await tick.getJobSchedulersCount()).toBe(1);
  });

  describe.each([-600_000, 600_000])('with a clock that was %i ms off', (off) => {
    function shiftClock(): void {
      const truth = Date.now;
      vi.spyOn(Date, 'now').mockImplementation(() => truth() + off);
    }
    afterEach(() => void vi.restoreAllMocks());

    const beats = (seen: string[]) => seen.filter((word) => word === 'tick').length;

    test('the heart goes on when the machine that set its next beat is gone', async () => {
      const { queue, another } = await opened();
      const { work, seen, next } = recorder();
      shiftClock();
      const first = await queue.work(work);
      await next(() => beats(seen) > 0);
      await first.stop(5000);
      vi.restoreAllMocks();
      seen.length = 0;
      const workers = await (await another()).work(work);
      endings.push(() => workers.stop(5000));
      await next(() => beats(seen) >= 3);
    });

    test('the heart goes on when the clock is set right under it', async () => {
      const { queue } = await opened();
      const { work, seen, next } = recorder();
      shiftClock();
      const workers = await queue.work(work);
      endings.push(() => workers.stop(5000));
      await next(() => beats(seen) > 0);
      vi.restoreAllMocks();
      seen.length = 0;
      await next(() => beats(seen) >= 3);
    });
  });

  test('a platform that hangs holds up no other, and no more of it is begun at once than config says', async () => {
    const { queue } = await opened({
      loads: { atOnce: { publish: 9 }, platforms: { one: { atOnce: 3 } } },
    });
    const { work, seen, next } = recorder();
    const { open, opened: released } = gate();
    let under = 0;
    let most = 0;
    const workers = await queue.work({
      ...work,
      publish: async (job) => {
        const platform = job.publicationId.split(' ')[0]!;
        if (platform === 'one') {
          under += 1;
          most = Math.max(most, under);
          await work.cut({ postId: job.publicationId });
          await released;
          under -= 1;
        }
        await work.publish(job);
      },
    });
    endings.push(() => workers.stop(5000));
    const add = (platform: string, count: number) =>
      queue.addAll(
        'publish',
        Array.from({ length: count }, (_, i) => ({
          payload: { publicationId: `${platform} ${i}`, fence: 1 },
          id: `publish-${platform}-${i}`,
          platform,
        })),
      );
    await add('one', 6);
    await next(() => seen.filter((word) => word.startsWith('cut one')).length === 3);
    await add('two', 5);
    await next(() => seen.filter((word) => word.startsWith('publish two')).length === 5);
    expect(seen.filter((word) => word.startsWith('cut one'))).toHaveLength(3);
    expect(seen.filter((word) => word.startsWith('publish one'))).toEqual([]);
    open();
    await next(() => seen.filter((word) => word.startsWith('publish one')).length === 6);
    expect(most).toBe(3);
  });

  test('a limit of a platform holds for all workers together', async () => {
    const { queue, another } = await opened({
      loads: { platforms: { one: { atOnce: 4, limit: { most: 2, perSeconds: 3600 } } } },
    });
    const { work, seen, next } = recorder();
    for (const each of [queue, await another()]) {
      const workers = await each.work(work);
      endings.push(() => workers.stop(5000));
    }
    for (let i = 0; i < 6; i += 1)
      await queue.add(
        'publish',
        { publicationId: `p${i}`, fence: 1 },
        { id: `publish-p${i}-1`, platform: 'one' },
      );
    await next(() => seen.filter((word) => word.startsWith('publish')).length === 2);
    // Time enough for a third, were there no limit: these come later and pass through the same workers.
    for (let i = 0; i < 20; i += 1) await queue.add('cut', { postId: `${i}` }, { id: `cut-${i}` });
    await next(() => seen.filter((word) => word.startsWith('cut')).length === 20);
    expect(seen.filter((word) => word.startsWith('publish'))).toHaveLength(2);
  });

  test('a job whose worker fell silent is given to another one', async () => {
    const { queue, another } = await opened({ silentMs: 500 });
    const { work, seen, next } = recorder();
    const hangs = await queue.work({
      ...work,
      settle: async ({ publicationId }) => {
        await work.cut({ postId: publicationId });
        await new Promise(() => {});
      },
    });
    await queue.add('settle', { publicationId: 's', fence: 1 }, { id: 'settle-s-1' });
    await next(() => seen.includes('cut s'));
    // As if it had been killed: it lets go of the job and says nothing of it.
    await hangs.stop(0);
    expect((await queue.depth()).find(({ name }) => name === 'settle')).toMatchObject({ active: 1 });
    const workers = await (await another()).work(work);
    endings.push(() => workers.stop(5000));
    await next(() => seen.includes('settle s'));
  });

  test('a job that hangs keeps nobody from stopping', async () => {
    const { queue, errors } = await opened();
    const { work, seen, next } = recorder();
    const workers = await queue.work({
      ...work,
      publish: async ({ publicationId }) => {
        await work.cut({ postId: publicationId });
        await new Promise(() => {});
      },
    });
    await queue.add('publish', { publicationId: 'h', fence: 1 }, { id: 'publish-h-1', platform: 'two' });
    await next(() => seen.includes('cut h'));
    await workers.stop(200);
    expect(errors).toEqual([]);
    await queue.add('cut', { postId: 'later' }, { id: 'cut-later' });
    expect((await queue.depth()).find(({ name }) => name === 'cut')).toMatchObject({ waiting: 1 });
    expect(seen).not.toContain('cut later');
  });

  test('what is done is kept for a while, and never heaps up', async () => {
    const { queue } = await opened({ beatMs: 60_000 });
    const { work } = recorder();
    let ran = 0;
    const workers = await queue.work({
      ...work,
      settle: async ({ fence }) => {
        ran += 1;
        if (fence === 2) throw new Error('broken on purpose');
      },
    });
    endings.push(() => workers.stop(10_000));
    for (const [fence, count] of [
      [1, 400],
      [2, 700],
    ] as const)
      await queue.addAll(
        'settle',
        Array.from({ length: count }, (_, i) => ({
          payload: { publicationId: `${i}`, fence },
          id: `settle-${i}-${fence}`,
        })),
      );
    const carrier = (await queue.carriers()).find(({ name }) => name === 'settle')!;
    const open = () => carrier.getJobCountByTypes('wait', 'active', 'delayed');
    await expect.poll(open, { timeout: 50_000, interval: 100 }).toBe(0);
    expect(ran).toBe(1100);
    // Several that end at the same moment may each see one less.
    const kept = await carrier.getJobCounts('completed', 'failed');
    for (const [state, most] of [
      ['completed', 200],
      ['failed', 500],
    ] as const) {
      expect(kept[state]).toBeGreaterThanOrEqual(most);
      expect(kept[state]).toBeLessThanOrEqual(most + 4);
    }
  });
});
