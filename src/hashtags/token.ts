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
    const [word] = match;
    const korean = hangul.test(word);
    const text = korean ? word : withoutApostrophe(word);
    const start = match.index;
    tokens.push({ text, stem: korean ? text : stem(text), korean, start, end: start + word.length });
  }
  return tokens;
}

const hangul = /^\p{Script=Hangul}/u;

/** "Isn't" is isnt, "knee's" is knee. */
function withoutApostrophe(word: string): string {
  const at = word.search(/['’]/);
  if (at < 0) return word;
  return word.endsWith('t') && at === word.length - 2 ? word.slice(0, at) + 't' : word.slice(0, at);
}

const words =
  /\p{Script=Hangul}+|(?:(?!\p{Script=Hangul})[\p{L}\p{M}\p{N}])+(?:['’](?:s|t|re|ve|ll|d|m)\b)?/gu;
