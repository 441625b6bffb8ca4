// node scripts/make-holidays.mjs <folder that date-holidays is installed in> [first year] [years]
// Makes src/config/holidays.json, the table of public holidays, from the package date-holidays. With what it brings the package
// takes 45 MB, so it is no dependency: it is only needed here.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const [folder = '.', first = '2026', count = '11'] = process.argv.slice(2);
const years = Array.from({ length: Number(count) }, (_, i) => Number(first) + i);
const require = createRequire(path.join(path.resolve(folder), 'package.json'));
const Holidays = require('date-holidays');
const { version } = require('date-holidays/package.json');
const known = new Holidays();
const dayMs = 86_400_000;

const countries = {};
for (const [country, name] of Object.entries(known.getCountries('en'))) {
  const national = daysOf(country);
  const regions = {};
  for (const [region, called] of Object.entries(known.getStates(country, 'en') ?? {})) {
    const own = daysOf(country, region);
    const added = byName([...own].filter(([day, what]) => national.get(day) !== what));
    const not = byName([...national].filter(([day]) => !own.has(day)));
    regions[region] = {
      name: called,
      ...(Object.keys(added).length > 0 && { days: added }),
      ...(Object.keys(not).length > 0 && { not }),
    };
  }
  countries[country] = {
    name,
    days: byName([...national]),
    ...(Object.keys(regions).length > 0 && { regions }),
  };
}
const table = { source: `date-holidays ${version}`, from: years[0], to: years.at(-1), countries };
fs.writeFileSync(new URL('../src/config/holidays.json', import.meta.url), `${JSON.stringify(table)}\n`);

/** `YYYY-MM-DD` → name. One that began in the last days of the year before may still last. */
function daysOf(...where) {
  const calendar = new Holidays(...where, { languages: ['en'], types: ['public'] });
  const days = new Map();
  for (const year of [years[0] - 1, ...years]) {
    for (const { date, start, end, name, substitute } of calendar.getHolidays(year)) {
      let begins = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
      // The package says itself (data/countries/KR.yaml) that its three days begin on the day and not on its eve.
      if (where[0] === 'KR' && name === 'Korean New Year' && substitute !== true) begins -= dayMs;
      for (let i = 0; i < Math.max(1, Math.round((end - start) / dayMs)); i += 1) {
        const day = new Date(begins + i * dayMs).toISOString().slice(0, 10);
        if (years.includes(Number(day.slice(0, 4))) && !days.has(day)) days.set(day, name);
      }
    }
  }
  return days;
}

/** Name → its days, parted by spaces; one that falls on the same day each year stands there once, without a year. */
function byName(days) {
  const found = {};
  for (const [day, name] of days.toSorted(([a], [b]) => (a < b ? -1 : 1))) (found[name] ??= []).push(day);
  return Object.fromEntries(
    Object.entries(found).map(([name, all]) => {
      const yearly = [...new Set(all.map((day) => day.slice(5)))].filter((each) =>
        years.every((year) => all.includes(`${year}-${each}`)),
      );
      return [name, [...yearly, ...all.filter((day) => !yearly.includes(day.slice(5)))].join(' ')];
    }),
  );
}
