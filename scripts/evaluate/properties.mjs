// npm run evaluate -- properties [documents, 100000] [seed]
// Several runs with seeds of their own may share the work.
// Generated documents through every platform and mode: limits, whole words, order, nothing lost, no throw. The same seed gives the same documents.
import { bodyOf, cutter, lettersOf, ownWords } from './parts/cutting.mjs';

export const summary =
  'generated documents through every platform and mode: limits, whole words, nothing lost';

export async function run([documents = '100000', seed = '20261124']) {
  const { parsePost, excerptsOf, platforms, frame } = await cutter();
  const random = randomFrom(Number(seed));
  const found = { documents: 0, refused: 0, pieces: 0, over: 0, broken: 0, lost: 0, throws: 0, false: 0 };
  const examples = [];
  const fail = (what, markdown, where = '') => {
    found[what] += 1;
    if (examples.length < 5) examples.push(`${what} ${where}: ${JSON.stringify(markdown).slice(0, 600)}`);
  };
  const started = Date.now();
  for (let at = 0; at < Number(documents); at += 1) {
    const markdown = documentFrom(random);
    found.documents += 1;
    try {
      const post = parsePost(markdown);
      const words = post.blocks
        .filter(({ kind }) => kind !== 'image' && kind !== 'footnote')
        .map((block) => `${block.marker ?? ''}${block.text}`);
      const written = lettersOf(words.join('\n'));
      const known = new Set(words.flatMap((text) => text.split(/\s+/u)));
      for (const platform of platforms)
        for (const mode of ['series', 'thread', 'whole']) {
          const excerpts = excerptsOf({ ...post, hashtags: [] }, platform, { frame, mode });
          const bodies = [];
          for (const excerpt of excerpts)
            for (const [index, piece] of excerpt.pieces.entries()) {
              found.pieces += 1;
              if (platform.text.length(piece) > platform.text.limit) fail('over', markdown);
              if (platform.text.length(piece) !== excerpt.lengths[index]) fail('false', markdown);
              const body = bodyOf(piece, excerpt, index);
              bodies.push(ownWords(body, excerpt.notes));
              if (!piece.isWellFormed() || /^[\p{M}\u200d\p{Emoji_Modifier}]/u.test(body))
                fail('broken', markdown);
            }
          const long = excerpts.some(({ notes }) => notes.some(({ rule }) => rule === 'long-word'));
          if (!long && platform.text.links === 'words')
            for (const body of bodies)
              for (const word of [body.split(/\s+/u)[0], body.split(/\s+/u).at(-1)])
                if (word !== '…' && !known.has(word) && !written.includes(lettersOf(word)))
                  fail('broken', markdown, JSON.stringify(word));
          if (mode !== 'whole' && platform.text.title === undefined) {
            const shown = lettersOf(bodies.join('\n')).replaceAll(/\(https?:[^)]*\)/g, '');
            // An address ends with a space: what a platform makes of it can only be seen while there are some.
            const want = lettersOf(platform.text.clean(words.join('\n'))).replaceAll(/\(https?:[^)]*\)/g, '');
            if (shown !== want) fail('lost', markdown);
          }
        }
    } catch (thrown) {
      if (thrown.name === 'UserError') found.refused += 1;
      else {
        fail('throws', markdown);
        if (found.throws < 3) console.log(thrown.stack);
      }
    }
    if ((at + 1) % 1_000 === 0)
      console.log(
        `${at + 1} documents, ${Math.round((Date.now() - started) / 1000)} s, ${JSON.stringify(found)}`,
      );
  }
  console.log(JSON.stringify(found));
  for (const example of examples) console.log(example);
  if (found.over + found.broken + found.lost + found.throws + found.false > 0) process.exitCode = 1;
}

/** mulberry32: small, and the same on every machine. */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const words = [
  'pain',
  'the',
  'knee,',
  'Muscle',
  'ligaments.',
  'it',
  'helps!',
  '(for',
  'some)',
  '3.5',
  'mg',
  'Dr.',
  'why?',
  'However,',
  'This',
  'e.g.',
  'U.S.',
  '“quoted”',
  'a.m.',
  '10 %',
  '무릎이',
  '아픕니다.',
  '관절',
  '통증을',
  '그러나',
  '줄입니다.',
  '휴식,',
  '膝が痛い。',
  '関節',
  '治疗。',
  '**굵게**는',
  '~~지운~~',
  '👩‍⚕️',
  '🇰🇷🇨🇦',
  '👍🏽',
  'e\u0301',
  '한글',
  'שלום',
  'مرحبا.',
  'نعم؟',
  'a\u0300\u0301\u0302',
  'นี่คือ',
  'https://example.org/path/path/path?q=1&r=2',
  'www.example.org',
  'example.com',
  '#inline',
  '@someone',
  '`code`',
  '[a link](https://example.org/x)',
  '<b>bold</b>',
  '&amp;',
  '\\*',
  '*em*',
  '**strong**',
  '![alt](i.png)',
  '[^1]',
  '<',
  '>',
  '$x_1$',
  '{{ text }}',
  '…',
  '...',
  '—',
  '9:00~6:30',
  'pain.It',
  'Dr.Kim',
  '👨‍👩‍👧‍👦',
  '1️⃣',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  '❤️‍🔥',
  'क्षत्रिय',
  'བོད་སྐད།',
  'ﷺ',
  '한국어',
  '‮desrever‬',
  '⁦isolate⁩',
  'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞',
  'soft\u00adhyphen',
  'zero\u200bwidth',
  'nbsp\u00a0here',
  'null\u0000byte',
  '\ud83d',
  '②',
  '①',
  'a)',
  'i.e.',
  'https://example.org/a_(b)_c/%ED%95%9C?x=[1]&y=~z#frag',
  `https://example.org/${'long-'.repeat(80)}end`,
  '<https://example.org/auto>',
  'mailto:a.b@example.org',
  'a.b@example.org',
  '[ref][r]',
  '[^n]:',
  '![](x.png)',
  '[![i](a.png)](https://example.org)',
  '<a href="https://example.org/h">html</a>',
  '<br>',
  '</div>',
  '&#x1F600;',
  '&nbsp;',
  '$$x^2$$',
  '\\(y\\)',
  ':role[x]{y=1}',
  '*un*even**',
  '__x__y_',
  '~one~',
  '`` ` ``',
  '|',
  '12,345.67 kg',
  '1.',
  '2024. 3. 5.',
  '①②③',
  '「引用。」と',
  '（注）',
  '그는 "네."라고',
  '#태그',
  '#тег_1',
  '@이름',
  '$5.00',
  '%d',
  '${x}',
];

function documentFrom(random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const times = (most) => 1 + Math.floor(random() * most);
  const sentence = () => {
    const count = random() < 0.03 ? 40 + times(120) : times(18);
    const said = Array.from({ length: count }, () =>
      random() < 0.004 ? pick(['a', '한', '👍🏽', '-']).repeat(times(900)) : pick(words),
    ).join(' ');
    return random() < 0.7 ? `${said}.` : said;
  };
  const paragraph = () => Array.from({ length: times(5) }, sentence).join(' ');
  const block = () => {
    const kind = random();
    if (kind < 0.5) return paragraph();
    if (kind < 0.62) return `${'#'.repeat(times(6))} ${sentence()}`;
    if (kind < 0.75)
      return Array.from({ length: times(5) }, (_, index) => `${index + 1}. ${sentence()}`).join('\n');
    if (kind < 0.82)
      return Array.from(
        { length: times(4) },
        () => `${' '.repeat(2 * Math.floor(random() * 3))}- ${sentence()}`,
      ).join('\n');
    if (kind < 0.88) return `${'> '.repeat(times(4))}${paragraph()}`;
    if (kind < 0.91) return `| a | b |\n|---|---|\n| ${pick(words).replaceAll('|', '')} | ${pick(words)} |`;
    if (kind < 0.94) return `\`\`\`\n${sentence()}\n\`\`\``;
    if (kind < 0.96) return `<div>${sentence()}</div>`;
    if (kind < 0.98)
      return pick([
        '---',
        ':::note\ntext inside\n:::',
        '$$\nx = 1\n$$',
        '[r]: https://example.org/ref "t"',
        '[^1]: a note\n\n    that goes on',
        '> '.repeat(40) + 'deep',
        Array.from({ length: 30 }, (_, depth) => `${'  '.repeat(depth)}- deep ${depth}`).join('\n'),
        `${'*'.repeat(60)}x${'*'.repeat(60)}`,
        `${'['.repeat(50)}x${']'.repeat(50)}`,
        'Setext\n===',
        '① one ② two ③ three',
        'References\n\n1. Doe J. Things. 2020;1(2):3.',
        'word\r\nword\rword',
        '\t\tindented',
        '<details><summary>More</summary>inside</details>',
        '|a|b|c|\n|-|:-:|-|\n|1|2|3|\n|||x|',
        '- [ ] open\n- [x] done',
        '~~~js\nlet x = "**";\n~~~',
        '* * *',
        '[^1]: note',
        '- ',
        '1)',
        '***',
        '\0',
        '\u202e',
        '<!-- x',
        '<script>',
        '[]()',
        '![]()',
        '> > > >',
      ]);
    return `**${sentence()}**`;
  };
  // Most posts are short, so that many are tried; some are long.
  const most = random() < 0.75 ? 2 : random() < 0.8 ? 4 : 12;
  return Array.from({ length: times(most) }, block).join('\n\n');
}
