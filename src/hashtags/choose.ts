import type { HashtagRules } from '../domain/platform.ts';
import { emptyLexicon, type Lexicon } from './lexicon.ts';
import { readText } from './reading.ts';
import { score, tagsOf } from './rank.ts';

/** What hashtags are chosen from and by what rules; the same for all excerpts of a post on a platform. */
export interface HashtagChoices {
  /** The post's hashtags in its order. */
  readonly candidates: readonly string[];
  readonly rules: HashtagRules;
  /** The campaign's own: first, whatever the text. */
  readonly campaign?: readonly string[];
  /** Always wanted, after the campaign's. */
  readonly pinned?: readonly string[];
  /** Wins over everything else. */
  readonly never?: readonly string[];
  readonly lexicon?: Lexicon;
}

/** The excerpt that they are chosen for. */
export interface HashtagRequest {
  readonly text: string;
  /** The heading the text stands under. */
  readonly heading?: string | undefined;
  /** Whether these still fit into the piece. */
  readonly roomFor: (hashtags: readonly string[]) => boolean;
}

export interface RankedHashtag {
  readonly hashtag: string;
  /** Higher is better; only the order means something. */
  readonly score: number;
  /** One line for the marketer. */
  readonly why: string;
}

export interface HashtagChoice {
  /** Best first; what may never be used is not in it. */
  readonly ranking: readonly RankedHashtag[];
  readonly chosen: readonly string[];
}

/** Ranks hashtags for one excerpt, and takes as many as read well on the platform and still fit. The same request gives the same choice. */
export function chooseHashtags(choices: HashtagChoices, request: HashtagRequest): HashtagChoice {
  return hashtagChooser(choices)(request);
}

/** The same for many excerpts: what is known of the hashtags is made ready once. */
export function hashtagChooser(choices: HashtagChoices): (request: HashtagRequest) => HashtagChoice {
  const lexicon = choices.lexicon ?? emptyLexicon;
  const { tags, leaning } = tagsOf(choices.candidates, lexicon);
  const { most, advised } = choices.rules;
  return ({ text, heading, roomFor }) => {
    const reading = readText(text, lexicon);
    const ranking = score(
      tags,
      reading,
      heading === undefined ? undefined : readText(heading, lexicon),
      leaning,
    );
    const chosen: string[] = [];
    for (const { tag, score } of ranking)
      if (score > 0.3 && chosen.length < Math.min(most, advised) && roomFor([...chosen, tag.hashtag]))
        chosen.push(tag.hashtag);
    return {
      get ranking() {
        return ranking.map(({ tag, score, fit }) => ({
          hashtag: tag.hashtag,
          score: Math.round(score * 1000) / 1000,
          why: fit.how,
        }));
      },
      chosen,
    };
  };
}
