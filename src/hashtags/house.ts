import { hashtagKey, uniqueHashtags } from '../domain/hashtag.ts';

/** How the house spells hashtags and which one it uses for several that mean the same; keys as `hashtagKey` makes them. */
export interface HouseStyle {
  readonly spelling: Readonly<Record<string, string>>;
  readonly synonyms: Readonly<Record<string, string>>;
}

/** The hashtags as the house writes them, each once, in the given order. */
export function inHouseStyle(hashtags: readonly string[], { spelling, synonyms }: HouseStyle): string[] {
  const used = hashtags.map((hashtag) => look(synonyms, hashtagKey(hashtag)) ?? hashtag);
  return uniqueHashtags(used.map((hashtag) => look(spelling, hashtagKey(hashtag)) ?? hashtag));
}

function look(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
