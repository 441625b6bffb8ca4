import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { verbs } from '../src/cli/table.ts';

const home = path.resolve(import.meta.dirname, '..');
const readme = fs.readFileSync(path.join(home, 'README.md'), 'utf8');

test('the README names every command there is', () => {
  const names = verbs.map(({ usage }) => usage.replace(/\s*[<[].*$/, ''));
  const [, list = ''] = /## All commands\n([\s\S]*?)\n## /.exec(readme) ?? [];
  expect(names.filter((name) => !name.split(' ').every((word) => list.includes(word)))).toEqual([]);
});

test('every file that README and ARCHITECTURE.md name is there', () => {
  const text = readme + fs.readFileSync(path.join(home, 'ARCHITECTURE.md'), 'utf8');
  const named = [
    ...text.matchAll(/`((?:src|workers|config|templates|examples|scripts|tests|docs)\/[\w./-]+)`/g),
  ].map(([, file]) => file!);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((file) => !fs.existsSync(path.join(home, file)))).toEqual([]);
});
