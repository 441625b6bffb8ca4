import { sentenceOf, UserError } from '../domain/errors.ts';
import type { Io } from './verb.ts';

/** One line of standard input. */
export interface InputLine {
  readonly id: string | number;
  readonly text: string;
  readonly candidates: readonly string[];
  readonly limit?: number;
  /** Language of the text, such as "ko"; absent: told by its letters. */
  readonly lang?: string;
}

/**
 * Answers each line of JSON Lines on standard input; empty lines are passed over. A line that is not as `needed` says is
 * told of on standard error by its number and the others are answered; then the exit code is 2.
 */
export async function answerLines(
  io: Io,
  needed: readonly ('text' | 'candidates')[],
  answer: (line: InputLine) => void,
): Promise<number> {
  const input = (await io.stdin()).replace(/^\ufeff/, '');
  let failed = false;
  for (const [index, line] of input.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    try {
      answer(readLine(line, index + 1, needed));
    } catch (thrown) {
      const sentence = sentenceOf(thrown);
      if (sentence === undefined) throw thrown;
      io.err(`cutline: ${sentence}\n`);
      failed = true;
    }
  }
  return failed ? 2 : 0;
}

function readLine(line: string, number: number, needed: readonly ('text' | 'candidates')[]): InputLine {
  const bad = (what: string): UserError =>
    new UserError(
      `Line ${number} of standard input ${what}: write one JSON object a line, such as ${exampleOf(needed)}.`,
    );
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw bad('is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad('is not an object');
  const { id = number, text, candidates = [], limit, lang } = value as Record<string, unknown>;
  if (typeof id !== 'string' && typeof id !== 'number')
    throw bad('has an “id” that is neither text nor number');
  if (typeof text !== 'string') throw bad('has no “text”');
  if (needed.includes('candidates') && !('candidates' in value)) throw bad('has no “candidates”');
  if (!Array.isArray(candidates) || !candidates.every((candidate) => typeof candidate === 'string')) {
    throw bad('has “candidates” that are not a list of texts');
  }
  if (limit !== undefined && !(Number.isInteger(limit) && Number(limit) >= 0))
    throw bad('has a “limit” that is no whole number');
  if (lang !== undefined && typeof lang !== 'string') throw bad('has a “lang” that is no text');
  return {
    id,
    text,
    candidates,
    ...(lang === undefined ? {} : { lang }),
    ...(limit === undefined ? {} : { limit: Number(limit) }),
  };
}

function exampleOf(needed: readonly string[]): string {
  return needed.includes('candidates')
    ? '{"id":"1","text":"…","candidates":["pain"]}'
    : '{"id":"1","text":"…"}';
}
