import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const home = fileURLToPath(new URL('../../..', import.meta.url));

/** The labelled excerpts of evaluate/hashtags/, in order; throws where a label names a hashtag that the post does not have. */
export function labelledExcerpts() {
  const folder = path.join(home, 'evaluate', 'hashtags');
  return ['seen', 'aside', 'later', 'fresh', 'blind-1', 'blind-2', 'blind-3', 'blind-4', 'blind-5'].flatMap(
    (half) =>
      fs
        .readdirSync(path.join(folder, half))
        .sort()
        .flatMap((name) => readPost(half, name, fs.readFileSync(path.join(folder, half, name), 'utf8'))),
  );
}

function readPost(half, name, source) {
  const lines = source.split('\n');
  const field = lines[0].replace('field: ', '').trim();
  const candidates = lines[1].replace('tags: ', '').trim().split(/\s+/);
  const excerpts = [];
  for (const [index, line] of lines.entries()) {
    const excerpt = /^= (?:\[([^\]]+)\] )?(.+)$/.exec(line);
    const label = /^([+~-]) ([^:]+): (.+)$/.exec(line);
    if (excerpt !== null) {
      const traits = excerpt[1]?.split(', ') ?? [];
      excerpts.push({
        half,
        post: name,
        field,
        candidates,
        traits,
        text: excerpt[2],
        gains: new Map(),
        reasons: new Map(),
      });
    } else if (label !== null) {
      if (!candidates.includes(label[2]))
        throw new Error(`${name}:${index + 1}: the post has no #${label[2]}`);
      excerpts.at(-1).gains.set(label[2], { '+': 3, '~': 1, '-': 0 }[label[1]]);
      excerpts.at(-1).reasons.set(label[2], label[3]);
    } else if (index > 1 && line.trim() !== '') throw new Error(`${name}:${index + 1}: not a label: ${line}`);
  }
  return excerpts;
}

const hangul = /\p{Script=Hangul}/u;

/** The groups that an excerpt counts in. */
export function slicesOf({ text, field, traits, gains }) {
  const korean = hangul.test(text);
  const crosses = [...gains].some(([tag, gain]) => gain === 3 && hangul.test(tag) !== korean);
  return [
    korean ? 'Korean or mixed' : 'English',
    field === 'medicine' ? 'medicine' : 'other fields',
    ...(crosses ? ['other script'] : []),
    ...traits,
  ];
}

export function table(header, rows) {
  const all = [header, ...rows];
  const widths = header.map((_, i) => Math.max(...all.map((row) => String(row[i]).length)));
  return all
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i]) : String(cell).padStart(widths[i])))
        .join('  '),
    )
    .join('\n');
}
