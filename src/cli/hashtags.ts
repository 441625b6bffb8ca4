import { chooseHashtags } from '../hashtags/choose.ts';
import { inHouseStyle } from '../hashtags/house.ts';
import { answerLines } from './json-lines.ts';
import type { Run } from './verb.ts';

/** As many as read well on most networks, where a line does not say. */
const usualLimit = 5;

/** `hashtags`: ranks the candidates of each line on standard input for its text, and chooses among them. */
export const run: Run = async ({ io, config }, _args, options) => {
  const { never, campaign, spelling, synonyms } = config.hashtags;
  const style = { spelling, synonyms };
  return answerLines(io, ['text', 'candidates'], ({ id, text, candidates, limit = usualLimit }) => {
    const { ranking, chosen } = chooseHashtags(
      {
        candidates: inHouseStyle(candidates, style),
        campaign,
        never,
        rules: { most: limit, advised: limit },
      },
      { text, roomFor: () => true },
    );
    if (options.json === true) {
      io.out(`${JSON.stringify({ id, ranking, chosen })}\n`);
      return;
    }
    io.out(`${id}: ${chosen.map((hashtag) => `#${hashtag}`).join(' ')}\n`);
    for (const { hashtag, score, why } of ranking)
      io.out(`  ${score.toFixed(1).padStart(6)}  #${hashtag}: ${why}\n`);
  });
};
