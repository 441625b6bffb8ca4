import { describe, expect, it } from 'vitest';
import { parsePost } from './parse.ts';

const shape = (markdown: string): string[] =>
  parsePost(markdown).blocks.map(({ kind, marker, text }) =>
    kind === 'list-item' ? `${marker}| ${text}` : text,
  );

describe('typed lists', () => {
  it.each([
    ['・ 하나\n・ 둘', ['•| 하나', '•| 둘']],
    ['Take:\n(1) rest\n(2) ice', ['Take:', '(1)| rest', '(2)| ice']],
    ['순서\n가. 준비\n나. 문의', ['순서', '가.| 준비', '나.| 문의']],
    ['a) rest\nb) ice', ['a)| rest', 'b)| ice']],
    ['（一）原因\n（二）治疗', ['(一)| 原因', '(二)| 治疗']],
    ['一、原因\n二、治疗', ['一、| 原因', '二、| 治疗']],
    ['A. rest\nB. ice', ['A.| rest', 'B.| ice']],
    ['Q. 아픈가요?\nA. 아니요.', ['Q.| 아픈가요?', 'A.| 아니요.']],
    ['i) rest\nii) ice', ['i)| rest', 'ii)| ice']],
    ['✔ rest\n✔ ice', ['✔| rest', '✔| ice']],
    ['1．rest\n2．ice', ['1.| rest', '2.| ice']],
    ['1.준비하세요\n2.쉬세요', ['1.| 준비하세요', '2.| 쉬세요']],
    ['1️⃣ rest\n2️⃣ ice', ['1️⃣| rest', '2️⃣| ice']],
    ['⭐ rest\n🔥 heat', ['⭐| rest', '🔥| heat']],
    ['– rest\n– ice', ['–| rest', '–| ice']],
    ['◆ rest\n◆ ice', ['◆| rest', '◆| ice']],
    ['3. rest\n4. ice', ['3.| rest', '4.| ice']],
    ['١. استرح\n٢. امش', ['١.| استرح', '٢.| امش']],
    ['(1) rest\n\n(2) ice', ['(1)| rest', '(2)| ice']],
    ['•\tone\n\to\tinner\n•\ttwo', ['•| one', '–| inner', '•| two']],
    ['o one\no two\no three', ['–| one', '–| two', '–| three']],
    ['\uf0b7 one\n\uf0b7 two', ['•| one', '•| two']],
  ])('%j are items', (markdown, expected) => {
    expect(shape(markdown)).toEqual(expected);
  });

  it.each([
    '(1) That is a note which stands alone.',
    '1．5배로 늘었다.\n2．5배도 있다.',
    'A. Smith came to us.\nHe stayed.',
    'o one\no two are words',
    'It was in\n2019. Then it ended.',
    '※ 주의하세요',
    'He has seen\na. lot of them',
    'We waited until\n5. That was long.',
  ])('%j is none', (markdown) => {
    expect(parsePost(markdown).blocks.filter(({ kind }) => kind === 'list-item')).toEqual([]);
  });

  it('go on over paragraphs that explain an item, in one group', () => {
    const { blocks } = parsePost('(1) Rest\n\nLie down for a while.\n\n(2) Ice\n\nFor ten minutes.');
    expect(blocks.map(({ kind }) => kind)).toEqual(['list-item', 'paragraph', 'list-item', 'paragraph']);
  });

  it('share a group, and another list has another', () => {
    const { blocks } = parsePost('• a\n• b\n\nWords.\n\n• c\n• d');
    expect(blocks[0]!.group).toBe(blocks[1]!.group);
    expect(blocks[3]!.group).toBe(blocks[4]!.group);
    expect(blocks[3]!.group).not.toBe(blocks[0]!.group);
  });

  it.each([
    ['0:00 Intro\n1:30 Knee', '0:00 Intro\n1:30 Knee'],
    ['Step 1: Rest\nStep 2: Ice', 'Step 1: Rest\nStep 2: Ice'],
    ['1주차: 걷기\n2주차: 뛰기', '1주차: 걷기\n2주차: 뛰기'],
    ['Phone: 604 555 0142\nHours: 9–5', 'Phone: 604 555 0142\nHours: 9–5'],
    ['#1 Rest\nLie down.\n#2 Ice\nCool it.', '#1 Rest\nLie down.\n#2 Ice\nCool it.'],
    ['Visit...... $50\nMassage..... $80', 'Visit...... $50\nMassage..... $80'],
    ['Q: 아픈가요?\nA: 아니요.', 'Q: 아픈가요?\nA: 아니요.'],
    ['첫째, 쉽니다.\n둘째, 걷습니다.', '첫째, 쉽니다.\n둘째, 걷습니다.'],
  ])('%j keep their lines', (markdown, text) => {
    expect(parsePost(markdown).blocks.map((block) => block.text)).toEqual([text]);
  });

  it('of two kinds are two lists', () => {
    const { blocks } = parsePost('✔ a\n✔ b\n\n📍 c\n☎️ d');
    expect(blocks[1]!.group).not.toBe(blocks[2]!.group);
  });

  it.each([
    ['Hello 😊\nWe are open', 'Hello 😊\nWe are open'],
    ['안녕하세요:)\n정형외과입니다^^\n오늘은', '안녕하세요:)\n정형외과입니다^^\n오늘은'],
    ['Only today\n👇👇', 'Only today\n👇👇'],
    ['A wrapped\nline', 'A wrapped line'],
  ])('lines end with a smile: %j', (markdown, text) => {
    expect(parsePost(markdown).blocks.map((block) => block.text)).toEqual([text]);
  });

  it('give a short line over its words a line of its own', () => {
    expect(shape('■ 증상\n무릎이 아픕니다.\n■ 치료\n쉬세요.')).toEqual([
      '■| 증상\n무릎이 아픕니다.',
      '■| 치료\n쉬세요.',
    ]);
  });
});

describe('raw HTML lists', () => {
  it('keep lists and tables of a page apart, and its links', () => {
    const { blocks } = parsePost(
      '<meta charset="utf-8"><b id="docs"><h2><span>Head</span></h2><p>See <a href="https://a.org">us</a>.</p><ul><li><p>one</p></li></ul><ol><li>two</li></ol><table><tr><td><p>Mon</p></td><td>9–5</td></tr></table></b>',
    );
    expect(blocks.map(({ kind, marker, text }) => [kind, marker ?? '', text])).toEqual([
      ['heading', '', 'Head'],
      ['paragraph', '', 'See us.'],
      ['list-item', '•', 'one'],
      ['list-item', '1.', 'two'],
      ['table-row', '', 'Mon – 9–5'],
    ]);
    expect(blocks[1]!.links).toEqual([{ text: 'us', url: 'https://a.org', at: 4 }]);
    expect(new Set(blocks.map(({ group }) => group)).size).toBe(4);
  });

  it.each([
    ['<ol><li>one</li><li>two</li></ol>', ['1.| one', '2.| two']],
    ['<ol start="3"><li>one</li><li value="7">two</li></ol>', ['3.| one', '7.| two']],
    ['<ol><li>one<ul><li>in</li></ul></li><li>two</li></ol>', ['1.| one', '–| in', '2.| two']],
    ['<ol>\n<li>one</li>\n\n<li>two</li>\n</ol>', ['1.| one', '2.| two']],
    ['<ul><li><p>one</p></li><li><p>two</p></li></ul>', ['•| one', '•| two']],
  ])('%j', (markdown, expected) => {
    expect(shape(markdown)).toEqual(expected);
  });
});

describe('standing lines', () => {
  const kinds = (markdown: string): [string, string][] =>
    parsePost(markdown).blocks.map(({ kind, text }) => [kind, text]);

  it.each([
    ['**What helps**\nRest and ice.', 'What helps'],
    ['**What helps:**\nRest and ice.', 'What helps:'],
    ['**What helps**:\nRest and ice.', 'What helps:'],
    ['<b>What helps</b>\nRest and ice.', 'What helps'],
    ['WHAT REALLY HELPS\nRest and ice.', 'WHAT REALLY HELPS'],
    ['**중요**\nRest and ice.', '중요'],
    ['**통증은 신호입니다**\nRest and ice.', '통증은 신호입니다'],
    ['【ポイント】\nRest and ice.', '【ポイント】'],
    ['[예약 안내]\nRest and ice.', '[예약 안내]'],
    ['■ 증상\n\nRest and ice.', '■ 증상'],
    ['✅ **What helps**\nRest and ice.', '✅ What helps'],
  ])('%j is a heading over its words', (markdown, heading) => {
    expect(kinds(markdown)).toEqual([
      ['heading', heading],
      ['paragraph', 'Rest and ice.'],
    ]);
  });

  it.each([
    '**A whole sentence in bold.**\nRest and ice.',
    '**Bold that goes\non** and on.',
    'We **rest**\nand ice.',
    'WE SHOUT ALL THE TIME\nAND HERE AS WELL',
    'NASA\nis an agency.',
  ])('%j is none', (markdown) => {
    expect(kinds(markdown)).toHaveLength(1);
  });

  it('in the middle of a paragraph parts it, and in an item keeps its line', () => {
    expect(kinds('Text before.\n**Head**\nText after.').map(([kind]) => kind)).toEqual([
      'paragraph',
      'heading',
      'paragraph',
    ]);
    expect(kinds('1. **Rest**\n   Lie down.\n2. **Ice**\n   Ten minutes.')).toEqual([
      ['list-item', 'Rest\nLie down.'],
      ['list-item', 'Ice\nTen minutes.'],
    ]);
    expect(kinds('1. Rest\n   Lie down.\n2. A line that was wrapped\n   where it was full.')).toEqual([
      ['list-item', 'Rest\nLie down.'],
      ['list-item', 'A line that was wrapped where it was full.'],
    ]);
  });
});
