import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
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

/** A Sentinel that watches this Redis under the name of `main`, and asks for the password, if there is one. */
export async function ownSentinel(redisUrl: string, password?: string): ReturnType<typeof startRedis> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-sentinel-'));
  const file = path.join(folder, 'sentinel.conf');
  const { hostname, port } = new URL(redisUrl);
  fs.writeFileSync(
    file,
    `sentinel monitor main ${hostname} ${port} 1\n${password === undefined ? '' : `requirepass ${password}\n`}`,
  );
  const server = await startRedis(need('CUTLINE_TEST_REDIS_SERVER'), () => [file, '--sentinel']);
  const stop = async (): Promise<void> => {
    await server.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  };
  return { ...server, stop };
}

/** A Redis Cluster of three nodes, whole when this resolves; `url` names the first. */
export async function ownCluster(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const busOf = (port: number): number => (port > 50_000 ? port - 10_000 : port + 10_000);
  const start = () =>
    startRedis(need('CUTLINE_TEST_REDIS_SERVER'), (port) => [
      '--cluster-enabled',
      'yes',
      '--cluster-port',
      String(busOf(port)),
    ]);
  const servers = await Promise.all([start(), start(), start()]);
  const clients = servers.map(({ url }) => new Redis(url));
  const slots = 16_384;
  const share = Math.ceil(slots / clients.length);
  for (const [i, client] of clients.entries()) {
    const last = Math.min(slots, (i + 1) * share) - 1;
    await client.call('CLUSTER', 'ADDSLOTSRANGE', i * share, last);
    const port = Number(new URL(servers[i]!.url).port);
    await clients[0]!.call('CLUSTER', 'MEET', '127.0.0.1', port, busOf(port));
  }
  for (const client of clients)
    while (!String(await client.call('CLUSTER', 'INFO')).includes('cluster_state:ok'))
      await new Promise((resolve) => setTimeout(resolve, 50));
  for (const client of clients) client.disconnect();
  return {
    url: servers[0]!.url,
    stop: async () => {
      for (const server of servers) await server.stop();
    },
  };
}
