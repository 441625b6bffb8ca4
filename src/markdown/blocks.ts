import type { List, Nodes, Paragraph, Table, TableRow } from 'mdast';
import type { BlockKind, Span } from '../domain/source-post.ts';
import { partsOfHtml, type OpenSets } from './html.ts';
import { addLeaves, addWords, endOf, lineOf, startOf, wordsOf, type Walk } from './inline.ts';
import { WordBuilder, type RawWords } from './words.ts';

/** A block whose words are not finished: lines can still be taken out of it. */
export interface Draft {
  readonly kind: BlockKind;
  readonly words: RawWords;
  readonly span: Span;
  readonly line: number;
  readonly depth: number;
  readonly marker?: string;
  readonly group?: number;
  /** Which ranges of the words are bold: people make headings so. */
  readonly bold?: readonly (readonly [start: number, end: number])[];
}

/** The blocks of a tree in reading order, by the table below. */
export function draftsOf(walk: Walk): Draft[] {
  const place: Place = { kind: 'paragraph', depth: 0, nesting: 0 };
  const drafts: Draft[] = [];
  addBlocks(
    walk.root.children,
    { walk, drafts, groups: { last: 0 }, html: { lists: [], last: 0, groups: new Map() } },
    place,
  );
  return drafts.filter((draft) => draft.kind === 'image' || draft.words.text.trim() !== '');
}

interface Target {
  readonly walk: Walk;
  readonly drafts: Draft[];
  readonly groups: { last: number };
  /** Lists and tables of raw HTML, and the groups they became. */
  readonly html: OpenSets & { readonly groups: Map<number, number> };
}

/** What surrounds a block: it decides what a paragraph there is called. */
interface Place {
  readonly kind: BlockKind;
  readonly depth: number;
  readonly group?: number;
  readonly nesting: number;
}

type BlockRule = (node: never, target: Target, place: Place) => void;
type OfType<T> = Extract<Nodes, { type: T }>;

/** Deeper nesting is flattened into one paragraph: hostile input must not exhaust the stack. */
const deepest = 100;

function addBlocks(nodes: readonly Nodes[], target: Target, place: Place): void {
  for (const node of nodes) {
    const rule: BlockRule | undefined = Object.hasOwn(blockRules, node.type)
      ? blockRules[node.type as keyof typeof blockRules]
      : undefined;
    if (place.nesting > deepest) addFlat(node, target, place);
    else if (rule === undefined) addInlineRun(node, target, place);
    else rule(node as never, target, { ...place, nesting: place.nesting + 1 });
  }
}

/** From the type of a block node to the blocks it becomes. */
const blockRules = {
  paragraph: addParagraph,
  heading: (node: OfType<'heading'>, target, place) => {
    add(target, node, { ...place, kind: 'heading', depth: node.depth }, wordsOf(node.children, target.walk));
  },
  blockquote: (node: OfType<'blockquote'>, target, place) => {
    addBlocks(node.children, target, {
      ...place,
      kind: 'quote',
      depth: 0,
      group: place.group ?? newGroup(target),
    });
  },
  list: addList,
  code: addCode,
  table: addTable,
  html: addHtml,
  footnoteDefinition: (node: OfType<'footnoteDefinition'>, target, place) => {
    addBlocks(node.children, target, { ...place, kind: 'footnote', depth: 0 });
  },
  /** Where a link points is kept with the link. */
  definition: () => {},
  /** Read before; what it says is not text. */
  yaml: () => {},
  thematicBreak: () => {},
} satisfies Record<string, BlockRule>;

function add(target: Target, node: Nodes, place: Place, words: WordBuilder, more: Partial<Draft> = {}): void {
  target.drafts.push({
    kind: place.kind,
    words: { text: words.text, places: words.places, links: words.links },
    span: [startOf(node), endOf(node)],
    line: lineOf(node),
    depth: place.depth,
    ...(place.group === undefined ? {} : { group: place.group }),
    ...more,
  });
}

function newGroup(target: Target): number {
  target.groups.last += 1;
  return target.groups.last;
}

function addParagraph(node: Paragraph, target: Target, place: Place): void {
  if (isPage(node)) {
    const value = target.walk.source.slice(startOf(node), endOf(node));
    return addHtml({ type: 'html', value, ...(node.position && { position: node.position }) }, target, place);
  }
  const words = wordsOf(node.children, target.walk);
  if (words.text.trim() === '' && node.children.some(isImage)) {
    const image = target.walk.images.at(-1);
    const alt = new WordBuilder();
    if (image !== undefined) alt.addGlue(image.alt, startOf(node));
    return add(target, node, { ...place, kind: 'image', depth: 0 }, alt);
  }
  add(target, node, place, words, words.bold.length === 0 ? {} : { bold: words.bold });
}

/** What Google Docs puts on the clipboard begins with tags that may stand in a line, and goes on with those that may not. */
function isPage({ children }: Paragraph): boolean {
  if (children[0]?.type !== 'html') return false;
  return children.some(
    (child) => child.type === 'html' && /^<(?:p|h[1-6]|ul|ol|table|div)[\s>]/i.test(child.value),
  );
}

function isImage(node: Nodes): boolean {
  if (node.type === 'link' || node.type === 'linkReference') return node.children.some(isImage);
  return node.type === 'image' || node.type === 'imageReference';
}

/** Each item's first paragraph carries the number or bullet; what follows in the item carries none. */
function addList(node: List, target: Target, place: Place): void {
  const within = place.kind === 'list-item' ? place.depth : 0;
  const group = place.group ?? newGroup(target);
  const kind = place.kind === 'footnote' ? 'footnote' : 'list-item';
  for (const [index, item] of node.children.entries()) {
    const before = target.drafts.length;
    addBlocks(item.children, target, { ...place, kind, depth: within + 1, group });
    const first = target.drafts[before];
    if (first?.kind !== 'list-item' || first.marker !== undefined) continue;
    target.drafts[before] = { ...first, marker: markerOf(node, index, item.checked, within) };
  }
}

function markerOf(list: List, index: number, checked: boolean | null | undefined, within: number): string {
  if (typeof checked === 'boolean') return checked ? '☑' : '☐';
  if (list.ordered === true) return `${(list.start ?? 1) + index}.`;
  return within === 0 ? '•' : '–';
}

/** Indented "code" is far more often a paragraph pasted with spaces before it. */
function addCode(node: OfType<'code'>, target: Target, place: Place): void {
  const { source } = target.walk;
  if (programs.has(node.lang?.toLowerCase() ?? '')) {
    target.walk.notes.push({
      line: lineOf(node),
      rule: 'other-markdown',
      text: `A block for another program (“${node.lang}”) was left out: it is no text.`,
    });
    return;
  }
  const fence = /^[`~]/.test(source.slice(startOf(node), startOf(node) + 1));
  const words = new WordBuilder();
  if (!fence && !/[{}<>;=$\\]|\(\)/.test(node.value)) {
    words.add(node.value, source, startOf(node), endOf(node));
    return add(target, node, place, words);
  }
  const open = fence ? source.indexOf('\n', startOf(node)) + 1 : startOf(node);
  words.addVerbatim(node.value, Math.min(Math.max(open, startOf(node)), endOf(node)));
  add(target, node, { ...place, kind: 'code', depth: 0 }, words);
}

/** What stands in these is drawn or looked up by the program the post was written in. */
const programs = new Set(
  'dataview dataviewjs mermaid plantuml graphviz dot query tasks button toc'.split(' '),
);

/** Two columns read "name – value"; more are each led by the word at their head. Empty cells say nothing. */
function addTable(node: Table, target: Target, place: Place): void {
  const [head, ...rows] = node.children;
  if (head === undefined) return;
  const group = place.group ?? newGroup(target);
  const labels = head.children.map((cell) => wordsOf(cell.children, target.walk).text.trim());
  const pairs = labels.length <= 2;
  const readable = pairs ? [head, ...rows] : rows.length === 0 ? [head] : rows;
  for (const row of readable) {
    const words = wordsOfRow(row, pairs || row === head ? [] : labels, pairs ? ' – ' : ', ', target.walk);
    add(target, row, { ...place, kind: 'table-row', depth: 0, group }, words);
  }
}

function wordsOfRow(row: TableRow, labels: readonly string[], between: string, walk: Walk): WordBuilder {
  const words = new WordBuilder();
  for (const [column, cell] of row.children.entries()) {
    const { text } = wordsOf(cell.children, { ...walk, images: [], notes: [] });
    if (text.trim() === '') continue;
    if (words.text !== '') words.addGlue(between, startOf(cell));
    const label = labels[column] ?? '';
    if (label !== '') words.addGlue(/[:：?？]$/u.test(label) ? `${label} ` : `${label}: `, startOf(cell));
    addWords(cell.children, words, walk);
  }
  return words;
}

function addHtml(node: OfType<'html'>, target: Target, place: Place): void {
  const offset = startOf(node);
  for (const part of partsOfHtml(node.value, target.html)) {
    const start = offset + part.start;
    if (part.kind === 'image') {
      target.walk.images.push({ url: part.url ?? '', alt: part.runs[0]?.text ?? '', line: lineOf(node) });
      continue;
    }
    const words = new WordBuilder();
    // One space wherever a line ended: HTML knows no line breaks but its own.
    let at = start;
    for (const { text, url } of part.runs) {
      const from = words.length;
      words.add(text, target.walk.source, at, offset + part.end);
      // The words of the next run stand behind these, though they may stand before them too.
      const last = words.places.at(-1);
      if (last !== undefined) at = Math.min(last.source + words.length - last.text, offset + part.end);
      if (url !== undefined) words.linkFrom(from, url);
    }
    const line = lineOf(node) + node.value.slice(0, part.start).split('\n').length - 1;
    const kind = part.kind === 'paragraph' ? place.kind : part.kind;
    add(target, node, { ...place, kind, depth: part.depth || place.depth }, words, {
      span: [start, offset + part.end],
      line,
      ...(part.marker === undefined ? {} : { marker: part.marker }),
      ...(part.set === undefined ? {} : { group: groupOf(part.set, target) }),
    });
  }
}

function groupOf(set: number, target: Target): number {
  const { groups } = target.html;
  const group = groups.get(set) ?? newGroup(target);
  groups.set(set, group);
  return group;
}

/** A node that is no block by the table: its words make a paragraph; the inline table notes what it does not know. */
function addInlineRun(node: Nodes, target: Target, place: Place): void {
  add(target, node, place, wordsOf([node], target.walk));
}

function addFlat(node: Nodes, target: Target, place: Place): void {
  const words = new WordBuilder();
  addLeaves(node, words, target.walk);
  target.walk.notes.push({
    line: lineOf(node),
    rule: 'deep-nesting',
    text: 'Lists or quotes are nested too deeply here: only their words were kept.',
  });
  add(target, node, place, words);
}
