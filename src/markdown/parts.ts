import type { Nodes, Root } from 'mdast';

/**
 * The tree of a text, a long one read part by part. micromark copies everything it has read so far wherever a list or
 * quotation ends, so a megabyte with many lists costs fifty times a tenth of it; parts cost what they are long.
 */
export function treeByParts(markdown: string, head: number, parse: (part: string) => Root): Root {
  const cuts = markdown.length < shortest || hangsTogether(markdown) ? [] : cutsIn(markdown, head);
  if (cuts.length === 0) return parse(markdown);
  const root: Root = { type: 'root', children: [] };
  let line = 0;
  for (const [index, start] of [0, ...cuts].entries()) {
    const part = markdown.slice(start, cuts[index]);
    const tree = parse(part);
    move(tree, line, start);
    for (const child of tree.children) root.children.push(child);
    const end = tree.position?.end;
    if (index === 0 && tree.position !== undefined) root.position = { ...tree.position };
    if (end === undefined) continue;
    if (root.position !== undefined) root.position.end = end;
    line = end.line - 1;
  }
  return root;
}

/** Shorter ones are quick whichever way; and parts of this size are. */
const shortest = 40_000;
const partLength = 20_000;

/** Definitions and footnotes count wherever they stand; code between fences and some HTML go on over blank lines. */
function hangsTogether(markdown: string): boolean {
  return /^\ufeff|\]:|```|~~~|<(?:script|pre|style|textarea|[!?])/i.test(markdown);
}

/** Where, after a blank line, a line begins with a letter or as a heading: there every list, quotation and table has ended. */
function cutsIn(markdown: string, head: number): number[] {
  const cuts: number[] = [];
  const boundary = /\n[ \t]*\r?\n(?=\p{L}|#{1,6}[ \t])/gu;
  let last = 0;
  boundary.lastIndex = head;
  for (let found = boundary.exec(markdown); found !== null; found = boundary.exec(markdown)) {
    const at = boundary.lastIndex;
    if (at - last >= partLength && markdown.length - at >= partLength / 2) {
      cuts.push(at);
      last = at;
    }
    boundary.lastIndex = Math.max(at, last + partLength);
  }
  return cuts;
}

function move(tree: Root, lines: number, offset: number): void {
  if (offset === 0) return;
  const waiting: Nodes[] = [tree];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const point of node.position === undefined ? [] : [node.position.start, node.position.end]) {
      point.line += lines;
      if (point.offset !== undefined) point.offset += offset;
    }
    if ('children' in node) for (const child of node.children) waiting.push(child);
  }
}
