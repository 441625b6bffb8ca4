import type { Draft } from './blocks.ts';
import { linesOf, sliceWords } from './words.ts';

/** Lists that were typed by hand or pasted ("• one", "① one", "1 . one") become list items; to Markdown they are paragraphs. */
export function recogniseTypedLists(drafts: readonly Draft[]): Draft[] {
  let group = drafts.reduce((most, draft) => Math.max(most, draft.group ?? 0), 0);
  let open = false;
  return drafts.flatMap((draft) => {
    if (draft.kind !== 'paragraph' || !typedItem.test(draft.words.text)) {
      open = false;
      return [draft];
    }
    const parts = splitItems(draft);
    if (parts.length === 1 && parts[0] === draft) {
      open = false;
      return [draft];
    }
    if (!open || parts[0]!.marker === undefined) group += 1;
    open = true;
    return parts.map((part) => (part.marker === undefined ? part : { ...part, group }));
  });
}

const bullet = String.raw`[•·●▪■◦‣○□※✓✔➤►]\s*|[①-⑳❶-❿]\s*|\(?\d{1,2}\s+[.)]\s+`;
const typedItem = new RegExp(`(?:^|[\\n\\u2028])\\s*(?:${bullet})\\S`, 'u');
const itemStart = new RegExp(`^\\s*(${bullet})(?=\\S)`, 'u');

function splitItems(draft: Draft): Draft[] {
  const { text } = draft.words;
  const lines = linesOf(text);
  const starts = lines.map(([start, end]) => itemStart.exec(text.slice(start, end)));
  if (starts.every((match) => match === null)) return [draft];
  const parts: Draft[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const match = starts[at] ?? null;
    const [start] = lines[at]!;
    // Lines without a bullet go on with the item, or the lead-in, that they follow.
    while (at + 1 < lines.length && starts[at + 1] === null) at += 1;
    const words = sliceWords(draft.words, start + (match?.[0].length ?? 0), lines[at]![1]);
    if (words.text === '') continue;
    const { bold: _bold, ...rest } = draft;
    parts.push(
      match === null
        ? { ...rest, words }
        : { ...rest, words, kind: 'list-item', depth: 1, marker: markerOf(match[1]!) },
    );
  }
  return parts;
}

function markerOf(typed: string): string {
  const number = /\d+/.exec(typed.normalize('NFC'));
  if (number !== null && /^[(\d]/.test(typed)) return `${number[0]}.`;
  const sign = typed.trim();
  return /^[•·●▪■◦‣○□]$/u.test(sign) ? '•' : sign;
}
