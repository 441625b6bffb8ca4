import { describe, expect, it } from 'vitest';
import type { Atom } from './atoms.ts';
import { bestPieces } from './best-pieces.ts';
import { fillPieces } from './fill.ts';
import { highlightsOf } from './highlights.ts';
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

  it('says for each cut what it won over', () => {
    const atoms = [
      atom(sentence(40)),
      atom(sentence(40)),
      atom(sentence(30, 'However,')),
      atom(sentence(25)),
    ];
    const { notes } = bestPieces(atoms, () => 100, units, { mode: 'series', explain: true });
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatchObject({
      rule: 'cut',
      text: expect.stringMatching(
        /^Cut before .+ % full .+inside a paragraph, after a sentence \(14\)\. The next best was before “However,.+\(240\); \d+ points worse/,
      ),
    });
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

describe('highlightsOf', () => {
  it('takes what stands alone, in the order of the text', () => {
    const threads = [
      'This is so.',
      'Rest helps because tissue heals at night.',
      'But no.',
      'A ligament is a band of tissue.',
    ].map((text) => [[atom(text)]]);
    expect(highlightsOf(threads, 2).map((pieces) => pieces[0]![0]!.text)).toEqual([
      threads[1]![0]![0]!.text,
      threads[3]![0]![0]!.text,
    ]);
  });
});
