import { describe, expect, it } from 'vitest';
import type { Atom } from './atoms.ts';
import { rulerOf } from './fill.ts';
import { highlightsOf, type HighlightOrder } from './highlights.ts';

function atom(text: string, more: Partial<Atom> = {}): Atom {
  return { text, join: ' ', kind: 'paragraph', depth: 0, line: 1, span: [0, text.length], ...more };
}

const paragraph = (...texts: string[]): Atom[] =>
  texts.map((text, at) => atom(text, { join: at === 0 ? '\n\n' : ' ' }));
const heading = (text: string): Atom => atom(text, { kind: 'heading', join: '\n\n', leads: true });

const post: readonly Atom[] = [
  heading('Knees'),
  ...paragraph('Nothing much is said here.', 'But it goes on.'),
  heading('Why does it hurt?'),
  ...paragraph(
    'The knee hurts because the tissue that holds it is loaded more than it can bear.',
    'This takes weeks to heal.',
  ),
  heading('What helps'),
  ...paragraph('However, few do it.'),
  atom('Three things help most people with a knee that hurts:', { join: '\n\n', leads: true }),
  atom('1. Walk every day.', { kind: 'list-item', join: '\n\n' }),
  atom('2. Lift twice a week.', { kind: 'list-item', join: '\n' }),
  atom('3. Sleep enough at night.', { kind: 'list-item', join: '\n' }),
  ...paragraph('See https://example.org/knee below.'),
];

const shown = (order: Partial<HighlightOrder> = {}): string[] =>
  highlightsOf(post, {
    count: 2,
    room: 1000,
    glance: 400,
    ruler: rulerOf((text) => text.length),
    explain: false,
    ...order,
  }).pieces.map((piece) => piece.map(({ text, join }, at) => (at === 0 ? '' : join) + text).join(''));

describe('highlightsOf', () => {
  it('takes what stands alone, in the order of the text, under its heading', () => {
    expect(shown()).toEqual([
      'Why does it hurt?\n\nThe knee hurts because the tissue that holds it is loaded more than it can bear. This takes weeks to heal.',
      'What helps\n\nThree things help most people with a knee that hurts:\n\n1. Walk every day.\n2. Lift twice a week.\n3. Sleep enough at night.',
    ]);
  });

  it('never opens with what points back, leaves no list without its rest, and says nothing twice', () => {
    const all = shown({ count: 20 });
    for (const passage of all) {
      expect(passage.split('\n\n').find((part) => /^(?:However|This|But)/.test(part))).toBeUndefined();
      expect(passage).not.toMatch(/:$/);
    }
    const said = all.join('\n');
    for (const { text, kind } of post)
      if (kind !== 'heading') expect(said.split(text).length - 1).toBeLessThanOrEqual(1);
  });

  it('takes no passage that is longer than a glance, and no piece over its room', () => {
    for (const passage of shown({ count: 20, glance: 110 }))
      expect(passage.includes('1. Walk') || passage.length <= 110).toBe(true);
    for (const passage of shown({ count: 20, room: 90 })) expect(passage.length).toBeLessThanOrEqual(90);
  });

  it('marks a heading that stands elsewhere as said again', () => {
    const { pieces } = highlightsOf(
      [
        heading('Knees'),
        ...paragraph('One is so.'),
        ...paragraph('A ligament is a band of tissue that holds two bones, and it heals slowly at night.'),
      ],
      { count: 1, room: 500, glance: 500, ruler: rulerOf((text) => text.length), explain: false },
    );
    expect(pieces[0]!.map(({ carried }) => carried === true)).toEqual([true, false]);
  });

  it('says what each was chosen for; the points add up, and what was left out had no more', () => {
    const { notes } = highlightsOf(post, {
      count: 2,
      room: 1000,
      glance: 400,
      ruler: rulerOf((text) => text.length),
      explain: true,
    });
    expect(notes).toHaveLength(2);
    for (const { rule, text } of notes) {
      expect(rule).toBe('highlight');
      const accounts = text.split(/(?<= = -?\d+)\./u).filter((account) => / = -?\d+$/.test(account));
      const sums = accounts.map((account) => Number(/ = (-?\d+)$/.exec(account)![1]));
      const added = accounts.map((account) =>
        Array.from(account.matchAll(/ \((-?\d+)\)(?=,| =)/gu), ([, price]) => Number(price)).reduce(
          (all, price) => all + price,
          0,
        ),
      );
      expect(added).toEqual(sums);
      expect(sums).toHaveLength(2);
      expect(sums[0]).toBeGreaterThanOrEqual(sums[1]!);
    }
  });
});
