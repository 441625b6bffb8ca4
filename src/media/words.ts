/** The words of one card. */
export interface Words {
  /** The line at the bottom. */
  readonly brand: string | null;
  readonly title: string | null;
  readonly text: string;
}

export function rewritten(words: Words, rewrite: (text: string) => string): Words {
  const { brand, title, text } = words;
  return { brand: brand && rewrite(brand), title: title && rewrite(title), text: rewrite(text) };
}

/** Composed letters (fonts have no others), one kind of line end, one blank line at a time. */
export function tidy(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** More than any card holds, and less than takes long to lay out. */
const beginning = 3000;

export function beginningOf(words: Words): Words {
  return rewritten(words, (text) => text.slice(0, beginning));
}

/** How wide a text is, and how long it takes to read: Hangul, Han and Kana count twice. */
export function weightOf(text: string): number {
  return Array.from(text).reduce((sum, sign) => sum + (wide.test(sign) ? 2 : 1), 0);
}

const wide = /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** At most so many letters, the ellipsis counted in; ends with a whole word unless the last one alone is very long. */
export function shorten(text: string, letters: number): string {
  const signs = Array.from(text);
  if (signs.length <= letters) return text;
  const end = Math.max(0, letters - 1);
  const kept = signs.slice(0, end).join('');
  const insideWord = /\S/u.test(signs[end] ?? ' ');
  const whole = insideWord ? kept.replace(/\s\S{0,40}$/u, '') : kept;
  return `${whole.replace(/[\s,;:·–—-]+$/u, '')}…`;
}

/**
 * Joins the syllables of Korean words, and what clings to them, by the invisible word joiner, so that lines end between
 * words only. satori's `keep-all` cannot be used: it breaks between a number and its unit (4 | 주), before a closing
 * bracket, and drops line ends.
 */
export function wholeWords(text: string): string {
  return text.replace(clinging, '\u2060');
}

const clinging = /(?<=\S)(?=\p{Script=Hangul})|(?<=\p{Script=Hangul})(?=\S)|(?<=\p{N}[–~-])(?=\p{N})/gu;

/** The first letter that has a direction says it for all, as in HTML's `dir="auto"`. */
export function directionOf(text: string): 'ltr' | 'rtl' {
  const first = /\p{L}/u.exec(text)?.[0] ?? '';
  return rightToLeft.test(first) ? 'rtl' : 'ltr';
}

const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Signs that no font has in their plain form, where Unicode knows one: ⓐ as a, 🄰 as A. */
export function plain(text: string, missing: ReadonlySet<string>): string {
  return Array.from(text, (sign) => (missing.has(sign) ? sign.normalize('NFKC') : sign)).join('');
}

export function mostlyMissing(words: Words, missing: ReadonlySet<string>): boolean {
  const letters = `${words.title ?? ''}${words.text}`.match(/[\p{L}\p{N}]/gu) ?? [];
  return letters.filter((letter) => missing.has(letter)).length * 3 > letters.length;
}

/**
 * What is left without a glyph: the Hanja of a word in brackets after it, 면역(免疫), say nothing new and are left out; so are emoji
 * that nobody has drawn yet. Any other letter becomes a plain square, which shows that something is missing there.
 */
export function withoutMissing(text: string, missing: ReadonlySet<string>): string {
  const withoutHanja = text.replace(/[(（[]([\p{Script=Han}\s·,]+)[)）\]]/gu, (whole, hanja: string) =>
    Array.from(hanja).every((sign) => missing.has(sign) || !/\p{L}/u.test(sign)) ? '' : whole,
  );
  return Array.from(withoutHanja, (sign) =>
    missing.has(sign) ? (/\p{L}|\p{N}/u.test(sign) ? '□' : '') : sign,
  ).join('');
}
