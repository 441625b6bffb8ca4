/** The description: at most 5,000 bytes of UTF-8, without `<` and `>` (videos resource, snippet.description, read 2026-11-24). */
export const pieceText = {
  limit: 5000,
  unit: 'bytes',
  length: (text: string): number => Buffer.byteLength(text, 'utf8'),
  clean: withoutAngleBrackets,
};

/** At most 100 characters; the page names no unit, so they are counted the strictest way, in UTF-16 units (read 2026-11-24). */
export const titleText = {
  limit: 100,
  length: (text: string): number => text.length,
};

/** YouTube refuses `<` and `>` in title and description. ‹ and › look nearly the same, so "p < 0.05" loses nothing. */
export function withoutAngleBrackets(text: string): string {
  return text.replaceAll('<', '‹').replaceAll('>', '›');
}

/** As many whole words from the start of a text as a title holds; a single overlong word is cut between characters. */
export function firstWords(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  if (titleText.length(line) <= titleText.limit) return line;
  const ellipsis = '…';
  const room = titleText.limit - ellipsis.length;
  const space = line.lastIndexOf(' ', room);
  return `${space > 0 ? line.slice(0, space) : wholeCharacters(line, room)}${ellipsis}`;
}

function wholeCharacters(text: string, room: number): string {
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > room) break;
    kept += character;
  }
  return kept;
}
