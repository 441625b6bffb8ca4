import type { Note } from '../domain/note.ts';

/**
 * Marks of other dialects that are no words: directives (`:::tip`, `:badge[new]{color=red}`), `==marked==`, `$$` around a formula.
 * They are overwritten by spaces or by letters without width, one for one, so that every place in the text stays what it was.
 * What stands in code is left alone.
 */
export function withoutExtensions(written: string): { readonly markdown: string; readonly notes: Note[] } {
  const head = tomlHead.exec(written)?.[0];
  if (head !== undefined) {
    const rest = withoutExtensions(head.replaceAll(/[^\r\n]/g, ' ') + written.slice(head.length));
    const text =
      'The front matter between +++ was passed over: Cutline reads YAML between lines of ---, such as “title: …”.';
    return { ...rest, notes: [{ line: 1, rule: 'front-matter-key', text }, ...rest.notes] };
  }
  const markdown = written;
  if (!maybe.test(markdown)) return { markdown, notes: [] };
  const notes: Note[] = [];
  let fence = '';
  const lines = markdown.split('\n').map((line, index) => {
    const ticks = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (ticks !== undefined) {
      if (fence === '') fence = ticks;
      else if (ticks.startsWith(fence)) fence = '';
    }
    if (fence !== '' || ticks !== undefined || /^(?: {4}|\t)|`/.test(line)) return line;
    const bare = bared(line);
    if (bare !== line)
      notes.push({
        line: index + 1,
        rule: 'other-markdown',
        text: 'Marks of another kind of Markdown stood here (a directive, a highlight or a formula): only the words were kept.',
      });
    return bare;
  });
  return { markdown: lines.join('\n'), notes };
}

const tomlHead = /^\+\+\+[ \t]*\r?\n[^]*?\n\+\+\+[ \t]*(?=\r?\n|$)/;
const maybe = /:::|:[a-z][\w-]*\[|==\S|\$\$/i;
const block = /^ {0,3}:{2,}[ \t]*(?:[a-z][\w-]*)?(?:\[([^\]]*)\])?(?:\{[^}]*\})?(?:[ \t]+(\S.*?))?[ \t\r]*$/i;
const inline = /(?<![:\w/]):[a-z][\w-]*\[([^\]]*)\](?:\{[^}]*\})?/gi;
const highlight = /==(?=\S)([^=]+)(?<=\S)==/g;

function bared(line: string): string {
  const found = block.exec(line);
  if (found !== null && /^ {0,3}(?::::|::[a-z])/i.test(line)) {
    const label = found[1] ?? found[2] ?? '';
    return label === '' ? ' '.repeat(line.length) : label + ' '.repeat(line.length - label.length);
  }
  return line
    .replaceAll(inline, (whole, label: string) => {
      // Where a program that answers with sources points to them: ":contentReference[oaicite:0]{index=0}".
      if (label.startsWith('oaicite')) return hidden(whole.length);
      const before = whole.indexOf('[') + 1;
      return hidden(before) + label + hidden(whole.length - before - label.length);
    })
    .replaceAll(highlight, (_, words: string) => hidden(2) + words + hidden(2))
    .replaceAll('$$', () => hidden(2));
}

/** Letters without width: they part no word, and are taken out of all words later. */
function hidden(count: number): string {
  return '\u200b'.repeat(count);
}
