// Servers, imitations and processes of one chaos: starts them, ends them, starts them again. Every process is ended by its own id.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { elapsed, realNow } from './elapsed.mjs';
import { lastLines } from './last-lines.mjs';
import { openWorkFile } from './work-file.mjs';
import { findPrograms } from '../scripts/programs.mjs';
import { startPostgres, startRedis } from '../scripts/servers.mjs';

const main = fileURLToPath(new URL('main.mjs', import.meta.url));
const inside = fileURLToPath(new URL('inside.mjs', import.meta.url));
const plainWorker = fileURLToPath(new URL('plain-worker.mjs', import.meta.url));
const whole = fileURLToPath(new URL('whole.mjs', import.meta.url));

/** No request lasts so long that the other side has in its hands as a whole. */
const halfSentMs = 1600;

/** `home`: URL of the compiled code to be tried. `servers`: those that are running already, else they are started. */
export async function openWorld({ mode, home, plain = false, keepLogs = false, workers: workerCount = 2 }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-chaos-'));
  const clockFile = path.join(folder, 'clock');
  const hitsFile = path.join(folder, 'hits.jsonl');
  fs.writeFileSync(clockFile, Buffer.alloc(8));
  fs.writeFileSync(hitsFile, '');
  process.env.CHAOS_CLOCK = clockFile;
  const clock = fs.openSync(clockFile, 'r+');
  const workFile = path.join(folder, 'work');
  const work = openWorkFile(workFile, workerCount);
  const endings = [];
  const children = new Set();
  const fallen = [];
  let closing = false;
  let ahead = 0;

  const killAll = () => {
    for (const child of children) child.kill('SIGKILL');
    if (ownDisk) execFileSync('umount', ['-l', env.CUTLINE_DATA]);
    if (!keepLogs) fs.rmSync(folder, { recursive: true, force: true });
  };
  process.on('exit', killAll);

  const env = {
    ...withoutOurs(process.env),
    CHAOS_CLOCK: clockFile,
    CHAOS_HOME: home.href,
    CUTLINE_DATA: path.join(folder, 'data'),
    CUTLINE_CONFIG: path.join(folder, 'config'),
    CUTLINE_TICK_MS: mode === 'redis' ? '300' : '400',
    CUTLINE_LOG: 'info',
    CUTLINE_SECRET_KEY: '5a'.repeat(32),
    CUTLINE_SANDBOX_PORT: '0',
  };
  fs.mkdirSync(env.CUTLINE_DATA);
  // A disk of its own that can be filled to the last byte without harm to anybody.
  const ownDisk = mode === 'embedded' && mountDisk(env.CUTLINE_DATA);
  // A clock that leaps makes publications late; here they are made up for at once, at whatever hour the harness runs.
  fs.mkdirSync(env.CUTLINE_CONFIG);
  fs.writeFileSync(
    path.join(env.CUTLINE_CONFIG, 'timetable.yaml'),
    'timeZone: UTC\nsmallestGapMinutes: 0\nlate: { publishWithinHours: 720 }\n',
  );
  // Drawing the one film takes longer than many runs; its name is the hash of what it shows, so it may be kept.
  const drawn = path.join(os.tmpdir(), 'cutline-chaos-media');
  fs.mkdirSync(drawn, { recursive: true });
  fs.symlinkSync(drawn, path.join(env.CUTLINE_DATA, 'media'), 'junction');

  /** What a process that works needs to be told steps, and to tell what it does. */
  const atPlace = (place) => ({ CHAOS_HITS: hitsFile, CHAOS_WORK: workFile, CHAOS_PLACE: String(place) });

  /** A process of Cutline's, or of the harness's when `file` is given. */
  function run(name, given, { extra = {}, file = main } = {}) {
    const log = fs.openSync(path.join(folder, `${name}.log`), 'a');
    const child = spawn(process.execPath, ['--import', pathToFileURL(inside).href, file, ...given], {
      env: { ...env, ...extra },
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      stdio: ['ignore', 'pipe', log, 'ipc'],
    });
    fs.closeSync(log);
    child.ready = new Promise((resolve) => {
      if (file === whole) child.on('message', ({ ready }) => ready === true && resolve());
      else child.stdout.on('data', (said) => /at work|pages are at/.test(String(said)) && resolve());
    });
    children.add(child);
    child.on('error', () => {});
    child.ended = new Promise((resolve) =>
      child.once('exit', (code, signal) => {
        children.delete(child);
        // Nobody told it to.
        if (!closing && signal === null && name !== 'migrate' && child.isToldToEnd !== true) {
          const said = lastWords(name);
          // Without room nothing can go on, and without its servers nothing can start: it says so and ends, and is started again.
          const isInNeed =
            /The disk that holds .* is full/.test(said) ||
            (child.wasReady !== true && /PostgreSQL .* cannot be reached/.test(said));
          fallen.push({ name, code, said, isInNeed });
        }
        resolve();
      }),
    );
    return child;
  }

  function lastWords(name) {
    const files = [path.join(folder, `${name}.log`), path.join(env.CUTLINE_DATA, 'cutline.log')];
    return files.flatMap((file) => lastLines(file, 8)).join('\n');
  }

  // The judge: a process of its own, so that whatever happens to the others, it knows what was posted.
  const sandbox = run('sandbox', ['sandbox'], {
    extra: { CHAOS_JUDGE: 'yes', CUTLINE_DATA: path.join(folder, 'judge') },
  });
  let underWay = 0;
  let expected = [];
  const atWork = (frozen) =>
    [...new Set(world.workers)].flatMap((kept, place) => {
      const state = work.read(place);
      return kept.isReady && state.pid === kept.child.pid && !frozen.includes(state.pid)
        ? [{ ...state, place }]
        : [];
    });
  let changedAt = 0;
  sandbox.on('message', (message) => {
    underWay = message.underWay ?? underWay;
    changedAt = elapsed();
  });
  const urls = {};
  await new Promise((resolve, reject) => {
    void sandbox.ended.then(() =>
      reject(new Error(`The sandbox ended: ${fs.readFileSync(path.join(folder, 'sandbox.log'), 'utf8')}`)),
    );
    const lines = createInterface({ input: sandbox.stdout });
    lines.on('line', (line) => {
      const said = /CUTLINE_(\w+)_URL=(\S+)/.exec(line);
      if (said === null) return;
      env[`CUTLINE_${said[1]}_URL`] = said[2];
      urls[said[1].toLowerCase()] = said[2];
      clearTimeout(lines.settled);
      // The last one is followed by silence.
      lines.settled = setTimeout(resolve, 300);
    });
  });

  const world = {
    mode,
    folder,
    ownDisk,
    urls,
    env,
    home,
    hitsFile,
    /** What time it is for everything under test, in milliseconds. */
    now: () => realNow() + ahead * 1000,
    /** Seconds that the clock of everything runs ahead of this machine's. */
    get ahead() {
      return ahead;
    },
    /** Seconds that the database alone is ahead of all others, or behind them. */
    databaseAhead: 0,
    /** The same from when to when, in milliseconds; the first holds from the beginning. */
    databaseSteps: [{ at: 0, ahead: 0 }],
    setAhead(seconds) {
      ahead = seconds;
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleLE(seconds * 1000, 0);
      fs.writeSync(clock, bytes, 0, 8, 0);
    },
    run,
    keep,
    /** Processes that ended by themselves. */
    fallen,
    /** Every process that is started again. */
    kept: [],
    /** Before this moment something is still coming back: then waiting is no silence. */
    calmAt: 0,
    /** What `frozen` processes have sent in part stays under way as long as they stand still. */
    isCalm: (frozen) =>
      (underWay === 0 || (frozen.length > 0 && elapsed() - changedAt > halfSentMs)) &&
      elapsed() > world.calmAt &&
      world.kept.every(({ isReady }) => isReady),
    /** Whether a process that lives, and is none of `frozen`, has a job in its hands. */
    isBusy: (frozen) => atWork(frozen).some(({ busy }) => busy > 0),
    /** From now on `hasBeaten` waits for a heartbeat that has begun after this, and ended. */
    expectBeat() {
      world.beatenAt = 0;
      expected = Array.from({ length: workerCount }, (_, place) => work.read(place));
    },
    hasBeaten(frozen) {
      if (world.beatenAt > 0) return true;
      const isNew = ({ pid, ended }, place) =>
        ended > (expected[place].pid === pid ? expected[place].begun : 0);
      if (!atWork(frozen).some((state) => isNew(state, state.place))) return false;
      world.beatenAt = elapsed();
      return true;
    },
    /** When that heartbeat was seen to have ended. */
    beatenAt: 0,
    endings,
    /** Everything is down, but for servers and platforms, while `act` goes on. */
    async outage(act) {
      let end;
      world.held = new Promise((resolve) => (end = resolve));
      for (const { child } of world.kept) child.kill('SIGKILL');
      await Promise.all(world.kept.map(({ child }) => child.ended));
      await act();
      world.held = undefined;
      world.expectBeat();
      end();
    },
    /** All processes are ended in order, or by force after a while, and come up again with what the config says by then. */
    async startAnew() {
      const before = new Map(world.kept.map((kept) => [kept, kept.starts]));
      for (const { child } of world.kept) {
        child.isToldToEnd = true;
        child.kill('SIGTERM');
        const force = setTimeout(() => child.kill('SIGKILL'), 3000);
        void child.ended.then(() => clearTimeout(force));
      }
      await Promise.all(world.kept.map(({ child }) => child.ended));
      const isUp = (kept) => kept.starts > before.get(kept) && kept.isReady;
      while (!world.kept.every(isUp)) await pause(50);
      world.expectBeat();
    },
    /** Takes every free byte of the disk that the data lies on, for a while. */
    async fillDisk() {
      const filler = path.join(env.CUTLINE_DATA, 'filler');
      const file = fs.openSync(filler, 'w');
      for (const size of [1 << 20, 1 << 12, 1]) {
        const bytes = Buffer.alloc(size);
        try {
          for (;;) fs.writeSync(file, bytes);
        } catch (error) {
          if (error.code !== 'ENOSPC') throw error;
        }
      }
      fs.closeSync(file);
      await pause(1500);
      fs.rmSync(filler, { force: true });
    },
    async close() {
      closing = true;
      for (const child of children) child.kill('SIGKILL');
      await Promise.all([...children].map((child) => child.ended));
      for (const end of endings.splice(0).reverse()) await end();
      if (ownDisk) {
        const log = path.join(env.CUTLINE_DATA, 'cutline.log');
        if (keepLogs && fs.existsSync(log)) fs.copyFileSync(log, path.join(folder, 'cutline.log'));
        execFileSync('umount', [env.CUTLINE_DATA]);
      }
      process.removeListener('exit', killAll);
      fs.closeSync(clock);
      work.close();
      if (!keepLogs) fs.rmSync(folder, { recursive: true, force: true });
    },
  };

  /** A process that is started again whenever it ends, as a supervisor does. */
  function keep(name, start) {
    const kept = { name, child: undefined, starts: 0, isReady: false, extra: {}, delayMs: 100 };
    world.kept.push(kept);
    const up = async () => {
      await world.held;
      if (closing) return;
      kept.child = start(kept);
      kept.starts += 1;
      kept.isReady = false;
      const { child } = kept;
      void child.ready.then(() => {
        child.wasReady = true;
        if (kept.child !== child) return;
        kept.isReady = true;
        world.onReady?.(kept);
      });
      void kept.child.ended.then(async () => {
        kept.isReady = false;
        await pause(kept.delayMs);
        await up();
      });
    };
    void up();
    return kept;
  }

  const port = await freePort();
  env.CUTLINE_PORT = String(port);
  /** Where people find the pages. */
  world.pages = `http://127.0.0.1:${port}`;
  if (mode === 'redis') {
    const programs = findPrograms();
    if (programs.postgresBin === undefined || programs.redisServer === undefined)
      throw new Error('PostgreSQL and Redis are needed: "npm test" installs them, or says how.');
    world.postgres = await startPostgres(programs.postgresBin);
    endings.push(() => world.postgres.stop());
    world.redis = await startRedis(programs.redisServer);
    endings.push(() => world.redis.stop());
    env.DATABASE_URL = world.postgres.url;
    env.REDIS_URL = world.redis.url;
    env.CUTLINE_PUBLIC_URL = world.pages;
    await run('migrate', ['migrate']).ended;
    world.startParts = () => {
      world.web = keep('web', () => run('web', ['web']));
      world.workers = Array.from({ length: workerCount }, (_, i) =>
        keep(`worker-${i}`, (kept) => {
          const extra = { ...kept.extra, ...atPlace(i) };
          return plain
            ? run(`worker-${i}`, [], { extra, file: plainWorker })
            : run(`worker-${i}`, ['workers'], { extra });
        }),
      );
    };
  } else {
    world.startParts = () => {
      const kept = keep('whole', () => run('whole', [], { extra: atPlace(0), file: whole }));
      world.workers = [kept, kept];
      world.whole = kept;
    };
  }
  return world;
}

/** The hand in another process. A question to one that dies is an error; the next process is waited for. */
export function farHand(whole) {
  let asked = 0;
  return new Proxy(
    {},
    {
      // Not a promise, whatever is asked of it.
      get: (_, name) => (name === 'then' ? undefined : ask(name)),
    },
  );
  function ask(name) {
    return async (...given) => {
      const { child } = whole;
      await Promise.race([child.ready, child.ended]);
      if (child.exitCode !== null || child.signalCode !== null || !child.connected) {
        await pause(100);
        throw new Error('The process is gone');
      }
      const ask = (asked += 1);
      return new Promise((resolve, reject) => {
        const listen = (message) => {
          if (message.ask !== ask) return;
          child.off('message', listen);
          if (message.error === undefined) resolve(message.value);
          else reject(new Error(message.error));
        };
        child.on('message', listen);
        void child.ended.then(() => reject(new Error('The process died')));
        child.send({ ask, name, given }, (error) => error && reject(error));
      });
    };
  }
}

/** False where mounting is not allowed: then a full disk is not tried. */
function mountDisk(folder) {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=600m', 'cutline-chaos', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function withoutOurs(environment) {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => !/^(?:CUTLINE_|CHAOS_|DATABASE_URL$|REDIS_URL$)/.test(name),
    ),
  );
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
