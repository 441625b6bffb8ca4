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
if (process.env.npm_lifecycle_event !== undefined) stopWithParent();
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

/**
 * Under npm there is a shell in between. Ctrl-C reaches everybody; a SIGTERM to npm alone ends the shell and would leave this
 * process behind, running and holding its port and its data folder.
 */
function stopWithParent() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ]) {
    process.once(signal, () => {
      // Told to stop already: a second signal would mean "at once".
      clearInterval(watch);
      // Before the program has a say of its own, this listener must not keep the signal from ending it.
      if (process.listenerCount(signal) === 0) process.exit(code);
    });
  }
}
