import { findHashtags } from '../domain/find-hashtags.ts';
import type { Note } from '../domain/note.ts';
import type { Draft } from './blocks.ts';
import { linesOf, sliceWords } from './words.ts';

/** The blocks without the lines that are only hashtags, and without the page furniture that was pasted after them. */
export function takeOutHashtagLines(drafts: readonly Draft[]): {
  drafts: Draft[];
  hashtags: string[];
  notes: Note[];
} {
  if (!drafts.some((draft) => /[#＃]/.test(draft.words.text)))
    return { drafts: [...drafts], hashtags: [], notes: [] };
  const linesOfDrafts = drafts.map((draft, index) => linesIn(draft, index));
  const lines = linesOfDrafts.flat();
  const lastTags = lines.findLastIndex((line) => line.hashtags.length > 0);
  const tail = lastTags < 0 ? [] : lines.slice(lastTags + 1);
  const furniture = isFurniture(tail) ? tail : [];
  const gone = new Set([...lines.filter((line) => line.hashtags.length > 0), ...furniture]);
  for (const line of lines) if (labelsOnly(line, lines, gone)) gone.add(line);
  return {
    drafts: drafts.flatMap((draft, index) => keep(draft, linesOfDrafts[index]!, gone)),
    hashtags: lines.flatMap((line) => line.hashtags),
    notes: furniture.length === 0 ? [] : [furnitureNote(furniture, drafts)],
  };
}

interface Line {
  /** Index of the block. */
  readonly draft: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Only where nothing else stands in the line. */
  readonly hashtags: readonly string[];
}

function linesIn(draft: Draft, index: number): Line[] {
  return linesOf(draft.words.text).map(([start, end]) => {
    const text = draft.words.text.slice(start, end).trim();
    return { draft: index, start, end, text, hashtags: draft.kind === 'code' ? [] : hashtagsOfLine(text) };
  });
}

/** "Tags:" and its like before the hashtags. */
const label = /^(?:(?:hash)?tags?|(?:해시)?태그|ハッシュタグ|タグ|标签|標籤|etiquetas)\s*[:：]?\s*/iu;

function hashtagsOfLine(line: string): string[] {
  if (!/[#＃]/.test(line)) return [];
  const words = line
    .replace(label, '')
    .split(/[\s,，、·|;/]+/u)
    .filter((word) => word !== '');
  const hashtags: string[] = [];
  for (const word of words) {
    if (!/^(?:[#＃][^#＃]+)+$/u.test(word)) return [];
    for (const tag of word.split(/[#＃]/).slice(1)) {
      const [found] = findHashtags(`#${tag}`);
      if (found === undefined && !/^[\p{Nd}_]+$/u.test(tag)) return [];
      if (found !== undefined && found.end !== tag.length + 1 && !/^[.!?…)]+$/.test(tag.slice(found.end - 1)))
        return [];
      if (found !== undefined) hashtags.push(found.hashtag);
    }
  }
  return hashtags;
}

/** Fewer lines than this may be a signature. */
const leastFurniture = 3;

/** Menu entries of a web page: several short lines without a digit, an address or the end of a sentence. */
function isFurniture(lines: readonly Line[]): boolean {
  const worded = lines.filter((line) => line.text !== '');
  return worded.length >= leastFurniture && worded.every((line) => isMenuLike(line.text));
}

function isMenuLike(line: string): boolean {
  return (
    line.length <= 40 && line.split(/\s+/u).length <= 6 && !/[.!?。！？…:：]$|\d|@|https?:|www\./iu.test(line)
  );
}

/** A heading such as "Hashtags" above lines that are gone would stand alone. */
function labelsOnly(line: Line, lines: readonly Line[], gone: ReadonlySet<Line>): boolean {
  if (line.text === '' || line.text.replace(label, '') !== '') return false;
  const next = lines[lines.indexOf(line) + 1];
  return next !== undefined && gone.has(next);
}

function keep(draft: Draft, own: readonly Line[], gone: ReadonlySet<Line>): Draft[] {
  if (!own.some((line) => gone.has(line))) return [draft];
  const parts: Draft[] = [];
  for (let at = 0; at < own.length; at += 1) {
    if (gone.has(own[at]!)) continue;
    const from = at;
    while (at + 1 < own.length && !gone.has(own[at + 1]!)) at += 1;
    const words = sliceWords(draft.words, own[from]!.start, own[at]!.end);
    if (words.text !== '') parts.push({ ...draft, words, span: spanOf(words, draft) });
  }
  return parts;
}

function spanOf(words: Draft['words'], draft: Draft): Draft['span'] {
  const last = words.places.at(-1);
  if (last === undefined) return draft.span;
  return [words.places[0]!.source, Math.min(draft.span[1], last.source + words.text.length - last.text)];
}

function furnitureNote(lines: readonly Line[], drafts: readonly Draft[]): Note {
  const [first] = lines.filter((line) => line.text !== '');
  return {
    line: drafts[lines[0]!.draft]!.line,
    rule: 'page-furniture',
    text: `The short lines after the hashtags, from “${first!.text}” on, look like the menu of a web page and were left out.`,
  };
}
