import { expect, test } from 'vitest';
import { graphRest } from './graph-usage.ts';

const now = new Date('2026-12-01T09:00:00Z');
const restOf = (headers: Record<string, string>) =>
  graphRest('Somewhere')({ base: 'api', method: 'GET', path: '/', status: 200, headers }, now);
const inMinutes = (headers: Record<string, string>): number | undefined => {
  const rest = restOf(headers);
  return rest === undefined ? undefined : (rest.until.getTime() - now.getTime()) / 60_000;
};

test('below four fifths, and without a header, nobody waits', () => {
  expect(restOf({})).toBeUndefined();
  expect(restOf({ 'x-app-usage': '{"call_count":79,"total_time":25,"total_cputime":79}' })).toBeUndefined();
  expect(restOf({ 'x-app-usage': 'no json at all' })).toBeUndefined();
});

test('the more is used up, the longer; whichever of the numbers is the greatest counts', () => {
  expect(inMinutes({ 'x-app-usage': '{"call_count":28,"total_time":80,"total_cputime":25}' })).toBe(5);
  expect(inMinutes({ 'x-app-usage': '{"call_count":95}' })).toBe(10);
  expect(inMinutes({ 'x-app-usage': '{"total_cputime":101}' })).toBe(15);
  expect(restOf({ 'x-app-usage': '{"call_count":95}' })?.reason).toMatch(/^Somewhere says that 95 %/);
});

test('a block lasts as long as the header of the account says', () => {
  const usage =
    '{"17841":[{"type":"instagram","call_count":100,"total_cputime":20,"total_time":20,"estimated_time_to_regain_access":19}]}';
  expect(inMinutes({ 'x-app-usage': '{"call_count":1}', 'x-business-use-case-usage': usage })).toBe(19);
});
