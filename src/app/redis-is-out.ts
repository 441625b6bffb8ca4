import type { RedisSettings } from '../config/config.ts';

/** What is said at start of a Redis that cannot be used, `why` being its own last words: what to mend. */
export function redisIsOut(redis: RedisSettings, why = 'no answer'): string {
  const at = nameOf(redis);
  const refused = /\b(?:NOAUTH|NOPERM|WRONGPASS)\b/.exec(why)?.[0];
  if (refused !== undefined) {
    return /All sentinels/.test(why)
      ? `The Sentinels at ${at} do not let Cutline in (${refused}): mend the ?sentinelPassword=… at the end of REDIS_URL.`
      : `Redis at ${at} does not let Cutline in (${refused}): mend user and password in REDIS_URL.`;
  }
  if (redis.kind === 'sentinel' && /No such master/.test(why))
    return `The Sentinels at ${at} know no master "${redis.name}": mend the name after the hosts in REDIS_URL.`;
  if (/^(?:MOVED|CLUSTERDOWN)\b|cluster mode/.test(why))
    return `Redis at ${at} belongs to a Cluster (${why}): write redis+cluster:// in REDIS_URL, and see that the Cluster is whole.`;
  if (hasNoSuchDatabase(why))
    return `Redis at ${at} does not have the database that is asked for (${why}): mend the database number in REDIS_URL.`;
  if (/cluster support disabled/.test(why))
    return `Redis at ${at} is no Cluster: write redis:// in REDIS_URL.`;
  if (/certificate/.test(why))
    return `Redis at ${at} shows a certificate that is not trusted (${why}): mend it, or set NODE_EXTRA_CA_CERTS to the file of the authority that made it.`;
  return `Redis at ${at} cannot be reached (${why}): start it, or mend REDIS_URL${tlsHint(redis, why)}.`;
}

/** The driver goes on with the first database then, where the jobs of somebody else may lie. */
export function hasNoSuchDatabase(why: string | undefined): boolean {
  return /DB index is out of range|SELECT is not allowed/.test(why ?? '');
}

/** One side that speaks TLS and one that does not hear nothing of each other, or hang up. */
function tlsHint({ tls }: RedisSettings, why: string): string {
  if (!/no answer|ECONNRESET|EPIPE|EPROTO|closed|disconnected|wrong version/.test(why)) return '';
  return tls ? ', with redis:// if it speaks no TLS' : ', with rediss:// if it speaks TLS';
}

function nameOf(redis: RedisSettings): string {
  const nodes = redis.kind === 'single' ? [redis] : redis.kind === 'sentinel' ? redis.sentinels : redis.nodes;
  return nodes.map(({ host, port }) => `${host}:${port}`).join(', ');
}
