import { emojiSequenceAt } from './emoji.ts';
import { findUrls } from './urls.ts';

/** Most that a post may weigh without Premium (docs.x.com, counting characters; twitter-text config v3; read 2026-11-24). */
export const weightLimit = 280;

/** Every link weighs this, however long it is (config v3, `transformedURLLength`). */
const urlWeight = 23;

/**
 * Weighted length of a text as X counts it: configuration v3 of twitter-text, read 2026-11-24. Latin, Greek, Cyrillic, Hebrew,
 * Arabic, Indic letters and the plain punctuation weigh 1, everything else 2, an emoji 2 however it is put together, a link
 * 23. Counted in NFC. U+FEFF, U+FFFE and U+FFFF weigh 2 and make a post invalid: `clean` takes them out.
 */
export function weightedLength(text: string): number {
  let weight = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x300) {
      if (unit === fullStop && mayEndLabel(text, i)) return carefulLength(text);
      weight += 1;
    } else if (isPlainWide(unit)) weight += 2;
    else if (isPlainPunctuation(unit)) weight += weightOf(unit);
    else return carefulLength(text);
  }
  return weight;
}

const fullStop = 0x2e;

/** Only a full stop right before a letter can be part of a domain: a decimal point and the end of a sentence are none. */
function mayEndLabel(text: string, index: number): boolean {
  const next = text.charCodeAt(index + 1);
  if (next >= 0x80) return next < 0x2000 || next > 0x206f;
  return (next >= 0x61 && next <= 0x7a) || (next >= 0x41 && next <= 0x5a);
}

/** Hangul syllables and Han: always NFC, never part of an emoji. */
function isPlainWide(unit: number): boolean {
  return (unit >= 0xac00 && unit <= 0xd7a3) || (unit >= 0x4e00 && unit <= 0x9fff);
}

/** Dashes, quotes, bullets, the ellipsis: always NFC; no emoji below U+203C. */
function isPlainPunctuation(unit: number): boolean {
  return unit >= 0x2010 && unit <= 0x2027;
}

function weightOf(unit: number): number {
  if (unit <= 0x10ff) return 1;
  return (unit >= 0x2000 && unit <= 0x200d) ||
    (unit >= 0x2010 && unit <= 0x201f) ||
    (unit >= 0x2032 && unit <= 0x2037)
    ? 1
    : 2;
}

/** The whole rule, for a text with something in it that the quick look cannot judge. */
function carefulLength(written: string): number {
  const text = written.normalize('NFC');
  const urls = findUrls(text);
  let weight = 0;
  let nextUrl = 0;
  for (let i = 0; i < text.length;) {
    while (nextUrl < urls.length && urls[nextUrl]!.start < i) nextUrl += 1;
    const url = urls[nextUrl];
    if (url?.start === i) {
      weight += urlWeight;
      i += url.url.length;
      continue;
    }
    const emoji = emojiSequenceAt(text, i);
    if (emoji > 0) {
      weight += 2;
      i += emoji;
    } else if (isPair(text, i)) {
      weight += 2;
      i += 2;
    } else {
      weight += weightOf(text.charCodeAt(i));
      i += 1;
    }
  }
  return weight;
}

function isPair(text: string, index: number): boolean {
  const high = text.charCodeAt(index);
  if (high < 0xd800 || high > 0xdbff) return false;
  const low = text.charCodeAt(index + 1);
  return low >= 0xdc00 && low <= 0xdfff;
}
