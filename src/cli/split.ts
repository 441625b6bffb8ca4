import { splitHashtag } from '../hashtags/split.ts';
import { answerLines } from './json-lines.ts';
import type { Run } from './verb.ts';

/** `split`: the words of each hashtag on standard input, as they stand in it. */
export const run: Run = ({ io }, _args, options) =>
  answerLines(io, ['text'], ({ id, text }) => {
    const words = splitHashtag(text);
    io.out(options.json === true ? `${JSON.stringify({ id, words })}\n` : `${id}: ${words.join(' ')}\n`);
  });
