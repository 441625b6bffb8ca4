/** A mention as it stands in a text; `start` and `end` in UTF-16 units, the sign included. */
export interface FoundMention {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The mentions of a text: `@` and a name of Latin letters, digits, `_` and full stops inside; not in an address. */
export function findMentions(text: string): FoundMention[] {
  if (!text.includes('@')) return [];
  return Array.from(text.matchAll(pattern), (match) => ({
    name: match[0].slice(1),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

const pattern = /(?<![\p{L}\p{N}_.@/-])@[A-Za-z0-9_](?:[A-Za-z0-9_.]*[A-Za-z0-9_])?/gu;
