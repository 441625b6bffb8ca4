import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  addresses,
  completeLock,
  missingEntries,
  systemOf,
  type Lock,
  type LockEntry,
} from '../scripts/complete-lock.mjs';

const read = (file: string): unknown =>
  JSON.parse(fs.readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'));
const lock = read('package-lock.json') as Lock;
const optional = Object.keys(lock.packages).filter((place) => lock.packages[place]?.optional === true);
const remedy = 'run "npm run lock" and commit package-lock.json';

describe('the lock file', () => {
  test('has an entry for the optional packages of every system, else npm ci refuses it', () => {
    expect(missingEntries(lock), remedy).toEqual([]);
  });

  test('names no address that packages were fetched from', () => {
    expect(addresses(lock), remedy).toEqual([]);
  });

  test('is the lock of package.json', () => {
    const { dependencies, devDependencies } = read('package.json') as LockEntry;
    const { dependencies: locked, devDependencies: lockedDev } = lock.packages['']!;
    expect({ dependencies: locked, devDependencies: lockedDev }).toEqual({ dependencies, devDependencies });
  });

  test.each([
    ['linux', 'x64'],
    ['linux', 'arm64'],
    ['darwin', 'x64'],
    ['darwin', 'arm64'],
    ['win32', 'x64'],
  ])('has what each package with binaries needs on %s %s', (os, cpu) => {
    const parents = Object.values(lock.packages).filter(
      (entry) => Object.keys(entry.optionalDependencies ?? {}).length > 3,
    );
    expect(parents.length).toBeGreaterThan(5);
    for (const parent of parents) {
      const fitting = Object.keys(parent.optionalDependencies ?? {}).filter((name) => {
        const entry = lock.packages[`node_modules/${name}`];
        return entry?.os?.includes(os) === true && entry.cpu?.includes(cpu) === true;
      });
      expect(fitting, JSON.stringify(parent.optionalDependencies)).not.toEqual([]);
    }
  });
});

describe('completing', () => {
  test('misses each optional package that is not there', () => {
    const places = optional.filter((place) => askedFor(place));
    expect(places.length).toBeGreaterThan(100);
    for (const place of places) {
      const { [place]: _, ...packages } = lock.packages;
      expect(missingEntries({ packages }).map(({ name }) => `node_modules/${name}`)).toContain(place);
    }
  });

  test('puts back what npm needs to choose by system, and keeps the flags', () => {
    const places = [
      'node_modules/@oxlint/binding-win32-x64-msvc',
      'node_modules/@node-rs/argon2-linux-x64-musl',
      'node_modules/@img/sharp-linuxmusl-arm64',
    ];
    const packages = Object.fromEntries(
      Object.entries(lock.packages).filter(([place]) => !places.includes(place)),
    );
    const completed = completeLock({ packages });
    for (const place of places) {
      const { version, os, cpu, libc, dev, optional: isOptional } = lock.packages[place]!;
      expect(completed.packages[place]).toMatchObject(
        JSON.parse(JSON.stringify({ version, os, cpu, libc, dev, optional: isOptional })),
      );
    }
    expect(Object.keys(completed.packages)).toEqual(Object.keys(lock.packages));
  });

  test('changes nothing in a complete lock', () => {
    expect(JSON.stringify(completeLock(lock))).toBe(JSON.stringify(lock));
  });

  test('takes addresses out', () => {
    const packages = { 'node_modules/a': { version: '1.0.0', resolved: 'https://packages.example/a.tgz' } };
    expect(addresses({ packages })).toEqual(['node_modules/a']);
    expect(completeLock({ packages })).toEqual({ packages: { 'node_modules/a': { version: '1.0.0' } } });
  });

  test('says so when a name or a version does not tell enough', () => {
    const asking = (name: string, version: string): Lock => ({
      packages: { 'node_modules/a': { optionalDependencies: { [name]: version } } },
    });
    expect(() => completeLock(asking('a-plan9', '1.0.0'))).toThrow('does not say for which system');
    expect(() => completeLock(asking('a-linux-x64', '^1.0.0'))).toThrow('not one version');
  });

  test('reads a system from a name as those packages say it themselves', () => {
    const known = optional.filter(
      (place) => lock.packages[place]?.os?.length === 1 && lock.packages[place]?.cpu?.length === 1,
    );
    expect(known.length).toBeGreaterThan(80);
    for (const place of known) {
      const { os, cpu } = lock.packages[place]!;
      expect(systemOf(place.replace('node_modules/', '')), place).toMatchObject({ os, cpu });
    }
  });
});

function askedFor(place: string): boolean {
  return Object.values(lock.packages).some(
    (entry) => entry.optionalDependencies?.[place.replace('node_modules/', '')] !== undefined,
  );
}
