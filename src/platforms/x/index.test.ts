import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { x } from './index.ts';

test('cutting loads neither what talks nor what imitates', () => {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const follow = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const source = fs.readFileSync(new URL(name, import.meta.url), 'utf8');
    for (const [, from] of source.matchAll(/^import (?!type )[^;]*? from '([^']+)';/gm)) {
      if (from!.startsWith('./')) follow(from!);
      else packages.add(from!);
    }
  };
  follow('./index.ts');
  expect([...seen].sort()).toEqual([
    './emoji.ts',
    './index.ts',
    './length.ts',
    './limits.ts',
    './prices.ts',
    './punycode.ts',
    './tlds.ts',
    './tokens.ts',
    './url-letters.ts',
    './urls.ts',
  ]);
  expect([...packages]).toEqual(['zod']);
});

test('what imitates and what talks share no file', () => {
  const own = fs.readdirSync(new URL('.', import.meta.url)).filter((name) => /^sandbox.*\.tsx?$/.test(name));
  for (const name of own.filter((name) => !name.includes('.test.'))) {
    const source = fs.readFileSync(new URL(name, import.meta.url), 'utf8');
    for (const [, from] of source.matchAll(/ from '\.\/([^']+)';/g)) expect(own).toContain(from);
  }
});

test('a text is cleaned of what X would not take', () => {
  expect(x.text.clean('\ufeffe\u0301\r\na\rb\uffff')).toBe('é\na\nb');
});

describe('a token file', () => {
  const accepted = [
    { access_token: 'abc' },
    { access_token: 'abc', refresh_token: 'def', client_id: 'ghi' },
    {
      access_token: 'a',
      refresh_token: 'b',
      client_id: 'c',
      client_secret: 'd',
      expires_at: '2026-11-24T08:00:00Z',
    },
    { api_key: 'a', api_secret: 'b', access_token: 'c', access_secret: 'd' },
  ];
  const refused = [
    {},
    { access_token: '' },
    { access_token: 'two words' },
    { access_token: 'a', expires_at: 'tomorrow' },
    { access_token: 'a', refresh_token: 'b' },
    { access_token: 'a', unknown: 'b' },
    { api_key: 'a', api_secret: 'b', access_token: 'c' },
    { api_key: 'a', api_secret: 'b', access_token: 'c', access_secret: 'd', refresh_token: 'e' },
    'abc',
  ];

  test.each(accepted)('is taken: %j', (file) => {
    expect(x.tokenFile.parse(file)).toEqual(file);
  });

  test.each(refused)('is refused: %j', (file) => {
    expect(x.tokenFile.safeParse(file).success).toBe(false);
  });
});
