import { describe, expect, it } from 'vitest';
import { UserError } from '../domain/errors.ts';
import { readTime } from './read-time.ts';

/** Tuesday 24 November 2026, 15:04:05 in Seoul. */
const now = new Date('2026-11-24T06:04:05Z');
const seoul = (text: string): string => readTime(text, 'Asia/Seoul', now).toISOString().replace('.000Z', 'Z');

describe('a time that a person types', () => {
  it.each([
    ['2026-12-01T09:30Z', '2026-12-01T09:30:00Z'],
    ['2026-12-01T09:30:15+02:00', '2026-12-01T07:30:15Z'],
    ['2026-12-01 09:30-08:00', '2026-12-01T17:30:00Z'],
    ['2026-12-01T09:30:00-08:00[America/Los_Angeles]', '2026-12-01T17:30:00Z'],
    ['2026-12-01 09:30', '2026-12-01T00:30:00Z'],
    [' 2026-12-01T9:30 ', '2026-12-01T00:30:00Z'],
    ['2026-12-01 09:30:20', '2026-12-01T00:30:20Z'],
    ['2028-02-29 12:00', '2028-02-29T03:00:00Z'],
    ['today 18:00', '2026-11-24T09:00:00Z'],
    ['18:00', '2026-11-24T09:00:00Z'],
    ['tomorrow 9:00', '2026-11-25T00:00:00Z'],
    ['Tomorrow  at 9:00', '2026-11-25T00:00:00Z'],
    ['tomorrow 9am', '2026-11-25T00:00:00Z'],
    ['tomorrow 12:15 am', '2026-11-24T15:15:00Z'],
    ['tomorrow 12 PM', '2026-11-25T03:00:00Z'],
    ['friday 18:30', '2026-11-27T09:30:00Z'],
    ['Mon 08:00', '2026-11-29T23:00:00Z'],
    ['tuesday 15:05', '2026-11-24T06:05:00Z'],
    ['tuesday 15:04', '2026-12-01T06:04:00Z'],
    ['+2h', '2026-11-24T08:04:05Z'],
    ['+90m', '2026-11-24T07:34:05Z'],
    ['+1d 4h', '2026-11-25T10:04:05Z'],
    ['+1w', '2026-12-01T06:04:05Z'],
  ])('%s', (text, instant) => {
    expect(seoul(text)).toBe(instant);
  });

  it.each([
    '',
    'soon',
    'friday',
    'friday 9',
    '9',
    '2026-12-01',
    '2026-02-30 09:00',
    '2027-02-29 09:00',
    '2026-12-01 24:00',
    '2026-12-01 09:60',
    '2026-12-01T09:30+25:00',
    'tomorrow 13pm',
    'someday 9:00',
    '01/12/2026 9:00',
    '+2',
    '+2y',
    '-2h',
    '+',
  ])('%j is not one, and the forms are told', (text) => {
    expect(() => seoul(text)).toThrow(UserError);
    expect(() => seoul(text)).toThrow(
      `"${text}" is not a time: write "2026-12-01 09:30", "tomorrow 9:00", "friday 18:30", "+2h" or "+3d".`,
    );
  });

  it.each(['2026-11-24 15:04', '2026-11-24T06:04:05Z', 'today 9:00', '9:00', '2020-01-01 00:00', '+0h'])(
    '%s is past',
    (text) => {
      expect(() => seoul(text)).toThrow(UserError);
      expect(() => seoul(text)).toThrow(/ in Asia\/Seoul, which is not in the future: give a later time\.$/);
    },
  );

  it('says the past time in words', () => {
    expect(() => seoul('2026-11-24 15:04')).toThrow(
      '"2026-11-24 15:04" is Tuesday 24 November 2026 15:04 in Asia/Seoul, which is not in the future: give a later time.',
    );
  });

  it('that the clock skips moves forward; of one that comes twice the first to come is meant', () => {
    const newYork = (text: string, at: string): string =>
      readTime(text, 'America/New_York', new Date(at)).toISOString();
    expect(newYork('2024-03-10 02:30', '2024-03-01T00:00:00Z')).toBe('2024-03-10T07:30:00.000Z');
    expect(newYork('2024-11-03 01:30', '2024-11-01T00:00:00Z')).toBe('2024-11-03T05:30:00.000Z');
    expect(newYork('2024-11-03 01:30', '2024-11-03T05:45:00Z')).toBe('2024-11-03T06:30:00.000Z');
  });

  it('in days keeps the time on the wall, in hours does not', () => {
    const newYork = (text: string): string =>
      readTime(text, 'America/New_York', new Date('2024-03-09T12:00:00Z')).toISOString();
    expect(newYork('+1d')).toBe('2024-03-10T11:00:00.000Z');
    expect(newYork('+24h')).toBe('2024-03-10T12:00:00.000Z');
  });
});
