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

/** A word before it is known whether the text means it. */
export type BareToken = Omit<Token, 'weight' | 'denied'>;

/** The words of a text in lower case, NFC. */
export function bareTokens(folded: string): BareToken[] {
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
