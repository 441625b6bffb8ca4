import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { hasFailed } from '../chaos/verdict.mjs';

const script = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), 'scripts', 'chaos.mjs');

interface Sum {
  readonly publications: number;
  readonly doubled: number;
  readonly lost: number;
  readonly disordered: number;
  readonly broken: number;
  readonly fallen: number;
  readonly unsure: number;
  readonly settled: number;
  readonly left: number;
  readonly refused: number;
  readonly faults: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly deeds: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** On a busy machine; it takes a few seconds on a quiet one. */
const patienceMs = 240_000;
const clean = { doubled: 0, lost: 0, disordered: 0, broken: 0, fallen: 0 };

test(
  'killed, frozen, cut and emptied, everything is published once',
  async () => {
    const { sum, said, code } = await chaos('--redis', '--runs', '6', '--seed', 'suite');
    expect(sum, said).toMatchObject(clean);
    expect(code).toBe(0);
    expect(sum.publications).toBeGreaterThan(15);
    expect(Object.keys(sum.faults).length).toBeGreaterThan(4);
    expect(Object.keys(sum.deeds).length).toBeGreaterThan(2);
    expect(sum.unsure).toBeGreaterThan(0);
    expect(sum.settled).toBe(sum.unsure);
  },
  patienceMs,
);

test(
  'the same in one process with the embedded database',
  async () => {
    const { sum, said } = await chaos('--embedded', '--runs', '4', '--seed', 'suite');
    expect(sum, said).toMatchObject(clean);
    expect(sum.publications).toBeGreaterThan(8);
    expect(Object.keys(sum.faults).length).toBeGreaterThan(2);
    expect(sum.settled).toBe(sum.unsure);
  },
  patienceMs,
);

test(
  'after an outage of three days, and with Redis emptied in the middle, everything due is published once',
  async () => {
    const { sum, said } = await chaos(
      '--redis',
      '--runs',
      '6',
      '--seed',
      'suite',
      '--only',
      'outage,redis-flush',
    );
    expect(sum, said).toMatchObject({ ...clean, left: 0, refused: 0 });
    expect(Object.keys(sum.faults).sort()).toEqual(['outage', 'redis-flush']);
  },
  patienceMs,
);

test(
  'with a rule switched off it does find doubles: a worker that was frozen sends after another one has',
  async () => {
    const { sum, said } = await chaos('--mutations', '--mutate', 'fence-ignored', '--seed', 'suite');
    expect(sum.doubled, said).toBeGreaterThan(0);
    expect(Object.keys(sum.faults)).toEqual(['freeze']);
  },
  patienceMs,
);

test('what was wrong with a publication makes the trial fail, and a process that ended by itself without having to', () => {
  expect(hasFailed({ bad: 0, fallen: 0 })).toBe(false);
  expect(hasFailed({ bad: 1, fallen: 0 })).toBe(true);
  expect(hasFailed({ bad: 0, fallen: 1 })).toBe(true);
});

test(
  'when nobody listens any more it ends, and its servers with it',
  async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-chaos-test-'));
    // PostgreSQL may run as another user.
    fs.chmodSync(folder, 0o755);
    const child = spawn(
      process.execPath,
      [script, '--redis', '--runs', '40', '--batch', '1', '--seed', 'suite'],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, TMPDIR: folder },
      },
    );
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const begun = new Promise<void>((resolve) =>
      child.stderr.on('data', (said: Buffer) => said.includes(' runs, ') && resolve()),
    );
    await Promise.race([begun, ended]);
    const servers = [...pidsIn(folder, 'cutline-postgres-'), ...pidsIn(folder, 'cutline-redis-')];
    expect(servers).toHaveLength(2);
    for (const pid of servers) expect(isThere(pid)).toBe(true);
    child.stderr.destroy();
    child.stdout.destroy();
    await ended;
    await vi.waitFor(() => expect(servers.filter(isThere)).toEqual([]), 10_000);
    expect(fs.readdirSync(folder).filter((name) => !name.endsWith('-media'))).toEqual([]);
    fs.rmSync(folder, { recursive: true });
  },
  patienceMs,
);

/** Of the one server whose folder begins so: what it wrote down itself. */
function pidsIn(folder: string, beginning: string): number[] {
  return fs
    .readdirSync(folder)
    .filter((name) => name.startsWith(beginning))
    .map((name) => {
      const file = path.join(folder, name, 'data', 'postmaster.pid');
      if (fs.existsSync(file)) return Number(fs.readFileSync(file, 'utf8').split('\n')[0]);
      return Number(/pid=(\d+)/.exec(fs.readFileSync(path.join(folder, name, 'log'), 'utf8'))?.[1]);
    });
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function chaos(...given: string[]): Promise<{ sum: Sum; said: string; code: number | null }> {
  const child = spawn(process.execPath, [script, ...given, '--plain', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  let said = '';
  child.stdout.on('data', (data: Buffer) => (written += data.toString()));
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (written === '') throw new Error(said);
  return { sum: (JSON.parse(written) as Sum[])[0]!, said, code };
}
