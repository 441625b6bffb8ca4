import { raised } from './left-marks.ts';
import { treeOf } from './tree.ts';

/** A part of raw HTML that stands by itself. */
export interface HtmlPart {
  readonly kind: 'heading' | 'paragraph' | 'list-item' | 'table-row' | 'image';
  /** 1–6 for headings. */
  readonly depth: number;
  /** List items: their bullet or number. */
  readonly marker?: string;
  /** List items and table rows: which list or table of the post they belong to. */
  readonly set?: number;
  /** Plain words, a link by itself; the alternative text of an image. */
  readonly runs: readonly HtmlRun[];
  /** Address of an image. */
  readonly url?: string;
  readonly start: number;
  readonly end: number;
}

export interface HtmlRun {
  readonly text: string;
  readonly url?: string;
}

/** The list elements that are open, innermost last; lists go on over the blank lines that part a post's blocks. */
export interface OpenSets {
  readonly lists: { next: number | undefined }[];
  /** Counts lists and tables that stand in no other. */
  last: number;
}

/** The words of a block of raw HTML, parted where a browser would begin a new line. Scripts, styles and comments are no words. */
export function partsOfHtml(html: string, sets: OpenSets): HtmlPart[] {
  const parts: HtmlPart[] = [];
  let open: Opened = { kind: 'paragraph', depth: 0 };
  let text = '';
  let runs: HtmlRun[] = [];
  let url: string | undefined;
  let start = 0;
  let at = 0;
  let isRaised = false;
  let isCell = false;
  const endRun = (): void => {
    if (text !== '') runs.push({ text, ...(url === undefined ? {} : { url }) });
    text = '';
  };
  const close = (end: number): boolean => {
    endRun();
    const cleaned = cleanedRuns(runs);
    if (cleaned.length > 0) parts.push({ ...open, runs: cleaned, start, end });
    runs = [];
    return cleaned.length > 0;
  };
  for (const token of html.matchAll(tokens)) {
    const before = html.slice(at, token.index);
    text += isRaised ? raised(before) : before;
    at = token.index + token[0].length;
    const name = tagName(token[0]);
    if (isNoTag(token[0])) text += token[0].slice(1, -1);
    else if (isBreak(token[0])) text += '\u2028';
    else if (name === 'sup' || name === '/sup') isRaised = name === 'sup';
    else if (name === 'img') {
      const src = attribute(token[0], 'src');
      const alt = decodeEntities(attribute(token[0], 'alt') ?? '').trim();
      if (src !== undefined)
        parts.push({ kind: 'image', depth: 0, runs: [{ text: alt }], url: src, start: token.index, end: at });
    } else if (name === 'a' || name === '/a') {
      endRun();
      url = name === 'a' ? hrefOf(token[0]) : undefined;
    } else if (name === 'td' || name === 'th') {
      isCell = true;
      if (runs.length > 0 || text.trim() !== '') text += ' – ';
    } else if (name === '/td' || name === '/th') isCell = false;
    else if (isCell && /^\/?(?:p|div)$/.test(name)) text += ' ';
    else if (blockTags.has(name.replace('/', ''))) {
      const closed = close(token.index);
      start = at;
      // Word processors put a paragraph into every item.
      if (!closed && open.kind === 'list-item' && (name === 'p' || name === 'div')) continue;
      open = openedBy(token[0], name, sets);
    }
  }
  text += html.slice(at);
  close(html.length);
  return parts;
}

/** The runs without what no reader sees of them; none when nothing is left. */
function cleanedRuns(runs: readonly HtmlRun[]): HtmlRun[] {
  const cleaned = runs.map((run) => ({
    ...run,
    text: decodeEntities(run.text)
      .replaceAll(/[^\S\u2028]+/gu, ' ')
      .replaceAll(/ ?\u2028 ?/g, '\u2028'),
  }));
  const first = cleaned.findIndex(({ text }) => text.trim() !== '');
  const last = cleaned.findLastIndex(({ text }) => text.trim() !== '');
  if (first < 0) return [];
  cleaned[first]!.text = cleaned[first]!.text.trimStart();
  cleaned[last]!.text = cleaned[last]!.text.trimEnd();
  return cleaned.slice(first, last + 1);
}

type Opened = Pick<HtmlPart, 'kind' | 'depth' | 'marker' | 'set'>;

function openedBy(tag: string, name: string, sets: OpenSets): Opened {
  const { lists } = sets;
  if (name === 'table' || (/^[ou]l$/.test(name) && lists.length === 0)) sets.last += 1;
  if (name === 'tr') return { kind: 'table-row', depth: 0, set: sets.last };
  if (name === 'ol') lists.push({ next: Number(attribute(tag, 'start') ?? 1) || 1 });
  else if (name === 'ul') lists.push({ next: undefined });
  else if (name === '/ol' || name === '/ul') lists.pop();
  else if (name === 'li') {
    const list = lists.at(-1);
    const depth = Math.max(1, lists.length);
    if (list?.next === undefined)
      return { kind: 'list-item', depth, marker: depth > 1 ? '–' : '•', set: sets.last };
    const value = Number(attribute(tag, 'value') ?? list.next) || list.next;
    list.next = value + 1;
    return { kind: 'list-item', depth, marker: `${value}.`, set: sets.last };
  }
  const heading = /^h([1-6])$/.exec(name);
  if (heading !== null) return { kind: 'heading', depth: Number(heading[1]) };
  return { kind: 'paragraph', depth: 0 };
}

/** A tag that is never closed: `<div class="x"`. What stands behind it are words. */
const unclosedTag = String.raw`<\/?[a-z][\w:-]*(?:\s+[a-z][\w:-]*\s*=\s*(?:"[^"\n]*"?|'[^'\n]*'?|[^\s"'>]+))*(?:[ \t]+[\w-]+(?=[ \t]*(?:\n|$)))?`;

/** What stands in these is run, drawn or pressed, not read. */
const unseen = 'script|style|svg|iframe|video|audio|object|select|button|noscript|template|title';

/** Comments, declarations, elements that are not read with their contents, and tags. */
const tokens = new RegExp(
  String.raw`<!--[\s\S]*?(?:-->|$)|<(${unseen})\b[^<>]*(?<!\/)>[\s\S]*?(?:<\/\1\s*>|$)|<[!?/]?[a-z][^<>]*>|<!\[CDATA\[|\]\]>|${unclosedTag}`,
  'giu',
);

/** Takes tags out of words in which the parser saw none. */
export function withoutOpenTags(text: string): string {
  return text.replaceAll(looseTag, (tag) => {
    const name = tagName(tag).replace('/', '');
    return isTagName(name) && (name.length > 1 || /[=>/]/.test(tag)) && !isNoTag(tag) ? '' : tag;
  });
}

const looseTag = new RegExp(String.raw`${unclosedTag}[ \t]*\/?(?:>|(?=\n|$)|(?<=["']))`, 'giu');

/** Whether a tag of this name (`/p` too) begins or ends a line of its own. */
export function isBlockTag(name: string): boolean {
  return blockTags.has(name.replace('/', ''));
}

/** Whether HTML knows an element of this name. */
function isTagName(name: string): boolean {
  return blockTags.has(name) || inlineTags.has(name);
}

/** "<your name>", "A <b and c> d": to the parser a tag, but its words are the author's. */
export function isNoTag(tag: string): boolean {
  const attributes = /^<[a-z][a-z0-9]*((?:\s+[^\s=<>"'`]+)+)\s*>$/iu.exec(tag)?.[1];
  if (attributes === undefined) return false;
  const words = attributes.trim().split(/\s+/);
  return words.length > 1 || !isTagName(tagName(tag));
}

const inlineTags = new Set(
  'a abbr audio b bdi bdo big br button cite code data datalist del dfn em embed font hr i iframe img input ins kbd label mark meter object option output picture q rp rt ruby s samp script select small source span strike strong style sub sup svg textarea time track tt u var video wbr'.split(
    ' ',
  ),
);

const blockTags = new Set(
  'address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody thead tfoot tr ul'.split(
    ' ',
  ),
);

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
    let letters = known.get(reference);
    if (letters === undefined) {
      if (known.size >= mostKnown) known.clear();
      known.set(reference, (letters = lettersOf(reference)));
    }
    return letters;
  });
}

/** A post has the same few again and again, and asking costs as much as a page. */
const known = new Map<string, string>();
const mostKnown = 1000;

function lettersOf(reference: string): string {
  const [paragraph] = treeOf(reference).children;
  const [leaf] = paragraph?.type === 'paragraph' ? paragraph.children : [];
  if (leaf?.type === 'text') return leaf.value;
  return /^&(?:nbsp|#160|#xa0|ensp|emsp|thinsp);$/i.test(reference) ? ' ' : '';
}
