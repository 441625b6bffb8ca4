import { isEnding } from './korean.ts';
import { termKey, type Lexicon, type Sense, type Table } from './lexicon.ts';
import { byLetter, soundingLike } from './sound.ts';
import { hashtagWords } from './split.ts';
import { stem } from './stem.ts';

/**
 * The lexicon, and the terms that the texts themselves explain, "프롤로주사(prolotherapy)", or that the one script only spells
 * as the other sounds: 파이썬 and #python. Only terms that a hashtag names are taken in: what stands in brackets is not always
 * a translation.
 */
export function glossaryOf(lexicon: Lexicon, texts: readonly string[], hashtags: readonly string[]): Lexicon {
  const named = new Set(hashtags.map((hashtag) => termKey(hashtag)));
  const pairs = [
    ...texts.flatMap(explained).filter((pair) => pair.some((term) => named.has(termKey(term)))),
    ...sounding(lexicon, texts, hashtags),
  ];
  if (pairs.length === 0) return lexicon;
  const key = JSON.stringify(pairs);
  if (last?.lexicon === lexicon && last.key === key) return last.glossary;
  last = { lexicon, key, glossary: withPairs(lexicon, pairs) };
  return last.glossary;
}

/** The same post comes once for each platform. */
let last: { readonly lexicon: Lexicon; readonly key: string; readonly glossary: Lexicon } | undefined;

function withPairs(lexicon: Lexicon, pairs: readonly (readonly [latin: string, korean: string])[]): Lexicon {
  const senses = new Map<string, readonly Sense[]>();
  const terms = new Map<number, readonly string[]>();
  const beginnings = new Set<string>();
  const fields = [...lexicon.fields, 'the post itself'];
  let { concepts, longestPhrase, longestTerm } = lexicon;
  for (const [latin, korean] of pairs) {
    const keys = [termKey(latin), termKey(korean)];
    if (keys.includes('')) continue;
    const sense: Sense = { concept: concepts, field: fields.length - 1, ambiguous: false, broad: false };
    for (const key of keys) senses.set(key, [...(senses.get(key) ?? lexicon.senses.get(key) ?? []), sense]);
    terms.set(concepts, [latin, korean]);
    beginnings.add(stem(latin.toLowerCase().split(/[ -]/)[0]!));
    longestPhrase = Math.max(longestPhrase, latin.split(/[\s-]+/).length);
    longestTerm = Math.max(longestTerm, keys[1]!.length);
    concepts += 1;
  }
  return {
    ...lexicon,
    senses: over(senses, lexicon.senses),
    terms: over(terms, lexicon.terms),
    beginnings: { has: (key) => beginnings.has(key) || lexicon.beginnings.has(key) },
    fields,
    concepts,
    longestPhrase,
    longestTerm,
  };
}

/** The house's lexicon is far too big to be copied for a few terms of a post. */
function over<K, V>(few: ReadonlyMap<K, V>, many: Table<K, V>): Table<K, V> {
  return { get: (key) => few.get(key) ?? many.get(key), has: (key) => few.has(key) || many.has(key) };
}

/** Terms of two scripts, one in brackets behind the other. */
function explained(text: string): [latin: string, korean: string][] {
  const pairs: [string, string][] = [];
  if (!/[(（]/.test(text) || !/\p{Script=Hangul}/u.test(text)) return pairs;
  for (const match of text.matchAll(/(\p{Script=Hangul}+)\s?[(（]\s?([A-Za-z][A-Za-z -]{1,40})[,)）]/gu))
    pairs.push([match[2]!.trim(), match[1]!]);
  for (const match of text.matchAll(
    /((?:[A-Za-z]+[ -]){0,2}[A-Za-z]+)\s?[(（]\s?(\p{Script=Hangul}+(?: \p{Script=Hangul}+){0,2})\s?[,)）]/gu,
  )) {
    const words = match[1]!.split(/[ -]/);
    for (let from = 0; from < words.length; from += 1) pairs.push([words.slice(from).join(' '), match[2]!]);
  }
  return pairs;
}

/** Words of the hashtags that no lexicon has, with the words of texts and hashtags that sound like them. */
function sounding(
  lexicon: Lexicon,
  texts: readonly string[],
  hashtags: readonly string[],
): [string, string][] {
  const ofTags = hashtags.flatMap(hashtagWords);
  const latin = new Set(ofTags.filter((word) => /^[a-z]{4,}$/.test(word)));
  const strange = new Set(ofTags.filter((word) => hangul.test(word) && !lexicon.senses.has(word)));
  const said = new Set<string>();
  const spoken = new Set<string>();
  for (const text of texts) {
    if (latin.size > 0)
      for (const [word] of text.matchAll(/\p{Script=Hangul}{3,}/gu)) {
        const noun = bare(word, lexicon);
        if (noun !== undefined) spoken.add(noun);
      }
    if (strange.size > 0) for (const [word] of text.matchAll(/[A-Za-z]{4,}/g)) said.add(word.toLowerCase());
  }
  return [...alike(strange, [...latin, ...said]), ...alike(spoken, latin)];
}

const hangul = /^\p{Script=Hangul}+$/u;

/** A Korean word without its particle; undefined where the lexicon knows it, or knows what it begins with. */
function bare(word: string, { senses }: Lexicon): string | undefined {
  for (let end = word.length; end >= 2; end -= 1) if (senses.has(word.slice(0, end))) return undefined;
  for (let end = 3; end <= word.length; end += 1) if (isEnding(word.slice(end))) return word.slice(0, end);
  return undefined;
}

function alike(korean: Iterable<string>, latin: Iterable<string>): [string, string][] {
  const english = byLetter(latin);
  const pairs: [string, string][] = [];
  for (const term of korean) for (const word of soundingLike(term, english)) pairs.push([word, term]);
  return pairs;
}
