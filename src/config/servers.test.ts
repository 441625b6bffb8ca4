import { describe, expect, it } from 'vitest';
import { readDatabaseUrl, readRedisUrl } from './servers.ts';

describe('REDIS_URL', () => {
  it.each([
    ['redis://h', { kind: 'single', host: 'h', port: 6379, db: 0, tls: false }],
    ['redis://h:7000/', { kind: 'single', host: 'h', port: 7000, db: 0, tls: false }],
    [
      'rediss://:p%40ss:w%2F@h:7000/3',
      { kind: 'single', host: 'h', port: 7000, db: 3, tls: true, password: 'p@ss:w/' },
    ],
    [
      'redis://me:pw@[::1]:7000',
      { kind: 'single', host: '::1', port: 7000, db: 0, tls: false, username: 'me', password: 'pw' },
    ],
    [
      'redis+sentinel://:pw@a:1,b,c:3/main/2?sentinelPassword=s%26p',
      {
        kind: 'sentinel',
        sentinels: [
          { host: 'a', port: 1 },
          { host: 'b', port: 26379 },
          { host: 'c', port: 3 },
        ],
        name: 'main',
        db: 2,
        tls: false,
        password: 'pw',
        sentinelPassword: 's&p',
      },
    ],
    [
      'rediss+sentinel://a/main',
      { kind: 'sentinel', sentinels: [{ host: 'a', port: 26379 }], name: 'main', db: 0, tls: true },
    ],
    [
      'redis+cluster://:pw@a:1,b:2',
      {
        kind: 'cluster',
        nodes: [
          { host: 'a', port: 1 },
          { host: 'b', port: 2 },
        ],
        tls: false,
        password: 'pw',
      },
    ],
  ])('%s', (text, settings) => {
    expect(readRedisUrl(text)).toEqual(settings);
  });

  it.each([
    ['localhost:6379', 'must begin with'],
    ['http://h', 'must begin with'],
    ['redis://', 'must begin with'],
    ['redis://:hunter22@a,b', 'several hosts'],
    ['redis://:hunter22@h/zero', 'must be a number'],
    ['redis://:hunter22@h/0/1', 'at most a database number'],
    ['redis://:hunter22@h:0', 'not host or host:port'],
    ['redis://:hunter22@h:70000', 'not host or host:port'],
    ['redis://:hunter22%@h', '%25'],
    ['redis+sentinel://:hunter22@a:1', 'what they call the master'],
    ['redis+sentinel://:hunter22@a:1/main/x', 'must be a number'],
    ['redis+cluster://:hunter22@a:1/0', 'no database number'],
  ])('%s is refused, its password kept to itself', (text, why) => {
    let message = '';
    try {
      readRedisUrl(text);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(/^REDIS_URL cannot be read: .*\.$/);
    expect(message).toContain(why);
    expect(message).not.toContain('hunter22');
  });
});

describe('DATABASE_URL', () => {
  it.each([
    'postgres://localhost/cutline',
    'postgresql://u:p%40w@h:5433/db?sslmode=require',
    'postgresql:///db?host=/run/postgresql',
  ])('%s is left as it is', (text) => {
    expect(readDatabaseUrl(text)).toBe(text);
  });

  it.each(['mysql://h/db', 'h/db', 'postgres://', 'postgres:h', 'postgres://u:hunter22@h:port/db'])(
    '%s is refused',
    (text) => {
      expect(() => readDatabaseUrl(text)).toThrow(/^DATABASE_URL (?!.*hunter22)/);
    },
  );
});
