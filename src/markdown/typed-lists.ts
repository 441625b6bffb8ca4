import type { Draft } from './blocks.ts';
import { headsItem, isBold, isShort, withBreaks } from './standing-lines.ts';
import { markOf, type Mark } from './typed-marks.ts';
import { hardBreak, linesOf, sliceWords } from './words.ts';

/**
 * Lists that were typed by hand or pasted ("• one", "① one", "1 . one", "가. 하나", "✔ one") become list items, and lines that
 * belong in lines of their own ("Step 1: …", "0:00 …", "Phone: …") keep them; to Markdown all of it is one paragraph.
 */
export function recogniseTypedLists(drafts: readonly Draft[]): Draft[] {
  const lines = drafts.flatMap((draft, index) => markedLines(draft, index));
  if (lines.length === 0) return [...drafts];
  const found = new Map<number, MarkedLine[]>();
  for (const [at, line] of lines.entries()) {
    if (!isListed(line, at, lines)) continue;
    const own = found.get(line.draft);
    if (own === undefined) found.set(line.draft, [line]);
    else own.push(line);
  }
  if (found.size === 0) return [...drafts];
  let group = drafts.reduce((most, draft) => Math.max(most, draft.group ?? 0), 0);
  let open: MarkedLine | undefined;
  return drafts.flatMap((draft, index) => {
    const own = found.get(index);
    if (own === undefined) return [draft];
    const parts = partsOf(draft, own);
    // A list goes on in the next block, but not one of another kind.
    const goesOn = open?.draft === index - 1 && parts[0]!.kind === 'list-item' && isAlike(open, own[0]!);
    if (!goesOn) group += 1;
    if (parts.at(-1)!.kind === 'list-item') open = own.at(-1);
    return parts.map((part) => (part.kind === 'list-item' ? { ...part, group } : part));
  });
}

/** A line that begins as an item may. */
interface MarkedLine {
  /** Index of the block. */
  readonly draft: number;
  /** Index of the line in it. */
  readonly line: number;
  readonly mark: Mark;
}

function markedLines(draft: Draft, index: number): MarkedLine[] {
  if (draft.kind !== 'paragraph') return [];
  if (draft.bold !== undefined && isBold(draft, 0, draft.words.text.length)) return [];
  const { text } = draft.words;
  return linesOf(text).flatMap(([start, end], line) => {
    const mark = markOf(text.slice(start, Math.min(end, start + longestMark)));
    return mark === undefined ? [] : [{ draft: index, line, mark }];
  });
}

const longestMark = 40;

/** A bullet is one wherever it stands; everything else needs a neighbour of its kind, and numbers one that counts on. */
function isListed(line: MarkedLine, at: number, lines: readonly MarkedLine[]): boolean {
  if (line.mark.alone) return true;
  if (line.mark.depth > 1)
    return (
      lines
        .slice(Math.max(0, at - farthest), at)
        .some(({ draft, mark }) => draft === line.draft && mark.alone) || isOneOfThree(at, lines)
    );
  const before = lines.slice(Math.max(0, at - farthest), at).findLast((other) => fits(other, line));
  const after = lines.slice(at + 1, at + 1 + farthest).find((other) => fits(line, other));
  return before !== undefined || after !== undefined;
}

/** Three lines in a row begin alike: the small o of Word's inner lists may be a bullet of its own. */
function isOneOfThree(at: number, lines: readonly MarkedLine[]): boolean {
  return [at - 2, at - 1, at].some((from) => {
    const three = from < 0 ? [] : lines.slice(from, from + 3);
    const [first] = three;
    return (
      first !== undefined &&
      three.length === 3 &&
      three.every(
        ({ draft, line, mark }, index) =>
          draft === first.draft && line === first.line + index && isSame(mark, first.mark),
      )
    );
  });
}

/** So many marked lines may stand between two items of a list: those of the lists inside it. */
const farthest = 12;

/** Whether `next` is what follows `line` in one list. */
function fits(line: MarkedLine, next: MarkedLine): boolean {
  // Numbers may lead paragraphs; other marks are too common for that.
  const far = next.draft - line.draft;
  return line.mark.readings.some((one) =>
    next.mark.readings.some(
      (other) => one.style === other.style && other.value === one.value + one.step && far <= one.reach,
    ),
  );
}

function isAlike(one: MarkedLine, other: MarkedLine): boolean {
  return isSame(one.mark, other.mark);
}

function isSame(one: Mark, other: Mark): boolean {
  return one.readings.some(({ style }) => other.readings.some((reading) => reading.style === style));
}

function partsOf(draft: Draft, own: readonly MarkedLine[]): Draft[] {
  const { bold: _bold, ...rest } = draft;
  const lines = linesOf(draft.words.text);
  const marks = new Map(own.map(({ line, mark }) => [line, mark]));
  const words = withBreaks(draft.words, breaksIn(draft.words.text, lines, marks));
  const parts: Draft[] = [];
  for (let from = 0; from < lines.length;) {
    let next = from + 1;
    while (next < lines.length && marks.get(next)?.shown === undefined) next += 1;
    // What comes before the first item leads in.
    const { shown, length = 0, depth = 0 } = marks.get(from) ?? {};
    const part = sliceWords(words, lines[from]![0] + length, lines[next - 1]![1]);
    if (part.text !== '')
      parts.push(
        shown === undefined
          ? { ...rest, words: part }
          : { ...rest, words: part, kind: 'list-item', depth, marker: shown },
      );
    from = next;
  }
  return parts;
}

/** Ends of the lines behind which a line of its own begins. Others were only wrapped. */
function breaksIn(
  text: string,
  lines: readonly (readonly [number, number])[],
  marks: ReadonlyMap<number, Mark>,
): number[] {
  const ends: number[] = [];
  for (let line = 0; line + 1 < lines.length; line += 1) {
    const [start, end] = lines[line]!;
    if (text[end] === hardBreak) continue;
    const said = text.slice(start, end).trim();
    const next = text.slice(end + 1, lines[line + 1]![1]).trim();
    const [own, following] = [marks.get(line), marks.get(line + 1)];
    const isKept = own !== undefined && own.shown === undefined && endsLine(said);
    // "■ 증상" over the words it heads.
    const heads = own?.shown !== undefined && headsItem(said, next);
    if (isKept || heads || (following !== undefined && following.shown === undefined)) ends.push(end);
  }
  return ends;
}

function endsLine(said: string): boolean {
  return /[.!?。！？]["”’)]*$/u.test(said) || isShort(said);
}
