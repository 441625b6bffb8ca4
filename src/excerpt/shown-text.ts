import type { LinkPolicy } from '../domain/platform.ts';
import type { Block } from '../domain/source-post.ts';
import { withoutCitations } from './citations.ts';

/** How the words of a post are shown on one platform. */
export interface TextPolicy {
  /** Language of the post. */
  readonly lang: string;
  readonly links: LinkPolicy;
  /** Addresses that were shown already; filled as they are, where each is to be shown once. */
  readonly seen?: Set<string>;
  /** Marks that point to the list of sources, which no excerpt has. */
  readonly citations: 'keep' | 'drop';
  /** Into the form that the platform accepts. */
  readonly clean: (text: string) => string;
}

/** The words of a part of a block as they are shown; empty when nothing is left. */
export function shownText(
  block: Block,
  { start, end }: { readonly start: number; readonly end: number },
  policy: TextPolicy,
): string {
  const linked = withLinks(block, start, end, policy);
  if (block.kind === 'code') return policy.clean(linked).trim();
  const words = policy.citations === 'drop' ? withoutCitations(linked) : linked;
  return policy.clean(withSpaces(words)).trim();
}

/**
 * A title glued to its name ("Dr.Kim") looks like a web address to X, and is counted and shown as one. Real addresses, with more of
 * them behind a full stop, stay as they are. A comma glued to the next word is only ugly.
 */
function withSpaces(words: string): string {
  // Most words have neither, and that is told faster without looking at what stands before.
  const titled = /\.\p{Lu}/u.test(words) ? words.replaceAll(gluedTitles, '$1. ') : words;
  if (!/,[^\s\d]/.test(titled) || !gluedComma.test(titled)) return titled;
  return titled.replaceAll(/\S+/gu, (token) =>
    /[/@=&_#<>{}[\]]/.test(token) ? token : token.replaceAll(gluedCommas, ', '),
  );
}

/** Behind it a word, or one of the words that are one letter: "cuff,a". */
const gluedComma = /(?<=[\p{Ll}가-힣]{2}),(?=[\p{Ll}가-힣]{2}|[aàeoyI](?:\s|$))/u;
const gluedCommas = new RegExp(gluedComma, 'gu');

export const gluedTitle =
  /(?<![\p{L}\p{N}@./_-])(Drs?|Mr|Mrs|Ms|Prof|St|Mt|Sr|Jr)\.(?=\p{Lu}\p{Ll}+(?![\p{L}@/_-]|\.\p{L}))/u;
const gluedTitles = new RegExp(gluedTitle, 'gu');

/** The block's words from `start` to `end`; where links are kept, the address follows words that do not show it themselves. */
function withLinks(block: Block, start: number, end: number, { links: policy, seen }: TextPolicy): string {
  if (policy === 'words' || block.links.length === 0) return block.text.slice(start, end);
  let words = '';
  let at = start;
  const shown = policy === 'once' ? (seen ?? new Set<string>()) : new Set<string>();
  for (const link of block.links) {
    const after = link.at + link.text.length;
    if (after <= start || after > end || after < at) continue;
    if (!/^https?:\/\//i.test(link.url) || shown.has(link.url) || sameAddress(link)) continue;
    shown.add(link.url);
    words += `${block.text.slice(at, after)} (${link.url})`;
    at = after;
  }
  return words + block.text.slice(at, end);
}

function sameAddress({ text, url }: Block['links'][number]): boolean {
  const bare = (address: string): string =>
    address
      .trim()
      .toLowerCase()
      .replace(/^https?:\/\//, '')
      .replace(/^www\./, '')
      .replace(/\/$/, '');
  return bare(text) === bare(url);
}

/** Numbers and bullets stand before the first words. A quotation keeps its marks: without them its words would be the author's. */
export function marked(
  block: Block,
  words: string,
  { first, last }: { first: boolean; last: boolean },
  lang: string,
): string {
  if (first && block.marker !== undefined) return `${block.marker} ${words}`;
  if (block.kind !== 'quote') return words;
  const [open, close] = lang === 'ja' ? ['「', '」'] : ['“', '”'];
  const quoted = /^["“”„«‘「『]/u;
  return `${first && !quoted.test(block.text) ? open : ''}${words}${last && !quoted.test(block.text) ? close : ''}`;
}
