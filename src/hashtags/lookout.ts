import { closenessTo, type Closeness } from './closeness.ts';
import { evidenceFor, type Evidence } from './evidence.ts';
import { noFit, fitOf, type Fits, type Leaning } from './fit.ts';
import type { Reading, Sentence } from './reading.ts';
import type { Tag } from './tag.ts';

/** The hashtags of a post, ready to be looked up in its sentences: most sentences say nothing of most hashtags. */
export interface Lookout {
  /** How each hashtag, in the given order, fits the text. */
  fits(reading: Reading): Fits[];
  /** How near each comes to the text by what it means. */
  closeness(reading: Reading): Closeness[];
}

/** The same for the same hashtags: a post is cut again after each change, and most of its sentences are as they were. */
export function lookoutFor(tags: readonly Tag[], leaning: Leaning): Lookout {
  if (tags.length === 0) return newLookout(tags, leaning);
  if (last?.tags.length !== tags.length || !last.tags.every((tag, i) => tag === tags[i]))
    last = { tags, lookout: newLookout(tags, leaning) };
  return last.lookout;
}

let last: { readonly tags: readonly Tag[]; readonly lookout: Lookout } | undefined;

function newLookout(tags: readonly Tag[], leaning: Leaning): Lookout {
  const triggers = triggersOf(tags);
  const seen = new WeakMap<Sentence, readonly (Evidence | undefined)[]>();
  const broad = tags.map(({ senses }) => senses.some((sense) => sense.broad));
  const evidenceIn = (sentence: Sentence): readonly (Evidence | undefined)[] => {
    const known = seen.get(sentence);
    if (known !== undefined) return known;
    const evidence: (Evidence | undefined)[] = [];
    for (const index of triggered(triggers, sentence)) evidence[index] = evidenceFor(tags[index]!, sentence);
    seen.set(sentence, evidence);
    return evidence;
  };
  return {
    closeness: closenessTo(tags),
    fits: (reading) => {
      const evidence = reading.sentences.map(evidenceIn);
      return tags.map((tag, i) =>
        broad[i] === true || evidence.some((each) => each[i] !== undefined)
          ? fitOf(
              tag,
              reading,
              evidence.map((each) => each[i]),
              leaning,
            )
          : noFit,
      );
    },
  };
}

/** What in a sentence makes a hashtag worth looking up. */
interface Triggers {
  readonly stems: Map<string, number[]>;
  /** First five letters of a stem. */
  readonly families: Map<string, number[]>;
  readonly concepts: Map<number, number[]>;
  /** First letters of a Korean term: two, or the only one. */
  readonly korean: Map<string, number[]>;
  /** Hashtags of Latin letters: they may be one word in a text and two in the hashtag, or the other way round. */
  readonly whole: [number, Tag][];
  /** What may be an abbreviation of any words. */
  readonly short: number[];
}

function triggersOf(tags: readonly Tag[]): Triggers {
  const triggers: Triggers = {
    stems: new Map(),
    families: new Map(),
    concepts: new Map(),
    korean: new Map(),
    whole: [],
    short: [],
  };
  for (const [index, tag] of tags.entries()) {
    const { stems, families, concepts, korean } = triggers;
    for (const { concept } of tag.senses) add(concepts, concept, index);
    for (const unit of tag.units) {
      for (const { concept } of unit.senses) add(concepts, concept, index);
      if (unit.korean) add(korean, unit.words.join('').slice(0, 2), index);
      else {
        add(stems, unit.stems[0]!, index);
        if (unit.stems[0]!.length >= 5) add(families, unit.stems[0]!.slice(0, 5), index);
      }
    }
    for (const { stems: parts, korean: isKorean } of tag.signs) {
      if (isKorean) add(korean, parts[0]!.slice(0, 2), index);
      else add(stems, parts[0]!, index);
    }
    if (tag.initials !== '') add(stems, tag.initials, index);
    if (tag.korean) add(korean, tag.letters.slice(0, 2), index);
    else triggers.whole.push([index, tag]);
    if (/^[a-z]{3,5}$/.test(tag.letters) && tag.units.every(({ senses }) => senses.length === 0))
      triggers.short.push(index);
  }
  return triggers;
}

function add<K>(map: Map<K, number[]>, key: K, index: number): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [index]);
  else if (known.at(-1) !== index) known.push(index);
}

function triggered(
  { stems, families, concepts, korean, whole, short }: Triggers,
  sentence: Sentence,
): ReadonlySet<number> {
  const indexes = new Set<number>();
  const take = (some: readonly number[] | undefined): void => {
    if (some !== undefined) for (const index of some) indexes.add(index);
  };
  for (const [stem] of sentence.stems) {
    take(stems.get(stem));
    if (stem.length >= 5) take(families.get(stem.slice(0, 5)));
  }
  for (const concept of sentence.hits.keys()) take(concepts.get(concept));
  if (sentence.korean > 0 && korean.size > 0) {
    for (const { text, korean: isKorean } of sentence.tokens) {
      if (!isKorean) continue;
      for (let at = 0; at < text.length; at += 1) {
        take(korean.get(text.slice(at, at + 2)));
        take(korean.get(text[at]!));
      }
    }
  }
  // Words that are one in the hashtag and two in the text, or the other way round, and abbreviations.
  for (const [index, { singular }] of whole) if (sentence.letters.includes(singular)) indexes.add(index);
  if (sentence.letters.length > sentence.korean) for (const index of short) indexes.add(index);
  return indexes;
}
