// npm run bench [-- --only cut|hashtags|start|publish|million|memory|burst|embedded] [--idle seconds] [--post file] [--count publications]
// Prints one JSON line for each figure and, last, a table. Ratios are measured within one run, alternating.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { build, isStale } from './build.mjs';

const home = fileURLToPath(new URL('..', import.meta.url));
const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    idle: { type: 'string', default: '60' },
    post: { type: 'string' },
    count: { type: 'string', default: '20000' },
  },
});
if (isStale() && !build()) process.exit(1);

const figures = [];
const benches = {
  cut: () => benchCut(options.post ?? path.join(home, 'examples', firstExample())),
  hashtags: () => benchHashtags(options.post ?? path.join(home, 'examples', firstExample())),
  start: () => benchStart(Number(options.idle)),
  publish: async () => (await import('./bench/publish.mjs')).benchPublish(report),
  million: async () => (await import('./bench/million.mjs')).benchMillion(report),
  memory: async () => (await import('./bench/memory.mjs')).benchMemory(report, Number(options.count)),
  burst: async () => (await import('./bench/burst.mjs')).benchBurst(report),
  embedded: async () => (await import('./bench/embedded.mjs')).benchEmbedded(report),
};
if (options.only !== undefined && !Object.hasOwn(benches, options.only)) {
  console.error(`There is no bench "${options.only}": there are ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}
for (const [name, bench] of Object.entries(benches)) {
  if (options.only === undefined || options.only === name) await bench();
}
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

/** Parse, cut and choice of hashtags, each against the parser alone on the same text: medians of alternating rounds. */
async function benchCut(file) {
  const measure = await measurer();
  const post = measure.read(file);
  for (let i = 0; i < 60; i += 1) measure.round(post);
  const sizes = [
    [path.basename(file), post, 100],
    ['10 kB', ofLength(post, 10_000), 60],
    ['100 kB', ofLength(post, 100_000), 9],
  ];
  let hundred;
  for (const [name, markdown, rounds] of sizes) {
    hundred = medians(Array.from({ length: rounds }, () => measure.round(markdown)));
    const { parser } = hundred;
    report(`${name}: remark-parse + gfm alone`, parser, 'ms');
    report(`${name}: our parse`, hundred.parse / parser, 'times the parser');
    report(
      `${name}: parse and cut for all platforms`,
      hundred.cut / parser,
      'times the parser',
      'at most 1.5',
    );
    report(`${name}: choosing hashtags, when it is cut again`, hundred.hashtags / parser, 'times the parser');
    report(`${name}: all of it`, hundred.all, 'ms');
    if (hundred.peer !== undefined)
      report(`${name}: twitter-splitter, one platform, no Markdown`, hundred.peer, 'ms');
  }
  const million = medians(Array.from({ length: 3 }, () => measure.round(ofLength(post, 1_000_000))));
  report('1 MB: remark-parse + gfm alone', million.parser / hundred.parser, 'times 100 kB');
  report('1 MB: parse and cut for all platforms', million.cut / hundred.cut, 'times 100 kB', 'at most 12');
  report(
    '1 MB: choosing hashtags, when it is cut again',
    million.hashtags / hundred.hashtags,
    'times 100 kB',
  );
  report('1 MB: all of it', million.all / 1000, 's');
  benchCommand(file);
}

/** What choosing hashtags needs to load, and what it costs for all excerpts of a post on all platforms beside parsing the post. */
async function benchHashtags(file) {
  const dist = (name) => import(new URL(`../dist/src/${name}.js`, import.meta.url).href);
  const [{ lexiconOf }, { wordList }, { placeOf }, { loadConfig }] = await Promise.all([
    dist('app/lexicon'),
    dist('hashtags/words'),
    dist('hashtags/vectors'),
    dist('config/config'),
  ]);
  const { configFolder } = loadConfig();
  const before = process.memoryUsage().rss;
  const loading = timed(() => {
    lexiconOf(configFolder);
    wordList();
    placeOf('word');
  });
  report('hashtags: word lists, vectors and lexicon, loaded at the first choice', loading, 'ms', 'under 100');
  report('hashtags: memory for them', (process.memoryUsage().rss - before) / 1e6, 'MB', 'under 50');
  const { read, round } = await measurer();
  const post = read(file);
  for (const [name, markdown, count] of [
    [path.basename(file), post, 60],
    ['10 kB', ofLength(post, 10_000), 30],
    ['100 kB', ofLength(post, 100_000), 7],
  ]) {
    const first = round(markdown);
    report(`${name}: hashtags at the first cut, against parsing it`, first.hashtags / first.parse, 'times');
    const { hashtags, parse } = medians(Array.from({ length: count }, () => round(markdown)));
    report(
      `${name}: hashtags of all excerpts when it is cut again, against parsing it`,
      hashtags / parse,
      'times',
      'under 1',
    );
  }
  benchUnseen(read, round);
}

/** Posts that a process which has cut many others has never seen, as a server meets them: nothing that was learnt from an earlier cut of them helps. Every second one only warms up. */
function benchUnseen(read, round) {
  const folder = path.join(home, 'evaluate/posts');
  const files = fs
    .readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.md'))
    .sort();
  const posts = files.map((name) => read(path.join(folder, name)));
  for (let times = 0; times < 20; times += 1)
    for (const [at, post] of posts.entries()) if (at % 2 === 0) round(post);
  const unseen = posts.filter((_, at) => at % 2 === 1).map((post) => round(post));
  const sum = (of) => unseen.reduce((total, each) => total + of(each), 0);
  const parser = sum((each) => each.parser);
  const name = `${unseen.length} posts never seen, in a warm process`;
  report(`${name}: parse and cut for all platforms`, sum((each) => each.cut) / parser, 'times the parser');
  report(`${name}: choosing hashtags`, sum((each) => each.hashtags) / parser, 'times the parser', 'under 1');
}

/** A command ends when its file is cut: nearly all of it is Node and the loading of what cutting needs. */
function benchCommand(file) {
  const run = (...argv) => timed(() => spawnSync(process.execPath, argv, { cwd: home, stdio: 'ignore' }));
  const cut = [path.join(home, 'dist/src/main.js'), 'cut', path.resolve(file), '--json'];
  const times = Array.from({ length: 7 }, () => ({ cut: run(...cut), node: run('-e', '0') }));
  report('cutline cut, one file', medians(times).cut, 'ms');
  report('node, nothing', medians(times).node, 'ms');
}

/** One round measures everything once, one thing after the other, so that what else the machine does hits all alike. */
async function measurer() {
  const dist = (name) => import(new URL(`../dist/src/${name}.js`, import.meta.url).href);
  const [
    { parsePost },
    { readPost },
    { orderOf, chooserFor },
    { cut },
    { cutSettings },
    { loadConfig },
    { platforms },
  ] = await Promise.all([
    dist('markdown/parse'),
    dist('markdown/read'),
    dist('app/excerpts-of'),
    dist('excerpt/cut'),
    dist('app/cut-settings'),
    dist('config/config'),
    dist('platforms/index'),
  ]);
  const [{ unified }, { default: remarkParse }, { default: remarkGfm }] = await Promise.all([
    import('unified'),
    import('remark-parse'),
    import('remark-gfm'),
  ]);
  const peer = await import('twitter-splitter').catch(() => undefined);
  const splitByPeer = (markdown) => {
    try {
      peer.default(markdown);
    } catch {
      // It gives up on a word that is longer than a piece.
    }
  };
  const parser = unified().use(remarkParse).use(remarkGfm).freeze();
  const config = loadConfig();
  const settings = platforms.map((platform) => cutSettings(config, platform, []));
  /** Room for hashtags is kept and they are put in; which ones is not weighed. */
  const cutAlone = (markdown) => {
    const post = parsePost(markdown);
    for (const [i, platform] of platforms.entries()) {
      const order = orderOf(post, platform, settings[i]);
      const likely = order.likelyHashtags;
      cut({ ...order, chooseHashtags: ({ roomFor }) => (roomFor(likely) ? likely : []) });
    }
  };
  /** As `excerptsOf` does it, the time of choosing stopped apart. */
  const cutAndChoose = (markdown) => {
    const post = parsePost(markdown);
    let hashtags = 0;
    for (const [i, platform] of platforms.entries()) {
      let choose;
      hashtags += timed(() => (choose = chooserFor(post, platform.text, settings[i])));
      cut({
        ...orderOf(post, platform, settings[i]),
        chooseHashtags: (request) => {
          let chosen;
          hashtags += timed(() => ({ chosen } = choose(request)));
          return chosen;
        },
      });
    }
    return hashtags;
  };
  return {
    read: (file) => readPost(fs.readFileSync(file), path.basename(file)),
    round: (markdown) => {
      let hashtags;
      return {
        parser: timed(() => parser.parse(markdown)),
        parse: timed(() => parsePost(markdown)),
        cut: timed(() => cutAlone(markdown)),
        all: timed(() => (hashtags = cutAndChoose(markdown))),
        hashtags,
        ...(peer === undefined ? {} : { peer: timed(() => splitByPeer(markdown)) }),
      };
    },
  };
}

function medians(rounds) {
  return Object.fromEntries(
    Object.keys(rounds[0]).map((key) => [key, median(rounds.map((round) => round[key]))]),
  );
}

/** The post again and again, its hashtags once at the end; its front matter would be text the second time. */
function ofLength(post, length) {
  const hashtags = /\n#[^\s#][^\n]*\s*$/.exec(post)?.[0] ?? '';
  const body = post.slice(0, post.length - hashtags.length).replace(/^---\n[\s\S]*?\n---\n/, '');
  return `${body}\n\n`.repeat(Math.ceil(length / (body.length + 2))).slice(0, length) + `\n${hashtags}`;
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
