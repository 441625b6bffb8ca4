import { treeOf } from './tree.ts';

/** A part of raw HTML that stands by itself. */
export interface HtmlPart {
  readonly kind: 'heading' | 'paragraph' | 'list-item' | 'image';
  /** 1–6 for headings. */
  readonly depth: number;
  /** Plain words; the alternative text of an image. */
  readonly text: string;
  /** Address of an image. */
  readonly url?: string;
  readonly start: number;
  readonly end: number;
}

/** The words of a block of raw HTML, parted where a browser would begin a new line. Scripts, styles and comments are no words. */
export function partsOfHtml(html: string): HtmlPart[] {
  const parts: HtmlPart[] = [];
  let open: { kind: HtmlPart['kind']; depth: number } = { kind: 'paragraph', depth: 0 };
  let text = '';
  let start = 0;
  let at = 0;
  const close = (end: number): void => {
    const words = decodeEntities(text)
      .replaceAll(/[^\S\u2028]+/gu, ' ')
      .replaceAll(/ ?\u2028 ?/g, '\u2028')
      .trim();
    if (words !== '') parts.push({ ...open, text: words, start, end });
    text = '';
  };
  for (const token of html.matchAll(tokens)) {
    text += html.slice(at, token.index);
    at = token.index + token[0].length;
    const name = tagName(token[0]);
    if (isBreak(token[0])) text += '\u2028';
    else if (name === 'img') {
      const url = attribute(token[0], 'src');
      const alt = decodeEntities(attribute(token[0], 'alt') ?? '').trim();
      if (url !== undefined)
        parts.push({ kind: 'image', depth: 0, text: alt, url, start: token.index, end: at });
    } else if (/^\/?t[dh]$/.test(name)) text += ' ';
    else if (blockTags.has(name.replace('/', ''))) {
      close(token.index);
      open = kindOf(name);
      start = at;
    }
  }
  text += html.slice(at);
  close(html.length);
  return parts;
}

/** Comments, declarations, scripts and styles with their contents, and tags, unfinished ones at the end too. */
const tokens =
  /<!--[\s\S]*?(?:-->|$)|<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)|<[!?/]?[a-z][^<>]*(?:>|$)|<!\[CDATA\[|\]\]>/giu;

const blockTags = new Set(
  'address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody thead tfoot tr ul'.split(
    ' ',
  ),
);

function kindOf(name: string): { kind: HtmlPart['kind']; depth: number } {
  const heading = /^h([1-6])$/.exec(name);
  if (heading !== null) return { kind: 'heading', depth: Number(heading[1]) };
  return { kind: name === 'li' ? 'list-item' : 'paragraph', depth: name === 'li' ? 1 : 0 };
}

/** `br`, `/p`, … in lower case; empty for comments. */
export function tagName(tag: string): string {
  return /^<(\/?[a-z][a-z0-9-]*)/i.exec(tag)?.[1]!.toLowerCase() ?? '';
}

export function isBreak(tag: string): boolean {
  return /^<br\b/i.test(tag);
}

/** The address an opening `a` leads to. */
export function hrefOf(tag: string): string | undefined {
  return attribute(tag, 'href');
}

function attribute(tag: string, name: string): string | undefined {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(tag);
  const value = match?.[1] ?? match?.[2] ?? match?.[3];
  return value === undefined ? undefined : decodeEntities(value);
}

/** Character references become letters. The parser knows the whole table of names, so it is asked, one reference at a time. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});/gi, (reference) => {
    const [paragraph] = treeOf(reference).children;
    const [leaf] = paragraph?.type === 'paragraph' ? paragraph.children : [];
    if (leaf?.type === 'text') return leaf.value;
    return /^&(?:nbsp|#160|#xa0|ensp|emsp|thinsp);$/i.test(reference) ? ' ' : '';
  });
}
