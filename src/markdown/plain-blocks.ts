import type { Heading, Paragraph, PhrasingContent } from 'mdast';

/**
 * Whether a part of a post is a paragraph or a heading of nothing but letters and bold words. Most of what people write is such: the
 * parser reads it letter by letter, and this by a few patterns. `part` ends with the last letter of its last line. The post must
 * hold no definitions: then brackets without an address are letters too.
 */
export function isPlain(part: string): boolean {
  if (special.test(part) || !(heading.test(part) || lines.test(part))) return false;
  return !part.includes('*') || hasPlainStars(part);
}

/** The block that a plain part is, as the parser would have it; `line` and `offset` are where it begins. */
export function plainBlock(part: string, line: number, offset: number): Paragraph | Heading {
  const start = { line, column: 1, offset };
  const position = { start, end: behind(start, part) };
  const marks = heading.exec(part)?.[1]?.length ?? 0;
  if (marks === 0) return { type: 'paragraph', children: phrasesOf(part, start), position };
  const words = { line, column: marks + 2, offset: offset + marks + 1 };
  return {
    type: 'heading',
    depth: marks as Heading['depth'],
    children: phrasesOf(part.slice(marks + 1), words),
    position,
  };
}

/** Whatever has a meaning inside a line, or may be the beginning of an address. */
const special =
  // oxlint-disable-next-line no-control-regex -- the parser replaces it
  /[\\`_\t\r\0]|~~|\]\(|<[a-z/!?]|&[#a-z\d]|[\w.+-]@|https?:|www\.| \n|\n |\s$/i;

/** No line begins with the mark of a list, a quotation, a rule, a heading, a table or code. */
const mark = String.raw`[\s+=>|:-]|#{1,6}(?:[ \t\n]|$)|\*(?!\*[\p{L}\p{N}])|\d{1,9}[.)](?:[ \t\n]|$)`;
const lines = new RegExp(`^(?!${mark})[^\\n]+(?:\\n(?!${mark})[^\\n]+)*$`, 'u');

const heading = /^(#{1,6}) (?=[^\s#])[^\n]*[^\s#]$/;

/** Whether all stars are pairs around bold words, of which nobody doubts which opens and which closes, or stand between two spaces. */
function hasPlainStars(part: string): boolean {
  let open = false;
  for (const { 0: run, index } of part.matchAll(/\*+/gu)) {
    const before = part.slice(Math.max(0, index - 2), index);
    const after = part.slice(index + run.length, index + run.length + 2);
    if (run.length === 1 && before.endsWith(' ') && after.startsWith(' ')) continue;
    if (run.length !== 2) return false;
    if (!(open ? /\S$/u.test(before) && closes.test(after) : /^$|\s$/u.test(before) && opens.test(after)))
      return false;
    open = !open;
  }
  return !open;
}

const opens = /^[\p{L}\p{N}]/u;
const closes = /^(?:\s|$)/u;

interface Point {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** Text, and between every second pair of stars bold text. */
function phrasesOf(words: string, start: Point): PhrasingContent[] {
  const phrases: PhrasingContent[] = [];
  let at = start;
  for (const [index, value] of words.split('**').entries()) {
    const bold = index % 2 === 1;
    const from = bold ? behind(at, '**') : at;
    const to = behind(from, value);
    const text = { type: 'text', value, position: { start: from, end: to } } as const;
    if (!bold) {
      if (value !== '') phrases.push(text);
      at = to;
      continue;
    }
    const end = behind(to, '**');
    phrases.push({ type: 'strong', children: [text], position: { start: at, end } });
    at = end;
  }
  return phrases;
}

function behind({ line, column, offset }: Point, text: string): Point {
  const last = text.lastIndexOf('\n');
  let breaks = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) breaks += 1;
  return {
    line: line + breaks,
    column: last < 0 ? column + text.length : text.length - last,
    offset: offset + text.length,
  };
}
