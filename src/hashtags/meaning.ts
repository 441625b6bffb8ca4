import type { Hit, Lexicon, Sense } from './lexicon.ts';
import type { Token } from './token.ts';
import { between, vectorOf } from './vectors.ts';
import { keyOf, wordList } from './words.ts';

/** A direction, and how much it says. */
export interface Meaning {
  readonly vector: Float32Array;
  readonly weight: number;
}

/** Whatever can be compared in a sentence: a word, or what the lexicon knows a Korean term to mean. */
export interface Sayer extends Meaning {
  /** The same for the same direction, so that it is compared once. */
  readonly key: string;
  /** Its token. */
  readonly at: number;
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
    const vector = vectorOf(text) ?? vectorOf(text.replace(/s$/, ''));
    const says = vector === undefined ? 0 : rarity(text) * weight;
    if (says > 0) sayers.push({ key: text, at, vector: vector!, weight: says });
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
      vector,
      weight: (ambiguous ? 0.3 : broad ? 0.5 : 1) * token.weight,
    });
  }
  return sayers;
}

/** How much a word says: nothing for "the", 1 for what is seldom said. */
export function rarity(word: string): number {
  const cost = wordList().word(keyOf(word)) ?? 14;
  return Math.min(1, Math.max(0, (cost - 6) / 4.5));
}

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
  let known = concepts.get(lexicon);
  if (known === undefined) concepts.set(lexicon, (known = new Map()));
  if (known.has(concept)) return known.get(concept);
  const vector = wordsVector(lexicon.english.get(concept) ?? []);
  known.set(concept, vector);
  return vector;
}

const concepts = new WeakMap<Lexicon, Map<number, Float32Array | undefined>>();

/** Between words, the rare ones weighing more. */
export function wordsVector(words: readonly string[]): Float32Array | undefined {
  return between(
    words.flatMap((word) => {
      const vector = vectorOf(word) ?? vectorOf(word.replace(/s$/, ''));
      return vector === undefined ? [] : [[vector, 0.1 + rarity(word)] as const];
    }),
  );
}
