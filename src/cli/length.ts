import { UserError } from '../domain/errors.ts';
import { platformOf, platforms } from '../platforms/index.ts';
import { answerLines } from './json-lines.ts';
import { textOf } from './options.ts';
import type { Run } from './verb.ts';

/** `length --platform p`: how long each text on standard input is for the platform, as the platform counts. */
export const run: Run = async ({ io }, _args, options) => {
  const id = textOf(options['platform']);
  if (id === undefined)
    throw new UserError(
      `Say for which platform: cutline length --platform <platform>; the known ones are ${platforms.map(({ id }) => id).join(', ')}.`,
    );
  const { text: rules } = platformOf(id);
  return answerLines(io, ['text'], ({ id, text }) => {
    const length = rules.length(text.normalize('NFC'));
    const fits = length <= rules.limit;
    const answer = { id, length, limit: rules.limit, unit: rules.unit, fits };
    if (options['json'] === true) io.out(`${JSON.stringify(answer)}\n`);
    else
      io.out(
        `${id}: ${length} of ${rules.limit} ${rules.unit}${fits ? '' : `, ${length - rules.limit} too many`}\n`,
      );
  });
};
