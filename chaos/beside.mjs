// The same runs in several processes of the harness at once: most of a run is waiting.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../scripts/chaos.mjs', import.meta.url));

/** `given`: as for `openChaos`, with what the command line says. Resolves to one sum of all. */
export async function beside(count, given, say) {
  const batches = Math.ceil(given.runs / given.batch);
  const starts = Array.from({ length: count + 1 }, (_, i) =>
    Math.min(given.runs, Math.floor((i * batches) / count) * given.batch),
  );
  const sums = await Promise.all(
    starts
      .slice(1)
      .map((end, i) => part({ ...given, from: given.from + starts[i], runs: end - starts[i] }, say)),
  );
  return sums.reduce((a, b) => together(a, b));
}

function part(given, say) {
  const asked = ['seed', 'from', 'runs', 'batch', 'only', 'without', 'on', 'mutate'].flatMap((name) =>
    given[name] === undefined ? [] : [`--${name}`, String(given[name])],
  );
  const args = [
    script,
    `--${given.mode}`,
    ...asked,
    '--plain',
    '0',
    '--json',
    ...(given.keep ? ['--keep'] : []),
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const end = () => child.kill('SIGTERM');
  process.on('exit', end);
  let written = '';
  child.stdout.on('data', (data) => (written += data));
  createInterface({ input: child.stderr }).on('line', say);
  return new Promise((resolve, reject) => {
    child.once('close', (code) => {
      process.off('exit', end);
      if (written === '') reject(new Error(`A part of the runs, from ${given.from}, ended with ${code}.`));
      else resolve(JSON.parse(written)[0]);
    });
  });
}

/** Numbers are added, lists follow each other, and what is in both the same stays. */
export function together(a, b) {
  if (typeof a === 'number') return a + b;
  if (Array.isArray(a)) return [...a, ...b];
  if (typeof a !== 'object') return a;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      name in a && name in b ? together(a[name], b[name]) : (a[name] ?? b[name]),
    ]),
  );
}
