/**
 * What `npm test` has started or found for the tests. Without it a test fails with a sentence, because a skipped test proves
 * nothing and looks like a passed one.
 */
export function need(
  name:
    | 'CUTLINE_TEST_POSTGRES_URL'
    | 'CUTLINE_TEST_REDIS_URL'
    | 'CUTLINE_TEST_REDIS_SERVER'
    | 'CUTLINE_TEST_CHROMIUM',
): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(
      `${name} is not set: run "npm test" (or "npm test -- <file>"), which starts the servers and sets it.`,
    );
  }
  return value;
}
