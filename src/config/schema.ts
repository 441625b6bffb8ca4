import { z } from 'zod';

/** A map of a config file: an unknown key is a mistake, and the message names those that are known. */
export function section<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `is not a key here: the keys are ${Object.keys(shape).join(', ')}`
        : undefined,
  });
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
