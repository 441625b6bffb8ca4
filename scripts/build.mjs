// Compiles the sources into dist/ with the compiler of node_modules, on any system and without a shell.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const sourceFolders = ['src', 'workers'];
// tsc leaves its own build note untouched when nothing changed, so the time of the last build is kept in a file of ours.
const stamp = path.join(root, 'dist', '.built');

if (
  process.argv[1] !== undefined &&
  import.meta.url === pathToFileURL(fs.realpathSync(process.argv[1])).href
) {
  process.exitCode = build() ? 0 : 1;
}

/** True when dist is missing or older than a source. A tree without sources (an image that holds dist alone) is never stale. */
export function isStale() {
  if (!fs.existsSync(path.join(root, 'src'))) return false;
  const built = fs.statSync(stamp, { throwIfNoEntry: false })?.mtimeMs;
  if (built === undefined || !fs.existsSync(path.join(root, 'dist', 'src', 'main.js'))) return true;
  const newer = (file) => fs.statSync(file).mtimeMs > built;
  return newer(path.join(root, 'tsconfig.json')) || sources().some(newer);
}

/** Compiles, then copies what is no TypeScript (SQL, style sheets, scripts for the browser) beside it. False when it failed; the compiler has said why. */
export function build() {
  const started = new Date();
  const tsc = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript/package.json')));
  const result = spawnSync(process.execPath, [tsc, '-p', root], { cwd: root, stdio: ['ignore', 2, 2] });
  if (result.status !== 0) return false;
  for (const file of sources()) {
    if (/\.(?:ts|tsx|md)$/.test(file)) continue;
    const target = path.join(root, 'dist', path.relative(root, file));
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.copyFileSync(file, target);
  }
  fs.writeFileSync(stamp, '');
  // A source saved while the compiler ran must count as newer.
  fs.utimesSync(stamp, started, started);
  return true;
}

function sources() {
  return sourceFolders.flatMap((folder) => {
    const entries = fs.readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name));
  });
}
