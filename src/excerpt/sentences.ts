import { isEnd, type Stop } from './sentence-end.ts';
import { inlineListStarts } from './inline-lists.ts';

/** Half-open range of a text, in UTF-16 units; no white space at either end. */
export interface Sentence {
  readonly start: number;
  readonly end: number;
}

/**
 * The sentences of a text in order. Every letter but the white space between them belongs to one. A line break ends one,
 * unless the next line plainly goes on with the same sentence. `lang` is a BCP 47 primary tag; few rules ask for it.
 */
export function sentencesOf(text: string, lang: string): Sentence[] {
  if (!mayHoldSeveral.test(text)) return trimmed(text, 0, text.length);
  const starts = inlineListStarts(text);
  const sentences: Sentence[] = [];
  const scan = new Scan(text, lang);
  let start = 0;
  let listed = 0;
  const close = (end: number): void => {
    sentences.push(...trimmed(text, start, end));
    start = end;
    scan.begin(end);
  };
  for (let end = scan.next(); end >= 0; end = scan.next()) {
    while (listed < starts.length && starts[listed]! <= start) listed += 1;
    // A number typed in the middle of a line begins an item, whatever stands before it.
    if (listed < starts.length && starts[listed]! < end) close(starts[listed]!);
    else close(end);
  }
  while (listed < starts.length) {
    if (starts[listed]! > start) close(starts[listed]!);
    listed += 1;
  }
  close(text.length);
  return sentences;
}

/** Most blocks are one sentence: a pattern tells that faster than a walk. */
const mayHoldSeveral =
  /\n|[.!?…‥؟۔।॥։።။][^\s\p{L}\p{N}]*\s+\S|[요다죠까네]~|[.!?](?:\[?[\d¹²³⁴-⁹]|\p{Lu}|[가-힣])|[。！？｡．]|[요다죠까네][^\s\p{L}\p{N}.!?]*[ㅎㅋㅠㅜ^]|[가-힣][.!?]\(|[ぁ-ヿ一-龯][!?…]|\s[(•⁃]?(?:\p{Nd}{1,2}|[b-zB나ب]|i[iv]|II)(?:[.)]|\.\))\s|\S\s[•⁃]|.②|[:;]-?[)(D]\s/u;

function trimmed(text: string, from: number, to: number): Sentence[] {
  const part = text.slice(from, to);
  const start = from + part.length - part.trimStart().length;
  const end = from + part.trimEnd().length;
  return end > start ? [{ start, end }] : [];
}

/** How far ahead the end of a bracket or quotation is looked for; one that is longer is not kept whole. */
const longestBracket = 300;
const longestQuotation = 250;
/** A quotation that is the whole sentence is divided sooner than one inside a sentence. */
const longestLoneQuotation = 160;

/** Walks through a text once, from one end of a sentence to the next. */
class Scan {
  #at = 0;
  #start = 0;
  #brackets = 0;
  #straightFrom = -1;
  #curlyFrom = -1;
  readonly #text: string;
  readonly #lang: string;
  readonly #hasSingles: boolean;

  constructor(text: string, lang: string) {
    this.#text = text;
    this.#lang = lang;
    this.#hasSingles = singleOpener.test(text);
  }

  /** A sentence begins at `start`. */
  begin(start: number): void {
    this.#start = start;
    if (this.#at > start) this.#at = start;
    this.#brackets = 0;
    this.#straightFrom = -1;
    this.#curlyFrom = -1;
  }

  /** The end of the sentence, closing marks included; -1 when the text ends first. */
  next(): number {
    const text = this.#text;
    while (this.#at < text.length) {
      const code = text.charCodeAt(this.#at);
      const kind = code < 128 ? ascii[code]! : kindOf(code);
      if (kind === 0) {
        this.#at += 1;
      } else if (kind === opening) {
        this.#brackets += 1;
        this.#at += 1;
      } else if (kind === closing) {
        if (this.#brackets > 0) this.#brackets -= 1;
        this.#at += 1;
        if (this.#brackets === 0 && endsInSmile(text, this.#start, this.#at)) return this.#at;
      } else if (kind === quoting) {
        this.#quote(code);
        this.#at += 1;
      } else if (kind === line) {
        this.#at += 1;
        if (isLineEnd(text, this.#start, this.#at)) return this.#at;
      } else if (kind === drawling && !isDrawn(text, this.#at)) {
        this.#at += 1;
      } else {
        const end = this.#stop();
        if (end >= 0) return end;
      }
    }
    return -1;
  }

  #quote(code: number): void {
    if (code === 0x22) {
      // Six inches: 6".
      const inch = this.#straightFrom < 0 && /\d/.test(this.#text[this.#at - 1] ?? '');
      if (!inch) this.#straightFrom = this.#straightFrom < 0 ? this.#at : -1;
    } else if (code === 0x201d || code === 0xbb) this.#curlyFrom = -1;
    else if (code === 0x201c && this.#curlyFrom >= 0 && this.#text[this.#curlyFrom] === '„')
      this.#curlyFrom = -1;
    else this.#curlyFrom = this.#at;
  }

  #stop(): number {
    const text = this.#text;
    const from = this.#at;
    const stop = stopAt(text, from, this.#text[this.#curlyFrom] === '«');
    this.#at = stop.marksEnd;
    const inside = this.#isInside(stop.marksEnd);
    // The closing marks belong to this sentence: they are stepped over by the walk itself when it goes on.
    const end = inside ? -1 : isEnd(text, this.#start, stop, this.#lang);
    if (end >= 0) this.#at = end;
    return end;
  }

  /** Whether a bracket or a quotation is open that is closed soon after. */
  #isInside(at: number): boolean {
    const rest = this.#text.slice(at, at + longestBracket);
    if (this.#brackets > 0) {
      // What closes right here is judged with the end.
      if (/^["'”’]*[)\]）】》」』〉]/u.test(rest)) {
        const closers = /^["'”’)\]）】》」』〉]+/u.exec(rest)![0];
        const closed = closers.replaceAll(/["'”’]/gu, '').length;
        if (closed >= this.#brackets) return false;
      }
      if (/^[^\n]*[)\]）】》」』〉]/u.test(rest)) return true;
      this.#brackets = 0;
    }
    return (
      this.#isInSingles(rest, at) ||
      this.#isQuoted(rest, at, this.#straightFrom, '"') ||
      this.#isQuoted(rest, at, this.#curlyFrom, curlyCloser(this.#text[this.#curlyFrom]))
    );
  }

  /** The apostrophe is one letter with the single quote: only one that opens a word and one behind a mark are quotes. */
  #isInSingles(rest: string, at: number): boolean {
    if (!this.#hasSingles || /^['’]/.test(rest)) return false;
    const closes = singleCloser.exec(rest)?.index ?? Infinity;
    if (closes > longestLoneQuotation) return false;
    const said = this.#text.slice(Math.max(this.#start, at - longestLoneQuotation), at);
    const opens = said.search(lastSingleOpener);
    return opens >= 0 && !closedSingle.test(said.slice(opens));
  }

  #isQuoted(rest: string, at: number, from: number, closer: string): boolean {
    if (from < 0 || rest.startsWith(closer) || /^[)\]’']+["”]|^[ \u00a0\u202f]»/.test(rest)) return false;
    const line = rest.indexOf('\n');
    const closes = rest.indexOf(closer);
    if (closes < 0 || (line >= 0 && line < closes)) return false;
    const lone = this.#text.slice(this.#start, from).trim() === '';
    return at + closes - from <= (lone ? longestLoneQuotation : longestQuotation);
  }
}

const singleOpener = /(?:^|[\s(,:])['‘]\p{L}/u;
const lastSingleOpener = /(?<=^|[\s(,:])['‘](?=\p{L})(?![^]*[\s(,:]['‘]\p{L})/u;
const closedSingle = /(?<=[\p{L}.!?,])['’](?=[\s,.;:!?)]|$)/u;
const singleCloser = /(?<=[.!?,])['’](?=\s|$)/u;

function curlyCloser(opener: string | undefined): string {
  return opener === '„' ? '“' : opener === '«' ? '»' : '”';
}

const opening = 1;
const closing = 2;
const quoting = 3;
const line = 4;
const stopping = 5;
/** "하세요~", "좋아요ㅎㅎ" and "예요^^" end a sentence, "9:00~6:30" does not. */
const drawling = 6;

/** "반갑습니다 :) 오늘은 …": who smiles has said it all. */
function endsInSmile(text: string, start: number, at: number): boolean {
  if (!/[:;-]/.test(text[at - 2] ?? '')) return false;
  const said = /(\S)\s*[:;]-?\)$/u.exec(text.slice(Math.max(start, at - 8), at))?.[1];
  return (
    said !== undefined &&
    (/^\s+\p{Lu}/u.test(text.slice(at, at + 4)) ||
      (/[다요죠까네.!?]/u.test(said) && /^\s+\p{Lo}/u.test(text.slice(at, at + 4))))
  );
}

function isDrawn(text: string, at: number): boolean {
  return /[요다죠까네]/u.test(text[at - 1] ?? '') && (text[at] !== '^' || text[at + 1] === '^');
}

const ascii = new Uint8Array(128);
for (const letter of '([') ascii[letter.charCodeAt(0)] = opening;
for (const letter of ')]') ascii[letter.charCodeAt(0)] = closing;
for (const letter of '.!?') ascii[letter.charCodeAt(0)] = stopping;
ascii[0x22] = quoting;
ascii[0x7e] = drawling;
ascii[0x5e] = drawling;
ascii[0x0a] = line;

function kindOf(code: number): number {
  // Korean and Chinese letters first: they are most of what comes here.
  if (code >= 0x3400 && code < 0xff00) return 0;
  if (code < 0x0500) return code === 0xab || code === 0xbb ? quoting : 0;
  switch (code) {
    case 0x2026: // …
    case 0x2025: // ‥
    case 0x061f: // ؟
    case 0x06d4: // ۔
    case 0x0964: // ।
    case 0x0965: // ॥
    case 0x0589: // ։
    case 0x1362: // ።
    case 0x104b: // ။
    case 0x3002: // 。
    case 0xff01: // ！
    case 0xff1f: // ？
    case 0xff61: // ｡
    case 0xff0e: // ．
      return stopping;
    case 0x201c:
    case 0x201d:
    case 0x201e:
      return quoting;
    case 0x300c:
    case 0x300e:
    case 0x300a:
    case 0x3008:
    case 0x3010:
    case 0xff08:
      return opening;
    case 0x300d:
    case 0x300f:
    case 0x300b:
    case 0x3009:
    case 0x3011:
    case 0xff09:
      return closing;
    case 0x2028:
      return line;
    case 0x314b: // ㅋ
    case 0x314e: // ㅎ
    case 0x315c: // ㅜ
    case 0x3160: // ㅠ
      return drawling;
    default:
      return 0;
  }
}

const marksPattern = /[~.!?…‥؟۔।॥։።။。！？｡．ㅋㅎㅜㅠ^]+/uy;
const spacedDots = /(?:[  ]\.){2,}/uy;
const closersPattern = /(?:["'”’»)\]）】》」』〉*_]|“(?=[\s,)]|$))+/uy;
/** French writes a space before the mark that closes. */
const spacedCloser = /[ \u00a0\u202f]»/uy;

/** The marks that may end a sentence at `from`, with the quotes and brackets that close right after them. */
function stopAt(text: string, from: number, guillemet: boolean): Stop {
  let spaced: Stop['spaced'] = 'no';
  let marksEnd = matchEnd(marksPattern, text, from);
  const dots = matchEnd(spacedDots, text, marksEnd);
  if (dots > marksEnd && text.slice(from, marksEnd).endsWith('.')) {
    const count = (dots - marksEnd) / 2 + 1;
    // "word. . . ." is a full stop and an ellipsis; "word . . . ." an ellipsis and a full stop.
    const glued = /\S/.test(text[from - 1] ?? ' ');
    if (glued && count >= 4 && /^\s+[^\s\p{Ll}]/u.test(text.slice(dots, dots + 3))) spaced = 'no';
    else {
      spaced = count >= 4 ? 'four' : 'three';
      marksEnd = dots;
    }
  }
  const end = matchEnd(closersPattern, text, guillemet ? matchEnd(spacedCloser, text, marksEnd) : marksEnd);
  return { from, marksEnd, end: withPictures(text, end), spaced };
}

/** Smileys belong to what was said before them, unless the text uses them as bullets. */
function withPictures(text: string, end: number): number {
  const first = text.charCodeAt(end) === 0x20 ? text.charCodeAt(end + 1) : text.charCodeAt(end);
  if (!(first > 0x218f && (first < 0x3200 || first > 0xd7ff)) && first !== 0x5e) return end;
  const after = matchEnd(pictures, text, end);
  return after > end && !opensWithPicture.test(text) ? after : end;
}

const pictures =
  / ?(?:(?:\p{RI}\p{RI}|\p{Extended_Pictographic}(?:\ufe0f|\p{EMod}|\u200d\p{Extended_Pictographic})*|[ㅋㅎㅠㅜ]{2,}|\^\^) ?)+(?<! )(?=\s|$)/uy;
const opensWithPicture = /^\s*(?:\p{RI}|\p{Extended_Pictographic})/u;

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** A line break ends a sentence, but not where a line was wrapped: the next begins small, and only that one ends. */
function isLineEnd(text: string, start: number, at: number): boolean {
  const said = text.slice(Math.max(start, at - 120), at).trimEnd();
  if (said === '' || /[.!?…:;。！？：]["”’)]*$/u.test(said)) return true;
  const next = /^[^\n]*/.exec(text.slice(at, at + 400))![0];
  if (wrapped.test(said) && /^[\p{Lo}\d]/u.test(next) && /[.!?。！？]\s*$/u.test(next)) return false;
  if (!/^[ \t]*\p{Ll}\p{L}*[\s,]/u.test(next) && !/^[ \t]*(?:です|ます)/u.test(next)) return true;
  return !/[.!?。]["”’)]*\s*$/u.test(next) || !/\s|[ぁ-んァ-ヶ一-龯]/u.test(said) || /^\s*[-•*·]/u.test(said);
}

/** Korean and Japanese words that wait for more of their sentence: a line that ends with one was wrapped. */
const wrapped =
  /[가-힣](?:은|는|을|를|에서|에게|으로|하고|하며|하면|지만|위해|통해)$|(?:및|또는|[はをがにへ、，])$/u;
