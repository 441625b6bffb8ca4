/**
 * A text without what other programs write into Markdown, or around it, and nobody is meant to read: what Word leaves in a
 * copy, ids and classes of headings, links of a wiki, directives, marks of notes that are not there. The words inside stay.
 */
export function withoutForeignMarks(text: string): string {
  // Nearly every text has none of these letters.
  if (!/[<&[{$]/.test(text)) return text;
  return marks.reduce((left, [pattern, words]) => left.replaceAll(pattern, words), text);
}

const marks: readonly (readonly [RegExp, string])[] = [
  // <o:p>, <st1:place w:st="on">, <![if !supportLists]>
  [/<\/?[a-z]\w*:[a-z][\w.-]*(?:\s[^<>]*)?\/?>|<!\[(?:if|endif)\b[^<>]*>/giu, ''],
  // Spaces that were escaped twice.
  [/&(?:nbsp|ensp|emsp|thinsp);/gu, ' '],
  // [^9] and ^[a note], of which the notes are not there
  [/\^\[[^[\]\n]*\]|\[\^[^[\]\s]+\]/gu, ''],
  // [!NOTE], [toc]
  [/^\[!(?:note|tip|important|warning|caution)\][-+]?\s*|^\[\[?_?toc_?\]?\]$/giu, ''],
  // [[Page|words]], and [words][] that lead nowhere
  [/\[\[(?:[^[\]|\n]*\|)?([^[\]|\n]+)\]\]/gu, '$1'],
  [/\[([^[\]\n]+)\]\[[^[\]\n]*\]/gu, '$1'],
  // :icon[words]{name=heart}, {#id}, {: .class}
  [/(?<![\w:]):{1,3}[a-z][\w-]*(?:\[([^[\]\n]*)\])?\{[^{}\n]*\}/gu, '$1'],
  [/\s*\{(?:#[a-z][\w-]*|[:.][^{}\n]*)\}/giu, ''],
  // $\frac{m}{V}$, not $5 and $6
  [/\$([^$\n]*[\\^_][^$\n]*)\$/gu, '$1'],
];
