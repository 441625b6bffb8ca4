import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { advice, findPrograms } from '../scripts/programs.mjs';

let folder: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'cutline-programs-'));
});

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

test('finds programs on the search path, PostgreSQL in its folder by version as well', () => {
  const bin = program('bin/redis-server', 'bin/chromium');
  const versions = [
    program('9/initdb'),
    program('17/initdb', '17/postgres'),
    program('15/initdb', '15/postgres'),
  ];
  expect(findPrograms({ PATH: `${path.join(folder, 'nowhere')}${path.delimiter}${bin}` }, versions)).toEqual({
    redisServer: file(bin, 'redis-server'),
    // The first that has both.
    postgresBin: path.join(folder, '17'),
    chromium: file(bin, 'chromium'),
  });
});

test('finds PostgreSQL on the search path, through a link too', () => {
  const real = program('real/initdb', 'real/postgres');
  const link = path.join(folder, 'links');
  fs.mkdirSync(link);
  fs.symlinkSync(file(real, 'initdb'), file(link, 'initdb'));
  expect(findPrograms({ PATH: link }, []).postgresBin).toBe(real);
});

test('does not take a folder, or a file that cannot be run, for a program', () => {
  const bin = path.join(folder, 'odd');
  fs.mkdirSync(path.join(bin, 'redis-server'), { recursive: true });
  fs.writeFileSync(path.join(bin, 'initdb'), '', { mode: 0o644 });
  expect(findPrograms({ PATH: bin }, [bin])).toMatchObject({
    redisServer: undefined,
    postgresBin: undefined,
  });
});

test('names what is missing and how to get it', () => {
  const text = advice(['redisServer', 'chromium']);
  expect(text).toContain('Missing here: Redis (redis-server), Chromium or Chrome.');
  expect(text).toContain('sudo apt-get install redis-server chromium fonts-noto-cjk\n');
});

/** Makes programs and returns the folder of the first. */
function program(...names: readonly string[]): string {
  for (const name of names) {
    const full = file(folder, name);
    fs.mkdirSync(path.dirname(full), { recursive: true });
    fs.writeFileSync(full, '', { mode: 0o755 });
  }
  return path.dirname(path.join(folder, names[0]!));
}

function file(...parts: readonly string[]): string {
  return `${path.join(...parts)}${process.platform === 'win32' ? '.exe' : ''}`;
}
