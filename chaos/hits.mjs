// What the processes have written down of the steps at which something was done to them.
import fs from 'node:fs';
import path from 'node:path';

/** `{pid, fault, run, kind, step}[]`; `fault` is the place in the batch's list. */
export function hitsOf(world) {
  return fs
    .readFileSync(world.hitsFile, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** Empties the file, and takes away the marks that lie beside it. */
export function forgetHits({ hitsFile }) {
  const folder = path.dirname(hitsFile);
  for (const file of fs.readdirSync(folder))
    if (file.startsWith(`${path.basename(hitsFile)}.`)) fs.rmSync(path.join(folder, file), { force: true });
  fs.writeFileSync(hitsFile, '');
}
