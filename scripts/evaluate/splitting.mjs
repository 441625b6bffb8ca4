// npm run evaluate -- splitting [file] [--wrong]
// Hashtags split by hand in evaluate/splitting/, or in a file of the same form: "muscle spasm", or "iPhone=iPhone" where case
// or digits matter. Cutline beside the package wordsninja, compared without regard to case.
import fs from 'node:fs';
import path from 'node:path';
import { split } from './parts/baselines.mjs';
import { home, table } from './parts/labelled.mjs';

export const summary = 'how many hashtags are split as by hand, and how fast, beside wordsninja';

export async function run(args) {
  const { splitHashtag } = await import(new URL('../../dist/src/hashtags/split.js', import.meta.url).href);
  const given = args.filter((arg) => !arg.startsWith('--'));
  const folder = path.join(home, 'evaluate', 'splitting');
  const files = given.length > 0 ? given : fs.readdirSync(folder).map((name) => path.join(folder, name));
  const rows = [];
  for (const file of files) {
    const pairs = read(file);
    // The lists are loaded and the code is warm after a first round; what a start costs is printed below.
    for (const { hashtag } of pairs) splitHashtag(hashtag);
    const times = [];
    const wrong = [];
    for (const { hashtag, words } of pairs) {
      // The best of five: what other programs on the machine take is not ours.
      const tries = Array.from({ length: 5 }, () => timed(() => splitHashtag(hashtag)));
      times.push(Math.min(...tries));
      const own = splitHashtag(hashtag).join(' ');
      if (own.toLowerCase() !== words.toLowerCase()) wrong.push(`${words} → ${own}`);
    }
    const rival = pairs.filter(
      ({ hashtag, words }) => split(hashtag.toLowerCase()).join(' ') === words.toLowerCase(),
    );
    times.sort((a, b) => a - b);
    rows.push([
      path.basename(file, '.txt'),
      pairs.length,
      share(pairs.length - wrong.length, pairs.length),
      share(rival.length, pairs.length),
      `${times[Math.floor(times.length / 2)].toFixed(3)} ms`,
      `${times.at(-1).toFixed(3)} ms`,
    ]);
    if (args.includes('--wrong')) console.log(`${path.basename(file)}: ${wrong.join(' | ')}\n`);
  }
  console.log(table(['', 'n', 'Cutline', 'wordsninja', 'median', 'slowest'], rows));
}

function timed(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function read(file) {
  return fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [hashtag, words] = line.split('=');
      return words === undefined ? { hashtag: line.replaceAll(' ', ''), words: line } : { hashtag, words };
    });
}

function share(part, whole) {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
