import { hashtagKey, uniqueHashtags } from '../domain/hashtag.ts';
import { isEnding, koreanNouns } from './korean.ts';
import type { Lexicon } from './lexicon.ts';
import { readText, type Sentence } from './reading.ts';
import { keyOf, wordList } from './words.ts';

/** A word or phrase of the post that would make a hashtag; for a person to take or leave. */
export interface SuggestedHashtag {
  readonly hashtag: string;
  /** One line for the marketer. */
  readonly why: string;
}

/** At most so many: a list that nobody reads to its end suggests nothing. */
const most = 8;

/**
 * What a post says often and that is no everyday word, in both scripts, best first; nothing that is a hashtag of the post
 * already, or that another suggestion holds.
 */
export function suggestHashtags(
  texts: readonly string[],
  known: readonly string[],
  lexicon: Lexicon,
): SuggestedHashtag[] {
  const has = new Set(known.map(hashtagKey));
  const phrases = new Map<string, { worth: number; count: number }>();
  const add = (hashtag: string, worth: number): void => {
    const phrase = phrases.get(hashtag);
    if (phrase === undefined) phrases.set(hashtag, { worth, count: 1 });
    else phrase.count += 1;
  };
  for (const text of texts) {
    for (const sentence of readText(text, lexicon).sentences) {
      addTerms(sentence, add);
      addNames(sentence, add);
      addKorean(sentence, add);
    }
  }
  const best = [...phrases]
    .map(([hashtag, { worth, count }]) => ({ hashtag, count, worth: worth * (1 + Math.log2(count)) }))
    .filter(({ hashtag, worth }) => worth >= 1 && !has.has(hashtagKey(hashtag)))
    .sort((a, b) => b.worth - a.worth || b.hashtag.length - a.hashtag.length);
  const taken: SuggestedHashtag[] = [];
  for (const { hashtag, count } of best) {
    if (taken.length === most) break;
    if (taken.some((other) => other.hashtag.includes(hashtag) || hashtag.includes(other.hashtag))) continue;
    taken.push({ hashtag, why: count === 1 ? 'the post says it' : `the post says it ${count} times` });
  }
  return uniqueHashtags(taken.map(({ hashtag }) => hashtag)).map((hashtag) =>
    taken.find((each) => each.hashtag === hashtag)!,
  );
}

type Add = (hashtag: string, worth: number) => void;

/** Terms that the lexicon knows; the longer ones say more. */
function addTerms({ hits, tokens }: Sentence, add: Add): void {
  const seen = new Set<string>();
  for (const places of hits.values()) {
    for (const { sense, from, to } of places) {
      if (sense.ambiguous || sense.broad || tokens[from]!.korean || seen.has(`${from} ${to}`)) continue;
      seen.add(`${from} ${to}`);
      const words = tokens.slice(from, to + 1).map(({ text }) => text);
      add(words.join(''), words.length > 1 ? 1.6 : rareness(words[0]!));
    }
  }
}

/** Words that no everyday list holds or that are rare there: names of methods, places, diseases. */
function addNames({ tokens }: Sentence, add: Add): void {
  for (const { text, korean, denied } of tokens)
    if (!korean && !denied && /^[a-z]{6,}$/.test(text)) add(text, rareness(text) * 0.8);
}

/** From 0 for an everyday word to 1.3 for one that stands in hardly any book. */
function rareness(word: string): number {
  const cost = wordList().word(keyOf(word)) ?? 15;
  return Math.min(1.3, Math.max(0, (cost - 8) / 4));
}

/** Korean compounds of at least two known nouns, without their particles. */
function addKorean({ tokens }: Sentence, add: Add): void {
  const nouns = koreanNouns();
  for (const { text, korean } of tokens) {
    if (!korean || text.length < 2) continue;
    for (let end = text.length; end >= 2; end -= 1) {
      const noun = text.slice(0, end);
      if (!isEnding(text.slice(end)) || !(nouns.has(noun) || isCompound(noun, nouns))) continue;
      add(noun, noun.length >= 4 ? 1.4 : noun.length === 3 ? 0.8 : 0.5);
      break;
    }
  }
}

function isCompound(word: string, nouns: ReadonlySet<string>): boolean {
  for (let at = 2; at <= word.length - 2; at += 1)
    if (nouns.has(word.slice(0, at)) && nouns.has(word.slice(at))) return true;
  return false;
}
