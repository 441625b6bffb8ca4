// npm run evaluate -- markdown <folder>
// Every example of the specifications (JSON files of {markdown, section}) through all platforms and modes: does it throw, does syntax reach a reader?
import fs from 'node:fs';
import path from 'node:path';
import { bodyOf, cutter, leaksOf } from './parts/cutting.mjs';

export const summary = 'every example of the Markdown specifications through all platforms: throws and leaks';

export async function run([folder]) {
  if (folder === undefined) throw new Error('Name the folder with commonmark.json and gfm.json.');
  const { parsePost, excerptsOf, platforms, frame } = await cutter();
  for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const examples = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));
    const found = { wordless: 0, throws: 0, over: 0, leaks: [] };
    for (const { markdown, example, html } of examples) {
      let post;
      try {
        post = parsePost(markdown);
        for (const platform of platforms)
          for (const mode of ['series', 'thread', 'whole'])
            for (const excerpt of excerptsOf(post, platform, { frame, mode }))
              for (const [index, piece] of excerpt.pieces.entries()) {
                if (excerpt.lengths[index] > excerpt.limit) found.over += 1;
                // What the rendered page shows as letters is the author's own: code, escapes.
                if (
                  leaksOf(bodyOf(piece, excerpt, index)).length > 0 &&
                  !/<code|&lt;|&amp;|\*|\[|!|#|&gt;/.test(html.replaceAll(/<(?!\/?code)[^>]*>/g, ''))
                )
                  found.leaks.push(example);
              }
      } catch (thrown) {
        if (thrown.name === 'UserError') found.wordless += 1;
        else {
          found.throws += 1;
          console.log(`${file} ${example}: ${thrown.stack}`);
        }
      }
    }
    const leaks = [...new Set(found.leaks)];
    console.log(
      `${file}: ${examples.length} examples, ${found.wordless} without words (refused in a sentence), ${found.throws} throws, ${found.over} over a limit, ${leaks.length} leaks ${leaks.join(' ')}`,
    );
  }
}
