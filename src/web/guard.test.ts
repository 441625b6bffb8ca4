import { expect, test } from 'vitest';
import { addressOf } from './guard.ts';
import type { PageContext } from './page.ts';

const from = (remoteAddress: string | undefined): string =>
  addressOf({ env: { incoming: { socket: { remoteAddress } } } } as unknown as PageContext);

test('tries are counted by the address of the connection', () => {
  expect(from('203.0.113.7')).toBe('203.0.113.7');
  expect(from('::ffff:203.0.113.7')).toBe('203.0.113.7');
  expect(from(undefined)).toBe('unknown');
});

test('a whole IPv6 network counts as one, for each machine has millions of addresses in its own', () => {
  expect(from('2001:db8:1:2:aaaa::1')).toBe('2001:db8:1:2::/64');
  expect(from('2001:db8:1:2:bbbb:cccc:dddd:eeee')).toBe('2001:db8:1:2::/64');
  expect(from('2001:db8:1:3::1')).toBe('2001:db8:1:3::/64');
  expect(from('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
  expect(from('::1')).toBe('0:0:0:0::/64');
});
