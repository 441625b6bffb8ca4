import type { Nodes, Root, RootContent } from 'mdast';
import { isPlain, plainBlock } from './plain-blocks.ts';

/**
 * The tree of a text. Paragraphs and headings of plain letters need no parser. And micromark copies everything it has read so far
 * wherever a list or quotation ends, so a megabyte with many lists costs fifty times a tenth of it; parts cost what they are long.
 */
export function treeByParts(markdown: string, head: number, parse: (part: string) => Root): Root {
  if (hangsTogether(markdown)) return parse(markdown);
  const { blocks, runs } = partsOf(markdown, head);
  if (blocks.length === 0 && runs.length < 2) return parse(markdown);
  const children: RootContent[] = [...blocks];
  for (const batch of batchesOf(runs)) readTogether(batch, markdown, parse, children);
  children.sort((one, other) => offsetOf(one) - offsetOf(other));
  const end = {
    line: 1 + breaksIn(markdown, 0, markdown.length),
    column: markdown.length - Math.max(markdown.lastIndexOf('\n'), markdown.lastIndexOf('\r')),
    offset: markdown.length,
  };
  return { type: 'root', children, position: { start: { line: 1, column: 1, offset: 0 }, end } };
}

/** What the parser has to read, up to where it may be parted. */
interface Run {
  readonly start: number;
  readonly end: number;
  /** Of its start, counted from 1. */
  readonly line: number;
}

function partsOf(markdown: string, head: number): { blocks: RootContent[]; runs: Run[] } {
  const blocks: RootContent[] = [];
  const runs: Run[] = [];
  // The parser counts a carriage return as the end of a line; where there are any, it has all of the text.
  const unreturned = !markdown.includes('\r');
  let start = 0;
  let line = 1;
  let run: Run | undefined;
  const close = (end: number): void => {
    if (run !== undefined && end > run.start) runs.push({ ...run, end });
    run = undefined;
  };
  for (const cut of [...cutsIn(markdown, head), markdown.length]) {
    const part = unreturned && start >= head ? markdown.slice(start, lastLineEnd(markdown, cut)) : '';
    if (part !== '' && isPlain(part)) {
      close(start);
      blocks.push(plainBlock(part, line, start));
    } else {
      run ??= { start, end: cut, line };
      if (cut - run.start >= partLength) close(cut);
    }
    line += breaksIn(markdown, start, cut);
    start = cut;
  }
  close(markdown.length);
  return { blocks, runs };
}

/** As many runs as are read well in one go: each call of the parser costs as much as a page. */
function batchesOf(runs: readonly Run[]): Run[][] {
  const batches: Run[][] = [];
  let length = Infinity;
  for (const run of runs) {
    if (length >= partLength) batches.push([]);
    if (length >= partLength) length = 0;
    batches.at(-1)!.push(run);
    length += run.end - run.start;
  }
  return batches;
}

/** Reads runs with a word between them, so that a list ends where it ended, and puts their blocks where they stand. */
function readTogether(
  batch: readonly Run[],
  markdown: string,
  parse: (part: string) => Root,
  children: RootContent[],
): void {
  const between = 'x\n\n';
  const text = batch.map(({ start, end }) => markdown.slice(start, end)).join(between);
  const tree = parse(text);
  let index = 0;
  let at = 0;
  let line = 1;
  for (const block of tree.children) {
    const next = (): number => at + batch[index]!.end - batch[index]!.start;
    while (index + 1 < batch.length && offsetOf(block) >= next() + between.length) {
      line += breaksIn(text, at, next()) + 2;
      at = next() + between.length;
      index += 1;
    }
    if (index + 1 < batch.length && offsetOf(block) === next()) continue;
    move(block, batch[index]!.line - line, batch[index]!.start - at);
    children.push(block);
  }
}

function offsetOf(node: Nodes): number {
  return node.position?.start.offset ?? 0;
}

/** Where the last line with letters before `cut` ends. */
function lastLineEnd(markdown: string, cut: number): number {
  let last = cut;
  while (last > 0 && /[ \t\r\n]/.test(markdown[last - 1]!)) last -= 1;
  const end = markdown.indexOf('\n', last);
  return end < 0 || end > cut ? cut : end;
}

function breaksIn(text: string, from: number, to: number): number {
  let breaks = 0;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) breaks += 1;
  }
  return breaks;
}

/** Longer ones are read slower, letter for letter. */
const partLength = 20_000;

/** Definitions and footnotes count wherever they stand; code between fences and some HTML go on over blank lines. */
function hangsTogether(markdown: string): boolean {
  return /^\ufeff|\]:|```|~~~|<(?:script|pre|style|textarea|[!?])/i.test(markdown);
}

/** Where, after a blank line, a line begins that is no item of a list: there every list, quotation and table has ended. */
function cutsIn(markdown: string, head: number): number[] {
  const boundary = /\n[ \t]*\r?\n(?=[^\s\d*+-]|\d(?!\d{0,8}[.)])|\*\*[\p{L}\p{N}])/gu;
  boundary.lastIndex = head;
  const cuts: number[] = [];
  while (boundary.test(markdown)) cuts.push(boundary.lastIndex);
  return cuts;
}

function move(block: Nodes, lines: number, offset: number): void {
  if (offset === 0 && lines === 0) return;
  const waiting: Nodes[] = [block];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const point of node.position === undefined ? [] : [node.position.start, node.position.end]) {
      point.line += lines;
      if (point.offset !== undefined) point.offset += offset;
    }
    if ('children' in node) for (const child of node.children) waiting.push(child);
  }
}
