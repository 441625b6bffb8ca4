// npm run evaluate -- cuts [folder]
// Every post of a folder as a series and a thread for every platform: ours, the plain cutter, and the text cut at the limit.
import { fileURLToPath } from 'node:url';
import { bodyOf, cutter, lettersOf, ownWords, postsOf } from './parts/cutting.mjs';
import { leaksOf } from './parts/leaks.mjs';
import { table } from './parts/labelled.mjs';
import { endingOf, fewestPieces, hadBetter } from './parts/oracle.mjs';
import { plainCut } from './parts/plain-cutter.mjs';

export const summary =
  'where posts are cut: limits, sentences, fill, leaks, openings, beside a plain cutter and head truncation';

export async function run(args) {
  const tools = await cutter();
  const folder = args[0] ?? fileURLToPath(new URL('../../evaluate/posts', import.meta.url));
  const posts = postsOf(folder).map(({ name, markdown }) => ({ name, post: tools.parsePost(markdown) }));
  console.log(
    `${posts.length} posts, ${tools.platforms.length} platforms. bound +: most pieces above what the words need in the room that frame, link, counter and the` +
      `\nadvised hashtags leave; text +: above the length of the words alone divided by the limit; beside each how many posts are` +
      `\nmore than one above it. plain +: above the plain cutter's, which fills piece after piece with whole sentences; clause +: above` +
      `\nthe fewest that a cut at any end of a sentence or clause allows. All of what has up to 20 pieces. Where a cut falls, and` +
      `\nwhether a better place was within the piece, is judged by rules that the cutter does not share.`,
  );
  const header = [
    '',
    'pieces',
    'over limit',
    'mid-sentence',
    'of them avoidable',
    'after a clause',
    'fill %',
    'bound +',
    'over +1',
    'text +',
    'over +1',
    'plain +',
    'clause +',
    'leaks',
    'points back %',
    'said again',
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
    clauses: 0,
    more: 0,
    fewest: 0,
    beyond: 0,
    again: 0,
    fills: [],
    above: 0,
    aboveText: 0,
    beyondText: 0,
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

/** Lines of code are the author's own letters; the longest first, for one may stand in another. */
function codeIn(post) {
  return post.blocks
    .flatMap(({ kind, text }) => (kind === 'code' ? text.split('\n') : []))
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .sort((a, b) => b.length - a.length);
}

function addCut(sum, way, mode, name, post, platform, tools) {
  const { text: rules } = platform;
  const plain = plainCut(post, platform, mode, tools);
  const made =
    way === 'ours' ? bestCut(post, platform, mode, tools) : { ...plain, own: plain.bodies, notes: [] };
  const { bodies, own, lengths, notes } = made;
  sum.pieces += bodies.length;
  sum.over += lengths.filter((length) => length > rules.limit).length;
  const blocks = post.blocks.map((block) => rules.clean(block.text));
  const headings = post.blocks
    .filter(({ kind }) => kind === 'heading')
    .map((block) => rules.clean(block.text));
  for (const [at, body] of bodies.slice(0, -1).entries()) {
    const ending = endingOf(body, bodies[at + 1], blocks);
    if (ending === 'clause') sum.clauses += 1;
    if (ending !== 'middle') continue;
    sum.middle += 1;
    const avoidable = hadBetter(body, headings);
    if (avoidable) sum.avoidable += 1;
    if (process.argv.includes('--wrong') && way === 'ours')
      console.log(
        name,
        platform.id,
        mode,
        avoidable ? 'AVOIDABLE' : 'middle',
        JSON.stringify([body.slice(-60), bodies[at + 1].slice(0, 30)]),
      );
  }
  for (const length of lengths.slice(0, -1)) sum.fills.push(length / rules.limit);
  const least = Math.ceil(lengths.reduce((all, length) => all + length, 0) / rules.limit);
  if (bodies.length <= 20) {
    const { bound, alone } = leastPieces(post, platform, mode, bodies.length, tools);
    sum.above = Math.max(sum.above, bodies.length - bound);
    sum.aboveText = Math.max(sum.aboveText, bodies.length - alone);
    sum.more = Math.max(sum.more, bodies.length - plain.bodies.length);
    const beside = Math.min(...bodies.map((body, at) => lengths[at] - rules.length(body)));
    const fewest = Math.max(least, fewestPieces(own, rules.limit - beside, rules.length));
    sum.fewest = Math.max(sum.fewest, bodies.length - fewest);
    if (bodies.length > bound + 1) sum.beyond += 1;
    if (bodies.length > alone + 1) sum.beyondText += 1;
    if (process.argv.includes('--wrong') && way === 'ours' && bodies.length > bound + 1)
      console.log(name, platform.id, mode, `${bodies.length} pieces, the words need ${bound}`);
  }
  const code = codeIn(post);
  for (const body of bodies) sum.leaks += leaksOf(body, code).length;
  for (const body of bodies.slice(1)) {
    sum.openings += 1;
    if (tools.opensPointingBack(body)) sum.back += 1;
  }
  sum.again += notes.filter(({ rule }) => rule === 'said-again').length;
  const written = lettersOf(
    post.blocks
      .filter(({ kind }) => kind !== 'image' && kind !== 'footnote')
      .map((block) => block.text)
      .join(''),
  );
  const shown = lettersOf(own.join(''));
  if (process.argv.includes('--wrong') && way === 'ours' && leaksOf(bodies.join('\n\n'), code).length > 0)
    console.log(name, platform.id, leaksOf(bodies.join('\n\n'), code));
  for (const block of post.blocks) {
    if (block.kind === 'image' || block.kind === 'footnote') continue;
    const words = rules.clean(lettersOf(block.text));
    if (words.length < 12 || block.links.length > 0) continue;
    if (rules.title !== undefined && block.text === post.title) continue;
    const times = shown.split(words).length - 1;
    if (times === 0) sum.lost += 1;
    else if (times > written.split(lettersOf(block.text)).length - 1) sum.doubled += 1;
  }
}

/** The fewest pieces that the words fill to the last letter: beside all that a piece carries, and beside nothing. */
function leastPieces(post, platform, mode, pieces, { orderOf, frame }) {
  const { text: rules } = platform;
  const { atoms, link, likelyHashtags } = orderOf(post, platform, { frame, mode });
  const words = rules.length(atoms.map(({ join, text }, at) => (at === 0 ? text : join + text)).join(''));
  const counter = mode === 'thread' && pieces > 1 ? `${pieces}/${pieces}` : undefined;
  const roomBeside = (more) =>
    rules.limit - (rules.length(frame.render({ text: 'text', counter, ...more })) - 'text'.length);
  const hashtags = likelyHashtags.map((name) => `#${name}`).join(' ');
  const first = roomBeside({ link, hashtags });
  const others = mode === 'thread' ? roomBeside({}) : first;
  // Where two pieces part, a blank line goes.
  return {
    bound: 1 + Math.max(0, Math.ceil((words - first) / (others + 2))),
    alone: Math.max(1, Math.ceil(words / rules.limit)),
  };
}

function bestCut(post, platform, mode, { excerptsOf, frame }) {
  const excerpts = excerptsOf(post, platform, { frame, mode });
  return {
    bodies: excerpts.flatMap((excerpt) =>
      excerpt.pieces.map((piece, at) => bodyOf(piece, excerpt, at, post.frontMatter.link)),
    ),
    own: excerpts.flatMap((excerpt) =>
      excerpt.pieces.map((piece, at) =>
        ownWords(bodyOf(piece, excerpt, at, post.frontMatter.link), excerpt.notes),
      ),
    ),
    lengths: excerpts.flatMap(({ lengths }) => lengths),
    notes: excerpts.flatMap(({ notes }) => notes),
  };
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
    sum.clauses,
    mean.toFixed(1),
    sum.above,
    sum.beyond,
    sum.aboveText,
    sum.beyondText,
    sum.more,
    sum.fewest,
    sum.leaks,
    sum.openings === 0 ? '–' : ((sum.back / sum.openings) * 100).toFixed(1),
    sum.again,
    sum.lost,
    sum.doubled,
  ];
}
