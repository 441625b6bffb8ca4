// `npm test`: everything that can be checked, on real servers that are ours alone. Arguments are passed on to vitest.
// The last line is always "N passed, N failed"; building and each check count as tests.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { build, root } from './build.mjs';
import { checks, runCheck } from './check.mjs';
import { advice, findPrograms, install } from './programs.mjs';
import { startPostgres, startRedis } from './servers.mjs';

const filters = process.argv.slice(2);
const count = { passed: 0, failed: 0 };
const servers = [];
let vitest;
let interrupted = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => interrupt(signal));
// The last net, for whatever ends this process before it has stopped them.
process.on('exit', () => servers.forEach((server) => server.abandon()));

const environment = programs();
if (environment !== undefined) {
  try {
    tally(build(), 'build');
    for (const check of checks) tally(runCheck(check));
    await startServers(environment);
    if (!interrupted) await runVitest(environment);
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
    count.failed++;
  } finally {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  }
}
if (interrupted) {
  process.stdout.write('Interrupted.\n');
  count.failed++;
}
process.stdout.write(`${count.passed} passed, ${count.failed} failed\n`);
process.exitCode = count.failed === 0 ? 0 : 1;

/** The environment of the tests: where the programs are; nothing of the caller's own set-up, lest a test touch a real database. */
function programs() {
  const names = {
    redisServer: 'CUTLINE_TEST_REDIS_SERVER',
    postgresBin: 'CUTLINE_TEST_POSTGRES_URL',
    chromium: 'CUTLINE_TEST_CHROMIUM',
  };
  const missing = (found) =>
    Object.keys(names).filter((program) => found[program] === undefined && !process.env[names[program]]);
  let found = findPrograms();
  if (missing(found).length > 0 && install(missing(found))) found = findPrograms();
  if (missing(found).length > 0) {
    process.stdout.write(advice(missing(found)));
    count.failed++;
    return undefined;
  }
  const own = ([name]) => !/^(?:CUTLINE_(?!TEST_)|DATABASE_URL$|REDIS_URL$)/.test(name);
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(own)),
    CUTLINE_TEST_CHROMIUM: process.env.CUTLINE_TEST_CHROMIUM || found.chromium,
    CUTLINE_TEST_REDIS_SERVER: process.env.CUTLINE_TEST_REDIS_SERVER || found.redisServer,
    CUTLINE_TEST_POSTGRES_BIN: found.postgresBin ?? '',
  };
}

/** Only those whose address the caller has not given. */
async function startServers(env) {
  const ways = {
    CUTLINE_TEST_POSTGRES_URL: () => startPostgres(env.CUTLINE_TEST_POSTGRES_BIN),
    CUTLINE_TEST_REDIS_URL: () => startRedis(env.CUTLINE_TEST_REDIS_SERVER),
  };
  for (const [name, start] of Object.entries(ways)) {
    if (env[name] || interrupted) continue;
    const server = await start();
    servers.push(server);
    env[name] = server.url;
  }
}

async function runVitest(env) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-test-'));
  const file = path.join(folder, 'results.json');
  const program = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  try {
    vitest = spawn(process.execPath, [program, 'run', ...reporters, ...filters], {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const code = await new Promise((resolve, reject) => {
      vitest.once('exit', resolve);
      vitest.once('error', reject);
    });
    addResults(file, code);
  } finally {
    vitest = undefined;
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function addResults(file, code) {
  const results = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).testResults : [];
  const states = results.flatMap((suite) => suite.assertionResults.map((result) => result.status));
  const failedBefore = count.failed;
  const ran = (state) => states.filter((each) => each === state).length;
  count.passed += ran('passed');
  count.failed += ran('failed');
  // A file that cannot be loaded has no tests that could fail.
  count.failed += results.filter(
    (suite) => suite.status === 'failed' && !suite.assertionResults.some((each) => each.status === 'failed'),
  ).length;
  const left = states.length - ran('passed') - ran('failed');
  // With `-t pattern` those that do not match are left out on purpose.
  if (left > 0 && filters.length === 0) {
    process.stdout.write(`${left} tests were skipped, which counts as failed.\n`);
    count.failed += left;
  }
  if (ran('passed') === 0 && count.failed === failedBefore) {
    process.stdout.write('No test ran.\n');
    count.failed++;
  }
  if (code !== 0 && count.failed === failedBefore) {
    process.stdout.write(`vitest ended with code ${code} (see above).\n`);
    count.failed++;
  }
}

function tally(passed, name) {
  if (name !== undefined) process.stdout.write(`${passed ? '✓' : '✗'} ${name}\n`);
  count[passed ? 'passed' : 'failed']++;
}

/** Ctrl-C reaches vitest by itself, a signal to this process alone does not. The second one does not wait. */
function interrupt(signal) {
  if (interrupted && signal !== 'SIGINT') process.exit(1);
  interrupted = true;
  vitest?.kill(signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
}
