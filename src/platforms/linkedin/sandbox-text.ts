/**
 * How LinkedIn's side reads and writes `commentary`, told from its grammar ("little Text Format", learn.microsoft.com,
 * li-lms-2026-01, read 2026-11-24). Shares nothing with the client on purpose.
 */

export type Segment =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'hashtag'; readonly word: string }
  | { readonly kind: 'mention'; readonly name: string; readonly urn: string };

export interface ReadCommentary {
  readonly segments: readonly Segment[];
  /** The reserved character that stood unescaped; the text behind it is gone. */
  readonly cutAt?: { readonly character: string; readonly place: number };
}

const reservedCharacters = '\\|{}@[]()<>#*_~';

const inAddress = String.raw`[\w#@\-.%/?=&+:;,!$'\u0080-\u{10ffff}]*[\w#@\-/=&+%\u0080-\u{10ffff}]`;
const linked = new RegExp(String.raw`^(?:https?:\/\/|www\.)${inAddress}`, 'iu');
const named = new RegExp(String.raw`^(?:[a-z0-9-]+\.)+[a-z]{2,}\/${inAddress}`, 'iu');

/** Reads as far as the grammar reaches: at the first unescaped reserved character LinkedIn drops the rest without a word. */
export function readCommentary(commentary: string): ReadCommentary {
  const segments: Segment[] = [];
  let plain = '';
  const push = (segment: Segment): void => {
    if (plain !== '') segments.push({ kind: 'text', text: plain });
    plain = '';
    segments.push(segment);
  };
  let place = 0;
  while (place < commentary.length) {
    const rest = commentary.slice(place, place + 1000);
    const character = commentary.charAt(place);
    const template = /^\{hashtag\|\\[#＃]\|((?:[\p{L}\p{N}\p{M}]|\\_)+)\}/u.exec(rest);
    const glued = /[\p{L}\p{N}@._\\/-]$/u.test(commentary.slice(Math.max(0, place - 1), place));
    const address = linked.exec(rest) ?? (glued ? null : named.exec(rest));
    const hashtag = /^#([\p{L}\p{N}\p{M}]+)/u.exec(rest);
    const mention = /^@\[((?:\\.|[^\]\\])+)\]\((urn:li:(?:person|organization):[\w-]+)\)/u.exec(rest);
    if (
      character === '\\' &&
      place + 1 < commentary.length &&
      reservedCharacters.includes(commentary.charAt(place + 1))
    ) {
      plain += commentary.charAt(place + 1);
      place += 2;
    } else if (address !== null) {
      // In an address none of "_", "#" and "@" begins anything; what else is reserved cuts it off as well.
      plain += address[0];
      place += address[0].length;
    } else if (template !== null) {
      push({ kind: 'hashtag', word: (template[1] ?? '').replaceAll('\\', '') });
      place += template[0].length;
    } else if (hashtag !== null) {
      push({ kind: 'hashtag', word: hashtag[1] ?? '' });
      place += hashtag[0].length;
    } else if (mention !== null) {
      push({ kind: 'mention', name: (mention[1] ?? '').replace(/\\(.)/g, '$1'), urn: mention[2] ?? '' });
      place += mention[0].length;
    } else if (reservedCharacters.includes(character)) {
      if (plain !== '') segments.push({ kind: 'text', text: plain });
      return { segments, cutAt: { character, place } };
    } else {
      plain += character;
      place += 1;
    }
  }
  if (plain !== '') segments.push({ kind: 'text', text: plain });
  return { segments };
}

/** As people see it. */
export function shownText(segments: readonly Segment[]): string {
  return segments
    .map((segment) =>
      segment.kind === 'text' ? segment.text : segment.kind === 'hashtag' ? `#${segment.word}` : segment.name,
    )
    .join('');
}

/** As the API gives it back: hashtags as templates, mentions in full, reserved characters escaped, ends trimmed. */
export function writtenText(segments: readonly Segment[]): string {
  return segments
    .map((segment) => {
      if (segment.kind === 'hashtag') return `{hashtag|\\#|${escaped(segment.word)}}`;
      if (segment.kind === 'mention') return `@[${escaped(segment.name)}](${segment.urn})`;
      return escaped(segment.text);
    })
    .join('')
    .trim();
}

function escaped(text: string): string {
  return [...text]
    .map((character) => (reservedCharacters.includes(character) ? `\\${character}` : character))
    .join('');
}
