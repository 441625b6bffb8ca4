/**
 * A text without the marks of emphasis that the parser left in it, because CommonMark wants a space, or none, where Korean,
 * Japanese and hasty writers do otherwise: `__밑줄__은`, `** 앞 공백**`, `**뒤 공백 **는`, an opening mark that is never closed. What
 * is no mark stays: `2 * 3 * 4`, `5 ** 2`, `snake_case`, and whatever was escaped in `source`, the leaf as it was written.
 */
export function withoutLeftMarks(text: string, source: string): string {
  // Nearly every text has none of these.
  if (!/[*`]|_\S|\S_|~\d|\^\d|\+\+|\|\||==/.test(text)) return text;
  let left = text;
  if (text.includes('*') && !source.includes('\\*')) left = withoutStars(left);
  if (text.includes('_') && !source.includes('\\_')) left = withoutLines(left);
  if (source.includes('\\`')) return left;
  return others.reduce((words, [pattern, kept]) => words.replaceAll(pattern, kept), left);
}

const unspaced = String.raw`[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]`;

/** `**…**` where one of both marks touches what it marks; where neither does, they multiply. */
const pairedStars = /(?<![*\d])(\*{2,3})(?![*])(?:(?=\S)([^*\n]*?[^*\n])|\s+([^*\n]*?[^*\s]))\1(?!\*)/gu;
/** One that was never closed, at the beginning or the end of a word. "4**" is a rating, "s****" is left out by the author. */
const loneStars =
  /(?<=^|[\s("“‘「『[])\*{2,3}(?=[^\s*])(?!(?:kw)?args\b)|(?<=[^\s*\d])\*{2,3}(?=$|[\s)"”’」』\].,!?:;])|(?<=\p{Lo})\*{2,3}(?=\p{L})/gu;
/** What is left of bold words that are not there. */
const emptyStars = /(?<=^|\s)\*{4,}(?=\s|$)\s?/gu;
const singleStars = new RegExp(
  String.raw`(?<=^|[\s("“‘「『[])\*(?:(\S[^*\n]*?)\s?\*(?=${unspaced})|\s([^*\n]*${unspaced}[^*\n]*[^*\s])\*(?=$|[\s.,!?]|${unspaced}))`,
  'gu',
);

function withoutStars(text: string): string {
  const left = text.replaceAll(singleStars, (_, tight?: string, loose?: string) => tight ?? loose ?? '');
  const paired = left.replaceAll(pairedStars, (whole, _marks, tight, loose, at) => {
    const words = tight ?? loose ?? '';
    const glued = new RegExp(`^${unspaced}`, 'u').test(left.slice(at + whole.length));
    return (
      (/\S$/u.test(left.slice(0, at)) && loose !== undefined ? ' ' : '') + (glued ? words.trimEnd() : words)
    );
  });
  return paired.replaceAll(loneStars, '').replaceAll(emptyStars, '');
}

const underlined = /(?<![A-Za-z0-9_])(_{1,3})(?=\S)([^_\n]+|\S[^\n]*?\S)\1(?![A-Za-z0-9_])/gu;

/** `_기울임_이`, `__밑줄__은`; not what is one word of code to its end: `_private_`, `__init__`. */
function withoutLines(text: string): string {
  return text.replaceAll(underlined, (whole: string, marks: string, words: string) => {
    const code =
      /^[A-Za-z0-9_]+$/.test(words) && (words.includes('_') || marks === '_' || dunder.test(words));
    return code || /^_|_$/.test(words) ? whole : words.trimEnd();
  });
}

const others: readonly (readonly [RegExp, (whole: string, words: string) => string])[] = [
  // helps^3^, 10^2^
  [/\^(\d{1,3}(?:[-–,]\d{1,3})*)\^/gu, (_, digits) => raised(digits)],
  // H~2~O
  [/(?<=[A-Za-z])~(\d{1,2})~(?=[A-Za-z]|\b|$)/gu, (_, digits) => digits],
  // One end of what was code: the other stands in the next cell of a table.
  [/(?<=\S)`+|`+(?=\S)/gu, () => ''],
  // ++underlined++, ||hidden||
  [/(?<![\w+])\+\+(\S[^+\n]*?)\+\+(?![\w+])/gu, (_, words) => words],
  [/\|\|(\S[^|\n]*?)\|\|/gu, (_, words) => words],
];

/** Digits, and what stands between numbers, as the small raised ones. Other letters stay as they are. */
export function raised(text: string): string {
  return text.replaceAll(/[\d+-]|–/gu, (letter) => raisedLetters[letter] ?? letter);
}

const raisedLetters: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Array.from('⁰¹²³⁴⁵⁶⁷⁸⁹', (letter, digit) => [String(digit), letter])),
  '+': '⁺',
  '-': '⁻',
  '–': '⁻',
};

/** Whether what CommonMark reads as bold is a word of code: `__init__`, `self.__name__`, `__call__()`. */
export function isCodeWord(source: string, start: number, end: number): boolean {
  if (source[start] !== '_') return false;
  const word = /^__([a-z]+(?:_[a-z]+)*)__$/.exec(source.slice(start, end))?.[1];
  return word !== undefined && (source[start - 1] === '.' || source[end] === '(' || dunder.test(word));
}

const dunder =
  /^(?:init|main|name|file|doc|dict|class|call|repr|str|len|iter|next|new|del|all|version|author|enter|exit|eq|hash|slots|module|path|dirname|filename|proto|typename|getitem|setitem|getattr|setattr|pycache|import|future|builtins)$/;
