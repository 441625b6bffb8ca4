/** The first words of a text, to know it by. */
export function firstWords(text: string): string {
  // A sentence may be a megabyte, and each of its cuts has a note.
  const words = text.slice(0, enough).split(/\s+/u, 7);
  const few = words.slice(0, 6).join(' ');
  if (few.length > 45) return `${Array.from(few).slice(0, 40).join('')}…`;
  return words.length > 6 ? `${few} …` : few;
}

const enough = 200;
