import { UserError } from '../domain/errors.ts';

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
