/**
 * A mistake that a person can mend: one sentence saying what, where and what to do next.
 * The command line ends with 2, a page answers 422. Anything else that is thrown is a bug.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** The sentence of a user's mistake, or undefined when the thrown value is a bug of ours. */
export function sentenceOf(thrown: unknown): string | undefined {
  return thrown instanceof UserError ? thrown.message : undefined;
}

/** Call where every case of a union has been dealt with: a forgotten case then does not compile. */
export function neverHappens(value: never): never {
  throw new Error(`A case nobody foresaw: ${JSON.stringify(value)}`);
}
