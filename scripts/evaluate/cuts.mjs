// npm run evaluate -- cuts [folder]
// Every post of a folder as a series and a thread for every platform: ours, the plain cutter, and the text cut at the limit.
import { fileURLToPath } from 'node:url';
import { bodyOf, cutter, leaksOf, lettersOf, postsOf } from './parts/cutting.mjs';
import { table } from './parts/labelled.mjs';

export const summary =
  'where posts are cut: limits, sentences, fill, leaks, openings, beside a plain cutter and head truncation';

export async function run(args) {
  const tools = await cutter();
  const folder = args[0] ?? fileURLToPath(new URL('../../evaluate/posts', import.meta.url));
  const posts = postsOf(folder).map(({ name, markdown }) => ({ name, post: tools.parsePost(markdown) }));
  console.log(`${posts.length} posts, ${tools.platforms.length} platforms`);
  const header = [
    '',
    'pieces',
    'over limit',
    'mid-sentence',
    'of them avoidable',
    'fill %',
    'bound +',
    'leaks',
    'points back %',
    'lost',
    'doubled',
  ];
  for (const mode of ['series', 'thread']) {
    const ways = ['ours', 'plain', 'head'];
    const rows = ways.map((way) => rowOf(way, figuresOf(way, mode, posts, tools)));
    console.log(`\n${mode}\n${table(header, rows)}`);
  }
}

function figuresOf(way, mode, posts, tools) {
  const sum = {
    pieces: 0,
    over: 0,
    middle: 0,
    avoidable: 0,
    fills: [],
    above: 0,
    leaks: 0,
    back: 0,
    openings: 0,
    lost: 0,
    doubled: 0,
  };
  for (const { name, post } of posts)
    for (const platform of tools.platforms) {
      if (mode === 'thread' && platform.text.maxPieces < 2) continue;
      if (way === 'head') addHead(sum, post, platform.text);
      else addCut(sum, way, mode, name, post, platform, tools);
    }
  return sum;
}

function addCut(sum, way, mode, name, post, platform, { excerptsOf, frame, opensPointingBack }) {
  const { text: rules } = platform;
  const excerpts = excerptsOf(post, platform, { frame, mode, way: way === 'ours' ? 'best' : 'plain' });
  const bodies = excerpts.flatMap((excerpt) =>
    excerpt.pieces.map((piece, index) => bodyOf(piece, excerpt, index)),
  );
  const lengths = excerpts.flatMap((excerpt) => excerpt.lengths);
  sum.pieces += bodies.length;
  sum.over += excerpts
    .flatMap(({ pieces }) => pieces)
    .filter((piece) => rules.length(piece) > rules.limit).length;
  const long = excerpts
    .flatMap(({ notes }) => notes)
    .filter(({ rule }) => rule === 'long-sentence' || rule === 'long-word').length;
  const middle = bodies
    .slice(0, -1)
    .filter(
      (body) => body.endsWith('…') && !post.blocks.some((block) => block.text.includes(body.slice(-20))),
    ).length;
  sum.middle += middle;
  sum.avoidable += Math.max(0, middle - long);
  for (const length of lengths.slice(0, -1)) sum.fills.push(length / rules.limit);
  const least = Math.ceil(lengths.reduce((all, length) => all + length, 0) / rules.limit);
  if (bodies.length <= 20) sum.above = Math.max(sum.above, bodies.length - least);
  for (const body of bodies) sum.leaks += leaksOf(body).length;
  for (const body of bodies.slice(1)) {
    sum.openings += 1;
    if (opensPointingBack(body)) sum.back += 1;
  }
  const written = lettersOf(
    post.blocks
      .filter(({ kind }) => kind !== 'image' && kind !== 'footnote')
      .map((block) => block.text)
      .join(''),
  );
  const shown = lettersOf(bodies.join(''));
  if (process.argv.includes('--wrong') && way === 'ours' && leaksOf(bodies.join('\n\n')).length > 0)
    console.log(name, platform.id, leaksOf(bodies.join('\n\n')));
  for (const block of post.blocks) {
    if (block.kind === 'image' || block.kind === 'footnote') continue;
    const words = rules.clean(lettersOf(block.text));
    if (words.length < 12 || block.links.length > 0) continue;
    if (platform.text.title !== undefined && block.text === post.title) continue;
    const times = shown.split(words).length - 1;
    if (times === 0) sum.lost += 1;
    else if (times > written.split(lettersOf(block.text)).length - 1) sum.doubled += 1;
  }
}

/** The whole text, cut off where the limit is: what a program without a cutter does. */
function addHead(sum, post, rules) {
  const text = post.blocks
    .filter(({ kind }) => kind !== 'image' && kind !== 'footnote')
    .map((block) => block.text)
    .join('\n\n');
  let end = text.length;
  for (let low = 0; low < end;) {
    const middle = (low + end + 1) >> 1;
    if (rules.length(text.slice(0, middle)) <= rules.limit) low = middle;
    else end = middle - 1;
  }
  sum.pieces += 1;
  if (end === text.length) return;
  const cut = text.slice(0, end);
  if (!/[.!?。！？]["”’)」]*\s*$/u.test(cut)) {
    sum.middle += 1;
    sum.avoidable += 1;
  }
  sum.fills.push(rules.length(cut) / rules.limit);
  sum.lost += post.blocks.filter(({ text: words }) => words.length >= 12 && !cut.includes(words)).length;
}

function rowOf(name, sum) {
  const mean =
    sum.fills.length === 0 ? 100 : (sum.fills.reduce((all, fill) => all + fill, 0) / sum.fills.length) * 100;
  return [
    name,
    sum.pieces,
    sum.over,
    sum.middle,
    sum.avoidable,
    mean.toFixed(1),
    sum.above,
    sum.leaks,
    sum.openings === 0 ? '–' : ((sum.back / sum.openings) * 100).toFixed(1),
    sum.lost,
    sum.doubled,
  ];
}
