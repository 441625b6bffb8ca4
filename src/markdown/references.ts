import type { Note } from '../domain/note.ts';
import type { Draft } from './blocks.ts';
import { linesOf } from './words.ts';

/** The blocks without the sections that only name sources: readers of a network cannot use them, and they eat the room. */
export function takeOutReferences(drafts: readonly Draft[]): { drafts: Draft[]; notes: Note[] } {
  const gone = new Set<Draft>();
  const notes: Note[] = [];
  for (const [index, draft] of drafts.entries()) {
    if (gone.has(draft)) continue;
    const own = sourcesWithin(draft);
    if (own === 0 && !isReferencesHeading(draft, drafts[index + 1])) continue;
    const section = own > 0 ? sourcesAfter(drafts, index) : sectionAfter(drafts, index);
    for (const part of [draft, ...section]) gone.add(part);
    if (own + section.length > 0) notes.push(referencesNote(draft.line, own + section.length));
  }
  const left = drafts.filter((draft) => !gone.has(draft));
  const list = lastList(left);
  const sources = list.flatMap(numberedLines);
  if (looksLikeReferences(sources) && list.length < left.length) {
    for (const item of list) gone.add(item);
    notes.push(referencesNote(list[0]!.line, sources.length));
  }
  return { drafts: drafts.filter((draft) => !gone.has(draft)), notes };
}

const headings = new RegExp(
  `^[■□▪▫●○◆◇▶▷※【［\\[<]*\\s*(?:\\d+\\s*[.)]?\\s*)?(?:${[
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
  ].join('|')})\\s*[】］\\]>]?\\s*[:：]?$`,
  'iu',
);

/** "7. Works cited" and "■ 참고문헌" may be items of a list: the last of it. */
function isReferencesHeading(draft: Draft, next: Draft | undefined): boolean {
  const { kind, words } = draft;
  if (kind !== 'heading' && kind !== 'paragraph' && kind !== 'list-item') return false;
  if (kind === 'list-item' && next !== undefined && isInOneList(draft, next)) return false;
  return words.text.length < 60 && headings.test(words.text.trim());
}

function isInOneList(one: Draft, next: Draft): boolean {
  const counts = ({ marker = '' }: Draft): boolean => /\p{N}/u.test(marker);
  return next.kind === 'list-item' && next.group === one.group && counts(one) === counts(next);
}

/** How many sources a paragraph names in lines of its own under a first line that announces them; 0 when it is something else. */
function sourcesWithin({ kind, words }: Draft): number {
  if (kind !== 'paragraph') return 0;
  const [first, ...lines] = linesOf(words.text).map(([start, end]) => words.text.slice(start, end).trim());
  return lines.length > 0 && headings.test(first!) && lines.every(isSource) ? lines.length : 0;
}

function isSource(text: string): boolean {
  return signsOfReference(text) > 0 || numbered.test(text);
}

function sourcesAfter(drafts: readonly Draft[], index: number): Draft[] {
  const rest = drafts.slice(index + 1);
  const end = rest.findIndex(({ kind, words }) => kind === 'heading' || !isSource(words.text.trim()));
  return end < 0 ? rest : rest.slice(0, end);
}

const numbered = /^\[?\d+[\].)]/;

/** Up to the next heading, or to the first paragraph that is plainly no source: a closing word of the author's. */
function sectionAfter(drafts: readonly Draft[], index: number): Draft[] {
  const section: Draft[] = [];
  for (const draft of drafts.slice(index + 1)) {
    if (draft.kind === 'heading') break;
    if (section.length > 0 && draft.kind === 'paragraph' && isProse(draft)) break;
    // After a list of sources something else begins, though it may end without a full stop.
    if (
      section.at(-1)?.kind === 'list-item' &&
      draft.kind === 'paragraph' &&
      !isSource(draft.words.text.trim())
    )
      break;
    section.push(draft);
  }
  return section;
}

function isProse(draft: Draft): boolean {
  const text = draft.words.text.trim();
  return (
    signsOfReference(text) === 0 &&
    !numbered.test(text) &&
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

/** A paragraph with a number before each of its lines holds as many items; a line without one goes on with the one above. */
function numberedLines({ kind, words }: Draft): string[] {
  if (kind !== 'paragraph') return [words.text];
  const items: string[] = [];
  for (const [start, end] of linesOf(words.text)) {
    const line = words.text.slice(start, end).trim();
    if (items.length === 0 || /^\[?\d{1,3}[\].)]\s*\S/.test(line)) items.push(line);
    else items.push(`${items.pop()} ${line}`);
  }
  return items;
}

function looksLikeReferences(sources: readonly string[]): boolean {
  const alike = sources.filter((source) => signsOfReference(source) >= 2);
  return sources.length >= 2 && alike.length * 10 >= sources.length * 6;
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
  // Statutes and cases: "S.B.C. 2002, c. 78, s. 38", "Roe v. Wade, 2019 BCRTB 417, para. 22", "민법 제1019조"
  [/\p{L}\sv\.\s\p{Lu}/u, 1],
  [/,\s(?:paras?|ss?|ch?|art)\.\s*\d+|§\s*\d/, 1],
  [/(?:\p{Lu}\.){2,}\s?(?:19|20)\d\d\b|\b(?:19|20)\d\d\s\p{Lu}{2,}/u, 1],
  [/(?:학회지|저널|논문)|\d+권\s*\d*호?/, 1],
];

function referencesNote(line: number, sources: number): Note {
  const count = sources === 1 ? 'One reference was' : `${sources} references were`;
  return {
    line,
    rule: 'references',
    text: `${count} left out: excerpts carry the author's words, not the list of sources.`,
  };
}
