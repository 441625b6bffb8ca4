import { describe, expect, it } from 'vitest';
import type { Block } from '../domain/source-post.ts';
import type { Atom } from './atoms.ts';
import { bestPieces } from './best-pieces.ts';
import { fillPieces } from './fill.ts';
import { opensPointingBack } from './penalties.ts';

const units = (text: string): number => text.length;

function atom(text: string, more: Partial<Atom> = {}): Atom {
  return { text, join: ' ', kind: 'paragraph', depth: 0, line: 1, span: [0, text.length], ...more };
}

const pieces = (atoms: Atom[], room: number, mode: 'series' | 'thread' = 'series'): string[] =>
  bestPieces(atoms, () => room, units, { mode, explain: false }).pieces.map((piece) =>
    piece.map(({ text }) => text).join(' '),
  );

describe('bestPieces', () => {
  const sentence = (length: number, opening = 'Rest'): string =>
    `${opening} ${'a'.repeat(length - opening.length - 2)}.`;

  it('does not open a piece of a series with a word that points back, where another cut avoids it', () => {
    const atoms = [
      atom(sentence(40)),
      atom(sentence(40)),
      atom(sentence(30, 'However,')),
      atom(sentence(25)),
    ];
    const plain = fillPieces(atoms, () => 100, units).pieces.map(([first]) => first!.text);
    expect(plain.some(opensPointingBack)).toBe(true);
    const best = pieces(atoms, 100);
    expect(best).toHaveLength(2);
    expect(best.some(opensPointingBack)).toBe(false);
  });

  it('cuts before a heading rather than inside a paragraph', () => {
    const atoms = [
      atom(sentence(70)),
      atom('What helps', { kind: 'heading', join: '\n\n', leads: true }),
      atom(sentence(15), { join: '\n\n' }),
      atom(sentence(45)),
    ];
    expect(pieces(atoms, 100)[1]).toMatch(/^What helps/);
  });

  it('takes no more pieces than must be, and leaves none over its room', () => {
    const atoms = Array.from({ length: 40 }, (_, index) => atom(sentence(20 + ((index * 7) % 30))));
    const best = pieces(atoms, 120, 'thread');
    expect(best.length).toBeLessThanOrEqual(fillPieces(atoms, () => 120, units).pieces.length + 1);
    for (const piece of best) expect(piece.length).toBeLessThanOrEqual(120);
    expect(best.join(' ')).toBe(atoms.map(({ text }) => text).join(' '));
  });

  it('keeps short sections whole, several in one piece where they fit', () => {
    const section = (name: string): Atom[] => [
      atom(name, { kind: 'heading', join: '\n\n', leads: true }),
      atom(sentence(22), { join: '\n\n' }),
      atom(sentence(24)),
    ];
    const best = pieces(['One', 'Two', 'Six', 'Ten', 'Ape', 'Bee'].flatMap(section), 130);
    expect(best).toHaveLength(3);
    for (const piece of best)
      expect(piece.match(/^[A-Z][a-z]{2} Rest|\. [A-Z][a-z]{2} Rest/g)).toHaveLength(2);
  });

  it('never ends a piece with a heading: a sentence that does not fit beside it is divided instead', () => {
    const heading = atom('A heading of some length that takes half of it', { kind: 'heading', leads: true });
    const long = atom(
      'The calf holds the heel with every step you take, and the arch of the foot holds it as well.',
      { join: '\n\n' },
    );
    const [first] = pieces([heading, long], 100);
    expect(first).toBe(`${heading.text} The calf holds the heel with every step you take, …`);
  });

  it('does not part a question from its answer where another cut is possible', () => {
    const atoms = [
      atom(sentence(40)),
      atom(sentence(28)),
      atom('Does the knee hurt at night?'),
      atom('It may.'),
      atom(sentence(40)),
    ];
    const asked = pieces(atoms, 100);
    expect(asked.some((piece) => piece.endsWith('?'))).toBe(false);
    expect(asked.join(' ')).toBe(atoms.map(({ text }) => text).join(' '));
  });

  it('says the line that announces a list again over the rest of it', () => {
    const item = (name: string): Atom =>
      atom(`${name}. ${'a'.repeat(30)}`, { kind: 'list-item', join: '\n' });
    const atoms = [
      atom('Three things help:', { leads: true }),
      { ...item('1'), join: '\n\n' as const },
      item('2'),
      item('3'),
    ];
    const [first, second] = pieces(atoms, 90);
    expect(first).toMatch(/^Three things help: 1\./);
    expect(second).toMatch(/^Three things help: [23]\./);
    expect(pieces(atoms, 90, 'thread')[1]).toMatch(/^[23]\./);
  });
});

it('puts a post of nothing but headings into pieces, however many there are', () => {
  const headings = Array.from({ length: 20_000 }, (_, at) =>
    atom(`Heading ${at}`, { kind: 'heading', join: '\n\n', leads: true }),
  );
  const { pieces: made } = fillPieces(headings, () => 100, units);
  expect(made.flat()).toHaveLength(headings.length);
});

describe('what gives way', () => {
  const item = (name: string, length: number): Atom =>
    atom(`${name} ${'a'.repeat(length - name.length - 1)}`, { kind: 'list-item', join: '\n' });

  it('is the room of hashtags, before a sentence is divided', () => {
    const long = atom('The calf holds the heel with every step you take, and so does the arch of the foot.');
    const wishes = { mode: 'series', explain: false, easyOf: () => 60, fewOf: () => 75 } as const;
    const { pieces: made } = bestPieces([long, atom('Rest.')], () => 90, units, wishes);
    expect(made[0]![0]!.text).toBe(long.text);
    const { pieces: asked } = bestPieces([long, atom('Rest.')], () => 75, units, wishes);
    expect(asked[0]![0]!.text).toMatch(/ …$/);
  });

  it('is what would be said again over each piece of a list, where many pieces are saved by it', () => {
    const leadIn = atom('Twelve things that help:', { leads: true });
    const items = Array.from({ length: 12 }, (_, at) => item(`${at + 1}.`, 48));
    const made = pieces([leadIn, { ...items[0]!, join: '\n\n' as const }, ...items.slice(1)], 100);
    expect(made.length).toBeLessThanOrEqual(8);
    expect(made.filter((piece) => piece.startsWith(leadIn.text)).length).toBeLessThan(3);
    expect(pieces([leadIn, { ...items[0]!, join: '\n\n' as const }, ...items.slice(1, 4)], 100)[1]).toMatch(
      /^Twelve things/,
    );
  });
});

describe('a sentence that no piece holds', () => {
  const units = (text: string): number => text.length;
  const cut = (text: string, room: number, mode: 'series' | 'thread' = 'series'): string[] =>
    bestPieces([atom(text)], () => room, units, { mode, explain: false }).pieces.map(
      (piece) => piece[0]!.text,
    );

  it.each([
    ['series', 'When it is loose, the muscles around the joint must hold it all day and all night long', 60],
    ['thread', 'When it is loose, the muscles around the joint must hold it all day and all night long', 60],
  ] as const)('is cut after a clause in a %s, however little of it that leaves', (mode, text, room) => {
    const made = cut(text, room, mode);
    expect(made[0]).toBe('When it is loose, …');
    for (const piece of made) expect(piece.length).toBeLessThanOrEqual(room);
  });

  it.each([
    ['무릎이 아프지만 계단을 내려갈 때만 그렇습니다 정말로 그렇습니다', '무릎이 아프지만 …'],
    ['아침에 일어나면 뻣뻣하고 저녁에는 다시 아파집니다 정말로요', '아침에 일어나면 뻣뻣하고 …'],
    ['운동을 꾸준히 하고 있는데 좀처럼 나아지지 않습니다 정말로요', '운동을 꾸준히 하고 있는데 …'],
    ['인대가 늘어나면서, 관절이 흔들리고 근육이 굳습니다 정말로요', '인대가 늘어나면서, …'],
    ['膝が痛くて歩けないので、今日は家で休むことにしました', '膝が痛くて歩けないので、 …'],
    ['因为膝盖疼得厉害，所以他今天在家里好好地休息了一整天', '因为膝盖疼得厉害， …'],
  ])('is cut where a clause ends, not between words: %s', (text, first) => {
    expect(cut(text, 24)[0]).toBe(first);
  });

  it('is cut between words only where no clause ends, and not behind a word that clings to the next', () => {
    const made = cut(
      'The muscles around the joint hold it all of the day and all of the night and so on',
      32,
    );
    for (const piece of made.slice(0, -1)) {
      expect(piece).toMatch(/ …$/);
      expect(piece).not.toMatch(/ (?:the|of|and) …$/);
    }
    expect(made.join(' ').replaceAll(' … … ', ' ')).toBe(
      'The muscles around the joint hold it all of the day and all of the night and so on',
    );
  });

  it('shows exactly its part of the source in each piece', () => {
    const text = 'one two three, four five six, seven eight nine, ten';
    const block: Block = {
      kind: 'paragraph',
      text,
      span: [100, 100 + text.length],
      line: 1,
      depth: 0,
      links: [],
      places: [{ text: 0, source: 100 }],
    };
    const whole = atom(text, {
      block,
      sentence: { start: 0, end: text.length },
      span: [100, 100 + text.length],
    });
    const made = bestPieces([whole], () => 22, units, { mode: 'series', explain: false }).pieces;
    expect(made.map(([piece]) => text.slice(piece!.span[0] - 100, piece!.span[1] - 100))).toEqual([
      'one two three,',
      'four five six,',
      'seven eight nine,',
      'ten',
    ]);
  });
});

describe('a piece that cannot but point back', () => {
  const chain = Array.from({ length: 6 }, (_, index) => atom(`It goes on with ${index}, and so it does.`));

  it('says the heading again, and a note tells so', () => {
    const heading = atom('Knees', { kind: 'heading', join: '', leads: true });
    const { pieces: made, notes } = bestPieces([heading, ...chain], () => 100, units, {
      mode: 'series',
      explain: false,
    });
    expect(made.length).toBeGreaterThan(1);
    for (const piece of made) expect(piece[0]!.text).toBe('Knees');
    expect(made[1]![0]).toMatchObject({ carried: true });
    expect(made[1]![1]!.join).toBe('\n\n');
    expect(notes.map(({ rule }) => rule)).toEqual(made.slice(1).map(() => 'said-again'));
    const own = made.flat().filter(({ carried }) => carried !== true);
    expect(own.map(({ text }) => text)).toEqual(['Knees', ...chain.map(({ text }) => text)]);
    for (const piece of made)
      expect(piece.map(({ text }) => text).join('\n\n').length).toBeLessThanOrEqual(104);
  });

  it('says the sentence before it again where there is no heading, but none that points back itself', () => {
    const [first] = bestPieces([atom('Knees ache.'), ...chain], () => 60, units, {
      mode: 'series',
      explain: false,
    }).pieces.slice(1);
    expect(first![0]!.text).toMatch(/^Knees ache|^It goes on/);
    expect(first!.filter(({ carried }) => carried === true && opensPointingBack(first![0]!.text))).toEqual(
      [],
    );
  });

  it('is left alone in a thread', () => {
    const { notes } = bestPieces(chain, () => 60, units, { mode: 'thread', explain: false });
    expect(notes.filter(({ rule }) => rule === 'said-again')).toEqual([]);
  });
});

describe('a thread', () => {
  const long = (name: string): Atom =>
    atom(
      `The ${name} holds the whole of the arch in place, and without it every single step would hurt a little.`,
    );

  it('is cut after a clause only where whole sentences would take more pieces than the words need', () => {
    const atoms = ['band', 'bone', 'skin', 'calf', 'heel', 'shin', 'knee'].map(long);
    const { pieces: made, notes } = bestPieces(atoms, () => 160, units, { mode: 'thread', explain: false });
    expect(made.length).toBeLessThan(7);
    expect(notes.some(({ rule }) => rule === 'clause')).toBe(true);
    const texts = made.map((piece) =>
      piece.map(({ text, join }, at) => (at === 0 ? '' : join) + text).join(''),
    );
    for (const text of texts) expect(text.length).toBeLessThanOrEqual(160);
    for (const text of texts) expect(text).toMatch(/(?:\.|, …)$/);
    expect(texts.join(' ').replaceAll(' … … ', ' ').replaceAll(', … ', ', ')).toBe(
      atoms.map(({ text }) => text).join(' '),
    );
    const series = bestPieces(atoms, () => 160, units, { mode: 'series', explain: false });
    expect(series.pieces).toHaveLength(7);
  });
});

describe('opensPointingBack', () => {
  it.each([
    'This helps.',
    'However, rest.',
    '“It hurts.”',
    '그러나 아닙니다.',
    '이는 신호입니다.',
    'しかし違う。',
    '但是不对。',
    'Sin embargo, duele.',
    'Daher hilft es.',
  ])('knows %s', (text) => {
    expect(opensPointingBack(text)).toBe(true);
  });
  it.each(['Thistles sting.', 'Itching is common.', 'Soap helps.', '이름을 적으세요.', 'Heute nicht.'])(
    'lets %s be',
    (text) => {
      expect(opensPointingBack(text)).toBe(false);
    },
  );
});
