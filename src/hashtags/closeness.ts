import type { Sayer } from './meaning.ts';
import type { Reading, Sentence } from './reading.ts';
import type { Tag } from './tag.ts';
import { sideBySide } from './vectors.ts';

/** How near what a text says comes to what a hashtag means, by word vectors. */
export interface Closeness {
  /** How near the nearest words come to the hashtag's parts, 0 to 1. */
  readonly nearest: number;
  /** The same for the hashtag as a whole: its three nearest words. */
  readonly near: number;
  /** How near the text as a whole comes, rare words weighing more; less the usual of the other hashtags. */
  readonly overall: number;
  /** The same without the words that name it: whether the rest speaks of it too. */
  readonly context: number;
  /** How far words of the text come nearer to it than to the other hashtags. */
  readonly claims: number;
  /** How near words come to what usually stands around it. */
  readonly company: number;
  /** Sentence and token of the nearest word. */
  readonly place: { readonly sentence: number; readonly at: number } | undefined;
}

/** Compares texts with the same hashtags again and again; each word is compared once. */
export function closenessTo(tags: readonly Tag[]): (reading: Reading) => Closeness[] {
  const columns = columnsOf(tags);
  const likenesses = likenessesTo(columns);
  const sentences = new WeakMap<Sentence, Float32Array>();
  const saidIn = (sentence: Sentence): Float32Array => {
    let known = sentences.get(sentence);
    if (known === undefined) sentences.set(sentence, (known = said(sentence, columns, likenesses)));
    return known;
  };
  const whole = new Float32Array(sizeOf(columns));
  return (reading) => together(reading.sentences, reading.sentences.map(saidIn), columns, whole);
}

interface Columns {
  readonly vectors: readonly Float32Array[];
  /** Of each hashtag: the column of its whole, and those of its parts with their weights; empty where it means nothing known. */
  readonly tags: readonly {
    readonly whole: number | undefined;
    readonly company: number | undefined;
    readonly units: readonly { readonly column: number | undefined; readonly weight: number }[];
  }[];
}

function columnsOf(tags: readonly Tag[]): Columns {
  const vectors: Float32Array[] = [];
  const column = (vector: Float32Array | undefined): number | undefined => {
    if (vector === undefined) return undefined;
    const known = vectors.indexOf(vector);
    return known >= 0 ? known : vectors.push(vector) - 1;
  };
  return {
    vectors,
    tags: tags.map(({ vector, units, senses, company }) => ({
      whole: column(vector),
      company: column(company),
      // A term of the lexicon means something as a whole that its parts may not.
      units:
        (senses.length > 0 || units.length === 1) && vector !== undefined
          ? [{ column: column(vector), weight: 1 }]
          : units.map((unit) => ({ column: column(unit.vector), weight: Math.max(0.2, unit.weight) })),
    })),
  };
}

/** The likeness of words to each column, word by word in one long row of numbers; behind those of a word their usual. */
interface Likenesses {
  numbers: Float32Array;
  /** Where those of the word begin. */
  of(sayer: Sayer): number;
}

function likenessesTo({ vectors, tags }: Columns): Likenesses {
  const compare = sideBySide(vectors);
  const width = vectors.length + 1;
  const known = new Map<string, number>();
  const wholes = tags.flatMap(({ whole }) => (whole === undefined ? [] : [whole]));
  const all: Likenesses = {
    numbers: new Float32Array(256 * width),
    of: ({ key, meaning }) => {
      const before = known.get(key);
      if (before !== undefined) return before;
      if (known.size >= 5000) known.clear();
      const at = known.size * width;
      if (at === all.numbers.length) {
        const longer = new Float32Array(all.numbers.length * 2);
        longer.set(all.numbers);
        all.numbers = longer;
      }
      known.set(key, at);
      if (typeof meaning === 'number') compare.word(meaning, all.numbers, at);
      else compare.direction(meaning, all.numbers, at);
      let sum = 0;
      for (const whole of wholes) sum += all.numbers[at + whole]!;
      all.numbers[at + width - 1] = sum / wholes.length;
      return at;
    },
  };
  return all;
}

/**
 * What a sentence says, or several, in one row of numbers: nine groups of one for each column, the last of one for each
 * hashtag. Many small lists would cost more than what is in them.
 */
const [sums, others, most, at, first, second, third, groups] = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/** The last number is what its words weigh together. */
function sizeOf({ vectors, tags }: Columns): number {
  return groups * vectors.length + tags.length + 1;
}

function said({ sayers }: Sentence, columns: Columns, likenesses: Likenesses): Float32Array {
  const { vectors, tags } = columns;
  const n = vectors.length;
  const row = new Float32Array(sizeOf(columns));
  let weight = 0;
  for (const sayer of sayers) {
    const start = likenesses.of(sayer);
    const { numbers } = likenesses;
    weight += sayer.weight;
    const sure = Math.min(1, 0.4 + sayer.weight);
    for (let i = 0; i < n; i += 1) {
      const like = numbers[start + i]!;
      row[sums * n + i]! += sayer.weight * like;
      if (like < nearlySame) row[others * n + i]! += sayer.weight * like;
      const meant = like * sure;
      if (meant > row[most * n + i]!) {
        row[most * n + i] = meant;
        row[at * n + i] = sayer.at;
      }
      insert(row, n, i, meant);
    }
    // How far the word stands out among the hashtags: for most of them not at all.
    const usual = numbers[start + n]! + 0.2;
    for (let i = 0; i < tags.length; i += 1) {
      const { whole } = tags[i]!;
      const claim = whole === undefined ? 0 : numbers[start + whole]! - usual;
      if (claim > 0) row[groups * n + i]! += sayer.weight * claim;
    }
  }
  row[row.length - 1] = weight;
  return row;
}

/** Keeps the three largest of each column, largest first. */
function insert(row: Float32Array, n: number, i: number, value: number): void {
  if (value <= row[third * n + i]!) return;
  if (value <= row[second * n + i]!) row[third * n + i] = value;
  else {
    row[third * n + i] = row[second * n + i]!;
    if (value <= row[first * n + i]!) row[second * n + i] = value;
    else {
      row[second * n + i] = row[first * n + i]!;
      row[first * n + i] = value;
    }
  }
}

function together(
  sentences: readonly Sentence[],
  parts: readonly Float32Array[],
  { tags, vectors }: Columns,
  row: Float32Array,
): Closeness[] {
  const n = vectors.length;
  row.fill(0);
  const weightAt = row.length - 1;
  for (let sentence = 0; sentence < parts.length; sentence += 1) {
    if (sentences[sentence]!.sayers.length === 0) continue;
    const part = parts[sentence]!;
    for (let i = groups * n; i <= weightAt; i += 1) row[i]! += part[i]!;
    for (let i = 0; i < n; i += 1) {
      row[sums * n + i]! += part[sums * n + i]!;
      row[others * n + i]! += part[others * n + i]!;
      if (part[most * n + i]! > row[most * n + i]!) {
        row[most * n + i] = part[most * n + i]!;
        row[at * n + i] = sentence;
      }
      for (let best = first; best <= third && part[best * n + i]! > 0; best += 1)
        insert(row, n, i, part[best * n + i]!);
    }
  }
  const weight = row[weightAt]!;
  let usual = 0;
  for (const { whole } of tags)
    if (whole !== undefined && weight > 0) usual += row[sums * n + whole]! / weight / tags.length;
  const best3 = (i: number): number => (row[first * n + i]! + row[second * n + i]! + row[third * n + i]!) / 3;
  return tags.map(({ whole, units, company }, i) => {
    if (whole === undefined || weight === 0) return none;
    let [sum, covered] = [0, 0];
    for (const { column, weight: part } of units) {
      sum += part;
      if (column !== undefined) covered += part * steep(row[most * n + column]!);
    }
    const sentence = row[at * n + whole]!;
    return {
      nearest: sum === 0 ? 0 : covered / sum,
      near: best3(whole),
      overall: row[sums * n + whole]! / weight - usual,
      context: row[others * n + whole]! / weight,
      company: company === undefined ? 0 : best3(company),
      claims: row[groups * n + i]! / Math.max(2, weight),
      place: row[most * n + whole]! > 0 ? { sentence, at: parts[sentence]![at * n + whole]! } : undefined,
    };
  });
}

/** The same of two hashtags that mean the same. */
export function nearer(one: Closeness, other: Closeness): Closeness {
  return {
    nearest: Math.max(one.nearest, other.nearest),
    near: Math.max(one.near, other.near),
    overall: Math.max(one.overall, other.overall),
    context: Math.max(one.context, other.context),
    claims: Math.max(one.claims, other.claims),
    company: Math.max(one.company, other.company),
    place: other.nearest > one.nearest ? other.place : one.place,
  };
}

const none: Closeness = {
  nearest: 0,
  near: 0,
  overall: 0,
  context: 0,
  claims: 0,
  company: 0,
  place: undefined,
};

const nearlySame = 0.7;

/** Any two words have something in common: it only counts above that. */
function steep(like: number): number {
  return Math.min(1, Math.max(0, (like - 0.25) / 0.6));
}
