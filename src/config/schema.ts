import { z } from 'zod';

/**
 * A map of a config file. A key with nothing after it counts as left out; an unknown one is a mistake, and the message names
 * those that are known.
 */
export function section<T extends z.ZodRawShape>(shape: T) {
  const strict = z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `is not a key here: the keys are ${Object.keys(shape).join(', ')}`
        : undefined,
  });
  return z.preprocess((value) => withoutEmpty(value, shape), strict);
}

function withoutEmpty(value: unknown, shape: z.ZodRawShape): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([key, inside]) => inside !== null || !(key in shape)),
  );
}

/** The key of a map by platform. */
export function platformWord(platforms: readonly string[] | undefined) {
  return platforms === undefined
    ? z.string().regex(/^[a-z][a-z0-9-]*$/, 'is not a platform: write its name in small letters')
    : z
        .string()
        .refine(
          (word) => platforms.includes(word),
          `is not a platform: the platforms are ${platforms.join(', ')}`,
        );
}
