import { UserError } from '../domain/errors.ts';
import { findMentions } from '../domain/find-mentions.ts';
import type { Platform } from '../platforms/contract.ts';

/** Length of words that a person wrote for a platform, in its own unit. Throws `UserError` where it would not take them. */
export function fittingLength(words: string, { name, text }: Pick<Platform, 'name' | 'text'>): number {
  const measured = text.length(words);
  if (measured > text.limit)
    throw new UserError(
      `The new text is ${measured} ${text.unit} long, but ${name} takes ${text.limit}: make it ${measured - text.limit} shorter.`,
    );
  const mentions = findMentions(words).length;
  if (text.mentions !== undefined && mentions > text.mentions.most)
    throw new UserError(
      `The new text mentions ${mentions} accounts, but ${name} takes ${text.mentions.most}: leave out the @ of some.`,
    );
  return measured;
}
