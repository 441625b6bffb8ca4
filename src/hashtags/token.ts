import { stem } from './stem.ts';

/** A word of a sentence: of one script, so that "MRI를" is two. */
export interface Token {
  /** Lower case, NFC. */
  readonly text: string;
  readonly stem: string;
  readonly korean: boolean;
  /** Place in the sentence, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
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
  for (const match of folded.matchAll(words)) {
    const korean = /^\p{Script=Hangul}/u.test(match[0]);
    const text = korean ? match[0] : match[0].replace(/['’](?=t$)/, '').replace(/['’].*$/, '');
    tokens.push({
      text,
      stem: korean ? text : stem(text),
      korean,
      start: match.index,
      end: match.index + match[0].length,
    });
  }
  return tokens;
}

const words =
  /\p{Script=Hangul}+|(?:(?!\p{Script=Hangul})[\p{L}\p{M}\p{N}])+(?:['’](?:s|t|re|ve|ll|d|m)\b)?/gu;
