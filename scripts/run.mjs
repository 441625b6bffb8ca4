#!/usr/bin/env node
// The one way in: builds when something changed, then runs the compiled program in this very process, so that Ctrl-C
// reaches it without a parent in between.
import process from 'node:process';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `Cutline needs Node 20.19 or newer, this is ${process.version}. Install it from nodejs.org and start again.\n`,
  );
  process.exit(2);
}

const { build, isStale } = await import('./build.mjs');
if (isStale() && !compiled()) process.exit(1);
await import(new URL('../dist/src/main.js', import.meta.url).href);

function compiled() {
  try {
    if (build()) return true;
    process.stderr.write('The sources do not compile (see above): mend them and start again.\n');
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' && error.code !== 'MODULE_NOT_FOUND') throw error;
    process.stderr.write(
      'The packages are not installed: run "npm ci" in the folder of Cutline, then start again.\n',
    );
  }
  return false;
}
