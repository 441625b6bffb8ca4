import type { TextRules } from '../domain/platform.ts';
import type { Atom } from './atoms.ts';
import { splitLong } from './split.ts';

/** The title of one excerpt, within the platform's limit; undefined where posts have none. */
export function titleOf(
  rules: TextRules,
  postTitle: string | undefined,
  atoms: readonly Atom[],
  place: { readonly excerpt: number; readonly of: number },
): string | undefined {
  if (rules.title === undefined) return undefined;
  const { limit, length } = rules.title;
  const suffix = place.of > 1 ? ` (${place.excerpt}/${place.of})` : '';
  const words = rules.clean((postTitle ?? atoms[0]?.text ?? '').replaceAll(/\s+/gu, ' ')).trim();
  const [part] = splitLong(words, () => limit - length(suffix), length, leastFill);
  const title = rules.clean(`${part?.text ?? ''}${suffix}`).trim();
  return title === '' ? undefined : title;
}

/** A title says what it can: a clause that ends sooner is passed over. */
const leastFill = 0.4;
