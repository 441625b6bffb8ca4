// npm run evaluate -- markdown <folder>
// Every example of the specifications (JSON files of {markdown, html}) through all platforms and modes: does it throw, does syntax reach
// a reader? What a browser would show of the example's own html decides: a sign of syntax that stands in an excerpt more often than
// there is a leak. Left out are only addresses, and examples without words, which are refused in a sentence.
import fs from 'node:fs';
import path from 'node:path';
import { bodyOf, cutter } from './parts/cutting.mjs';
import { leaksAgainst } from './parts/leaks.mjs';

export const summary = 'every example of the Markdown specifications through all platforms: throws and leaks';

/** Links show where they lead. */
const address = /\(?https?:\/\/\S+/gu;

export async function run([folder]) {
  if (folder === undefined) throw new Error('Name the folder with commonmark.json and gfm.json.');
  const { parsePost, excerptsOf, platforms, frame } = await cutter();
  for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const examples = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));
    const found = { wordless: 0, throws: 0, over: 0, leaks: new Map() };
    for (const { markdown, example, html } of examples) {
      let post;
      try {
        post = parsePost(markdown);
        for (const platform of platforms)
          for (const mode of ['series', 'thread', 'whole'])
            for (const excerpt of excerptsOf(post, platform, { frame, mode }))
              for (const [index, piece] of excerpt.pieces.entries()) {
                if (excerpt.lengths[index] > excerpt.limit) found.over += 1;
                const signs = leaksAgainst(bodyOf(piece, excerpt, index).replaceAll(address, ''), html);
                if (signs.length > 0) found.leaks.set(example, signs.join(', '));
              }
      } catch (thrown) {
        if (thrown.name === 'UserError') found.wordless += 1;
        else {
          found.throws += 1;
          console.log(`${file} ${example}: ${thrown.stack}`);
        }
      }
    }
    const leaks = Array.from(found.leaks, ([example, signs]) => `\n  ${example}: ${signs}`);
    console.log(
      `${file}: ${examples.length} examples, ${found.wordless} without words (refused in a sentence), ${found.throws} throws, ${found.over} over a limit, ${leaks.length} leaks${leaks.join('')}`,
    );
  }
}
