import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { World } from './state.ts';

interface Thing {
  readonly id: string;
  readonly text: string;
}

let folder: string;
let now: number;
const opened: World[] = [];
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-world-'));
  now = Date.UTC(2026, 11, 1, 9);
});
afterEach(() => {
  for (const world of opened.splice(0)) world.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

function open(): World {
  const world = new World({ folder, now: () => new Date(now) });
  opened.push(world);
  return world;
}
const things = (world: World) => world.collection<Thing>('things');
const journal = (): string => path.join(folder, 'journal.jsonl');

describe('the journal', () => {
  it('brings everything back after the process has ended without closing', () => {
    const world = open();
    things(world).put({ id: 'a', text: 'one' });
    things(world).put({ id: 'b', text: 'zwei 🦵' });
    things(world).put({ id: 'a', text: 'changed' });
    things(world).put({ id: 'c', text: 'gone' });
    things(world).delete('c');
    const key = world.putBlob(Buffer.from('bytes'), 'image/jpeg');
    const id = world.nextId(19);

    const again = open();
    expect(things(again).all()).toEqual([
      { id: 'a', text: 'changed' },
      { id: 'b', text: 'zwei 🦵' },
    ]);
    expect(again.blob(key)).toEqual({ bytes: Buffer.from('bytes'), mime: 'image/jpeg' });
    expect(BigInt(again.nextId(19))).toBeGreaterThan(BigInt(id));
  });

  it('passes over a last line that a kill has cut, and what is written after it is not lost with it', () => {
    const world = open();
    things(world).put({ id: 'a', text: 'one' });
    things(world).put({ id: 'b', text: 'never answered' });
    const written = fs.readFileSync(journal());
    fs.writeFileSync(journal(), written.subarray(0, written.length - 9));

    const second = open();
    expect(things(second).all()).toEqual([{ id: 'a', text: 'one' }]);
    things(second).put({ id: 'c', text: 'three' });
    expect(things(open()).all()).toEqual([
      { id: 'a', text: 'one' },
      { id: 'c', text: 'three' },
    ]);
  });

  it('does not forget a reset', () => {
    const world = open();
    things(world).put({ id: 'a', text: 'one' });
    const id = world.nextId(10);
    world.reset();
    const again = open();
    expect(things(again).all()).toEqual([]);
    expect(Number(again.nextId(10))).toBeGreaterThan(Number(id));
  });

  it('is not needed: a world without a folder lives in memory', () => {
    const world = new World({});
    things(world).put({ id: 'a', text: 'one' });
    expect(things(world).get('a')?.text).toBe('one');
    expect(things(world).delete('b')).toBe(false);
  });
});

describe('ids', () => {
  it('rise, have the length asked for, and never come twice', () => {
    const world = open();
    const ids = Array.from({ length: 500 }, () => world.nextId(16));
    expect(ids.every((id) => /^[1-9]\d{15}$/.test(id))).toBe(true);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(500);
  });
});

describe('blobs', () => {
  it('are one for the same bytes, and none for a key that is a path', () => {
    const world = open();
    const bytes = Buffer.from('film');
    expect(world.putBlob(bytes, 'video/mp4')).toBe(world.putBlob(bytes, 'video/mp4'));
    expect(world.blob('../journal.jsonl')).toBeUndefined();
    expect(world.blob(`${'0'.repeat(32)}.mp4`)).toBeUndefined();
  });
});

describe('time', () => {
  it('hides from lists what is younger than the lag', () => {
    const world = open();
    const at = new Date(now);
    expect(world.visible(at)).toBe(true);
    world.lagMs = 1000;
    expect(world.visible(at)).toBe(false);
    now += 1000;
    expect(world.visible(at.toISOString())).toBe(true);
  });

  it('brings an audience that is the same at each look, differs from post to post, and only grows', () => {
    const world = open();
    const at = new Date(now);
    const zero = world.audienceOf('post-1', at);
    expect(Object.values(zero).every((value) => value === 0)).toBe(true);
    let before = zero;
    for (const hours of [1, 6, 24, 24 * 30, 24 * 365]) {
      now = at.getTime() + hours * 3600_000;
      const seen = world.audienceOf('post-1', at);
      expect(world.audienceOf('post-1', at)).toEqual(seen);
      for (const name of Object.keys(seen) as (keyof typeof seen)[])
        expect(seen[name]).toBeGreaterThanOrEqual(before[name]);
      expect(seen.reach).toBeLessThanOrEqual(seen.views);
      before = seen;
    }
    expect(before.views).toBeGreaterThan(100);
    expect(world.audienceOf('post-2', at)).not.toEqual(before);
  });
});

describe('switches', () => {
  it('are taken as often as they were set', () => {
    const world = open();
    world.setSwitch('broken', 2);
    expect([1, 2, 3].map(() => world.takeSwitch('broken'))).toEqual([true, true, false]);
    expect(world.takeSwitch('other')).toBe(false);
  });
});
