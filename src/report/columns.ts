/** One column of a table for a terminal. */
export interface Column {
  readonly head: string;
  /** Numbers stand to the right. */
  readonly right?: boolean;
  /** A longer text is cut off with "…"; left out: never. */
  readonly most?: number;
}

/**
 * A table whose columns stand below one another on a terminal, two spaces apart, each line ended; a head alone is a column of
 * text. Control characters are taken out.
 */
export function columns(heads: readonly (string | Column)[], rows: readonly (readonly string[])[]): string {
  const all = heads.map((head): Column => (typeof head === 'string' ? { head } : head));
  const cells = [all.map(({ head }) => head), ...rows].map((row) =>
    all.map(({ most }, i) => fit(printable(row[i] ?? ''), most ?? Infinity)),
  );
  const widths = all.map((_, i) => Math.max(...cells.map((row) => columnsOf(row[i]!))));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => pad(cell, widths[i]!, all[i]!.right ?? false))
      .join('  ')
      .trimEnd();
  return cells.map((row) => `${line(row)}\n`).join('');
}

/** How many columns of a terminal a text takes: Korean, Chinese, Japanese letters and emoji two, combining marks none. */
export function columnsOf(text: string): number {
  if (isAscii(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += widthOf(segment);
  return width;
}

/** The text, or as much of it as fits into so many columns with "…" after it; no letter is broken, what lies behind is not read. */
export function fit(text: string, most: number): string {
  if (text.length <= most && isAscii(text)) return text;
  let width = 0;
  let keptTo = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    width += widthOf(segment);
    if (width > most) return `${text.slice(0, keptTo).trimEnd()}…`;
    if (width < most) keptTo = index + segment.length;
  }
  return text;
}

/** On one line, and without the characters by which a text could steer the terminal. */
export function printable(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '');
}

function pad(cell: string, width: number, right: boolean): string {
  const space = ' '.repeat(width - columnsOf(cell));
  return right ? space + cell : cell + space;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Wide and full-width letters of the East Asian scripts, and what is drawn as an emoji by itself. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{17000}-\u{18cff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|[0-9#*]\ufe0f?\u20e3/u;
const invisible = /^[\p{M}\p{Cf}\p{Zl}\p{Zp}]*$/u;

function widthOf(grapheme: string): number {
  if (wide.test(grapheme)) return 2;
  return invisible.test(grapheme) ? 0 : 1;
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}
