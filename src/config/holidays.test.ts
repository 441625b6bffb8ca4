import { describe, expect, test } from 'vitest';
import { holidays } from './holidays.ts';

function on(day: string, country: string, region?: string): string | undefined {
  return holidays.parse({ country, region })(day);
}

describe('public holidays', () => {
  // Days read on 2026-11-24: Korea's Act on Public Holidays and its lunar calendar; canada.ca and gov.bc.ca, statutory holidays;
  // opm.gov, federal holidays; gov.uk, bank holidays.
  test.each([
    ['2027-02-06', 'KR', undefined, /^Korean New Year$/],
    ['2027-02-08', 'KR', undefined, /^Korean New Year$/],
    ['2027-02-09', 'KR', undefined, /substitute/],
    ['2026-02-19', 'KR', undefined, undefined],
    ['2027-09-15', 'KR', undefined, /Korean Thanksgiving/],
    ['2027-03-01', 'KR', undefined, /Independence/],
    ['2027-07-01', 'CA', undefined, /Canada Day/],
    ['2027-02-15', 'CA', 'BC', /Family Day/],
    ['2027-02-15', 'CA', 'QC', undefined],
    ['2027-11-25', 'US', undefined, /Thanksgiving/],
    ['2027-06-19', 'us', undefined, /Juneteenth/],
    ['2027-03-26', 'GB', undefined, /Good Friday/],
    ['2027-10-03', 'DE', undefined, /National Holiday/],
    ['2027-06-15', 'KR', undefined, undefined],
  ] as const)('%s in %s %s', (day, country, region, name) => {
    const found = on(day, country, region);
    if (name === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(name);
  });

  test('easter is where the rule of Gauss has it, in every year of the table', () => {
    const goodFriday = holidays.parse({ country: 'CA' });
    for (let year = 2026; year <= 2036; year += 1) {
      const [a, b, c] = [year % 19, year % 4, year % 7];
      const d = (19 * a + 24) % 30;
      const e = (2 * b + 4 * c + 6 * d + 5) % 7;
      const march = 22 + d + e - (d === 29 && e === 6 ? 7 : 0) - (d === 28 && e === 6 && a > 10 ? 7 : 0);
      const friday = new Date(Date.UTC(year, 2, march - 2)).toISOString().slice(0, 10);
      expect([year, goodFriday(friday)]).toEqual([year, 'Good Friday']);
    }
  });

  test('what the table does not know is said, and not taken for a working day', () => {
    expect(() => on('2037-01-01', 'KR')).toThrow(/of 2037 are not known: the table has 2026 to 2036/);
    const said = (value: object): string => holidays.safeParse(value).error!.issues[0]!.message;
    expect(said({ country: 'ZZ' })).toMatch(/not a country with known holidays/);
    expect(said({ country: 'CA', region: 'ZZ' })).toMatch(/not a region of Canada: write one of .*BC/);
    expect(said({ country: 'KR', region: 'ZZ' })).toMatch(/none has holidays of its own/);
    expect(said({ country: 'DE', region: 'BY', place: 'A' })).toMatch(/needs the package date-holidays/);
  });
});
