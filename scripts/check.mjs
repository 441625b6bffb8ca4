// Types, lint and format of everything. `npm test` counts each as a test.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { root } from './build.mjs';

export const checks = [
  { name: 'types', command: ['typescript/bin/tsc', '-p', 'tsconfig.check.json', '--noEmit'] },
  { name: 'lint', command: ['oxlint/bin/oxlint', '--deny-warnings'] },
  { name: 'format', command: ['oxfmt/bin/oxfmt', '--check'] },
];

if (
  process.argv[1] !== undefined &&
  import.meta.url === pathToFileURL(fs.realpathSync(process.argv[1])).href
) {
  process.exitCode = checks.map(runCheck).every(Boolean) ? 0 : 1;
}

/** True when it found nothing; what it found is on the terminal. */
export function runCheck({ name, command: [program, ...args] }) {
  const file = path.join(root, 'node_modules', program);
  const result = spawnSync(process.execPath, [file, ...args], { cwd: root, encoding: 'utf8' });
  const passed = result.status === 0;
  process.stdout.write(`${passed ? '✓' : '✗'} ${name}\n${passed ? '' : `${result.stdout}${result.stderr}`}`);
  return passed;
}
