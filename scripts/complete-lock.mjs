// npm writes into the lock file only those optional platform packages that it can see where it is installed from; where some
// are not to be seen, `npm ci` refuses the lock ("Missing: … from lock file") on every machine. This adds them, and takes out
// the addresses of packages, which differ from one place to the next. Run it after every change of the dependencies.
import fs from 'node:fs';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

if (
  process.argv[1] !== undefined &&
  import.meta.url === pathToFileURL(fs.realpathSync(process.argv[1])).href
) {
  const file = fileURLToPath(new URL('../package-lock.json', import.meta.url));
  const before = JSON.parse(fs.readFileSync(file, 'utf8'));
  const missing = missingEntries(before);
  fs.writeFileSync(file, `${JSON.stringify(completeLock(before), null, 2)}\n`);
  process.stdout.write(`${missing.length} entries added to package-lock.json.\n`);
}

/** Optional packages that an entry of the lock asks for and that have no entry, as `{name, version, parent}`. */
export function missingEntries(lock) {
  return Object.entries(lock.packages).flatMap(([parent, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !found(lock, parent, name))
      .map(([name, version]) => ({ name, version, parent })),
  );
}

/** Places of entries that name the address they were fetched from. */
export function addresses(lock) {
  return Object.keys(lock.packages).filter((place) => /^https?:/.test(lock.packages[place].resolved ?? ''));
}

/** The same lock with every optional package in it and without addresses. */
export function completeLock(lock) {
  const packages = { ...lock.packages };
  for (const { name, version, parent } of missingEntries(lock)) {
    packages[`node_modules/${name}`] = entryFor(name, version, packages[parent]);
  }
  for (const place of addresses(lock)) {
    const { resolved: _, ...rest } = packages[place];
    packages[place] = rest;
  }
  // npm's own order, so that its next write changes nothing else.
  const ordered = Object.entries(packages).toSorted(([a], [b]) => a.localeCompare(b, 'en'));
  return { ...lock, packages: Object.fromEntries(ordered) };
}

/** As Node does: from the folder of the parent upwards. */
function found(lock, parent, name) {
  for (
    let folder = parent;
    ;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))
  ) {
    const place = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (lock.packages[place] !== undefined) return true;
    if (folder === '') return false;
  }
}

function entryFor(name, version, parent) {
  if (!/^\d+\.\d+\.\d+/.test(version))
    throw new Error(`${name}@${version}: not one version; install it once where it can be had.`);
  const { cpu, libc, os } = systemOf(name);
  // In npm's order of keys.
  return {
    version,
    cpu,
    ...(parent.dev === true && { dev: true }),
    ...(parent.devOptional === true && { devOptional: true }),
    ...(libc !== undefined && { libc }),
    optional: true,
    os,
  };
}

/** `{os, cpu, libc?}` as the name of a platform package says: `@oxlint/binding-linux-arm64-musl`. */
export function systemOf(name) {
  const words = name.replace('linuxmusl', 'linux-musl').split(/[-/]/);
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor));
  if (os.length !== 1 || cpu.length !== 1) {
    throw new Error(`${name}: its name does not say for which system it is; add its entry by hand.`);
  }
  if (words.some((word) => word.startsWith('musl'))) return { cpu, libc: ['musl'], os };
  return words.includes('gnu') ? { cpu, libc: ['glibc'], os } : { cpu, os };
}
