import type { Draft } from './blocks.ts';
import { hardBreak, linesOf, sliceWords, type RawWords } from './words.ts';

/**
 * A line that is bold, or in capitals, and stands directly over the words it heads becomes a paragraph of its own, which may
 * then be seen to be a heading; to Markdown both are one paragraph. In items and quotations it stays, but keeps its line.
 */
export function partStandingLines(drafts: readonly Draft[]): Draft[] {
  return drafts.flatMap((written) => {
    const { text } = written.words;
    if (!text.includes('\n') && (written.bold === undefined || !text.includes(hardBreak))) return [written];
    if (written.kind !== 'paragraph' && written.kind !== 'list-item' && written.kind !== 'quote')
      return [written];
    const lines = linesOf(text);
    if (written.kind === 'paragraph' && isRegister(text, lines))
      return [
        {
          ...written,
          words: withBreaks(
            written.words,
            lines.map(([, end]) => end),
          ),
        },
      ];
    if (written.bold === undefined && written.kind !== 'list-item' && !maybeStanding.test(text))
      return [written];
    const draft = { ...written, words: withBreaks(written.words, picturedEnds(text)) };
    const standing = lines.map((line, index) => stands(draft, lines, line, index));
    if (!standing.includes(true)) return [draft];
    return draft.kind === 'paragraph' ? parted(draft, lines, standing) : [broken(draft, lines, standing)];
  });
}

/** Hours, prices, ingredients, an address: three short lines or more, most with a number or a sign that parts columns, none a sentence. */
function isRegister(text: string, lines: readonly Line[]): boolean {
  if (lines.length < 3 || text.length > lines.length * longestEntry) return false;
  const entries = lines.map(([start, end]) => text.slice(start, end).trim());
  if (entries.some((entry) => entry.length > longestEntry || noEntry.test(entry))) return false;
  return entries.filter((entry) => columns.test(entry)).length * 10 >= entries.length * 6;
}

const longestEntry = 60;
/** It begins in the middle of a sentence, or ends like one or in the middle of one. */
const noEntry = /^\p{Ll}|[.!?,;。、，！？]$|(?:다|요|죠|은|는|을|를|에|고|며)$/u;
const columns = /\d|\s[/|·–—-]\s/u;

/** A line without small letters, one that begins with a frame, or a smiley: most paragraphs hold none of them. */
const maybeStanding =
  /(?:^|\n)(?:[^\p{Ll}\n가-힣]{6,}\n|\s*[【[<《■◆▶●★◈▣═━=*-])|\p{Extended_Pictographic}|\^\^|[ㅎㅋㅠㅜ]\s|[:;]-?\)/u;

/** Ends of the lines that end with a smiley, or are followed by nothing but pictures: nobody wraps a line there. */
function picturedEnds(text: string): number[] {
  if (!smiles.test(text)) return [];
  return linesOf(text).flatMap(([start, end], index, lines) => {
    const [from, to] = lines[index + 1] ?? [0, 0];
    return endsInSmile.test(text.slice(start, end)) || onlyPictures.test(text.slice(from, to)) ? [end] : [];
  });
}

const smiles = /\p{Extended_Pictographic}|\^\^|[ㅎㅋㅠㅜ]\s|[:;]\)/u;
const endsInSmile = /(?:\p{Extended_Pictographic}[\ufe0f\p{EMod}]*|\^\^|[ㅎㅋㅠㅜ]{2}|[:;]-?\))\s*$/u;
const onlyPictures = /^\s*(?:\p{Extended_Pictographic}[\ufe0f\p{EMod}]*\s*)+$/u;

/** Whether all words of a part are bold; a bullet or picture before them and a colon after them may be as they like. */
export function isBold(
  { words, bold = [] }: Pick<Draft, 'words' | 'bold'>,
  start: number,
  end: number,
): boolean {
  let at = start;
  let plain = '';
  for (const [from, to] of bold) {
    if (to <= start || from >= end) continue;
    // Bold goes on over the line: then it is no line of its own.
    if (words.text.slice(from, start).trim() !== '' || words.text.slice(end, to).trim() !== '') return false;
    plain += words.text.slice(at, Math.max(at, from));
    at = Math.max(at, to);
  }
  return at > start && !/[\p{L}\p{N}]/u.test(plain + words.text.slice(at, end));
}

/** One short line that does not end like a sentence, or like what goes on. */
export function isHeadline(text: string, longest: number): boolean {
  return text.length <= longest && !/[\n\u2028]/.test(text) && !/[.。…;,、，]["”’)]?$/u.test(text);
}

/** "【ポイント】", "■ 이런 분들께 ■", "[예약 안내]": a line in a frame. */
export function isFramed(text: string): boolean {
  return /^(?:【[^【】]{1,30}】|\[[^[\]]{2,30}\]|<[^<>]{2,30}>|《[^《》]{1,30}》|([■◆▶●★◈▣═━=*-])[^\p{L}\p{N}]{0,3}[\p{L}\p{N}].{0,40}?\s?\1+)$/u.test(
    text,
  );
}

export function isCapitals(text: string): boolean {
  const letters = text.replaceAll(/\P{L}/gu, '');
  return (
    letters.length >= 6 &&
    /\s/.test(text) &&
    letters === letters.toUpperCase() &&
    letters !== letters.toLowerCase()
  );
}

type Line = readonly [start: number, end: number];

function stands(draft: Draft, lines: readonly Line[], [start, end]: Line, index: number): boolean {
  const text = draft.words.text.slice(start, end).trim();
  const next = lines[index + 1];
  const lineAt = ([from, to]: Line): string => draft.words.text.slice(from, to);
  if (text === '' || (next === undefined && (index === 0 || !endsSentence(lineAt(lines[index - 1]!)))))
    return false;
  if (isBold(draft, start, end)) return isHeadline(text, 100);
  if (next !== undefined && isFramed(text)) return true;
  if (draft.kind === 'list-item') return next !== undefined && index === 0 && headsItem(text, lineAt(next));
  if (next === undefined || !isCapitals(text) || !isHeadline(text, 80) || text.endsWith(':')) return false;
  return ![next, lines[index - 1]].some((line) => line !== undefined && isCapitals(lineAt(line)));
}

/** A short line in an item, and a new one below it: what was wrapped is longer. */
export function headsItem(text: string, next: string): boolean {
  return isShort(text) && !endsSentence(text) && /^\s*["“‘(]?(?:\p{Lu}|\p{Lo}|\p{N})/u.test(next);
}

export function isShort(text: string): boolean {
  return text.length <= (/[가-힣぀-ヿ一-鿿]/u.test(text) ? 20 : 36) && !/[,、，]$/u.test(text);
}

function endsSentence(line: string): boolean {
  return /[.!?。！？…]["”’)]*\s*$/u.test(line);
}

/** Each standing line by itself, and what is between them. */
function parted(draft: Draft, lines: readonly Line[], standing: readonly boolean[]): Draft[] {
  const { bold: _bold, ...rest } = draft;
  const parts: Draft[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const from = at;
    if (standing[at] !== true) while (at + 1 < lines.length && standing[at + 1] !== true) at += 1;
    const words = sliceWords(draft.words, lines[from]![0], lines[at]![1]);
    if (words.text === '') continue;
    const whole = standing[from] === true ? { bold: [[0, words.text.length] as const] } : {};
    parts.push({ ...rest, words, ...whole });
  }
  return parts;
}

/** The soft break behind each standing line becomes a hard one. */
function broken(draft: Draft, lines: readonly Line[], standing: readonly boolean[]): Draft {
  const { bold: _bold, ...rest } = draft;
  return {
    ...rest,
    words: withBreaks(
      draft.words,
      lines.filter((_, index) => standing[index]).map(([, end]) => end),
    ),
  };
}

/** The words with hard breaks where their line breaks at `ends` were. */
export function withBreaks(words: RawWords, ends: readonly number[]): RawWords {
  let text = '';
  let at = 0;
  for (const end of ends) {
    if (words.text[end] !== '\n') continue;
    text += words.text.slice(at, end) + hardBreak;
    at = end + 1;
  }
  return { ...words, text: text + words.text.slice(at) };
}
