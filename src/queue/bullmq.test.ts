import { afterEach, describe, expect, test } from 'vitest';
import { readRedisUrl } from '../config/servers.ts';
import { freshRedisUrl } from '../../tests/harness/redis.ts';
import { stores } from '../../tests/harness/stores.ts';
import { openQueue, type Queue, type QueuePlace, type Work } from './bullmq.ts';
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

  async function opened(): Promise<{ queue: Queue; empty(): Promise<unknown>; errors: string[] }> {
    const { place, empty, close } = await open();
    endings.push(close);
    const errors: string[] = [];
    const queue = await openQueue({
      place,
      platforms,
      beatMs: 300,
      onError: (error, where) => errors.push(`${where}: ${error.message}`),
    });
    endings.push(() => queue.close());
    return { queue, empty, errors };
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
});
