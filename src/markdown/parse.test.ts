import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UserError } from '../domain/errors.ts';
import { spanIn, type Block } from '../domain/source-post.ts';
import { parsePost } from './parse.ts';

const example = (name: string): string =>
  readFileSync(new URL(`../../examples/${name}.md`, import.meta.url), 'utf8');
const textsOf = (markdown: string): string[] => parsePost(markdown).blocks.map((block) => block.text);
const rulesOf = (markdown: string): string[] => parsePost(markdown).notes.map((note) => note.rule);
const shape = ({ kind, depth, marker, text }: Block) => [kind, depth, marker ?? '', text];

describe('from a node to words', () => {
  it.each([
    ['emphasis', 'a *b* **c** ***d***', ['a b c d']],
    ['escapes and entities', String.raw`5 \* 3 &lt; 20 &amp; &eacute; \# no`, ['5 * 3 < 20 & é # no']],
    ['inline code', 'run `a  <b>` now', ['run a  <b> now']],
    ['soft breaks', 'one\ntwo', ['one two']],
    ['hard breaks', 'one  \ntwo\\\nthree<br>four', ['one\ntwo\nthree\nfour']],
    ['soft breaks between Chinese letters', '这是第一行\n第二行。', ['这是第一行第二行。']],
    ['soft breaks between Korean words', '첫째\n둘째', ['첫째 둘째']],
    ['inline HTML', 'a <b>b</b><!-- c --> H<sub>2</sub>O<script>bad()</script>', ['a b H2O']],
    ['a struck out word', 'five ~~six~~ seven', ['five seven']],
    ['a range with a tilde', '9:00~6:30 and 1~2', ['9:00~6:30 and 1~2']],
    ['footnote marks', 'text[^1].\n\n[^1]: note', ['text.', 'note']],
    ['two columns', '| a | b |\n|-|-|\n| x | y |', ['a – b', 'x – y']],
    ['three columns', '| a | b: | c |\n|-|-|-|\n| x | y | |', ['a: x, b: y']],
    ['a quote', '> one\n> two', ['one two']],
    ['code', '```js\na  = 1;\n\nb();\n```', ['a  = 1;\n\nb();']],
    ['words that were pasted with spaces before them', '    Indented words.', ['Indented words.']],
    ['rules and definitions', 'a\n\n---\n\n[x]: https://a.org\n\nb', ['a', 'b']],
    ['spaces of all kinds', 'a  b\u00a0\u00a0c\u00add\u200be', ['a b cde']],
    ['joiners in emoji', 'a 👩‍⚕️ b', ['a 👩‍⚕️ b']],
  ])('%s', (_name, markdown, expected) => {
    expect(textsOf(markdown)).toEqual(expected);
  });

  it.each([
    [
      'hours',
      '진료 안내\n평일 9:00~18:30\n토요일 9:00~13:00',
      '진료 안내\n평일 9:00~18:30\n토요일 9:00~13:00',
    ],
    [
      'a table typed by hand',
      '구분 / 주기\n검진 / 6개월\n촬영 / 연 1회',
      '구분 / 주기\n검진 / 6개월\n촬영 / 연 1회',
    ],
    [
      'wrapped words',
      'It was 9 in the\nmorning of 3 May when\n12 people came.',
      'It was 9 in the morning of 3 May when 12 people came.',
    ],
  ])('keeps the lines of what is no sentence: %s', (_name, markdown, expected) => {
    expect(textsOf(markdown)).toEqual([expected]);
  });

  it('leaves sources out that stand under no heading, each in a line of one paragraph', () => {
    const sources =
      '[1] Doe J, Roe R. Knees and\nhips. J Knee. 2015;45(11):938-949.\n[2] Poe E. Hips. Lancet. 2013;309(5):461.';
    expect(textsOf(`It helps.\n\n${sources}`)).toEqual(['It helps.']);
    const cases =
      '1. Tenancies Act, S.B.C. 2002, c. 78, s. 38.\n2. Roe v. Wade Inc., 2019 BCRTB 417, para. 22.';
    expect(textsOf(`It helps.\n\n${cases}`)).toEqual(['It helps.']);
    expect(textsOf('It helps.\n\n[1] Rest in 2015.\n[2] Ice it.')).toHaveLength(2);
  });

  it('finds the words behind a link of raw HTML behind it, though they stand before it too', () => {
    const markdown = '</div> a `` b href="https://example.org/h">html</a>. a b';
    const [block] = parsePost(markdown).blocks;
    const places = block!.places.map(({ source }) => source);
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(places.at(-1)).toBe(markdown.lastIndexOf('b'));
  });

  it('gives raw HTML as blocks of words', () => {
    const { blocks, images } = parsePost(
      '<div><h2>Head &amp; neck</h2><p>one<br>two</p><style>p{}</style><ul><li>a</li><li>b</ul><img src="x.png" alt="An x"></div>',
    );
    expect(blocks.map(shape)).toEqual([
      ['heading', 2, '', 'Head & neck'],
      ['paragraph', 0, '', 'one\ntwo'],
      ['list-item', 1, '•', 'a'],
      ['list-item', 1, '•', 'b'],
    ]);
    expect(images).toEqual([{ url: 'x.png', alt: 'An x', line: 1 }]);
  });

  it('gives list items their numbers and bullets', () => {
    const { blocks } = parsePost('3. a\n   - b\n\n     more b\n   - c\n4. d\n\n- [x] e\n- [ ] f');
    expect(blocks.map(shape)).toEqual([
      ['list-item', 1, '3.', 'a'],
      ['list-item', 2, '–', 'b'],
      ['list-item', 2, '', 'more b'],
      ['list-item', 2, '–', 'c'],
      ['list-item', 1, '4.', 'd'],
      ['list-item', 1, '☑', 'e'],
      ['list-item', 1, '☐', 'f'],
    ]);
    expect(new Set(blocks.slice(0, 5).map((block) => block.group)).size).toBe(1);
    expect(blocks[5]!.group).not.toBe(blocks[0]!.group);
  });

  it.each([
    'Take:\n• rest\n• ice',
    'Take:\n\n• rest\n\n• ice',
    'Take:\n\n1 . rest\n\n2 . ice',
    'Take:\n① rest\n② ice',
  ])('knows a list that was typed by hand: %j', (markdown) => {
    const { blocks } = parsePost(markdown);
    expect(blocks.map((block) => block.text)).toEqual(['Take:', 'rest', 'ice']);
    expect(blocks.map((block) => block.kind)).toEqual(['paragraph', 'list-item', 'list-item']);
  });

  it('keeps where links lead and where their words stand', () => {
    const markdown = 'See [our *page*](https://a.org), [this][r] and https://b.org.\n\n[r]: https://c.org';
    const [block] = parsePost(markdown).blocks;
    expect(block!.text).toBe('See our page, this and https://b.org.');
    expect(block!.links).toEqual([
      { text: 'our page', url: 'https://a.org', at: 4 },
      { text: 'this', url: 'https://c.org', at: 14 },
      { text: 'https://b.org', url: 'https://b.org', at: 23 },
    ]);
  });

  it('keeps pictures with the words for those who do not see them', () => {
    const { images, blocks } = parsePost(
      '![A *red* knee &amp; leg](k.png)\n\nText with ![icon][i].\n\n[i]: i.png',
    );
    expect(images).toEqual([
      { url: 'k.png', alt: 'A red knee & leg', line: 1 },
      { url: 'i.png', alt: 'icon', line: 3 },
    ]);
    expect(blocks.map(shape)).toEqual([
      ['image', 0, '', 'A red knee & leg'],
      ['paragraph', 0, '', 'Text with .'],
    ]);
  });
});

describe('places', () => {
  const placed = (markdown: string, words: string): string => {
    for (const block of parsePost(markdown).blocks) {
      const at = block.text.indexOf(words);
      if (at >= 0) return markdown.slice(...spanIn(block, at, at + words.length));
    }
    throw new Error(`${words} is not there`);
  };

  it.each([
    ['plain', 'one two three', 'two', 'two'],
    ['after emphasis', '**one** two three', 'two', 'two'],
    ['after an entity', 'one &amp; two three', 'two', 'two'],
    ['an entity', 'one AT&amp;T two', 'AT&T', 'AT&amp;T'],
    ['after escapes', String.raw`\*one\* \# two three`, 'two', 'two'],
    ['in lines with carriage returns', 'one\r\ntwo three\r\n\r\nfour', 'two three', 'two three'],
    ['in a quote of two lines', '> one\n> two three', 'two', 'two'],
    ['in a nested list', '- a\n  1. one\n     two three', 'two', 'two'],
    ['after spaces that were closed up', 'one   two\u00a0\u00a0three', 'three', 'three'],
    ['in a table', '| a | b |\n|-|-|\n| one | two |', 'two', 'two'],
    ['in code', '```\none\ntwo\n```', 'two', 'two'],
    ['in HTML', '<p>one</p>\n<p>two three</p>', 'three', 'three'],
  ])('%s', (_name, markdown, words, expected) => {
    expect(placed(markdown, words)).toBe(expected);
  });

  it('are right in decomposed Korean, whose text is composed', () => {
    const markdown = '무릎 통증이 **오래** 갑니다. 걷기가 좋습니다.'.normalize('NFD');
    expect(parsePost(markdown).blocks[0]!.text).toBe('무릎 통증이 오래 갑니다. 걷기가 좋습니다.');
    expect(placed(markdown, '걷기가 좋습니다.').normalize('NFC')).toBe('걷기가 좋습니다.');
  });

  it('of every word of the examples lead back to that word', () => {
    for (const name of ['1-plantar-fasciitis', '2-desk-neck-ko']) {
      const markdown = example(name);
      for (const block of parsePost(markdown).blocks) {
        for (const word of block.text.matchAll(/\S+/gu)) {
          expect(markdown.slice(...spanIn(block, word.index, word.index + word[0].length))).toBe(word[0]);
        }
      }
    }
  });
});

describe('hashtags', () => {
  it('in lines of their own are no text', () => {
    const post = parsePost('Text.\n\n#pain #목통증, #back_pain\n#NECK');
    expect(post.hashtags).toEqual(['pain', '목통증', 'back_pain', 'NECK']);
    expect(post.blocks.map((block) => block.text)).toEqual(['Text.']);
  });

  it('directly under the last paragraph are seen too', () => {
    expect(textsOf('The end.\n#pain #neck')).toEqual(['The end.']);
  });

  it.each([
    'Tags: #pain #neck',
    '해시태그: #pain #neck',
    '- #pain\n- #neck',
    '#pain#neck',
    '## Hashtags\n\n#pain #neck',
    '#pain · #neck',
  ])('are seen in %j', (lines) => {
    const post = parsePost(`Text.\n\n${lines}`);
    expect(post.hashtags).toEqual(['pain', 'neck']);
    expect(post.blocks.map((block) => block.text)).toEqual(['Text.']);
  });

  it('inside a sentence stay there', () => {
    const post = parsePost('Our #clinic opens.\n\n#pain #Clinic');
    expect(post.hashtags).toEqual(['pain', 'Clinic']);
    expect(post.blocks[0]!.text).toBe('Our #clinic opens.');
  });

  it('may be followed by the menu of a web page, which is left out with a note', () => {
    const markdown =
      'Text.\n\n#pain #neck\n\nFeatured Posts\nRecent Posts\nFollow Us\n  • Facebook Basic Square\n  • Google+ Basic Square';
    expect(textsOf(markdown)).toEqual(['Text.']);
    expect(rulesOf(markdown)).toEqual(['page-furniture']);
  });

  it.each([
    'Yoon Clinic\nCall 604 555 0142\nOpen daily',
    'Come and see us.\nWe are open.\nEvery day.',
    'Yoon Clinic\nVancouver',
  ])('may be followed by a signature, which stays: %j', (signature) => {
    expect(textsOf(`Text.\n\n#pain\n\n${signature}`)).toHaveLength(2);
  });
});

describe('what other programs leave', () => {
  it.each([
    ['Word <o:p></o:p>left <![if !supportLists]>this<![endif]> here.', 'Word left this here.'],
    ['Spaces&amp;nbsp;escaped twice.', 'Spaces escaped twice.'],
    ['A note[^9] that is^[not there] anywhere.', 'A note that is anywhere.'],
    ['See [[Knee pain|the knee]] and [the hip][].', 'See the knee and the hip.'],
    ['Dose is $d = \\frac{m}{V}$ for $5 or $10.', 'Dose is d = \\frac{m}{V} for $5 or $10.'],
    ['An :icon{name=heart} and a word {: .big}', 'An and a word'],
    ['Write \\{braces} and [x] as they are.', 'Write {braces} and [x] as they are.'],
  ])('%s', (markdown, words) => {
    expect(parsePost(markdown).blocks.map(({ text }) => text)).toEqual([words]);
  });

  it('is no hashtag', () => {
    const { hashtags } = parsePost('## Knees {#custom-id}\n\nWalk. #knee\n\n    #tag = 1\n');
    expect(hashtags).toEqual(['knee']);
  });
});

describe('references', () => {
  it.each([
    ['Words.\n\nReferences:\n[1] Rabago D. 2013.\n[2] Kim EH. 2014.\n\nCall us.', ['Words.', 'Call us.']],
    ['글입니다.\n\n■ 참고문헌\n1) Rabago D. 2013.\n2) 김철수. 2019.', ['글입니다.']],
    ['話です。\n\n■参考文献\n1) 山田. 2018.\n\n【まとめ】休む', ['話です。', '【まとめ】休む']],
    ['Words.\n\n- Sources\n- Springs', ['Words.', 'Sources', 'Springs']],
  ])('of %j are found where they are no section', (markdown, left) => {
    expect(parsePost(markdown).blocks.map(({ text }) => text)).toEqual(left);
  });

  const list =
    '1. Hackett, GS (1956). Ligament relaxation. Springfield, IL: Thomas.\n2. Rabago, D (2017). Current Reports. 19 (6): 34. doi:10.1007/s11926-017-0659-3.';

  it.each([
    '## References',
    '**References**',
    'References:',
    '### 참고문헌',
    '참고문헌',
    '# 出典',
    'Sources',
  ])('under %j are left out with a note', (heading) => {
    const markdown = `Text.\n\n${heading}\n\n- Foo\n- Bar\n`;
    expect(textsOf(markdown)).toEqual(['Text.']);
    expect(parsePost(markdown).notes).toEqual([
      { line: 3, rule: 'references', text: expect.stringContaining('2 references') },
    ]);
  });

  it('without a heading are known by their look', () => {
    expect(textsOf(`Text.\n\n${list}\n\n#pain`)).toEqual(['Text.']);
  });

  it('end where the author speaks again', () => {
    expect(textsOf(`Text.\n\n## References\n\n${list}\n\nBook a visit today.`)).toEqual([
      'Text.',
      'Book a visit today.',
    ]);
    expect(textsOf(`Text.\n\n## References\n\n${list}\n\n## Contact\n\nCall us`)).toEqual([
      'Text.',
      'Contact',
      'Call us',
    ]);
  });

  it('are not seen in an ordinary last list', () => {
    expect(
      textsOf('Text.\n\n1. Rest for two weeks (since 2019 our advice).\n2. Walk every day.'),
    ).toHaveLength(3);
  });
});

describe('title and headings', () => {
  it.each([
    ['a heading', '# Heel *pain*\n\nText.', 'Heel pain'],
    ['a later heading of the first level', '## Small\n\nText.\n\n# Big\n\nText.', 'Big'],
    ['a short first line', 'About Heel Pain\n\nText.', 'About Heel Pain'],
    ['a question', 'What is heel pain?\n\nText.', 'What is heel pain?'],
    ['a bold line', '**Heel pain**\n\nText.', 'Heel pain'],
  ])('is %s', (_name, markdown, title) => {
    const post = parsePost(markdown);
    expect(post.title).toBe(title);
    expect(post.blocks.find((block) => block.text === title)!.kind).toBe('heading');
  });

  it('is none where the post begins with a sentence', () => {
    expect(parsePost('It hurts.\n\nText.').title).toBeUndefined();
    expect(parsePost('통증이 있습니다\n\n글입니다.').title).toBeUndefined();
  });

  it('knows bold lines and lines in capitals as headings', () => {
    const { blocks } = parsePost(
      'Text.\n\n**What helps**\n\nText.\n\nWHEN TO CALL\n\nText.\n\n**Bold but last.**',
    );
    expect(blocks.filter((block) => block.kind === 'heading').map((block) => block.text)).toEqual([
      'What helps',
      'WHEN TO CALL',
    ]);
  });
});

describe('language', () => {
  it.each([
    ['The knee.', 'en'],
    ['무릎 통증과 회복: knee pain, injection', 'ko'],
    ['膝の痛みについて説明します。', 'ja'],
    ['膝盖疼痛的原因和治疗方法。', 'zh'],
    ['آلام الركبة وعلاجها', 'ar'],
    ['12 + 3', 'en'],
  ])('of %j is %s', (text, lang) => {
    expect(parsePost(text).lang).toBe(lang);
  });
});

describe('other kinds of Markdown', () => {
  const shown = (markdown: string) => parsePost(markdown).blocks.map(({ text }) => text);

  it.each([
    [':::tip\nRest it.\n:::', ['Rest it.']],
    [':::note[Mind]{.red}\n\nRest it.\n\n:::', ['Mind', 'Rest it.']],
    ['A :badge[new]{color=red}, cheap way.', ['A new, cheap way.']],
    ['It is ==very== good: $$E=mc^2$$.', ['It is very good: E=mc^2.']],
    ['At 9:00 [here](https://a.org/x:y) a == b.', ['At 9:00 here a == b.']],
    ['`:a[b]` and `==c==`', [':a[b] and ==c==']],
  ])('%j is read as its words', (markdown, words) => {
    expect(shown(markdown)).toEqual(words);
  });

  it('leaves places in the source what they were, and code alone', () => {
    const markdown = ':::tip\nRest ==the== knee.\n:::\n\n```\n:::x\n==y==\n```\n';
    const { blocks, notes } = parsePost(markdown);
    expect(markdown.slice(...blocks[0]!.span)).toContain('Rest ==the== knee.');
    expect(blocks[1]!.text).toBe(':::x\n==y==');
    expect(notes.map(({ rule, line }) => [rule, line])).toEqual([
      ['other-markdown', 1],
      ['other-markdown', 2],
      ['other-markdown', 3],
    ]);
  });

  it('mends half a letter, and keeps the items of an HTML list together', () => {
    expect(shown('A \ud83d knee.')).toEqual(['A \ufffd knee.']);
    const items = parsePost('<ul><li>one</li><li>two</li></ul>').blocks;
    expect(items.map(({ text, marker }) => [text, marker])).toEqual([
      ['one', '•'],
      ['two', '•'],
    ]);
    expect(items[0]!.group).toBe(items[1]!.group);
  });
});

describe('posts without words', () => {
  it.each([
    ['', /empty/],
    [' \r\n\t\n', /empty/],
    ['#pain #neck', /only hashtags/],
    ['---\ntitle: x\n---\n', /only front matter/],
    ['![x](y.png)', /no words/],
    ['[^1]: Only a note.', /no words/],
    ['---', /no words|only/],
    ['## References\n\n- Foo (2001)', /list of sources/],
  ])('%j is refused with a sentence', (markdown, sentence) => {
    expect(() => parsePost(markdown)).toThrow(UserError);
    expect(() => parsePost(markdown)).toThrow(sentence);
  });
});

describe('hostile input', () => {
  it.each([
    ['nested quotes', '> '.repeat(3000) + 'end'],
    ['nested lists', Array.from({ length: 150 }, (_, depth) => `${'  '.repeat(depth)}- x`).join('\n')],
    ['nested emphasis', '*a '.repeat(600) + 'b*'.repeat(600)],
    ['nested links', '['.repeat(2000) + 'x' + '](y)'.repeat(2000)],
    ['open brackets', '![['.repeat(5000)],
    ['open tags', '<a <b '.repeat(3000)],
    ['open comments', '<!-- '.repeat(3000)],
    ['a wide table', `|${'a|'.repeat(500)}\n|${'-|'.repeat(500)}\n|${'b|'.repeat(500)}`],
    ['backticks', Array.from({ length: 300 }, (_, count) => '`'.repeat(count)).join(' ')],
    ['lone surrogates', 'a \ud800 b \udc00 c'],
    ['controls', 'a \u0001\u0007\u001b[31m b'],
    ['a long word', 'a'.repeat(20_000)],
    ['entities without end', '&'.repeat(20_000)],
  ])('of %s is parsed', (_name, markdown) => {
    const { blocks } = parsePost(`Words.\n\n${markdown}`);
    expect(blocks[0]!.text).toBe('Words.');
    for (const block of blocks) expect(block.text).toBe(block.text.normalize('NFC'));
  });

  it('of a megabyte is parsed', () => {
    const markdown = `${example('1-plantar-fasciitis').split('\n\n1. Buch')[0]}\n\n`.repeat(370);
    expect(markdown.length).toBeGreaterThan(1_000_000);
    expect(parsePost(markdown).blocks.length).toBeGreaterThan(3000);
  });
});

describe('the examples', () => {
  it.each(['1-plantar-fasciitis', '2-desk-neck-ko'])(
    '%s: hashtags and sources are known as what they are',
    (name) => {
      const post = parsePost(example(name));
      expect(post.hashtags.length).toBeGreaterThan(12);
      expect(post.notes.map((note) => note.rule)).toEqual(['references']);
      expect(post.title).toBeDefined();
    },
  );

  it('3-opening-hours: nothing of its syntax is left', () => {
    const post = parsePost(example('3-opening-hours'));
    expect(post.title).toBe('What is new at the clinic this spring');
    expect(post.images).toHaveLength(1);
    for (const block of post.blocks) expect(block.text).not.toMatch(/\*\*|\]\(|\[\^|<\/?\w|&\w+;|\|/);
  });
});
