import type { Note } from './note.ts';

/** Half-open range of the source post, in UTF-16 units from its start. */
export type Span = readonly [start: number, end: number];

/** What a block of the tree is. */
export type BlockKind =
  | 'heading'
  | 'paragraph'
  | 'list-item'
  | 'quote'
  | 'code'
  | 'table-row'
  | 'image'
  | 'footnote';

/** A paragraph, heading, list item … of the source post as plain words, with its place in the source. */
export interface Block {
  readonly kind: BlockKind;
  /** Plain text, NFC, no Markdown syntax; line breaks inside are `\n`. */
  readonly text: string;
  readonly span: Span;
  /** Line of the source, counted from 1. */
  readonly line: number;
  /** Headings: 1–6. List items: nesting from 1. Else 0. */
  readonly depth: number;
  /** List items: what stands before the words: "1.", "•". */
  readonly marker?: string;
  /** Blocks of one list, table or quote share a number, so that it can be kept together. */
  readonly group?: number;
  readonly links: readonly Link[];
  /** Where the text lies in the source, as runs in order: from `text` on, the letters follow the source from `source` on. */
  readonly places: readonly Place[];
}

/**
 * A run of a block's text that follows the source letter for letter; both in UTF-16 units. In a word that the source writes
 * otherwise (entities, decomposed letters) only the first and the last letter are exact.
 */
export interface Place {
  readonly text: number;
  readonly source: number;
}

/** A link of a block: `text` is the part of the block's text from `at` to `at + text.length`. */
export interface Link {
  readonly text: string;
  readonly url: string;
  readonly at: number;
}

/** A picture that the author put into the post. */
export interface PostImage {
  readonly url: string;
  readonly alt: string;
  readonly line: number;
}

/** What the front matter of a post may say; every key may be left out. */
export interface FrontMatter {
  readonly title?: string;
  readonly campaign?: string;
  readonly hashtags?: readonly string[];
  readonly lang?: string;
  readonly link?: string;
  readonly platforms?: readonly string[];
  readonly evergreen?: boolean;
}

/** A source post as read: its blocks in order, its hashtags, what was left out and why. */
export interface ParsedPost {
  readonly title?: string;
  /** BCP 47 primary tag, guessed from the letters when the front matter says nothing. */
  readonly lang: string;
  readonly frontMatter: FrontMatter;
  readonly blocks: readonly Block[];
  /** In order of appearance, without `#`, NFC, each once. */
  readonly hashtags: readonly string[];
  readonly images: readonly PostImage[];
  readonly notes: readonly Note[];
}

/** A source post as the store keeps it. */
export interface SourcePost {
  readonly id: string;
  /** Name of the file it came from, unique: importing the same name again makes a new version. */
  readonly name: string;
  readonly title: string;
  readonly markdown: string;
  /** SHA-256 of the Markdown, hex: which version this is. */
  readonly hash: string;
  /** 1 for the first import, one more for each changed import. */
  readonly version: number;
  readonly campaignId: string | null;
  readonly importedAt: Date;
  /** It comes round again after a cooldown, cut anew. */
  readonly evergreen: boolean;
}

/** The part of the source that the block's text from `start` to `end` was made of. */
export function spanIn(block: Pick<Block, 'places' | 'span'>, start: number, end: number): Span {
  const first = sourceAt(block, start);
  const last = end > start ? sourceAt(block, end - 1) + 1 : first;
  return [Math.min(first, block.span[1]), Math.min(Math.max(first, last), block.span[1])];
}

function sourceAt({ places, span }: Pick<Block, 'places' | 'span'>, at: number): number {
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (places[middle]!.text <= at) low = middle;
    else high = middle - 1;
  }
  const place = places[low];
  if (place === undefined || place.text > at) return span[0];
  return place.source + at - place.text;
}
