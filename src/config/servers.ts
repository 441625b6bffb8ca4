import { UserError } from '../domain/errors.ts';

export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

interface RedisAccess {
  readonly username?: string;
  readonly password?: string;
  readonly tls: boolean;
}

/** Where Redis is, as plain values. */
export type RedisSettings =
  | (RedisAccess & RedisNode & { readonly kind: 'single'; readonly db: number })
  | (RedisAccess & {
      readonly kind: 'sentinel';
      readonly sentinels: readonly RedisNode[];
      /** What the sentinels call the master. */
      readonly name: string;
      readonly db: number;
      /** Of the sentinels themselves, where they ask for one. */
      readonly sentinelPassword?: string;
    })
  | (RedisAccess & { readonly kind: 'cluster'; readonly nodes: readonly RedisNode[] });

/** The text is returned as it is: the driver reads the rest. No message shows it, for it may hold a password. */
export function readDatabaseUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^postgres(?:ql)?:\/\/./.test(text)) {
    throw new UserError(
      'DATABASE_URL must begin with postgres:// or postgresql://; leave it out for the embedded database.',
    );
  }
  if (!URL.canParse(text)) {
    throw new UserError(
      'DATABASE_URL cannot be read: write postgres://user:password@host:port/database, with special characters of the password written as %xx.',
    );
  }
  return text;
}

/**
 * `redis://[[user]:password@]host[:port][/db]`, `redis+sentinel://…host:port,host:port/name[/db][?sentinelPassword=…]`,
 * `redis+cluster://…host:port,host:port`; `rediss` instead of `redis` for TLS. Several hosts keep `URL` from reading it.
 */
export function readRedisUrl(text: string | undefined): RedisSettings | undefined {
  if (text === undefined) return undefined;
  const parts =
    /^(rediss?)(?:\+(sentinel|cluster))?:\/\/(?:([^@/]*)@)?([^/?@]+)((?:\/[^/?]*)*)(?:\?(.*))?$/.exec(text);
  if (parts === null)
    throw mistake(
      'it must begin with redis://, rediss://, redis+sentinel:// or redis+cluster:// and name a host',
    );
  const [, scheme, kind = 'single', userinfo, hosts = '', path = '', query = ''] = parts;
  const access = { ...readUser(userinfo), tls: scheme === 'rediss' };
  const nodes = hosts.split(',').map((host) => readNode(host, kind === 'sentinel' ? 26_379 : 6379));
  const segments = path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decode);

  if (kind === 'cluster') {
    if (segments.length > 0) throw mistake('a cluster has no database number');
    return { kind, nodes, ...access };
  }
  if (kind === 'sentinel') {
    const [name, db] = segments;
    if (name === undefined) throw mistake('after the sentinels comes /name, what they call the master');
    if (segments.length > 2) throw mistake('after the sentinels come /name and at most a database number');
    const sentinelPassword = new URLSearchParams(query).get('sentinelPassword');
    return {
      kind,
      sentinels: nodes,
      name,
      db: readDb(db),
      ...access,
      ...(sentinelPassword === null ? {} : { sentinelPassword }),
    };
  }
  if (nodes.length > 1) throw mistake('several hosts need redis+sentinel:// or redis+cluster://');
  if (segments.length > 1) throw mistake('after the host comes at most a database number');
  return { kind: 'single', ...nodes[0]!, db: readDb(segments[0]), ...access };
}

function readUser(userinfo: string | undefined): { username?: string; password?: string } {
  if (userinfo === undefined || userinfo === '') return {};
  const [username = '', ...rest] = userinfo.split(':');
  const password = decode(rest.join(':'));
  return {
    ...(username === '' ? {} : { username: decode(username) }),
    ...(password === '' ? {} : { password }),
  };
}

function readNode(text: string, fallbackPort: number): RedisNode {
  const parts = /^(?:\[([0-9a-f:.]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/i.exec(text);
  const port = Number(parts?.[3] ?? fallbackPort);
  if (parts === null || port < 1 || port > 65_535) throw mistake('one of its hosts is not host or host:port');
  return { host: parts[1] ?? parts[2]!, port };
}

function readDb(text: string | undefined): number {
  if (text === undefined) return 0;
  if (!/^\d{1,5}$/.test(text)) throw mistake('the database at its end must be a number');
  return Number(text);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw mistake('a % in it must be followed by two hex digits; write a % itself as %25');
  }
}

/** Says what is wrong without showing the address, which may hold a password. */
function mistake(what: string): UserError {
  return new UserError(`REDIS_URL cannot be read: ${what}.`);
}
