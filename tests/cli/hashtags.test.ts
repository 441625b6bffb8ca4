import fs from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cutline, newFolder } from './cutline.ts';

// Whole programs start and stop here, on a machine that may be busy with more than this.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let cwd: string;
beforeAll(() => {
  cwd = newFolder();
});
afterAll(() => fs.rmSync(cwd, { recursive: true, force: true }));

const lines = (...values: readonly unknown[]): string =>
  `${values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join('\n')}\n`;
const answers = (out: string): Record<string, unknown>[] =>
  out
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('split answers each line, and tells of those it cannot read by their number', async () => {
  const stdin = lines(
    { id: 1, text: '#musclespasm' },
    'not json',
    { id: 'b', text: '허리디스크초기증상' },
    '',
    { id: 'c' },
    { id: 'd', text: '' },
    { id: 'e', text: 'therapist' },
    { id: 'f', text: 'x'.repeat(5000) },
  );
  const { code, out, err } = await cutline(['split', '--json'], { cwd, stdin });
  expect(code).toBe(2);
  expect(answers(out)).toEqual([
    { id: 1, words: ['muscle', 'spasm'] },
    { id: 'b', words: ['허리', '디스크', '초기', '증상'] },
    { id: 'd', words: [] },
    { id: 'e', words: ['therapist'] },
    { id: 'f', words: ['x'.repeat(5000)] },
  ]);
  expect(err.match(/Line \d+ of standard input/g)).toEqual([
    'Line 2 of standard input',
    'Line 5 of standard input',
  ]);
});

test('hashtags answers bad lines, none and thousands of candidates, and languages it does not know', async () => {
  const many = Array.from({ length: 5000 }, (_, i) => `word${i}`);
  const text = 'The ligament of the knee was torn on the ski slope.';
  const stdin = lines(
    { id: 'none', text, candidates: [] },
    { id: 'many', text, candidates: [...many, 'ligament', '무릎'], limit: 3 },
    { id: 'lang', text, candidates: ['ligament', 'mortgage'], lang: 'tlh' },
    { id: 'empty', text: '', candidates: ['ligament', 'knee'] },
    '{"id": "cut", "text": "The knee',
    { id: 'no list', text, candidates: 'knee' },
    { id: 'no number', text, candidates: ['knee'], limit: -1 },
    { id: 'nothing', text, candidates: ['knee'], limit: 0 },
  );
  const { code, out, err } = await cutline(['hashtags', '--json'], { cwd, stdin });
  expect(code).toBe(2);
  const [none, all, lang, empty, nothing, ...more] = answers(out);
  expect(more).toEqual([]);
  expect(none).toEqual({ id: 'none', ranking: [], chosen: [] });
  expect(all!.ranking).toHaveLength(5002);
  expect([...(all!.chosen as string[])].toSorted()).toEqual(['ligament', '무릎']);
  expect(lang).toMatchObject({ id: 'lang', chosen: ['ligament'] });
  expect(empty).toMatchObject({ id: 'empty', chosen: [] });
  expect(empty!.ranking).toHaveLength(2);
  expect(nothing).toMatchObject({ id: 'nothing', chosen: [] });
  for (const number of [5, 6, 7]) expect(err).toContain(`Line ${number} of standard input`);
});

test('hashtags --suggest names words that the post has no hashtag for, none that is never used', async () => {
  const text =
    'Prolotherapy strengthens a ligament. Prolotherapy takes three visits, and prolotherapy hurts a little.';
  const { code, out } = await cutline(['hashtags', '--json', '--suggest'], {
    cwd,
    stdin: lines({ id: 1, text, candidates: ['ligament'] }, { id: 2, text: '.', candidates: ['knee'] }),
  });
  expect(code).toBe(0);
  const [first, second] = answers(out);
  const suggested = (first!.suggestions as { hashtag: string; why: string }[]).map(({ hashtag }) => hashtag);
  expect(suggested).toContain('prolotherapy');
  expect(suggested).not.toContain('ligament');
  expect(second!.suggestions).toEqual([]);
});
