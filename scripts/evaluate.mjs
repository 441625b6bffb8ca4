// npm run evaluate -- hashtags | splitting | … [options]
// Each subject is a file of scripts/evaluate/ that exports `summary` and `run(args)`.
import fs from 'node:fs';
import { build, isStale } from './build.mjs';

const folder = new URL('evaluate/', import.meta.url);
const subjects = fs
  .readdirSync(folder)
  .filter((name) => name.endsWith('.mjs'))
  .map((name) => name.slice(0, -'.mjs'.length))
  .sort();
const [subject, ...args] = process.argv.slice(2);

if (!subjects.includes(subject)) {
  console.error(`Say what to evaluate: npm run evaluate -- <${subjects.join('|')}>`);
  for (const name of subjects) {
    const { summary } = await import(new URL(`${name}.mjs`, folder).href);
    console.error(`  ${name}: ${summary}`);
  }
  process.exitCode = 2;
} else if (isStale() && !build()) {
  process.exitCode = 1;
} else {
  const { run } = await import(new URL(`${subject}.mjs`, folder).href);
  await run(args);
}
