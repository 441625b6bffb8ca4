import type { Sayer } from './meaning.ts';
import type { Reading, Sentence } from './reading.ts';
import type { Tag } from './tag.ts';
import { likeness } from './vectors.ts';

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
  const words = new Map<string, Compared>();
  const sentences = new WeakMap<Sentence, Said>();
  const comparedTo = ({ key, vector }: Sayer): Compared => {
    let known = words.get(key);
    if (known === undefined) words.set(key, (known = compared(vector, columns)));
    return known;
  };
  const saidIn = (sentence: Sentence): Said => {
    let known = sentences.get(sentence);
    if (known === undefined) sentences.set(sentence, (known = said(sentence, columns, comparedTo)));
    return known;
  };
  return (reading) => together(reading.sentences.map(saidIn), columns, tags.length);
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

interface Compared {
  /** Likeness to each column. */
  readonly like: Float32Array;
  /** How far it stands out among the hashtags, for each of them: 0 for most. */
  readonly claim: Float32Array;
}

function compared(vector: Float32Array, { vectors, tags }: Columns): Compared {
  const like = new Float32Array(vectors.length);
  for (let i = 0; i < like.length; i += 1) like[i] = likeness(vectors[i]!, vector);
  const claim = new Float32Array(tags.length);
  let [sum, count] = [0, 0];
  for (const { whole } of tags) {
    if (whole === undefined) continue;
    sum += like[whole]!;
    count += 1;
  }
  for (const [i, { whole }] of tags.entries())
    if (whole !== undefined) claim[i] = Math.max(0, like[whole]! - sum / count - 0.2);
  return { like, claim };
}

type Best = readonly [first: Float32Array, second: Float32Array, third: Float32Array];

/** What one sentence says of each column. */
interface Said {
  readonly weight: number;
  /** Sum over its words of weight times likeness. */
  readonly sums: Float32Array;
  /** Without the words that are nearly the same. */
  readonly others: Float32Array;
  /** For each hashtag. */
  readonly claims: Float32Array;
  readonly most: Float32Array;
  readonly at: Int32Array;
  /** Likeness times weight of its words, for the three best of each. */
  readonly best: Best;
}

function said(
  { sayers }: Sentence,
  { vectors, tags }: Columns,
  comparedTo: (sayer: Sayer) => Compared,
): Said {
  const n = vectors.length;
  const [sums, most, at] = [new Float32Array(n), new Float32Array(n), new Int32Array(n).fill(-1)];
  const others = new Float32Array(n);
  const claims = new Float32Array(tags.length);
  const best: Best = [new Float32Array(n), new Float32Array(n), new Float32Array(n)];
  let weight = 0;
  for (const sayer of sayers) {
    const { like: row, claim } = comparedTo(sayer);
    for (let i = 0; i < claims.length; i += 1) claims[i]! += sayer.weight * claim[i]!;
    weight += sayer.weight;
    const sure = Math.min(1, 0.4 + sayer.weight);
    for (let i = 0; i < n; i += 1) {
      const like = row[i]!;
      sums[i]! += sayer.weight * like;
      if (like < nearlySame) others[i]! += sayer.weight * like;
      const meant = like * sure;
      if (meant > most[i]!) {
        most[i] = meant;
        at[i] = sayer.at;
      }
      insert(best, i, meant);
    }
  }
  return { weight, sums, others, claims, most, at, best };
}

/** Keeps the three largest of each column, largest first. */
function insert([first, second, third]: Best, i: number, value: number): void {
  if (value <= third[i]!) return;
  if (value <= second[i]!) third[i] = value;
  else {
    third[i] = second[i]!;
    if (value <= first[i]!) second[i] = value;
    else {
      second[i] = first[i]!;
      first[i] = value;
    }
  }
}

function together(parts: readonly Said[], { tags, vectors }: Columns, count: number): Closeness[] {
  const n = vectors.length;
  const [most, sums, others] = [new Float32Array(n), new Float32Array(n), new Float32Array(n)];
  const best: Best = [new Float32Array(n), new Float32Array(n), new Float32Array(n)];
  const claims = new Float32Array(count);
  const sentences = new Int32Array(n);
  let weight = 0;
  for (const [sentence, part] of parts.entries()) {
    weight += part.weight;
    for (let i = 0; i < count; i += 1) claims[i]! += part.claims[i]!;
    for (let i = 0; i < n; i += 1) {
      others[i]! += part.others[i]!;
      sums[i]! += part.sums[i]!;
      if (part.most[i]! > most[i]!) {
        most[i] = part.most[i]!;
        sentences[i] = sentence;
      }
      for (let row = 0; row < 3 && part.best[row]![i]! > 0; row += 1) insert(best, i, part.best[row]![i]!);
    }
  }
  let usual = 0;
  for (const { whole } of tags) if (whole !== undefined && weight > 0) usual += sums[whole]! / weight / count;
  const best3 = (column: number): number => (best[0][column]! + best[1][column]! + best[2][column]!) / 3;
  return tags.map(({ whole, units, company }, i) => {
    if (whole === undefined || weight === 0) return none;
    let [sum, covered] = [0, 0];
    for (const { column, weight: part } of units) {
      sum += part;
      if (column !== undefined) covered += part * steep(most[column]!);
    }
    const sentence = sentences[whole]!;
    return {
      nearest: sum === 0 ? 0 : covered / sum,
      near: best3(whole),
      overall: sums[whole]! / weight - usual,
      context: others[whole]! / weight,
      company: company === undefined ? 0 : best3(company),
      claims: claims[i]! / Math.max(2, weight),
      place: most[whole]! > 0 ? { sentence, at: parts[sentence]!.at[whole]! } : undefined,
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
