// The programs that the tests need beside Node: where they lie, and how to get them.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** Debian's names. Chromium brings no Korean letters of its own. */
const packages = {
  redisServer: ['redis-server'],
  postgresBin: ['postgresql'],
  chromium: ['chromium', 'fonts-noto-cjk'],
};

/**
 * `{redisServer, postgresBin, chromium}`: path of the binary, folder with initdb and postgres, path of the browser; undefined
 * where it is not to be found. PostgreSQL's packages put initdb into a folder per version and not on the search path.
 */
export function findPrograms(env = process.env, postgresFolders = versionFolders()) {
  const onPath = (...names) => names.map((name) => which(name, env)).find((file) => file !== undefined);
  const initdb = onPath('initdb');
  const folders = [
    ...postgresFolders,
    pgConfigFolder(onPath('pg_config')),
    initdb && path.dirname(fs.realpathSync(initdb)),
  ];
  return {
    redisServer: onPath('redis-server'),
    postgresBin: folders.find(
      (folder) =>
        folder !== undefined && ['initdb', 'postgres'].every((name) => executable(path.join(folder, name))),
    ),
    chromium:
      onPath('chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge') ??
      browserPlaces.find((file) => fs.existsSync(file)),
  };
}

/** Installs what is missing from Debian's packages, where that may be done without asking anybody. False when it may not, or failed. */
export function install(missing) {
  const prefix = administrator();
  if (prefix === undefined) return false;
  const names = missing.flatMap((program) => packages[program]);
  process.stdout.write(`Installing ${names.join(', ')} with apt-get …\n`);
  const apt = (...args) => {
    const command = [
      ...prefix,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      '-o',
      'DPkg::Lock::Timeout=300',
      '-qq',
      ...args,
    ];
    return spawnSync(command[0], command.slice(1), { stdio: ['ignore', 2, 2] }).status === 0;
  };
  const services = ['redis-server', 'postgresql'].filter(
    (name) => names.includes(name) && !isInstalled(name),
  );
  // A failed update is no end: what an earlier one knew may do.
  apt('update');
  const installed = apt('install', '-y', '--no-install-recommends', ...names);
  for (const service of services) stopService(prefix, service);
  return installed;
}

/** What to do by hand, for a person. */
export function advice(missing) {
  const names = {
    redisServer: 'Redis (redis-server)',
    postgresBin: 'PostgreSQL (initdb and postgres)',
    chromium: 'Chromium or Chrome',
  };
  return [
    `The tests run on real servers. Missing here: ${missing.map((program) => names[program]).join(', ')}.`,
    `  Debian, Ubuntu:  sudo apt-get install ${missing.flatMap((program) => packages[program]).join(' ')}`,
    '  macOS:           brew install redis postgresql@17 && brew install --cask chromium',
    '  anywhere:        set CUTLINE_TEST_POSTGRES_URL and CUTLINE_TEST_REDIS_URL to servers whose data may be lost,',
    '                   CUTLINE_TEST_REDIS_SERVER and CUTLINE_TEST_CHROMIUM to the paths of redis-server and a browser',
    '',
  ].join('\n');
}

/** What to put before a command to run it as root: nothing, `sudo -n`, or undefined when neither works or there is no apt-get. */
function administrator() {
  if (which('apt-get', process.env) === undefined) return undefined;
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : undefined;
}

function isInstalled(name) {
  const query = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], { encoding: 'utf8' });
  return query.stdout?.trim() === 'installed';
}

/** The packages start their service at once; only the binaries were wanted. */
function stopService(prefix, service) {
  const run = (...command) =>
    spawnSync([...prefix, ...command][0], [...prefix, ...command].slice(1), { stdio: 'ignore' });
  if (fs.existsSync('/run/systemd/system')) run('systemctl', 'disable', '--now', service);
  else run('service', service, 'stop');
}

function versionFolders() {
  const home = '/usr/lib/postgresql';
  if (!fs.existsSync(home)) return [];
  const newestFirst = fs.readdirSync(home).toSorted((a, b) => Number(b) - Number(a));
  return newestFirst.map((version) => path.join(home, version, 'bin'));
}

function pgConfigFolder(pgConfig) {
  if (pgConfig === undefined) return undefined;
  try {
    return execFileSync(pgConfig, ['--bindir'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    // Debian's pg_config says so when the server's headers are not there.
    return undefined;
  }
}

const browserPlaces = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

function which(name, env) {
  const folders = (env.PATH ?? env.Path ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => executable(path.join(folder, name))).find((file) => file !== undefined);
}

/** The path with the ending it has on this system, or undefined when it is no program. */
function executable(file) {
  const full = process.platform === 'win32' ? `${file}.exe` : file;
  try {
    fs.accessSync(full, fs.constants.X_OK);
    return fs.statSync(full).isFile() ? full : undefined;
  } catch {
    return undefined;
  }
}
