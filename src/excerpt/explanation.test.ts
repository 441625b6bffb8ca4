import { describe, expect, it } from 'vitest';
import type { Atom } from './atoms.ts';
import { bestPieces } from './best-pieces.ts';
import { partsOf } from './explanation.ts';
import { rulerOf } from './fill.ts';
import { fragmentsOf } from './fragments.ts';
import { costOf, hashtagRoomAt, openingsAt, planOf, widthBetween } from './plan.ts';
import type { Mode } from './prices.ts';

const units = (text: string): number => text.length;

function atom(text: string, more: Partial<Atom> = {}): Atom {
  return { text, join: ' ', kind: 'paragraph', depth: 0, line: 1, span: [0, text.length], ...more };
}

/** A post of everything that has a price. */
const post: readonly Atom[] = [
  atom('Knees', { kind: 'heading', join: '', leads: true }),
  atom('The knee is a hinge that carries all of you.', { join: '\n\n' }),
  atom('However, it turns a little as well.'),
  atom('This helps it a good deal when you walk.'),
  atom('Does it hurt?'),
  atom('It may.'),
  atom('What helps', { kind: 'heading', join: '\n\n', leads: true }),
  atom('Three things help:', { join: '\n\n', leads: true }),
  atom('1. Walk every day for half an hour.', { kind: 'list-item', join: '\n\n' }),
  atom('2. Lift something heavy twice a week.', { kind: 'list-item', join: '\n' }),
  atom('It may be light at first.', { kind: 'list-item', join: ' ' }),
  atom('3. Rest.', { kind: 'list-item', join: '\n' }),
  atom(
    'A sentence which is longer than any piece can be and which has no clause that ends anywhere before this comma here, as you see, and goes on for a while',
    { join: '\n\n' },
  ),
  atom('The end.'),
];

/** Every sum that a note states, with what its parts add up to, and the two sums that were compared. */
function sumsIn(note: string): { stated: number; added: number }[] {
  return note
    .split(/(?<= = -?\d+)[.;]/u)
    .filter((account) => / = -?\d+$/.test(account))
    .map((account) => ({
      stated: Number(/ = (-?\d+)$/.exec(account)![1]),
      added: Array.from(account.matchAll(/ \((-?\d+)\)(?=,| =)/gu), ([, price]) => Number(price)).reduce(
        (all, price) => all + price,
        0,
      ),
    }));
}

describe('an explanation', () => {
  it.each(['series', 'thread'] as const)('of a %s adds up, and the cut is what costs less', (mode) => {
    for (const room of [60, 80, 110, 160]) {
      const { pieces, notes } = bestPieces(post, () => room, units, { mode, explain: true });
      const cuts = notes.filter(({ rule }) => rule === 'cut');
      expect(cuts).toHaveLength(pieces.length - 1);
      for (const { text } of cuts) {
        const sums = sumsIn(text);
        expect(sums.length).toBeGreaterThan(0);
        for (const { stated, added } of sums) expect(added, text).toBe(stated);
        if (sums.length === 2) expect(sums[0]!.stated, text).toBeLessThanOrEqual(sums[1]!.stated);
      }
    }
  });

  it('names what a cut between words won over', () => {
    const text = 'one two three four five six seven eight nine ten eleven twelve';
    const { notes } = bestPieces([atom(text)], () => 40, units, { mode: 'series', explain: true });
    const [cut] = notes.filter(({ rule }) => rule === 'cut');
    expect(cut!.text).toMatch(/between two words \(400\)/);
    expect(cut!.text).toMatch(/The next best was before “[^”]+”: .*between two words \(400\)/);
  });

  it('says that a sentence or clause would have ended within the piece', () => {
    const plan = planOf(
      fragmentsOf(
        atom('It is so, as one two three four five six seven eight nine ten eleven'),
        { first: 40, other: 40 },
        rulerOf(units),
      ),
      { mode: 'series', roomOf: () => 40, fewOf: () => 40, easyOf: () => 40 },
      rulerOf(units),
    );
    expect(partsOf(plan, { start: 0, end: 3, alone: false }).map(({ what }) => what)).toContain(
      'a sentence or clause ends within the piece',
    );
    expect(plan.nexts[0]![0]).toBe(1);
  });

  it.each(['series', 'thread'] as const)(
    'of every possible piece of a %s names all that the plan reckoned with',
    (mode: Mode) => {
      for (const room of [60, 110, 160]) {
        const ruler = rulerOf(units);
        const atoms = post.flatMap((each) =>
          each.text.length > room ? fragmentsOf(each, { first: room, other: room }, ruler) : [each],
        );
        const rooms = { roomOf: () => room, fewOf: () => room - 8, easyOf: () => room - 15 };
        const plan = planOf(atoms, { mode, ...rooms }, ruler);
        for (let start = 0; start < atoms.length; start += 1)
          for (const alone of openingsAt(plan, start))
            for (let end = start + 1; end <= atoms.length; end += 1) {
              const width = widthBetween(plan, start, end, alone);
              if (width > room) break;
              const stretch = { start, end, alone };
              const sum = partsOf(plan, stretch).reduce((all, { price }) => all + price, 0);
              expect(sum).toBe(costOf(plan, stretch, width, hashtagRoomAt(plan, start)));
            }
      }
    },
  );
});
