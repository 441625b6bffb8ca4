/*
 * How the imitation reads a text. Written apart from the client's counting on purpose: it knows graphemes from Intl and
 * countries from Intl, so that the two do not share one misunderstanding. It is never stricter than the official counter
 * for a sensible text; rare top-level domains it takes for words.
 */

export interface Link {
  /** As it was written. */
  readonly written: string;
  /** UTF-16 units of the written text. */
  readonly start: number;
  readonly end: number;
}

const domain =
  /(?<![\w@#$./-])(?:https?:\/\/)?(?:[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?\.)+([a-z]{2,})(?![\w@+-])(?::\d+)?(?:\/[^\s<>"\u3000-\u9fff\uac00-\ud7a3]*)?(?:\?[^\s<>"\u3000-\u9fff\uac00-\ud7a3]*)?/gi;
const wellKnown = new Set([
  'com',
  'org',
  'net',
  'edu',
  'gov',
  'int',
  'info',
  'biz',
  'dev',
  'app',
  'health',
  'clinic',
]);
const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** What X would make links of. */
export function linksIn(text: string): Link[] {
  return [...text.matchAll(domain)]
    .filter((match) => isTopLevel(match[1] ?? ''))
    .map((match) => {
      const written = withoutSentenceEnd(match[0]);
      return { written, start: match.index, end: match.index + written.length };
    });
}

/** Marks behind a link are the sentence's; a parenthesis is the link's where it was opened in it. */
function withoutSentenceEnd(link: string): string {
  const shorter = link.replace(/[.,!?;:'"\]]+$/, '');
  if (shorter.endsWith(')') && !shorter.includes('(')) return withoutSentenceEnd(shorter.slice(0, -1));
  return shorter;
}

function isTopLevel(name: string): boolean {
  return (
    wellKnown.has(name.toLowerCase()) || (name.length === 2 && regions.of(name.toUpperCase()) !== undefined)
  );
}

/** Weighted length; 280 is the most (docs.x.com, counting characters, read 2026-11-24). */
export function weigh(written: string): number {
  const text = written.normalize('NFC');
  let weight = 0;
  let from = 0;
  for (const { start, end } of linksIn(text)) {
    weight += weighPlain(text.slice(from, start)) + 23;
    from = end;
  }
  return weight + weighPlain(text.slice(from));
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function weighPlain(text: string): number {
  let weight = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (/\p{Emoji_Presentation}|\ufe0f|\u20e3/u.test(segment)) weight += 2;
    else for (const letter of segment) weight += weighLetter(letter.codePointAt(0) ?? 0);
  }
  return weight;
}

const light: readonly (readonly [from: number, to: number])[] = [
  [0, 4351],
  [8192, 8205],
  [8208, 8223],
  [8242, 8247],
];

function weighLetter(point: number): number {
  return light.some(([from, to]) => point >= from && point <= to) ? 1 : 2;
}

/** A text as X gives it back: links shortened, three letters as entities, and what the short links stand for. */
export function asListed(text: string, postId: string): { text: string; urls: UrlEntity[] } {
  const urls: UrlEntity[] = [];
  let listed = '';
  let from = 0;
  for (const [i, link] of linksIn(text).entries()) {
    listed += escape(text.slice(from, link.start));
    const short = `https://t.co/${shortName(postId, i)}`;
    const expanded = /^https?:\/\//i.test(link.written) ? link.written : `http://${link.written}`;
    const start = [...listed].length;
    urls.push({
      start,
      end: start + short.length,
      url: short,
      expanded_url: expanded,
      display_url: displayed(expanded),
    });
    listed += short;
    from = link.end;
  }
  return { text: listed + escape(text.slice(from)), urls };
}

export interface UrlEntity {
  /** Code points of the listed text. */
  readonly start: number;
  readonly end: number;
  readonly url: string;
  readonly expanded_url: string;
  readonly display_url: string;
}

function shortName(postId: string, index: number): string {
  return (BigInt(postId) * 31n + BigInt(index)).toString(36).padStart(10, 'x').slice(-10);
}

function displayed(url: string): string {
  const bare = url.replace(/^https?:\/\/(www\.)?/i, '').replace(/\/$/, '');
  return bare.length > 30 ? `${bare.slice(0, 29)}…` : bare;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
