import { lexiconOf } from '../app/lexicon.ts';
import { chooseHashtags } from '../hashtags/choose.ts';
import { inHouseStyle } from '../hashtags/house.ts';
import { suggestHashtags } from '../hashtags/suggest.ts';
import { answerLines } from './json-lines.ts';
import type { Run } from './verb.ts';

/** As many as read well on most networks, where a line does not say. */
const usualLimit = 5;

/** `hashtags`: ranks the candidates of each line on standard input for its text, and chooses among them. */
export const run: Run = async ({ io, config }, _args, options) => {
  const { never, campaign, brand, place, spelling, synonyms } = config.hashtags;
  const style = { spelling, synonyms };
  const lexicon = lexiconOf(config.configFolder);
  return answerLines(io, ['text', 'candidates'], ({ id, text, candidates, limit = usualLimit, lang }) => {
    const own = inHouseStyle(candidates, style);
    const { ranking, chosen } = chooseHashtags(
      {
        candidates: own,
        campaign,
        brand,
        place,
        never,
        rules: { most: limit, advised: limit },
        lexicon,
        post: [text],
      },
      { text, lang, roomFor: () => true },
    );
    const suggestions =
      options.suggest === true ? suggestHashtags([text], [...own, ...never], lexicon) : undefined;
    if (options.json === true) {
      io.out(
        `${JSON.stringify({ id, ranking, chosen, ...(suggestions === undefined ? {} : { suggestions }) })}\n`,
      );
      return;
    }
    io.out(`${id}: ${chosen.map((hashtag) => `#${hashtag}`).join(' ')}\n`);
    for (const { hashtag, score, why } of ranking)
      io.out(`  ${score.toFixed(2).padStart(6)}  #${hashtag}: ${why}\n`);
    for (const { hashtag, why } of suggestions ?? []) io.out(`     new?  #${hashtag}: ${why}\n`);
  });
};
