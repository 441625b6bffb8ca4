import { isEnding, koreanNouns } from './korean.ts';
import type { Lexicon, Sense } from './lexicon.ts';
import { denials } from './denial.ts';
import { stem } from './stem.ts';

/** A word of a text: of one script, so that "MRI를" is two. */
export interface Token {
  /** Lower case, NFC. */
  readonly text: string;
  readonly stem: string;
  readonly korean: boolean;
  /** Place in the text read, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly sentence: number;
  /** 1; less where the text denies it or only compares with it. */
  readonly weight: number;
  /** Whether the text denies it. */
  readonly denied: boolean;
}

/** A term of the lexicon that stands in a text. */
export interface Hit {
  readonly sense: Sense;
  /** First and last token. */
  readonly from: number;
  readonly to: number;
}

/** A text as hashtags are looked up in it. */
export interface Reading {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** Stem → tokens. */
  readonly stems: ReadonlyMap<string, readonly number[]>;
  /** Concept → where its terms stand. */
  readonly hits: ReadonlyMap<number, readonly Hit[]>;
  /** How many different concepts of each field the text names without a doubt. */
  readonly fields: ReadonlyMap<number, number>;
  /** All letters without what stands between them, and where each token begins in them. */
  readonly letters: string;
  readonly starts: readonly number[];
  readonly korean: boolean;
}

export function readText(text: string, lexicon: Lexicon): Reading {
  const folded = text.normalize('NFC').toLowerCase();
  const bare = bareTokens(folded);
  const weights = denials(folded, bare);
  const tokens = bare.map((token, i) => ({ ...token, ...weights[i]! }));
  const stems = new Map<string, number[]>();
  let letters = '';
  let korean = 0;
  const starts: number[] = [];
  for (const [i, token] of tokens.entries()) {
    starts.push(letters.length);
    letters += token.text;
    if (token.korean) korean += token.text.length;
    const places = stems.get(token.stem);
    if (places === undefined) stems.set(token.stem, [i]);
    else places.push(i);
  }
  starts.push(letters.length);
  const hits = hitsIn(tokens, lexicon);
  return {
    text,
    tokens,
    stems,
    hits,
    fields: fieldsOf(hits),
    letters,
    starts,
    korean: korean * 2 > letters.length / 2,
  };
}

export type BareToken = Omit<Token, 'weight' | 'denied'>;

function bareTokens(folded: string): BareToken[] {
  const tokens: BareToken[] = [];
  let sentence = 0;
  let last = 0;
  for (const match of folded.matchAll(
    /\p{Script=Hangul}+|(?:(?!\p{Script=Hangul})[\p{L}\p{M}\p{N}])+(?:['’](?:s|t|re|ve|ll|d|m)\b)?/gu,
  )) {
    if (/[.!?。？！…]["'”’)]*\s|\n/.test(folded.slice(last, match.index))) sentence += 1;
    const korean = /^\p{Script=Hangul}/u.test(match[0]);
    const text = korean ? match[0] : match[0].replace(/['’](?=t$)/, '').replace(/['’].*$/, '');
    last = match.index + match[0].length;
    tokens.push({ text, stem: korean ? text : stem(text), korean, start: match.index, end: last, sentence });
  }
  return tokens;
}

function hitsIn(tokens: readonly Token[], lexicon: Lexicon): Map<number, Hit[]> {
  const hits = new Map<number, Hit[]>();
  const add = (senses: readonly Sense[] | undefined, from: number, to: number): void => {
    for (const sense of senses ?? []) {
      const places = hits.get(sense.concept);
      if (places === undefined) hits.set(sense.concept, [{ sense, from, to }]);
      else if (places.at(-1)!.to !== to) places.push({ sense, from, to });
    }
  };
  for (let from = 0; from < tokens.length; from += 1) {
    const token = tokens[from]!;
    if (token.korean) koreanHits(tokens, from, lexicon, add);
    let key = '';
    for (let to = from; to < Math.min(tokens.length, from + lexicon.longestPhrase); to += 1) {
      if (tokens[to]!.korean || tokens[to]!.sentence !== token.sentence) break;
      key += tokens[to]!.stem;
      add(lexicon.senses.get(key), from, to);
    }
  }
  return hits;
}

/** Terms at the beginning of a Korean word, behind a noun inside it, and over the space behind it. */
function koreanHits(
  tokens: readonly Token[],
  from: number,
  { senses, longestTerm }: Lexicon,
  add: (senses: readonly Sense[] | undefined, from: number, to: number) => void,
): void {
  const { text } = tokens[from]!;
  for (let start = 0; start < text.length; start += 1) {
    if (start > 0 && !koreanNouns().has(text.slice(0, start)) && start < 2) continue;
    for (let end = start + 1; end <= Math.min(text.length, start + longestTerm); end += 1) {
      const found = senses.get(text.slice(start, end));
      if (found !== undefined && standsAlone(text, start, end)) add(found, from, from);
    }
  }
  const next = tokens[from + 1];
  if (next === undefined || !next.korean || next.sentence !== tokens[from]!.sentence) return;
  for (let end = 1; end <= Math.min(next.text.length, longestTerm - text.length); end += 1) {
    const found = senses.get(text + next.text.slice(0, end));
    if (found !== undefined && (isEnding(next.text.slice(end)) || koreanNouns().has(next.text.slice(0, end))))
      add(found, from, from + 1);
  }
}

/** Whether the letters are a word of their own inside a Korean word, as far as particles and nouns tell. */
export function standsAlone(text: string, start: number, end: number): boolean {
  const rest = text.slice(end);
  if (end - start === 1) return start === 0 && isShortEnding(rest);
  if (start > 0 && end - start < 3 && !koreanNouns().has(text.slice(0, start))) return false;
  return isEnding(rest) || koreanNouns().has(rest) || end - start >= 3 || startsWithNoun(rest);
}

function startsWithNoun(rest: string): boolean {
  for (let end = Math.min(rest.length, 6); end >= 2; end -= 1)
    if (koreanNouns().has(rest.slice(0, end))) return true;
  return false;
}

/** Single syllables begin many words: only the plainest particles may follow. */
function isShortEnding(rest: string): boolean {
  return /^(?:이|가|은|는|을|를|의|에|에서|에는|로|으로|와|과|도|만|처럼|보다|부터|까지|이나|나|입니다|에도|과도)?$/u.test(
    rest,
  );
}

function fieldsOf(hits: ReadonlyMap<number, readonly Hit[]>): Map<number, number> {
  const fields = new Map<number, number>();
  for (const [{ sense }] of hits.values() as Iterable<readonly [Hit]>) {
    if (!sense.ambiguous) fields.set(sense.field, (fields.get(sense.field) ?? 0) + 1);
  }
  return fields;
}
