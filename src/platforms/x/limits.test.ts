import { expect, test } from 'vitest';
import { restOf } from './limits.ts';

const now = new Date('2026-12-01T09:00:00Z');
const reset = now.getTime() / 1000 + 600;
const posting = (headers: Record<string, string>, path = '/2/tweets') =>
  restOf({ base: 'api', method: 'POST', path, status: 201, headers }, now);

test('the last post that a quarter of an hour allows makes the account wait until the next one begins', () => {
  expect(posting({ 'x-rate-limit-remaining': '1', 'x-rate-limit-reset': String(reset) })).toBeUndefined();
  expect(posting({ 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': String(reset) })?.until).toEqual(
    new Date(reset * 1000),
  );
});

test('of several limits that are used up the latest counts', () => {
  const headers = {
    'x-rate-limit-remaining': '0',
    'x-rate-limit-reset': String(reset),
    'x-app-limit-24hour-remaining': '0',
    'x-app-limit-24hour-reset': String(reset + 7200),
    'x-user-limit-24hour-remaining': '4',
    'x-user-limit-24hour-reset': String(reset + 9000),
  };
  expect(posting(headers)?.until).toEqual(new Date((reset + 7200) * 1000));
});

test('a limit of another endpoint, or one that has begun anew, holds up nobody', () => {
  const headers = { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': String(reset) };
  expect(posting(headers, '/2/oauth2/token')).toBeUndefined();
  expect(
    restOf({ base: 'api', method: 'GET', path: '/2/tweets', status: 200, headers }, now),
  ).toBeUndefined();
  expect(posting({ ...headers, 'x-rate-limit-reset': '1' })).toBeUndefined();
});
