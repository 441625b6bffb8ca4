import { expect, test } from 'vitest';
import { serverAway } from './server-away.ts';

const withCode = (message: string, code: string): Error => Object.assign(new Error(message), { code });

test.each([
  [
    'refused',
    withCode('connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED'),
    'connect ECONNREFUSED 127.0.0.1:5432',
  ],
  [
    'stopped, inside a statement',
    new Error('Failed query: select 1', {
      cause: withCode('terminating connection due to administrator command', '57P01'),
    }),
    'terminating connection due to administrator command',
  ],
  [
    'cut off, without a code',
    new Error('Connection terminated unexpectedly'),
    'Connection terminated unexpectedly',
  ],
  ['several addresses', withCode('', 'ECONNREFUSED'), 'ECONNREFUSED'],
])('a server that is away: %s', (_, error, said) => expect(serverAway(error)).toBe(said));

test.each([
  [
    'a mistake in a statement',
    new Error('Failed query', { cause: withCode('column "a" does not exist', '42703') }),
  ],
  ['a fault of ours', new TypeError('a is undefined')],
  ['no error at all', 'ECONNREFUSED'],
])('anything else is not: %s', (_, error) => expect(serverAway(error)).toBeUndefined());
