// Starts a PostgreSQL and a Redis of our own on free ports in temporary folders, and ends them by their own process.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

/**
 * A new cluster that trusts everybody on the loopback interface and, unless told otherwise, does not sync: for tests alone. `bin` is
 * the folder of initdb and postgres.
 */
export async function startPostgres(bin, { syncs = false } = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-postgres-'));
  const owner = await postgresOwner();
  if (owner.uid !== undefined) fs.chownSync(folder, owner.uid, owner.gid);
  const data = path.join(folder, 'data');
  const command = { ...owner, cwd: folder };
  try {
    const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
    execFileSync(path.join(bin, program('initdb')), initdb, {
      ...command,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } catch (error) {
    remove(folder);
    throw error;
  }
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    ...(syncs ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return start({
    name: 'PostgreSQL',
    folder,
    url: (port) => `postgres://postgres@127.0.0.1:${port}/postgres`,
    run: (port, stdio) =>
      spawn(path.join(bin, program('postgres')), ['-D', data, '-p', String(port), ...args], {
        ...command,
        stdio,
      }),
    answers: postgresAnswers,
    // The fast stop: it ends the sessions that are still open.
    signal: 'SIGINT',
  });
}

/**
 * An empty Redis that keeps nothing on disk. `binary` is the path of redis-server; `first` gives arguments that go before the usual
 * ones, for the port that it gets.
 */
export async function startRedis(binary, first = () => []) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-redis-'));
  const args = [
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--databases',
    '1024',
    '--dir',
    folder,
  ];
  return start({
    name: 'Redis',
    folder,
    url: (port) => `redis://127.0.0.1:${port}`,
    run: (port, stdio) =>
      spawn(binary, [...first(port), '--port', String(port), ...args], { cwd: folder, stdio }),
    answers: redisAnswers,
    signal: 'SIGTERM',
  });
}

/**
 * Tries other ports when the free one was taken in the meantime. What comes back:
 * `url`; `pid()`; `pause()` ends the process and keeps folder and port, `resume()` starts it again there; `stop()` ends it
 * and removes the folder; `abandon()` does the same at once, for a process that is about to end.
 */
async function start({ name, folder, url, run, answers, signal }) {
  const log = path.join(folder, 'log');
  let child;
  let port;
  const abandon = () => {
    child?.kill('SIGKILL');
    remove(folder);
  };
  // However this process ends, what it started ends with it.
  process.on('exit', abandon);

  async function up() {
    const out = fs.openSync(log, 'a');
    child = run(port, ['ignore', out, out]);
    fs.closeSync(out);
    child.ended = new Promise((resolve) => {
      child.once('exit', resolve);
      child.once('error', resolve);
    });
    for (let tries = 0; tries < 1200 && running(child); tries++) {
      if (await answers(port)) return true;
      await pause(50);
    }
    await down();
    return false;
  }

  async function down() {
    if (running(child)) {
      child.kill(signal);
      const killer = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await child.ended;
      clearTimeout(killer);
    }
  }

  for (let tries = 0; tries < 5; tries++) {
    port = await freePort();
    if (await up()) {
      return {
        url: url(port),
        pid: () => child.pid,
        pause: down,
        async resume() {
          if (!(await up())) throw new Error(`${name} did not come back on port ${port}.`);
        },
        async stop() {
          await down();
          remove(folder);
          process.off('exit', abandon);
        },
        abandon,
      };
    }
  }
  const said = fs.existsSync(log) ? fs.readFileSync(log, 'utf8').split('\n').slice(-20).join('\n') : '';
  remove(folder);
  process.off('exit', abandon);
  throw new Error(`${name} did not start:\n${said}`);
}

function running(child) {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** PostgreSQL refuses to run as root: its packages bring a user "postgres". */
async function postgresOwner() {
  if (process.getuid?.() !== 0) return {};
  for (const user of ['postgres', 'nobody']) {
    try {
      const number = (flag) =>
        Number(execFileSync('id', [flag, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: number('-u'), gid: number('-g') };
    } catch {
      // No such user: the next one.
    }
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is no user "postgres" here: add one ("useradd --system postgres"), or run the tests as another user.',
  );
}

async function postgresAnswers(port) {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    database: 'postgres',
    connectionTimeoutMillis: 5000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function redisAnswers(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port }, () => socket.write('PING\r\n'));
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(5000, () => end(false));
    socket.once('data', (data) => end(/^(?:\+PONG|-NOAUTH)/.test(data.toString())));
    socket.once('error', () => end(false));
    socket.once('close', () => resolve(false));
  });
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

function program(name) {
  return process.platform === 'win32' ? `${name}.exe` : name;
}

function remove(folder) {
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
