import { isLatin, wordsOf, type Hit, type Lexicon, type Sense } from './lexicon.ts';
import type { Token } from './token.ts';
import { between, directionOf, placeOf, type WordPlace } from './vectors.ts';
import { keyOf, wordList } from './words.ts';

/** Whatever can be compared in a sentence: a word, or what the lexicon knows a Korean term to mean. */
export interface Sayer {
  /** The same for the same meaning, so that it is compared once. */
  readonly key: string;
  /** Its token. */
  readonly at: number;
  readonly meaning: WordPlace | Float32Array;
  /** How much it says, and how far the sentence means it. */
  readonly weight: number;
}

/** The words of a sentence that mean something, with how much each says and how far the sentence means it. */
export function sayersOf(
  tokens: readonly Token[],
  hits: ReadonlyMap<number, readonly Hit[]>,
  lexicon: Lexicon,
): Sayer[] {
  const sayers: Sayer[] = [];
  for (const [at, { text, korean, weight }] of tokens.entries()) {
    if (korean) continue;
    const { says, place } = known(text);
    if (says > 0 && place !== undefined)
      sayers.push({ key: text, at, meaning: place, weight: says * weight });
  }
  const clear = new Set<number>();
  for (const [, [hit]] of hits) if (!hit!.sense.ambiguous) clear.add(hit!.sense.field);
  /** Tokens of which some meaning belongs to what the sentence speaks of: no other one is meant. */
  const settled = new Set<number>();
  for (const [, [hit]] of hits)
    if (hit!.sense.ambiguous && clear.has(hit!.sense.field)) settled.add(hit!.from);
  for (const [concept, [hit]] of hits) {
    const token = tokens[hit!.from]!;
    if (!token.korean) continue;
    if (hit!.sense.ambiguous && settled.has(hit!.from) && !clear.has(hit!.sense.field)) continue;
    const vector = conceptVector(concept, lexicon);
    if (vector === undefined) continue;
    const { ambiguous, broad } = hit!.sense;
    sayers.push({
      key: `${concept}`,
      at: hit!.from,
      meaning: vector,
      weight: (ambiguous ? 0.3 : broad ? 0.5 : 1) * token.weight,
    });
  }
  return sayers;
}

/** How much an English word says: nothing for "the", 1 for what is seldom said. */
export function saysOf(word: string): number {
  return known(word).says;
}

/** What is known of an English word: how much it says, nothing for "the", 1 for what is seldom said; and what it means. */
function known(word: string): { readonly says: number; readonly place: WordPlace | undefined } {
  const before = remembered.get(word);
  if (before !== undefined) return before;
  const cost = wordList().word(keyOf(word)) ?? 14;
  const says = Math.min(1, Math.max(0, (cost - 6) / 4.5));
  const place = placeOf(word) ?? (word.endsWith('s') ? placeOf(word.slice(0, -1)) : undefined);
  const found = { says, place };
  if (remembered.size > 20_000) remembered.clear();
  remembered.set(word, found);
  return found;
}

/** Texts say the same words again and again. */
const remembered = new Map<string, ReturnType<typeof known>>();

/** What a term means by its senses: by the clear ones where there are any. */
export function senseVector(senses: readonly Sense[], lexicon: Lexicon): Float32Array | undefined {
  const clear = senses.filter(({ ambiguous }) => !ambiguous);
  return between(
    (clear.length > 0 ? clear : senses).flatMap(({ concept }) => {
      const vector = conceptVector(concept, lexicon);
      return vector === undefined ? [] : [[vector, 1] as const];
    }),
  );
}

/** Between the words of all English terms of a concept. */
function conceptVector(concept: number, lexicon: Lexicon): Float32Array | undefined {
  const terms = lexicon.terms.get(concept);
  if (terms === undefined) return undefined;
  if (concepts.has(terms)) return concepts.get(terms);
  const vector = wordsVector(terms.filter(isLatin).flatMap(wordsOf));
  concepts.set(terms, vector);
  return vector;
}

/** By the terms themselves: a post's own lexicon shares them with the house's. */
const concepts = new WeakMap<readonly string[], Float32Array | undefined>();

/** Between words, the rare ones weighing more. */
export function wordsVector(words: readonly string[]): Float32Array | undefined {
  return between(
    words.flatMap((word) => {
      const { says, place } = known(word);
      return place === undefined ? [] : [[directionOf(place), 0.1 + says] as const];
    }),
  );
}
