import { denials } from './denial.ts';
import { isEnding, koreanNouns } from './korean.ts';
import type { Hit, Lexicon, Sense } from './lexicon.ts';
import { sayersOf, type Sayer } from './meaning.ts';
import { bareTokens, type Token } from './token.ts';

/** A sentence as hashtags are looked up in it. The same sentence comes again in every platform's excerpts: it is read once. */
export interface Sentence {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** Stem → tokens. */
  readonly stems: ReadonlyMap<string, readonly number[]>;
  /** Concept → where its terms stand. */
  readonly hits: ReadonlyMap<number, readonly Hit[]>;
  /** All letters without what stands between them, and where each token begins in them. */
  readonly letters: string;
  readonly starts: readonly number[];
  /** How many of the letters are Korean. */
  readonly korean: number;
  /** What in it means something. */
  readonly sayers: readonly Sayer[];
}

/** A text as hashtags are looked up in it. */
export interface Reading {
  readonly text: string;
  readonly sentences: readonly Sentence[];
  /** How many different concepts of each field the text names without a doubt. */
  readonly fields: ReadonlyMap<number, number>;
  readonly korean: boolean;
  /** Number of tokens. */
  readonly length: number;
}

export function readText(text: string, lexicon: Lexicon): Reading {
  const sentences = text
    .normalize('NFC')
    .split(sentenceEnds)
    .map(withoutMarks)
    .filter((sentence) => sentence !== '')
    .map((sentence) => readSentence(sentence, lexicon));
  let letters = 0;
  let korean = 0;
  let length = 0;
  const fields = new Map<number, number>();
  const seen = new Set<number>();
  for (const sentence of sentences) {
    letters += sentence.letters.length;
    korean += sentence.korean;
    length += sentence.tokens.length;
    for (const [concept, [hit]] of sentence.hits) {
      const { ambiguous, field } = hit!.sense;
      if (ambiguous || seen.has(concept)) continue;
      seen.add(concept);
      fields.set(field, (fields.get(field) ?? 0) + 1);
    }
  }
  // Korean says with two letters what takes English five.
  return { text, sentences, fields, korean: korean * 4 > letters, length };
}

/** Looks behind only where there is a space: that is seldom. */
const sentenceEnds = /(?=\s)(?<=[.!?。？！…]["'”’)]?)\s+|\n+/u;

/** An excerpt has bullets and quotation marks that its post has not: the words are the same, and read once. */
function withoutMarks(sentence: string): string {
  let start = 0;
  let end = sentence.length;
  while (start < end && isMark(sentence.charCodeAt(start))) start += 1;
  while (end > start && isMark(sentence.charCodeAt(end - 1))) end -= 1;
  return sentence.slice(start, end);
}

/** Neither letter nor digit: in ASCII, and in the general punctuation where bullets, dashes and quotation marks are. */
function isMark(code: number): boolean {
  if (code < 0x80) return code < 48 || (code > 57 && code < 65) || (code > 90 && code < 97) || code > 122;
  return code >= 0x2000 && code <= 0x206f;
}

function readSentence(text: string, lexicon: Lexicon): Sentence {
  let known = read.get(lexicon);
  if (known === undefined) read.set(lexicon, (known = new Map()));
  const before = known.get(text);
  if (before !== undefined) return before;
  const sentence = readAnew(text, lexicon);
  if (known.size >= 2000) known.clear();
  known.set(text, sentence);
  return sentence;
}

const read = new WeakMap<Lexicon, Map<string, Sentence>>();

function readAnew(text: string, lexicon: Lexicon): Sentence {
  const folded = text.toLowerCase();
  const bare = bareTokens(folded);
  const weights = denials(folded, bare);
  const tokens: Token[] = [];
  const stems = new Map<string, number[]>();
  let letters = '';
  let korean = 0;
  const starts: number[] = [];
  for (let i = 0; i < bare.length; i += 1) {
    const { text: word, stem, korean: isKorean, start, end } = bare[i]!;
    const { weight, denied } = weights[i]!;
    const token = { text: word, stem, korean: isKorean, start, end, weight, denied };
    tokens.push(token);
    starts.push(letters.length);
    letters += token.text;
    if (token.korean) korean += token.text.length;
    const places = stems.get(token.stem);
    if (places === undefined) stems.set(token.stem, [i]);
    else places.push(i);
  }
  starts.push(letters.length);
  const hits = hitsIn(tokens, lexicon);
  return { text, tokens, stems, hits, letters, starts, korean, sayers: sayersOf(tokens, hits, lexicon) };
}

function hitsIn(tokens: readonly Token[], lexicon: Lexicon): Map<number, Hit[]> {
  const hits = new Map<number, Hit[]>();
  const add = (senses: readonly Sense[] | undefined, from: number, to: number): void => {
    if (senses === undefined) return;
    for (const sense of senses) {
      const places = hits.get(sense.concept);
      if (places === undefined) hits.set(sense.concept, [{ sense, from, to }]);
      else if (places.at(-1)!.to !== to) places.push({ sense, from, to });
    }
  };
  for (let from = 0; from < tokens.length; from += 1) {
    if (tokens[from]!.korean) {
      koreanHits(tokens, from, lexicon, add);
      continue;
    }
    let key = '';
    for (let to = from; to < Math.min(tokens.length, from + lexicon.longestPhrase); to += 1) {
      if (tokens[to]!.korean) break;
      key += tokens[to]!.stem;
      add(lexicon.senses.get(key), from, to);
      // Most words begin no longer term.
      if (to === from && !lexicon.beginnings.has(key)) break;
    }
  }
  return hits;
}

/** Terms at the beginning of a Korean word, behind a noun inside it, and over the space behind it. */
function koreanHits(
  tokens: readonly Token[],
  from: number,
  { senses, verbs, longestTerm }: Lexicon,
  add: (senses: readonly Sense[] | undefined, from: number, to: number) => void,
): void {
  const { text } = tokens[from]!;
  for (let end = 1; end <= Math.min(text.length, 4); end += 1) {
    const found = verbs.get(text.slice(0, end));
    if (found !== undefined && (end > 1 || verbEnding.test(text.slice(1)))) add(found, from, from);
  }
  for (const found of termsIn(text, senses, longestTerm)) add(found, from, from);
  const next = tokens[from + 1];
  if (next === undefined || !next.korean) return;
  for (let end = 1; end <= Math.min(next.text.length, longestTerm - text.length); end += 1) {
    const found = senses.get(text + next.text.slice(0, end));
    if (found !== undefined && (isEnding(next.text.slice(end)) || koreanNouns().has(next.text.slice(0, end))))
      add(found, from, from + 1);
  }
}

/** Texts say the same Korean words again and again, and many terms must be tried for each. */
function termsIn(text: string, senses: Lexicon['senses'], longest: number): (readonly Sense[])[] {
  let known = terms.get(senses);
  if (known === undefined) terms.set(senses, (known = new Map()));
  let found = known.get(text);
  if (found === undefined) {
    found = [];
    for (let start = 0; start < text.length; start += 1) {
      if (start === 1 && !koreanNouns().has(text.slice(0, start))) continue;
      for (let end = start + 1; end <= Math.min(text.length, start + longest); end += 1) {
        const term = senses.get(text.slice(start, end));
        if (term !== undefined && standsAlone(text, start, end)) found.push(term);
      }
    }
    if (known.size >= 5000) known.clear();
    known.set(text, found);
  }
  return found;
}

const terms = new WeakMap<Lexicon['senses'], Map<string, (readonly Sense[])[]>>();

/** Whether the letters are a word of their own inside a Korean word, as far as particles and nouns tell. */
export function standsAlone(text: string, start: number, end: number): boolean {
  const rest = text.slice(end);
  if (end - start === 1) return start === 0 && shortEnding.test(rest);
  if (start > 0 && end - start < 3 && !koreanNouns().has(text.slice(0, start))) return false;
  if (isEnding(rest) || koreanNouns().has(rest) || end - start >= 3 || startsWithNoun(rest)) return true;
  // 통밀|빵|이: a noun of one syllable may follow, if only grammar follows that.
  return koreanNouns().has(rest.slice(0, 1)) && isEnding(rest.slice(1));
}

function startsWithNoun(rest: string): boolean {
  for (let end = Math.min(rest.length, 6); end >= 2; end -= 1)
    if (koreanNouns().has(rest.slice(0, end))) return true;
  return false;
}

/** What follows a verb of one syllable; without it the syllable begins some other word. */
const verbEnding =
  /^(?:고|는|다|지|며|면|기|게|니까|던|거나|려고|도록|습니다|을|으|은|어|아|었|았|세요|네요|자$)/u;

/** Single syllables begin many words: only the plainest particles may follow. */
const shortEnding =
  /^(?:이|가|은|는|을|를|의|에|에서|에는|로|으로|와|과|도|만|처럼|보다|부터|까지|이나|나|입니다|에도|과도)?$/u;
