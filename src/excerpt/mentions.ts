import { findMentions } from '../domain/find-mentions.ts';

/** The text with at most so many mentions: beyond them a name loses its sign and stays as a word. Undefined when it has no more. */
export function withFewerMentions(text: string, most: number): string | undefined {
  const surplus = findMentions(text).slice(most);
  if (surplus.length === 0) return undefined;
  let fewer = '';
  let at = 0;
  for (const { start } of surplus) {
    fewer += text.slice(at, start);
    at = start + 1;
  }
  return fewer + text.slice(at);
}
