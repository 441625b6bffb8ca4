import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseLexicon, termKey, type Lexicon } from './lexicon.ts';

const folder = new URL('../../config/lexicon/', import.meta.url);
const files = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));

it('reads the lexicon that ships with the house, at least 1,500 pairs of it', () => {
  const { lexicon, mistakes } = parseLexicon(files);
  expect(mistakes).toEqual([]);
  const pairs = termsOf(lexicon).reduce((sum, terms) => {
    const korean = terms.filter((term) => /\p{Script=Hangul}/u.test(term)).length;
    return sum + korean * (terms.length - korean);
  }, 0);
  expect(pairs).toBeGreaterThan(1500);
});

it('marks every term that stands in two fields as ambiguous', () => {
  const { lexicon } = parseLexicon(files);
  const clear = termsOf(lexicon)
    .flat()
    .filter((term) => {
      const senses = lexicon.senses.get(termKey(term))!;
      return (
        /^\p{Script=Hangul}$/u.test(term) &&
        new Set(senses.map(({ field }) => field)).size > 1 &&
        senses.some(({ ambiguous }) => !ambiguous)
      );
    });
  expect(clear).toEqual([]);
});

it('says which line is none', () => {
  const { mistakes } = parseLexicon(['# words\nknee = 무릎\nankle 발목\nhip = \nfear ~ afraid\n~ nothing']);
  expect(mistakes.map(({ line }) => line)).toEqual([3, 4, 6]);
});

it('has one key for a term, however it is inflected or spaced', () => {
  expect(termKey('Muscle spasms')).toBe(termKey('muscle spasm'));
  expect(termKey('허리 디스크')).toBe(termKey('허리디스크'));
});

function termsOf({ concepts, terms }: Lexicon): (readonly string[])[] {
  return Array.from({ length: concepts }, (_, concept) => terms.get(concept) ?? []);
}
