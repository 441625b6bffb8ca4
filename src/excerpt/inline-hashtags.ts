import { findHashtags } from '../domain/find-hashtags.ts';
import { hashtagKey } from '../domain/hashtag.ts';

/**
 * The text with a `#` before the first place where each of the hashtags (`#knee #pain`) stands in it as a word of its own:
 * "the #knee". Not where letters follow, as a Korean particle does, nor inside an address or another hashtag.
 */
export function withHashtags(text: string, hashtags: string): string {
  let marked = text;
  for (const word of wordsOf(hashtags)) {
    const at = placeOf(marked, word);
    if (at !== undefined) marked = `${marked.slice(0, at)}#${marked.slice(at)}`;
  }
  return marked;
}

/** Those of the hashtags that `withHashtags` finds no place for: they are said at the end, so that each is said once. */
export function hashtagsBeside(hashtags: string, text: string): string {
  return wordsOf(hashtags)
    .filter((word) => placeOf(text, word) === undefined)
    .map((word) => `#${word}`)
    .join(' ');
}

function wordsOf(hashtags: string): string[] {
  return hashtags.split(/\s+/).flatMap((hashtag) => (hashtag === '' ? [] : [hashtag.slice(1)]));
}

function placeOf(text: string, word: string): number | undefined {
  const key = hashtagKey(word);
  for (const { 0: found, index } of text.matchAll(wholeWords)) {
    if (hashtagKey(found) !== key) continue;
    // What would be no hashtag for the platform stays a word: inside an address, behind `&`.
    const marked = `${text.slice(0, index)}#${text.slice(index)}`;
    if (findHashtags(marked).some(({ start, end }) => start === index && end === index + 1 + found.length))
      return index;
  }
  return undefined;
}

const wholeWords = /(?<![\p{L}\p{M}\p{N}_#＃@/&.-])[\p{L}\p{M}\p{N}_]+(?![-@/'’]|\.[\p{L}\p{N}])/gu;
