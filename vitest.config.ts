import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'workers/**/*.test.ts', 'tests/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', 'dist/**'],
    // A process per file: signal handlers, native pictures and databases of one file never reach the next. One shared process
    // would save the second that each database takes to load, at the price of failures that depend on the order of files.
    pool: 'forks',
    isolate: true,
    maxWorkers: 2,
    globalSetup: ['tests/harness/pglite-template.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    // A retry would hide what only sometimes holds.
    retry: 0,
  },
});
