import type { Draft } from './blocks.ts';

/** Paragraphs that are headings in all but syntax become headings; the post's title is the first of them. */
export function recogniseHeadings(drafts: readonly Draft[]): { drafts: Draft[]; title?: string } {
  const recognised = drafts.map((draft, index) => {
    if (draft.kind !== 'paragraph' || !leads(drafts, index)) return draft;
    if (draft.bold === true && isHeadline(draft, 100)) return heading(draft, 6);
    if (isHeadline(draft, 80) && isCapitals(draft)) return heading(draft, 6);
    return draft;
  });
  const first = recognised.findIndex((draft) => draft.kind !== 'image');
  const opening = recognised[first];
  if (opening?.kind === 'paragraph' && leads(recognised, first) && isHeadline(opening, 80)) {
    recognised[first] = heading(opening, 1);
  }
  const title = (
    recognised.find((draft) => draft.kind === 'heading' && draft.depth === 1) ??
    recognised.find((draft) => draft.kind === 'heading')
  )?.words.text;
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

/** One short line that does not end like a sentence or like what comes before a list. */
function isHeadline(draft: Draft, longest: number): boolean {
  const text = draft.words.text.trim();
  return (
    text.length <= longest &&
    !/[\n\u2028]/.test(text) &&
    !/[.。…:：;,、]["”’)]?$/u.test(text) &&
    !/[다요]!?$/u.test(text)
  );
}

function isCapitals(draft: Draft): boolean {
  const letters = draft.words.text.replaceAll(/\P{L}/gu, '');
  return (
    letters.length >= 6 &&
    /\s/.test(draft.words.text.trim()) &&
    letters === letters.toUpperCase() &&
    letters !== letters.toLowerCase()
  );
}

function heading({ bold: _bold, ...draft }: Draft, depth: number): Draft {
  return { ...draft, kind: 'heading', depth };
}
