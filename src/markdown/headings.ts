import type { Draft } from './blocks.ts';
import { isBold, isCapitals, isFramed, isHeadline } from './standing-lines.ts';

/** Paragraphs that are headings in all but syntax become headings; the post's title is the first of them. */
export function recogniseHeadings(drafts: readonly Draft[]): { drafts: Draft[]; title?: string } {
  const recognised = drafts.map((draft, index) => {
    if (draft.kind !== 'paragraph' || !leads(drafts, index)) return draft;
    const text = draft.words.text.trim();
    const bold = isBold(draft, 0, draft.words.text.length);
    if (
      bold ? isHeadline(text, 100) : isFramed(text) || (opens(text) && (isCapitals(text) || isMarked(text)))
    )
      return heading(draft, 6);
    return draft;
  });
  const first = recognised.findIndex((draft) => draft.kind !== 'image');
  const opening = recognised[first];
  if (opening?.kind === 'paragraph' && leads(recognised, first) && opens(opening.words.text.trim())) {
    recognised[first] = heading(opening, 1);
  }
  const title = (
    recognised.find((draft) => draft.kind === 'heading' && draft.depth === 1) ??
    // A line that only looks like a heading names the post where it opens it, and a part of it elsewhere.
    recognised.find(
      (draft, index) => draft.kind === 'heading' && (index === first || drafts[index]!.kind === 'heading'),
    )
  )?.words.text.replace(/\s*[:：]\s*$/u, '');
  return title === undefined
    ? { drafts: recognised }
    : { drafts: recognised, title: title.replaceAll(/\s+/gu, ' ').trim() };
}

/** Words follow that the line can be the heading of. */
function leads(drafts: readonly Draft[], index: number): boolean {
  let next = index + 1;
  while (drafts[next]?.kind === 'image') next += 1;
  return next < drafts.length && drafts[next]!.kind !== 'footnote';
}

/** "■ 증상", "▶ 예약 안내" */
function isMarked(text: string): boolean {
  return text.length <= 40 && /^[■▶◆◈▣]\s*[\p{L}\p{N}]/u.test(text);
}

/** A short line that is no sentence of Korean either, and does not announce a list. */
function opens(text: string): boolean {
  return (
    isHeadline(text, 80) &&
    !/https?:\/\/|www\./i.test(text) &&
    !/[:：]-?$/u.test(text) &&
    !/(?:(?<![바판소나])다|[가-힣](?<![중필주소])요)!?$/u.test(text)
  );
}

function heading({ bold: _bold, ...draft }: Draft, depth: number): Draft {
  return { ...draft, kind: 'heading', depth };
}
