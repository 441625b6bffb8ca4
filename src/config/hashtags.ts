import { z } from 'zod';
import { hashtagKey, normaliseHashtag, uniqueHashtags } from '../domain/hashtag.ts';
import { section } from './schema.ts';
import { readYaml } from './yaml-file.ts';

/** What the house says about hashtags. All without `#`, NFC. */
export interface HashtagConfig {
  /** How a hashtag is spelled, wherever it comes from: key (`hashtagKey`) → spelling. */
  readonly spelling: Readonly<Record<string, string>>;
  /** Key of a hashtag → the one that is used instead. */
  readonly synonyms: Readonly<Record<string, string>>;
  readonly brand: readonly string[];
  readonly place: readonly string[];
  /** They go first, whatever the excerpt. */
  readonly campaign: readonly string[];
  /** Wins over everything else. */
  readonly never: readonly string[];
}

export function readHashtags(file: string): HashtagConfig {
  const read = readYaml(file, schema);
  return {
    spelling: Object.fromEntries(
      [...read.spelling, ...Object.keys(read.synonyms)].map((tag) => [
        hashtagKey(tag),
        normaliseHashtag(tag),
      ]),
    ),
    synonyms: Object.fromEntries(
      Object.entries(read.synonyms).flatMap(([used, others]) =>
        others.map((other) => [hashtagKey(other), normaliseHashtag(used)]),
      ),
    ),
    brand: uniqueHashtags(read.brand),
    place: uniqueHashtags(read.place),
    campaign: uniqueHashtags(read.campaign),
    never: uniqueHashtags(read.never),
  };
}

const hashtag = z
  .string()
  .transform(normaliseHashtag)
  .refine(
    (text) => /^[\p{L}\p{M}\p{N}_]+$/u.test(text),
    'is not a hashtag: write letters, digits and _ alone, no spaces',
  )
  .refine(
    (text) => !/^\d+$/.test(text),
    'is not a hashtag: one that is digits alone is not clickable anywhere',
  );

const schema = section({
  spelling: z.array(hashtag).default([]),
  synonyms: z.record(hashtag, z.array(hashtag)).default({}),
  brand: z.array(hashtag).default([]),
  place: z.array(hashtag).default([]),
  campaign: z.array(hashtag).default([]),
  never: z.array(hashtag).default([]),
});
