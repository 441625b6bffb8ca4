import type { Note } from '../domain/note.ts';
import type { Draft } from './blocks.ts';

/** The blocks without the sections that only name sources: readers of a network cannot use them, and they eat the room. */
export function takeOutReferences(drafts: readonly Draft[]): { drafts: Draft[]; notes: Note[] } {
  const gone = new Set<Draft>();
  const notes: Note[] = [];
  for (const [index, draft] of drafts.entries()) {
    if (gone.has(draft) || !isReferencesHeading(draft)) continue;
    const section = sectionAfter(drafts, index);
    for (const part of [draft, ...section]) gone.add(part);
    if (section.length > 0) notes.push(referencesNote(draft.line, section));
  }
  const left = drafts.filter((draft) => !gone.has(draft));
  const list = lastList(left);
  if (looksLikeReferences(list) && list.length < left.length) {
    for (const item of list) gone.add(item);
    notes.push(referencesNote(list[0]!.line, list));
  }
  return { drafts: drafts.filter((draft) => !gone.has(draft)), notes };
}

const headings = new RegExp(
  `^(?:\\d+\\s*[.)]?\\s*)?(?:${[
    'references?(?: list| and notes)?',
    'bibliography',
    'works cited',
    'literature(?: cited)?',
    'sources?',
    'citations?',
    'further reading',
    '참고\\s*문헌',
    '참고\\s*자료',
    '인용\\s*문헌',
    '출처',
    '参考文献',
    '參考文獻',
    '引用文献',
    '参考資料',
    '出典',
    'referencias(?: bibliográficas)?',
    'bibliografía',
    'références',
    'bibliographie',
    'literatur(?:verzeichnis)?',
    'quellen',
    'المراجع',
  ].join('|')})\\s*[:：]?$`,
  'iu',
);

function isReferencesHeading(draft: Draft): boolean {
  if (draft.kind !== 'heading' && draft.kind !== 'paragraph') return false;
  return draft.words.text.length < 60 && headings.test(draft.words.text.trim());
}

/** Up to the next heading, or to the first paragraph that is plainly no source: a closing word of the author's. */
function sectionAfter(drafts: readonly Draft[], index: number): Draft[] {
  const section: Draft[] = [];
  for (const draft of drafts.slice(index + 1)) {
    if (draft.kind === 'heading') break;
    if (section.length > 0 && draft.kind === 'paragraph' && isProse(draft)) break;
    section.push(draft);
  }
  return section;
}

function isProse(draft: Draft): boolean {
  const text = draft.words.text.trim();
  return (
    signsOfReference(text) === 0 &&
    !/^\[?\d+[\].)]/.test(text) &&
    /[.!?。！？다요]["”’)]?$/u.test(text) &&
    !/^\S+,\s+\p{Lu}\./u.test(text)
  );
}

/** The last run of list items, or of paragraphs numbered by hand. */
function lastList(drafts: readonly Draft[]): Draft[] {
  const list: Draft[] = [];
  for (const draft of drafts.toReversed()) {
    if (draft.kind === 'footnote' || draft.kind === 'image') continue;
    const item =
      draft.kind === 'list-item' ||
      (draft.kind === 'paragraph' && /^\[?\d+[\].)]\s*\S/.test(draft.words.text));
    if (!item) break;
    list.push(draft);
  }
  return list.reverse();
}

function looksLikeReferences(list: readonly Draft[]): boolean {
  const alike = list.filter((draft) => signsOfReference(draft.words.text) >= 2);
  return list.length >= 2 && alike.length * 10 >= list.length * 6;
}

/** Two signs make a reference; some are enough alone. */
function signsOfReference(text: string): number {
  return signs.reduce((sum, [pattern, weight]) => sum + (pattern.test(text) ? weight : 0), 0);
}

const signs: readonly (readonly [RegExp, number])[] = [
  [/\bdoi\s*[:.]|\bdoi\.org\/|\b10\.\d{4,9}\//i, 2],
  [/\b(?:PMID|PMCID|ISBN|ISSN)\b/, 2],
  [/\bRetrieved\b.+\bfrom\b|\bAccessed\b.+\d{4}|\(n\.d\.\)/i, 2],
  [/\b\d{1,4}\s*\(\d{1,3}(?:[-–]\d+)?\)\s*[:,]\s*\w?\d+/, 2],
  [/\bet al\b/i, 1],
  [/\((?:19|20)\d\d[a-z]?(?:,\s*\p{L}+(?:\s\d+)?)?\)/u, 1],
  [/^(?:\[?\d+[\].)]\s*)?\p{Lu}[\p{L}'’-]+,?\s+(?:\p{Lu}\.?\s?-?){1,3}[,;.(\s&]/u, 1],
  [
    /\b(?:Journal|Review|Reports|Annals|Archives|Proceedings|Press|Publish\w*|Springer|Elsevier|Wiley|Lancet|BMJ|JAMA)\b/,
    1,
  ],
  [/\bpp?\.\s*\d+|\bvol\.\s*\d+/i, 1],
  [/https?:\/\//i, 1],
  [/(?:학회지|저널|논문)|\d+권\s*\d*호?/, 1],
];

function referencesNote(line: number, section: readonly Draft[]): Note {
  const count = section.length === 1 ? 'One reference was' : `${section.length} references were`;
  return {
    line,
    rule: 'references',
    text: `${count} left out: excerpts carry the author's words, not the list of sources.`,
  };
}
