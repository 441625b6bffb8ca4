import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { holdFolder, reachFolder, type HeldFolder } from './folder-lock.ts';

let home: string;
const held: HeldFolder[] = [];

beforeEach(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-lock-'));
});

afterEach(async () => {
  for (const folder of held.splice(0)) await folder.release();
  fs.rmSync(home, { recursive: true, force: true });
});

async function hold(folder: string): Promise<boolean> {
  const lock = await holdFolder(folder, (socket) => socket.end('here\n'));
  if (lock !== undefined) held.push(lock);
  return lock !== undefined;
}

// Up to a hundred bytes the socket lies in the folder itself; a longer path needs another place for it.
test.each([
  ['short', 'data'],
  ['too long for a socket', path.join('d'.repeat(60), 'e'.repeat(60))],
])('a folder is held once, whatever name it goes by: %s', async (_, name) => {
  const folder = path.join(home, name);
  expect(await reachFolder(folder)).toBeUndefined();
  expect(await hold(folder)).toBe(true);
  const link = path.join(home, 'link');
  fs.symlinkSync(folder, link, 'junction');
  for (const other of [folder, link, path.join(folder, '..', path.basename(folder))]) {
    expect(await hold(other)).toBe(false);
    const server = await reachFolder(other);
    expect(server).toBeDefined();
    server?.destroy();
  }
  await held.pop()!.release();
  expect(await hold(link)).toBe(true);
});

test('two folders are two', async () => {
  expect([await hold(path.join(home, 'a')), await hold(path.join(home, 'b'))]).toEqual([true, true]);
});

if (process.platform !== 'win32') {
  test('a socket that a killed process left behind does not hold anything', async () => {
    const folder = path.join(home, 'data');
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'cutline.sock'), '');
    expect(await hold(folder)).toBe(true);
  });
}
