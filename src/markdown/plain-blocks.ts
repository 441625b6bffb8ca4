import type { Heading, Paragraph } from 'mdast';

/**
 * Whether a part of a post is a paragraph or a heading of nothing but letters. Most of what people write is such: the parser reads
 * it letter by letter, and this by one pattern. `part` ends with the last letter of its last line.
 */
export function isPlain(part: string): boolean {
  return !special.test(part) && (part.startsWith('#') ? heading.test(part) : lines.test(part));
}

/** The block that a plain part is, as the parser would have it; `line` and `offset` are where it begins. */
export function plainBlock(part: string, line: number, offset: number): Paragraph | Heading {
  const { position } = placed(part, line, offset, 1);
  const marks = heading.exec(part)?.[1]?.length ?? 0;
  if (marks === 0)
    return { type: 'paragraph', children: [{ type: 'text', ...placed(part, line, offset, 1) }], position };
  const text = placed(part.slice(marks + 1), line, offset + marks + 1, marks + 2);
  return {
    type: 'heading',
    depth: marks as Heading['depth'],
    children: [{ type: 'text', ...text }],
    position,
  };
}

/** Whatever has a meaning inside a line, or may be the beginning of an address. */
// oxlint-disable-next-line no-control-regex -- the parser replaces it
const special = /[\\`*_[\]<&~@\t\r\0]|https?:|www\.| \n|\n |\s$/i;

/** Each line begins with what begins nothing but a line: no mark of a list, a quotation, a rule, a table or code. */
const lines = /^[\p{L}"'(“”‘’«„「『（¿¡][^\n]*(?:\n[\p{L}"'(“”‘’«„「『（¿¡][^\n]*)*$/u;

const heading = /^(#{1,6}) (?=[^\s#])[^\n]*[^\s#]$/;

function placed(value: string, line: number, offset: number, column: number) {
  const last = value.lastIndexOf('\n');
  let breaks = 0;
  for (let at = value.indexOf('\n'); at >= 0; at = value.indexOf('\n', at + 1)) breaks += 1;
  return {
    value,
    position: {
      start: { line, column, offset },
      end: {
        line: line + breaks,
        column: last < 0 ? column + value.length : value.length - last,
        offset: offset + value.length,
      },
    },
  };
}
