// npm run evaluate -- vectors <folder>
// The official vectors of twitter-text (validate.yml: weighted lengths and valid posts) against our length for the platform that counts so.
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { cutter } from './parts/cutting.mjs';

export const summary = 'weighted lengths against the official vectors of twitter-text';

export async function run([folder]) {
  if (folder === undefined) throw new Error('Name the folder with validate.yml.');
  const { platforms } = await cutter();
  const rules = platforms.find(({ text }) => text.unit === 'weighted').text;
  const { tests } = parse(fs.readFileSync(path.join(folder, 'validate.yml'), 'utf8'));
  for (const [name, cases] of Object.entries(tests)) {
    const judge = judgeOf(name, rules);
    if (judge === undefined) continue;
    const wrong = cases.filter((each) => !judge(each));
    console.log(`${name}: ${cases.length - wrong.length} of ${cases.length}`);
    for (const { description } of wrong) console.log(`  ${description}`);
  }
}

/** Those of configuration v3. `tweets` follows the old rule of 140 signs; the first weighted set, v2, weighs joined emoji by their parts. */
function judgeOf(name, rules) {
  if (!/^WeightedTweetsWithDiscountedEmoji|^UnicodeDirectionalMarker/.test(name)) return undefined;
  return ({ text, expected }) => rules.length(text.normalize('NFC')) === expected.weightedLength;
}
