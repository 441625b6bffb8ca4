import type { Definition, Nodes, Root, RootContent } from 'mdast';
import type { Note } from '../domain/note.ts';
import type { PostImage } from '../domain/source-post.ts';
import { withoutForeignMarks } from './foreign-marks.ts';
import { decodeEntities, hrefOf, isBlockTag, isBreak, isNoTag, tagName } from './html.ts';
import { isCodeWord, raised, withoutLeftMarks } from './left-marks.ts';
import { WordBuilder } from './words.ts';

/** What walking the tree of one post gathers and needs. */
export interface Walk {
  readonly source: string;
  readonly root: Root;
  readonly images: PostImage[];
  readonly notes: Note[];
  definitions?: ReadonlyMap<string, string>;
}

/** The words of a node's children, by the table below. */
export function wordsOf(children: readonly Nodes[], walk: Walk): WordBuilder {
  const words = new WordBuilder();
  addWords(children, words, walk);
  return words;
}

/** Adds the words of the nodes, by the table below. */
export function addWords(children: readonly Nodes[], words: WordBuilder, walk: Walk, depth = 0): void {
  const html: OpenHtml = { muted: false, raised: false, links: [], bold: [] };
  for (const child of children) addInline(child, words, walk, html, depth);
  for (const link of html.links) words.linkFrom(link.from, link.url);
}

/** Raw HTML between two siblings: words inside script and style are not words; an `a` is a link until it is closed. */
interface OpenHtml {
  muted: boolean;
  /** Inside `sup`. */
  raised: boolean;
  readonly links: { readonly from: number; readonly url: string }[];
  /** Where each open `b` and `strong` began. */
  readonly bold: number[];
}

type InlineRule = (node: never, words: WordBuilder, walk: Walk, html: OpenHtml, depth: number) => void;
type OfType<T> = Extract<Nodes, { type: T }>;

/** Deeper than anyone writes; such nesting is flattened, so that hostile input cannot exhaust the stack. */
const deepest = 200;

function addInline(node: Nodes, words: WordBuilder, walk: Walk, html: OpenHtml, depth: number): void {
  if (html.muted && node.type !== 'html') return;
  if (depth > deepest) return addLeaves(node, words, walk);
  const rule: InlineRule | undefined = Object.hasOwn(inlineRules, node.type)
    ? inlineRules[node.type as keyof typeof inlineRules]
    : undefined;
  if (rule === undefined) return addUnknown(node, words, walk, depth);
  rule(node as never, words, walk, html, depth);
}

/** From the type of an inline node to what becomes of it in plain words. */
const inlineRules = {
  text: (node: OfType<'text'>, words, walk, html) => {
    const source = walk.source.slice(startOf(node), endOf(node));
    const written = html.raised ? raised(node.value) : node.value;
    const text = withoutLeftMarks(withoutForeignMarks(written, source), source);
    if (text !== written)
      walk.notes.push({
        line: lineOf(node),
        rule: 'foreign-markup',
        text: 'Marks of another program, which readers would see as they are, were left out.',
      });
    words.add(text, walk.source, startOf(node), endOf(node));
  },
  emphasis: addChildren,
  strong: (node: OfType<'strong'>, words, walk, html, depth) => {
    if (isCodeWord(walk.source, startOf(node), endOf(node)))
      return words.addVerbatim(walk.source.slice(startOf(node), endOf(node)), startOf(node));
    const from = words.length;
    addChildren(node, words, walk, html, depth);
    words.boldFrom(from);
  },
  /** Struck out is withdrawn by the author: shown without its stroke it would say the opposite. */
  delete: (node: OfType<'delete'>, words, walk, html, depth) => {
    // "네~~반가워요~~": two of them draw out a vowel as one does.
    if (/[요죠네까와아오우음넹용당]$/u.test(walk.source.slice(0, startOf(node)).slice(-1))) {
      words.addGlue('~~', startOf(node));
      addChildren(node, words, walk, html, depth);
      return words.addGlue('~~', endOf(node) - 2);
    }
    walk.notes.push({
      line: lineOf(node),
      rule: 'deleted-words',
      text: 'Words that are struck out were left out.',
    });
  },
  inlineCode: (node: OfType<'inlineCode'>, words) => {
    words.addVerbatim(node.value, startOf(node) + 1);
  },
  break: (node: OfType<'break'>, words) => words.breakLine(startOf(node)),
  link: (node: OfType<'link'>, words, walk, _html, depth) => {
    const number = sourceNumber(node);
    if (number !== undefined) return words.addGlue(`[${number}]`, startOf(node));
    const from = words.length;
    addWords(node.children, words, walk, depth + 1);
    words.linkFrom(from, node.url);
  },
  linkReference: (node: OfType<'linkReference'>, words, walk, _html, depth) => {
    const from = words.length;
    addWords(node.children, words, walk, depth + 1);
    const url = definitionsOf(walk).get(node.identifier);
    if (url !== undefined) words.linkFrom(from, url);
  },
  image: (node: OfType<'image'>, _words, walk) => {
    walk.images.push({ url: node.url, alt: altOf(node.alt), line: lineOf(node) });
  },
  imageReference: (node: OfType<'imageReference'>, _words, walk) => {
    const url = definitionsOf(walk).get(node.identifier);
    if (url !== undefined) walk.images.push({ url, alt: altOf(node.alt), line: lineOf(node) });
  },
  /** The mark would dangle: what it points to is not in the excerpt. */
  footnoteReference: () => {},
  html: (node: OfType<'html'>, words, _walk, html) => {
    const name = tagName(node.value);
    if (isBreak(node.value)) words.breakLine(startOf(node));
    else if (isNoTag(node.value)) words.addGlue(node.value.slice(1, -1), startOf(node) + 1);
    else if (name === 'script' || name === 'style') html.muted = true;
    else if (name === '/script' || name === '/style') html.muted = false;
    else if (name === 'sup' || name === '/sup') html.raised = name === 'sup';
    else if (name === 'b' || name === 'strong') html.bold.push(words.length);
    else if (name === '/b' || name === '/strong') words.boldFrom(html.bold.pop() ?? words.length);
    else if (isBlockTag(name)) words.endLine(startOf(node));
    else if (name === 'a') {
      const url = hrefOf(node.value);
      if (url !== undefined) html.links.push({ from: words.length, url });
    } else if (name === '/a') {
      const link = html.links.pop();
      if (link !== undefined) words.linkFrom(link.from, link.url);
    }
  },
} satisfies Record<string, InlineRule>;

function addChildren(
  node: OfType<'emphasis'> | OfType<'strong'> | OfType<'delete'>,
  words: WordBuilder,
  walk: Walk,
  _html: OpenHtml,
  depth: number,
): void {
  addWords(node.children, words, walk, depth + 1);
}

/** A link that only says its number, as programs that answer with sources write it: "It helps.[1](https://…)". */
function sourceNumber({ children }: OfType<'link'>): string | undefined {
  const [only, ...others] = children;
  if (only?.type !== 'text' || others.length > 0) return undefined;
  return /^\[?(\d{1,3})\]?$/.exec(only.value)?.[1];
}

/** A kind of node nobody has written a rule for: its words are kept, and the post says so. */
function addUnknown(node: Nodes, words: WordBuilder, walk: Walk, depth: number): void {
  walk.notes.push({
    line: lineOf(node),
    rule: 'unknown-markdown',
    text: `“${node.type}” is not known here: only its words were kept.`,
  });
  if ('children' in node) addWords(node.children, words, walk, depth + 1);
  else if ('value' in node) words.add(node.value, walk.source, startOf(node), endOf(node));
}

/** The text leaves below a node, without recursion. */
export function addLeaves(node: Nodes, words: WordBuilder, walk: Walk): void {
  const waiting: Nodes[] = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.type === 'text') words.add(next.value, walk.source, startOf(next), endOf(next));
    else if (next.type === 'inlineCode' || next.type === 'code') words.addVerbatim(next.value, startOf(next));
    else if ('children' in next) waiting.push(...[...next.children].reverse());
  }
}

/** Addresses of `[name]: address` lines, wherever they stand; the first of a name counts, as CommonMark says. */
function definitionsOf(walk: Walk): ReadonlyMap<string, string> {
  if (walk.definitions !== undefined) return walk.definitions;
  const definitions = new Map<string, string>();
  const waiting: (Root | RootContent)[] = [walk.root];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.type === 'definition') keepFirst(definitions, next);
    else if ('children' in next) waiting.push(...[...next.children].reverse());
  }
  walk.definitions = definitions;
  return definitions;
}

function keepFirst(definitions: Map<string, string>, { identifier, url }: Definition): void {
  if (!definitions.has(identifier)) definitions.set(identifier, url);
}

function altOf(alt: string | null | undefined): string {
  return decodeEntities(alt ?? '')
    .normalize('NFC')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

export function startOf(node: Nodes): number {
  return node.position?.start.offset ?? 0;
}

export function endOf(node: Nodes): number {
  return node.position?.end.offset ?? startOf(node);
}

export function lineOf(node: Nodes): number {
  return node.position?.start.line ?? 0;
}
