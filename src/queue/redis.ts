import { Cluster, Redis, type RedisOptions } from 'ioredis';

export type RedisClient = Redis | Cluster;

interface Node {
  readonly host: string;
  readonly port: number;
}

interface Access {
  readonly username?: string;
  readonly password?: string;
  readonly tls: boolean;
}

/** A Redis, a set of Sentinels with the name of their master, or a Cluster. */
export type RedisPlace =
  | (Access & Node & { readonly kind: 'single'; readonly db: number })
  | (Access & {
      readonly kind: 'sentinel';
      readonly sentinels: readonly Node[];
      readonly name: string;
      readonly db: number;
      readonly sentinelPassword?: string;
    })
  | (Access & { readonly kind: 'cluster'; readonly nodes: readonly Node[] });

/** The one policy for every connection to Redis: keep trying, ever slower, and never give up a command that waits. */
export function openRedis(
  place: RedisPlace,
  onError: (error: Error) => void,
): { readonly shared: RedisClient; close(): Promise<void> } {
  const shared = connect(place);
  shared.on('error', onError);
  return {
    shared,
    close: async () => {
      // A farewell would wait for a Redis that is away to come back.
      if (shared.status === 'ready') await shared.quit().catch(() => shared.disconnect());
      else shared.disconnect();
    },
  };
}

function connect(place: RedisPlace): RedisClient {
  const access = {
    // BullMQ's workers insist on it: a blocking read must outlast an outage.
    maxRetriesPerRequest: null,
    // How long a command lingers after it has said that Redis is not there.
    disconnectTimeout: 200,
    ...(place.username === undefined ? {} : { username: place.username }),
    ...(place.password === undefined ? {} : { password: place.password }),
    ...(place.tls ? { tls: {} } : {}),
  } satisfies RedisOptions;
  switch (place.kind) {
    case 'cluster':
      return new Cluster([...place.nodes], { redisOptions: access, clusterRetryStrategy: wait });
    case 'sentinel':
      return new Redis({
        ...access,
        sentinels: [...place.sentinels],
        name: place.name,
        db: place.db,
        retryStrategy: wait,
        sentinelRetryStrategy: wait,
        enableTLSForSentinelMode: place.tls,
        ...(place.sentinelPassword === undefined ? {} : { sentinelPassword: place.sentinelPassword }),
      });
    case 'single':
      return new Redis({ ...access, host: place.host, port: place.port, db: place.db, retryStrategy: wait });
  }
}

/** Milliseconds until the next try to connect. */
function wait(times: number): number {
  return Math.min(200 * 2 ** Math.min(times, 6), 10_000);
}
