import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UserError } from '../domain/errors.ts';
import { loadConfig } from './config.ts';
import { readQueues } from './queues.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cutline-queues-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(yaml: string) {
  const file = path.join(folder, 'queues.yaml');
  writeFileSync(file, yaml);
  return readQueues(file, ['one', 'two']);
}

test('numbers by job and by platform; what is left out stays out', () => {
  expect(
    read(
      'atOnce: { publish: 8, measure: }\nplatforms:\n  one: { atOnce: 1, limit: { most: 30, perSeconds: 60 } }\n  two:\n    atOnce: 2\n',
    ),
  ).toEqual({
    atOnce: { publish: 8 },
    platforms: { one: { atOnce: 1, limit: { most: 30, perSeconds: 60 } }, two: { atOnce: 2 } },
  });
  expect(read('')).toEqual({ atOnce: {}, platforms: {} });
});

test('the file that ships says what holds without it', () => {
  expect(loadConfig({}, folder).queues).toEqual({
    atOnce: { publish: 16, settle: 4, measure: 4 },
    platforms: {},
  });
});

test.each([
  ['atOnce: { publish: 0 }', /queues\.yaml:1:20: .*must be at least 1/],
  ['atOnce: { publish: 1.5 }', /queues\.yaml:1:20: .*whole number/],
  ['atOnce: { tick: 2 }', /is not a key here: the keys are cut, render, publish, settle, measure, renew/],
  ['platforms: { three: { atOnce: 2 } }', /is not a platform: the platforms are one, two/],
  ['platforms: { one: { limit: { most: 3 } } }', /queues\.yaml:1:/],
])('a mistake is told with its place: %s', (yaml, sentence) => {
  expect(() => read(yaml)).toThrow(UserError);
  expect(() => read(yaml)).toThrow(sentence);
});
