import { platformOf } from '../platforms/index.ts';
import { readLines } from './json-lines.ts';
import type { Run } from './verb.ts';

/** `length --platform p`: how long each text on standard input is for the platform, as the platform counts. */
export const run: Run = async ({ io }, _args, options) => {
  const { text: rules } = platformOf(String(options.platform ?? ''));
  const lines = readLines(await io.stdin(), ['text']);
  for (const { id, text } of lines) {
    const length = rules.length(text.normalize('NFC'));
    const fits = length <= rules.limit;
    const answer = { id, length, limit: rules.limit, unit: rules.unit, fits };
    if (options.json === true) io.out(`${JSON.stringify(answer)}\n`);
    else
      io.out(
        `${id}: ${length} of ${rules.limit} ${rules.unit}${fits ? '' : `, ${length - rules.limit} too many`}\n`,
      );
  }
  return 0;
};
