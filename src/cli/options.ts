import { UserError } from '../domain/errors.ts';
import { drips, type Drip } from '../schedule/drip.ts';

/** The one of a closed set that an option names. Throws `UserError` naming them all. */
export function oneOf<T extends string>(
  value: string | boolean | undefined,
  allowed: readonly T[],
  option: string,
): T | undefined {
  if (value === undefined) return undefined;
  const found = allowed.find((word) => word === value);
  if (found === undefined)
    throw new UserError(`${option} does not know "${String(value)}": it takes ${allowed.join(', ')}.`);
  return found;
}

/** An option's text, or undefined. */
export function textOf(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** How long a post is to drip. */
export function dripOf(value: string | boolean | undefined): Drip | undefined {
  return oneOf(value, Object.keys(drips) as Drip[], '--drip');
}
