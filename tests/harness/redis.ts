import { Redis } from 'ioredis';
import { need } from './need.ts';
import { startRedis } from '../../scripts/servers.mjs';

let given = 0;

/**
 * An empty logical database of its own on the real Redis of `npm test`. It is emptied with FLUSHDB; FLUSHALL would empty
 * what other files are using: for that, and for a Redis that goes away, take `ownRedis`.
 */
export async function freshRedisUrl(): Promise<string> {
  const url = new URL(need('CUTLINE_TEST_REDIS_URL'));
  // Files that share a pool slot run one after another, so slot and counter together are never in use twice.
  const slot = Number(process.env['VITEST_POOL_ID'] ?? '1');
  url.pathname = `/${(slot % 16) * 64 + (given++ % 64)}`;
  const client = new Redis(url.href, { maxRetriesPerRequest: 1 });
  try {
    await client.flushdb();
  } finally {
    client.disconnect();
  }
  return url.href;
}

/** A Redis server for one test alone: it may be emptied, stopped, and started again on the same port. */
export function ownRedis(): ReturnType<typeof startRedis> {
  return startRedis(need('CUTLINE_TEST_REDIS_SERVER'));
}
