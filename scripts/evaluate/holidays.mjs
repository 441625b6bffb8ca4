// The public holidays of `timetable.yaml`. The package that knows them weighs 45 MB and is asked for only by those who name a
// country, so it is no part of an install: npm install --no-save date-holidays@3.37.0, then npm run evaluate -- holidays
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const summary = 'public holidays of some countries, once date-holidays is installed';

const known = [
  ['country: ca, region: BC', '2026-07-01', 'Canada Day'],
  ['country: ca, region: BC', '2026-07-02', undefined],
  ['country: ca, region: BC', '2027-02-15', 'Family Day'],
  ['country: ca, region: BC', '2027-08-02', 'British Columbia Day'],
  ['country: CA, region: QC', '2027-08-02', undefined],
  ['country: KR', '2026-09-23', undefined],
  ['country: KR', '2026-09-24', 'Korean Thanksgiving'],
  ['country: KR', '2026-09-26', 'Korean Thanksgiving'],
  ['country: KR', '2026-09-27', undefined],
];
const refused = [
  ['country: ZZ', 'is not a country with known holidays'],
  ['country: CA, region: XX', 'is not a region of Canada'],
  ['country: KR, region: Seoul', 'is not a region of South Korea'],
];

export async function run() {
  const { readTimetable } = await import(new URL('../../dist/src/config/timetable.js', import.meta.url).href);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-holidays-'));
  const file = path.join(folder, 'timetable.yaml');
  const read = (where) => {
    fs.writeFileSync(file, `holidays: { ${where} }\n`);
    return readTimetable(file);
  };
  const wrong = [];
  try {
    try {
      read('country: CA');
    } catch (error) {
      if (!error.message.includes('is not installed')) throw error;
      console.error(error.message);
      process.exitCode = 1;
      return;
    }
    for (const [where, day, name] of known) {
      const found = read(where).holidayOn(day);
      if (found !== name)
        wrong.push(`${where}: ${day} is ${found ?? 'no holiday'}, not ${name ?? 'no holiday'}`);
    }
    for (const [where, sentence] of refused) {
      try {
        read(where);
        wrong.push(`${where} was accepted`);
      } catch (error) {
        if (!error.message.includes(sentence)) wrong.push(`${where}: ${error.message}`);
      }
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  for (const line of wrong) console.error(line);
  console.log(
    `${known.length + refused.length - wrong.length} of ${known.length + refused.length} as they should be`,
  );
  process.exitCode = wrong.length === 0 ? 0 : 1;
}
