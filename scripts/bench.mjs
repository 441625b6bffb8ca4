// npm run bench [-- --only cut|hashtags|start] [--idle seconds] [--post file]
// Prints one JSON line for each figure and, last, a table. Ratios are measured within one run, alternating.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { build, isStale } from './build.mjs';

const home = fileURLToPath(new URL('..', import.meta.url));
const { values: options } = parseArgs({
  options: { only: { type: 'string' }, idle: { type: 'string', default: '60' }, post: { type: 'string' } },
});
if (isStale() && !build()) process.exit(1);

const figures = [];
const wants = (what) => options.only === undefined || options.only === what;
const example = options.post ?? path.join(home, 'examples', firstExample());
if (wants('cut')) await benchCut(example);
if (wants('hashtags')) await benchHashtags(example);
if (wants('start')) await benchStart(Number(options.idle));
console.log(`\n${table(figures)}`);

function report(what, value, unit, aim) {
  const figure = { what, value: Math.round(value * 100) / 100, unit, aim };
  figures.push(figure);
  console.log(JSON.stringify(figure));
}

function firstExample() {
  return fs
    .readdirSync(path.join(home, 'examples'))
    .sort()
    .find((name) => name.endsWith('.md'));
}

/** Parse and cut for every platform, against the parser alone on the same text: medians of alternating rounds. */
async function benchCut(file) {
  const dist = (name) => import(new URL(`../dist/src/${name}.js`, import.meta.url).href);
  const [{ parsePost }, { readPost }, { excerptsOf }, { cutSettings }, { loadConfig }, { platforms }] =
    await Promise.all([
      dist('markdown/parse'),
      dist('markdown/read'),
      dist('app/excerpts-of'),
      dist('app/cut-settings'),
      dist('config/config'),
      dist('platforms/index'),
    ]);
  const [{ unified }, { default: remarkParse }, { default: remarkGfm }] = await Promise.all([
    import('unified'),
    import('remark-parse'),
    import('remark-gfm'),
  ]);
  const post = readPost(fs.readFileSync(file), path.basename(file));
  const config = loadConfig();
  const parser = unified().use(remarkParse).use(remarkGfm);
  const settings = platforms.map((platform) => cutSettings(config, platform, []));
  const whole = (markdown) => {
    const parsed = parsePost(markdown);
    for (const [i, platform] of platforms.entries()) excerptsOf(parsed, platform, settings[i]);
  };
  const peer = await import('twitter-splitter').catch(() => undefined);
  const sizes = [
    [path.basename(file), post, 100],
    ['10 kB', ofLength(post, 10_000), 60],
    ['100 kB', ofLength(post, 100_000), 9],
  ];
  for (let i = 0; i < 60; i += 1) {
    parser.parse(post);
    whole(post);
  }
  let hundred = 0;
  for (const [name, markdown, rounds] of sizes) {
    const times = { parse: [], whole: [], peer: [] };
    for (let i = 0; i < rounds; i += 1) {
      times.parse.push(timed(() => parser.parse(markdown)));
      times.whole.push(timed(() => whole(markdown)));
      if (peer !== undefined) times.peer.push(timed(() => peer.default(markdown)));
    }
    hundred = median(times.whole);
    report(`${name}: remark-parse + gfm alone`, median(times.parse), 'ms');
    report(`${name}: parse and cut for all platforms`, hundred, 'ms');
    report(`${name}: as a multiple of the parser`, hundred / median(times.parse), 'times', 'at most 1.5');
    if (peer !== undefined)
      report(`${name}: twitter-splitter, one platform, no Markdown`, median(times.peer), 'ms');
  }
  const million = ofLength(post, 1_000_000);
  report('1 MB as a multiple of 100 kB', timed(() => whole(million)) / hundred, 'times', 'at most 12');
}

/** Choosing the hashtags of all excerpts for every platform, against parsing the same post: cut with them less cut without. */
async function benchHashtags(file) {
  const dist = (name) => import(new URL(`../dist/src/${name}.js`, import.meta.url).href);
  const [{ parsePost }, { readPost }, { excerptsOf }, { cutSettings }, { loadConfig }, { platforms }] =
    await Promise.all([
      dist('markdown/parse'),
      dist('markdown/read'),
      dist('app/excerpts-of'),
      dist('app/cut-settings'),
      dist('config/config'),
      dist('platforms/index'),
    ]);
  const [{ lexiconOf }, { wordList }, { vectorOf }] = await Promise.all([
    dist('app/lexicon'),
    dist('hashtags/words'),
    dist('hashtags/vectors'),
  ]);
  const config = loadConfig();
  const before = process.memoryUsage();
  const loading = timed(() => {
    lexiconOf(config.configFolder);
    wordList();
    vectorOf('word');
  });
  const after = process.memoryUsage();
  report('word lists, vectors and lexicon: loaded at the first choice', loading, 'ms', 'under 100');
  report('the same, memory', (after.rss - before.rss) / 1e6, 'MB', 'under 50');
  const settings = platforms.map((platform) => cutSettings(config, platform, []));
  const cutAll = (post) => {
    for (const [i, platform] of platforms.entries()) excerptsOf(post, platform, settings[i]);
  };
  const post = readPost(fs.readFileSync(file), path.basename(file));
  for (const [name, markdown, rounds] of [
    [path.basename(file), post, 100],
    ['10 kB', ofLength(post, 10_000), 40],
    ['100 kB', ofLength(post, 100_000), 7],
  ]) {
    const { hashtags } = parsePost(post);
    const times = { parse: [], more: [] };
    for (let i = 0; i < rounds; i += 1) {
      times.parse.push(timed(() => parsePost(markdown)));
      const [bare, full] = [parsePost(markdown), parsePost(markdown)];
      const without = timed(() => cutAll({ ...bare, hashtags: [] }));
      times.more.push(timed(() => cutAll({ ...full, hashtags })) - without);
    }
    report(`${name}: parse`, median(times.parse), 'ms');
    report(
      `${name}: choosing the hashtags of all excerpts, as a multiple of it`,
      median(times.more) / median(times.parse),
      'times',
      'under 1',
    );
  }
}

/** The post again and again, its front matter and its hashtags once. */
function ofLength(post, length) {
  const body = post.replace(/^---\n[\s\S]*?\n---\n/, '').replace(/\n#[^\s#][^\n]*\s*$/, '\n');
  return `${body}\n\n`.repeat(Math.ceil(length / (body.length + 2))).slice(0, length);
}

function timed(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function median(times) {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
}

/** Two starts on one new data folder; the second one is watched while it idles. */
async function benchStart(idleSeconds) {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-bench-'));
  try {
    const first = await startOnce(data);
    report('first start to ready', first.readyMs / 1000, 's', 'at most 10');
    // The example is planned for the first minute: let it go out, so that the next start has nothing to do.
    await wait(idleSeconds >= 30 ? 45_000 : 5000);
    await first.stop();
    const later = await startOnce(data);
    report('later start to ready', later.readyMs / 1000, 's', 'at most 2');
    await wait(Math.min(25, idleSeconds) * 1000);
    const before = cpuSeconds(later.pid);
    await wait(idleSeconds * 1000);
    if (before !== undefined)
      report('idle CPU', ((cpuSeconds(later.pid) - before) / idleSeconds) * 100, '% of a core', 'at most 3');
    const megabytes = residentMegabytes(later.pid);
    if (megabytes !== undefined) report('idle memory', megabytes, 'MB', 'at most 400');
    await later.stop();
  } finally {
    fs.rmSync(data, { recursive: true, force: true });
  }
}

async function startOnce(data) {
  const start = performance.now();
  const child = spawn(process.execPath, [path.join(home, 'dist/src/main.js'), 'start'], {
    env: { ...process.env, CUTLINE_DATA: data, CUTLINE_PORT: '0', CUTLINE_SANDBOX_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const readyMs = await new Promise((resolve, reject) => {
    let seen = '';
    child.stdout.on('data', (chunk) => {
      seen += chunk;
      if (seen.includes('Cutline is ready')) resolve(performance.now() - start);
    });
    void ended.then((code) => reject(new Error(`start ended with ${code} before it was ready`)));
  });
  return {
    pid: child.pid,
    readyMs,
    stop: async () => {
      child.kill('SIGINT');
      await ended;
    },
  };
}

/** Linux alone tells these by files. */
function cpuSeconds(pid) {
  if (process.platform !== 'linux') return undefined;
  const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function residentMegabytes(pid) {
  if (process.platform !== 'linux') return undefined;
  return Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function table(rows) {
  const cells = rows.map(({ what, value, unit, aim }) => [what, `${value} ${unit}`, aim ?? '']);
  const widths = [0, 1, 2].map((i) => Math.max(...cells.map((row) => row[i].length)));
  return cells
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
