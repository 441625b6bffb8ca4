import { hashtagKey } from '../domain/hashtag.ts';
import { signOf, termKey, type Lexicon, type Sense, type Sign } from './lexicon.ts';
import { senseVector, wordsVector } from './meaning.ts';
import { hashtagWords } from './split.ts';
import { stem } from './stem.ts';
import { between } from './vectors.ts';
import { keyOf, wordList } from './words.ts';

/** A part of a hashtag that means something by itself: a word, or several that the lexicon knows as one term. */
export interface Unit {
  readonly words: readonly string[];
  readonly stems: readonly string[];
  readonly korean: boolean;
  readonly senses: readonly Sense[];
  /** What it means; undefined for a name that nobody knows. */
  readonly vector: Float32Array | undefined;
  /** How much it says: 1 for a usual word, less for one that half of all hashtags hold. */
  readonly weight: number;
}

/** A hashtag made ready for being looked up in many texts. */
export interface Tag {
  readonly hashtag: string;
  readonly key: string;
  readonly words: readonly string[];
  readonly units: readonly Unit[];
  /** Stems of all its words. */
  readonly stems: ReadonlySet<string>;
  /** What the hashtag as a whole means, where the lexicon knows it. */
  readonly senses: readonly Sense[];
  /** What it means as a whole. */
  readonly vector: Float32Array | undefined;
  /** What is spoken of where it is spoken of: between its signs. */
  readonly company: Float32Array | undefined;
  /** What gives it away where it is not said. */
  readonly signs: readonly Sign[];
  /** Lower-case letters and digits alone. */
  readonly letters: string;
  /** The same without the ending of the plural. */
  readonly singular: string;
  /** First letters of three or more words; else empty. */
  readonly initials: string;
  readonly korean: boolean;
  /** How much it says, 0.3 to 1. */
  readonly says: number;
}

/** The same hashtag is asked for again with every post and platform. */
export function readTag(hashtag: string, lexicon: Lexicon): Tag {
  let known = read.get(lexicon);
  if (known === undefined) read.set(lexicon, (known = new Map()));
  const before = known.get(hashtag);
  if (before !== undefined) return before;
  const tag = readAnew(hashtag, lexicon);
  if (known.size >= 5000) known.clear();
  known.set(hashtag, tag);
  return tag;
}

const read = new WeakMap<Lexicon, Map<string, Tag>>();

function readAnew(hashtag: string, lexicon: Lexicon): Tag {
  const words = hashtagWords(hashtag);
  const letters = words.join('');
  const korean = words.some(isKorean);
  const senses =
    lexicon.senses.get(words.map(stem).join('')) ??
    lexicon.senses.get(stem(letters)) ??
    lexicon.senses.get(letters) ??
    [];
  const units = unitsOf(words, lexicon);
  const signs = signsOf(words, senses, lexicon);
  const says = Math.max(0.3, ...units.map((unit) => Math.min(1, unit.weight)));
  const initials = !korean && words.length >= 3 ? words.map((word) => word[0]).join('') : '';
  const singular = letters.length > 3 && /[^su]s$/.test(letters) ? letters.slice(0, -1) : letters;
  return {
    hashtag,
    key: hashtagKey(hashtag),
    words,
    stems: new Set(words.map(stem)),
    units,
    senses,
    vector:
      (senses.length > 0 ? senseVector(senses, lexicon) : undefined) ??
      between(
        units.flatMap(({ vector, weight }) => (vector === undefined ? [] : [[vector, weight] as const])),
      ),
    signs,
    company: companyOf(signs),
    letters,
    singular,
    initials,
    korean,
    says,
  };
}

function companyOf(signs: readonly Sign[]): Float32Array | undefined {
  return between(
    signs.flatMap(({ words, korean }) => {
      const vector = korean ? undefined : wordsVector(words);
      return vector === undefined ? [] : [[vector, 1] as const];
    }),
  );
}

/** The signs of the hashtag itself, and of every term that means the same. */
function signsOf(words: readonly string[], senses: readonly Sense[], lexicon: Lexicon): Sign[] {
  const keys = new Set([words.map(stem).join(''), words.join('')]);
  for (const { concept, ambiguous } of senses)
    if (!ambiguous) for (const term of lexicon.terms.get(concept) ?? []) keys.add(termKey(term));
  const signs = new Map<string, Sign>();
  for (const key of keys) {
    for (const term of lexicon.signs.get(key) ?? []) {
      const sign = signOf(term);
      signs.set(sign.key, sign);
    }
  }
  return [...signs.values()];
}

/** The longest terms that the lexicon knows, from the left; single words between them. */
function unitsOf(words: readonly string[], lexicon: Lexicon): Unit[] {
  const units: Unit[] = [];
  for (let at = 0; at < words.length;) {
    let count = Math.min(3, words.length - at);
    const keyAt = (length: number): string =>
      words
        .slice(at, at + length)
        .map(stem)
        .join('');
    while (count > 1 && (count === words.length || !lexicon.senses.has(keyAt(count)))) count -= 1;
    const part = words.slice(at, at + count);
    const senses = lexicon.senses.get(keyAt(count)) ?? [];
    const korean = isKorean(part[0]!);
    units.push({
      words: part,
      stems: part.map(stem),
      korean,
      senses,
      vector: korean ? senseVector(senses, lexicon) : wordsVector(part),
      weight: Math.max(...part.map(weightOf)),
    });
    at += count;
  }
  return units;
}

function isKorean(word: string): boolean {
  return /^\p{Script=Hangul}/u.test(word);
}

/** Words that say little: in English as the list knows how common they are, and those that hashtags are fond of. */
function weightOf(word: string): number {
  if (light.has(word)) return 0.45;
  if (isKorean(word)) return word.length === 1 ? 0.6 : 1;
  if (/^\d+$/.test(word)) return 0.4;
  const cost = wordList().word(keyOf(word)) ?? 16;
  return cost < 6.5 ? 0.1 : Math.min(1.2, Math.max(0.3, (cost - 5) / 6));
}

const light = new Set(
  (
    'pain relief management care therapy treatment clinic health healthy day daily life lifestyle tips tip time awareness love lover lovers new best good near ' +
    'home local online free tag post blog news today procedure procedures doctor center centre expert experts season routine training advice help support problem problems ' +
    '통증 치료 치료법 요법 관리 증상 초기 예방 방법 추천 병원 클리닉 센터 정보 후기 일상 운동 건강 시간 비용 가격 전문 스타그램 그램 습관 생활 강화 개선 효과 원인'
  ).split(' '),
);
