import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), 'scripts', 'chaos.mjs');

interface Sum {
  readonly publications: number;
  readonly doubled: number;
  readonly lost: number;
  readonly disordered: number;
  readonly fallen: number;
  readonly unsure: number;
  readonly settled: number;
  readonly left: number;
  readonly refused: number;
  readonly faults: Readonly<Record<string, number>>;
}

/** On a busy machine; it takes a few seconds on a quiet one. */
const patienceMs = 240_000;
const clean = { doubled: 0, lost: 0, disordered: 0, fallen: 0 };

test(
  'killed, frozen, cut and emptied, everything is published once',
  async () => {
    const { sum, said } = await chaos('--redis', '--runs', '6', '--seed', 'suite');
    expect(sum, said).toMatchObject(clean);
    expect(sum.publications).toBeGreaterThan(15);
    expect(Object.keys(sum.faults).length).toBeGreaterThan(4);
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
  'with a rule switched off it does find doubles',
  async () => {
    const { sum, said } = await chaos(
      '--redis',
      '--runs',
      '12',
      '--seed',
      'suite',
      '--only',
      'cut-after,error-after',
      '--mutate',
      'open-leads-to-publish',
    );
    expect(sum.doubled, said).toBeGreaterThan(0);
  },
  patienceMs,
);

async function chaos(...given: string[]): Promise<{ sum: Sum; said: string }> {
  const child = spawn(process.execPath, [script, ...given, '--plain', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  let said = '';
  child.stdout.on('data', (data: Buffer) => (written += data.toString()));
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  if (written === '') throw new Error(said);
  return { sum: (JSON.parse(written) as Sum[])[0]!, said };
}
