/** The first words of a text, to know it by. */
export function firstWords(text: string): string {
  const words = text.split(/\s+/u, 7);
  const few = words.slice(0, 6).join(' ');
  if (few.length > 45) return `${Array.from(few).slice(0, 40).join('')}…`;
  return words.length > 6 ? `${few} …` : few;
}
