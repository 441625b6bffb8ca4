import { splitKorean } from './korean.ts';
import { splitLatin } from './split-latin.ts';

/**
 * The words of a hashtag, as they stand in it: "musclespasm" is muscle spasm, "therapist" stays whole, "허리디스크초기증상"
 * is 허리 디스크 초기 증상. A text with spaces is split at them too.
 */
export function splitHashtag(hashtag: string): readonly string[] {
  let words = remembered.get(hashtag);
  if (words === undefined) {
    words = splitAnew(hashtag);
    if (remembered.size >= 5000) remembered.clear();
    remembered.set(hashtag, words);
  }
  return words;
}

/** The same hashtags come with every excerpt. */
const remembered = new Map<string, readonly string[]>();

function splitAnew(hashtag: string): string[] {
  const words: string[] = [];
  for (const [run] of hashtag.normalize('NFC').matchAll(runs)) {
    if (/^\p{Script=Hangul}/u.test(run)) words.push(...splitKorean(run));
    else if (/^[\p{Script=Latin}\p{Nd}]/u.test(run)) words.push(...splitLatin(run));
    else words.push(run);
  }
  return words;
}

/** Letters of one script; digits go with Latin letters, marks with what stands before them. */
const runs =
  /\p{Script=Hangul}+|[\p{Script=Latin}\p{Nd}\p{M}]+|(?:(?!\p{Script=Hangul}|\p{Script=Latin}|\p{Nd})[\p{L}\p{M}])+/gu;
