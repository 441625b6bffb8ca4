import { normaliseHashtag } from './hashtag.ts';

/** A hashtag as it stands in a text; `start` and `end` in UTF-16 units, the sign included. */
export interface FoundHashtag {
  readonly hashtag: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The hashtags of a text by the rule of X's own library, which the other platforms follow or are wider than:
 * `#` or `＃`, then letters, marks, digits and `_`, at least one letter; not after a letter, a digit or `&`; not inside an
 * address; not before another `#` or `://` (twitter-text, extract, read 2026-11-24).
 */
export function findHashtags(text: string): FoundHashtag[] {
  if (!/[#＃]/.test(text)) return [];
  const addresses = addressesIn(text);
  const found: FoundHashtag[] = [];
  for (const match of text.matchAll(hashtagPattern)) {
    const start = match.index + match[1]!.length;
    const end = match.index + match[0].length;
    if (addresses.some(([from, to]) => start < to && end > from)) continue;
    found.push({ hashtag: normaliseHashtag(text.slice(start, end)), start, end });
  }
  return found;
}

/** Whether a word without `#` would be one live hashtag from its first letter to its last. */
export function isHashtag(word: string): boolean {
  return wholeHashtag.test(word.normalize('NFC'));
}

const letter = String.raw`\p{L}\p{M}`;
const alphanumeric = String.raw`${letter}\p{Nd}_\u200c\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\u00b7`;
const body = `[${alphanumeric}]*[${letter}][${alphanumeric}]*`;
const hashtagPattern = new RegExp(
  `(^|\\ufe0e|\\ufe0f|[^${alphanumeric}&])[#＃](?!\\ufe0f|\\u20e3)${body}(?![#＃]|://)`,
  'gu',
);
const wholeHashtag = new RegExp(`^${body}$`, 'u');

function addressesIn(text: string): [number, number][] {
  if (!/[./]/.test(text)) return [];
  return Array.from(text.matchAll(/(?:https?:\/\/|www\.|\b[a-z0-9-]+\.[a-z]{2,}\/)\S*/giu), (match) => [
    match.index,
    match.index + match[0].length,
  ]);
}
