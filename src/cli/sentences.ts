import { UserError } from '../domain/errors.ts';
import { sentencesOf } from '../excerpt/sentences.ts';
import { guessLanguage } from '../markdown/language.ts';
import type { Run } from './verb.ts';

/** `sentences`: divides each text on standard input, JSON Lines `{"id","text","lang"?}`, into its sentences. */
export const run: Run = async ({ io }, _args, options) => {
  for (const [index, line] of (await io.stdin()).split('\n').entries()) {
    if (line.trim() === '') continue;
    const { id, text, lang } = parsed(line, index + 1);
    const sentences = sentencesOf(text, lang ?? guessLanguage(text)).map(({ start, end }) =>
      text.slice(start, end).replaceAll(/\s*\n\s*/gu, ' '),
    );
    io.out(options.json === true ? `${JSON.stringify({ id, sentences })}\n` : `${sentences.join('\n')}\n\n`);
  }
  return 0;
};

function parsed(line: string, number: number): { id: unknown; text: string; lang: string | undefined } {
  let value: unknown;
  try {
    value = JSON.parse(line.replace(/^\ufeff/, ''));
  } catch {
    throw wrong(number, 'is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(number, 'is not an object');
  const { id = number, text, lang } = value as Record<string, unknown>;
  if (typeof text !== 'string') throw wrong(number, 'has no “text”');
  if (lang !== undefined && (typeof lang !== 'string' || !/^[a-z]{2,3}\b/i.test(lang)))
    throw wrong(number, 'has a “lang” that is no language such as en or ko');
  return { id, text, lang: lang?.toLowerCase().split(/[-_]/)[0] };
}

function wrong(number: number, what: string): UserError {
  return new UserError(
    `Line ${number} of standard input ${what}: write one object a line, such as {"id":"1","text":"…","lang":"en"}.`,
  );
}
