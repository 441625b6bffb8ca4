import { decodeEntities, withoutOpenTags } from './html.ts';

/**
 * A text without what other programs write into Markdown, or around it, and nobody is meant to read: what Word leaves in a
 * copy, ids and classes of headings, links of a wiki, directives, marks of notes that are not there. The words inside stay.
 * `source` is the leaf as it was written.
 */
export function withoutForeignMarks(text: string, source: string): string {
  // Nearly every text has none of these letters.
  if (!/[<&[{$%^【\ue200]|\n:|\\[a-z]/.test(text)) return text;
  const decoded = text.includes('&') ? decodeEntities(text) : text;
  const left = marks.reduce((words, [pattern, kept]) => words.replaceAll(pattern, kept), decoded);
  // A tag that the author escaped is one that is spoken of; one that was escaped twice came with a copy.
  const loose = left.includes('<') && (decoded !== text || /(?<!\\)</.test(source));
  return loose ? withoutOpenTags(left) : left;
}

const marks: readonly (readonly [RegExp, string])[] = [
  // <o:p>, <st1:place w:st="on">, <![if !supportLists]>
  [/<\/?[a-z]\w*:[a-z][\w.-]*(?:\s[^<>]*)?\/?>|<!\[(?:if|endif)\b[^<>]*>/giu, ''],
  // [^9] and ^[a note], of which the notes are not there
  [/\^\[[^[\]\n]*\]|\[\^[^[\]\s]+\]/gu, ''],
  // [!NOTE], [toc]
  [/^\[![a-z]+\][-+]?[ \t]*(?=\S)([^\n]+)\n/giu, '$1\u2028'],
  [/^\[![a-z]+\][-+]?\s*|^\[\[?_?toc_?\]?\]$/gimu, ''],
  // <@U123>, <#C123|general>, <https://…|words>
  [/<@[UW][A-Z\d]+>/gu, ''],
  [/<(?:#C[A-Z\d]+|https?:[^<>|\n]*)\|([^<>|\n]*)>/gu, '$1'],
  // *[HTML]: what the letters mean; a term, and ": what it means" in the next line; \newpage
  [/^\*\[[^\]\n]+\]:[^\n]*$/gmu, ''],
  [/\n:[ \t]+(?=\S)/gu, ': '],
  [/^\\(?:newpage|pagebreak|clearpage|tableofcontents)$|^\\$/gmu, ''],
  // ![[picture.png]], %% what nobody sees %%, and the name of a paragraph: ^a1b2c3
  [/!\[\[[^[\]\n]*\]\]|%%[^%\n]+%%|(?:\s|(?<=[.!?)]))\^[a-z][a-z0-9-]{3,}$/giu, ''],
  // What a blog of Naver adds to whatever is copied from it.
  [/\[출처\][^|\n]*\|\s*작성자[^\n]*/gu, ''],
  // {{< figure src="x" >}}, {% include x %}
  [/\{\{[<%][^{}\n]*[>%]\}\}|\{%[^{}\n]*%\}/gu, ''],
  // Where programs that answer with sources point to them.
  [/【\d+(?::\d+)?†[^】\n]*】|:contentReference\[[^\]]*\]\{[^}]*\}|\ue200[^\ue201\n]*\ue201?/gu, ''],
  // [[Page#Heading|words]], and [words][] that lead nowhere
  [/\[\[(?:[^[\]|\n]*\|)?([^[\]|#\n]+)(?:#[^[\]|\n]*)?\]\]/gu, '$1'],
  [/\[([^[\]\n]+)\]\[[^[\]\n]*\]/gu, '$1'],
  // ![words](, [words](an address with spaces or without end)
  [/!\[\]\(/gu, '('],
  [/(?<!\w)!?\[([^[\]\n]+)\]\(/gu, '$1 ('],
  // :icon[words]{name=heart}, {#id}, {: .class}
  [/(?<![\w:]):{1,3}[a-z][\w-]*(?:\[([^[\]\n]*)\])?\{[^{}\n]*\}/gu, '$1'],
  [/\s*\{(?:#[a-z][\w-]*|[:.][^{}\n]*)\}/giu, ''],
  // $\frac{m}{V}$, not $5 and $6
  [/\$([^$\n]*[\\^_][^$\n]*)\$/gu, '$1'],
];
