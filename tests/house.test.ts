import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { rules, type Files } from './house/rules.ts';
import { readSource, readSources } from './house/source.ts';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const sources = readSources(root, ['src', 'workers', 'tests']);

describe.each(rules.map((rule) => [rule.rule, rule] as const))('%s', (_, { check, broken, kept }) => {
  test('is kept by every file', () => {
    expect(
      check(sources).map((violation) => `${violation.path}:${violation.line} ${violation.sentence}`),
    ).toEqual([]);
  });

  test.each(broken.map((each) => [each.found.join(', '), each] as const))(
    'is seen to be broken: %s',
    (_, { files, found }) => {
      expect(places(check, files)).toEqual(found);
    },
  );

  test.each(kept.map((files) => [Object.keys(files).join(', '), files] as const))(
    'is seen to be kept: %s',
    (_, files) => {
      expect(places(check, files)).toEqual([]);
    },
  );
});

test('the sources are really read', () => {
  expect(sources.map((source) => source.path)).toContain('src/domain/errors.ts');
  expect(sources.flatMap((source) => source.imports).length).toBeGreaterThan(20);
});

function places(check: (typeof rules)[number]['check'], files: Files): string[] {
  return check(Object.entries(files).map(([file, text]) => readSource(file, text))).map(
    (violation) => `${violation.path}:${violation.line}`,
  );
}
