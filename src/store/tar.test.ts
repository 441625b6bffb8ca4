import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { packTar, unpackTar, type TarFile } from './tar.ts';

const madeAt = new Date('2026-11-24T06:00:00Z');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

/** Names and lengths around what the form can hold: blocks of 512 bytes, names of 100 bytes, prefixes. */
const contents: Readonly<Record<string, Buffer>> = {
  'manifest.json': Buffer.from('{}'),
  'empty.txt': Buffer.alloc(0),
  'exactly-a-block.bin': Buffer.alloc(512, 1),
  'one-more.bin': Buffer.alloc(513, 2),
  'large.bin': Buffer.from(Array.from({ length: 60_000 }, (_, i) => i % 251)),
  'templates/cards/한글 이름.html': Buffer.from('줄\n'),
  [`${'a'.repeat(80)}/${'b'.repeat(60)}/${'c'.repeat(100)}`]: Buffer.from('deep'),
};

async function* filesOf(all: Readonly<Record<string, Buffer>>): AsyncGenerator<TarFile> {
  for (const [name, bytes] of Object.entries(all))
    yield { name, size: bytes.length, content: inParts(bytes, 1000) };
}

async function* inParts(bytes: Buffer, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function packed(all: Readonly<Record<string, Buffer>>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of packTar(filesOf(all), madeAt)) parts.push(part);
  return Buffer.concat(parts);
}

async function unpacked(archive: Buffer, partLength: number): Promise<Record<string, Buffer>> {
  const all: Record<string, Buffer> = {};
  for await (const { name, content } of unpackTar(inParts(archive, partLength))) {
    const parts: Buffer[] = [];
    for await (const part of content) parts.push(part);
    all[name] = Buffer.concat(parts);
  }
  return all;
}

test.each([1, 511, 512, 4096, 10_000_000])(
  'what was packed comes back, read in parts of %i bytes',
  async (length) => {
    const few = length === 1 ? { 'a.txt': Buffer.from('a'), 'b.bin': Buffer.alloc(700, 3) } : contents;
    expect(await unpacked(await packed(few), length)).toEqual(few);
  },
);

test('a file that is not read is passed over', async () => {
  const names: string[] = [];
  for await (const { name } of unpackTar(inParts(await packed(contents), 4096))) names.push(name);
  expect(names).toEqual(Object.keys(contents));
});

test('another tar reads ours, and we read what it writes', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-tar-'));
  folders.push(folder);
  fs.writeFileSync(path.join(folder, 'ours.tar'), await packed(contents));
  const out = path.join(folder, 'out');
  fs.mkdirSync(out);
  execFileSync('tar', ['-xf', path.join(folder, 'ours.tar'), '-C', out]);
  for (const [name, bytes] of Object.entries(contents))
    expect(fs.readFileSync(path.join(out, name)).equals(bytes), name).toBe(true);
  execFileSync('tar', ['--format=ustar', '-cf', path.join(folder, 'theirs.tar'), '-C', out, '.']);
  const theirs = await unpacked(fs.readFileSync(path.join(folder, 'theirs.tar')), 4096);
  expect(
    Object.fromEntries(Object.entries(theirs).map(([name, bytes]) => [name.replace(/^\.\//, ''), bytes])),
  ).toEqual(contents);
});

test('what is none, or not whole, is refused with a sentence', async () => {
  const archive = await packed(contents);
  await expect(unpacked(Buffer.from('hello'.repeat(300)), 4096)).rejects.toThrow(/no backup of Cutline/);
  await expect(unpacked(archive.subarray(0, archive.length - 2000), 4096)).rejects.toThrow(/ends too early/);
  archive[3] = 0x7a;
  await expect(unpacked(archive, 4096)).rejects.toThrow(/damaged/);
  await expect(packed({ ['n'.repeat(101)]: Buffer.from('x') })).rejects.toThrow(/too long for a backup/);
});
