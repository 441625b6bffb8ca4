import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { UserError } from '../domain/errors.ts';
import { diskFull, isDiskFull } from './cannot-open.ts';

/** PostgreSQL's major version that is built into the embedded database. */
export const embeddedMajor = '18';

/** The major version that made the folder, when it is another than ours; undefined when it is ours, or there is no folder yet. */
export function foreignMajor(folder: string): string | undefined {
  const file = path.join(folder, 'PG_VERSION');
  if (!fs.existsSync(file)) return undefined;
  const found = fs.readFileSync(file, 'utf8').trim();
  return found === embeddedMajor ? undefined : found;
}

export function checkVersion(folder: string): void {
  const found = foreignMajor(folder);
  if (found === undefined) return;
  throw new UserError(
    `${folder} was made by PostgreSQL ${found}; this Cutline has ${embeddedMajor} built in and has not touched it: run "cutline backup" with the Cutline version that made it and "cutline restore" with this one, or set CUTLINE_DATA to another folder to begin afresh.`,
  );
}

/**
 * Makes the files of an empty database, in a process of its own: making them takes up to 500 MB that would stay with ours. It
 * gets its name when it is whole, so that a process killed in the middle leaves nothing that looks like a database.
 */
export async function makeFolder(folder: string): Promise<void> {
  if (fs.existsSync(path.join(folder, 'PG_VERSION'))) return;
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  try {
    await promisify(execFile)(process.execPath, [makerFile(), draft], { env: {} });
  } catch (cause) {
    const full = isDiskFull(folder);
    await rm(draft, { recursive: true, force: true });
    if (full) throw diskFull(folder, cause);
    const said = (cause as { stderr?: string }).stderr ?? '';
    throw new Error(`The embedded database could not be made in ${folder}: ${said.trim()}`, { cause });
  }
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder);
}

/** Compiled beside this file; when this one runs uncompiled, as in tests, the one that `npm run build` made. */
function makerFile(): string {
  const uncompiled = import.meta.url.endsWith('.ts');
  return fileURLToPath(
    new URL(uncompiled ? '../../dist/src/store/make-embedded.js' : './make-embedded.js', import.meta.url),
  );
}

/** Syncs the log that PostgreSQL writes ahead: what has been committed is then on the disk. Takes about a millisecond. */
export function syncLog(folder: string): void {
  const log = path.join(folder, 'pg_wal');
  for (const name of fs.readdirSync(log)) {
    if (/^[0-9A-F]{24}$/.test(name)) syncFile(path.join(log, name));
  }
  syncNames(log);
}

function syncFile(name: string): void {
  const file = fs.openSync(name, 'r+');
  try {
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}

/** A new segment is found after a power cut only when its name is on the disk too. Windows has no such sync. */
function syncNames(folder: string): void {
  if (process.platform === 'win32') return;
  const names = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(names);
  } finally {
    fs.closeSync(names);
  }
}

const syncedAtOnce = 16;

/**
 * Syncs every file. PostgreSQL goes on from its last checkpoint, which says that all before it is in the tables: so after each
 * one (at opening, closing and `vacuum`) the tables must be on the disk as well as the log.
 */
export async function syncFolder(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const left = entries.filter((entry) => entry.isFile() || process.platform !== 'win32');
  const work = async (): Promise<void> => {
    for (let entry = left.pop(); entry !== undefined; entry = left.pop()) {
      const file = await open(path.join(entry.parentPath, entry.name), entry.isFile() ? 'r+' : 'r').catch(
        goneMeanwhile,
      );
      if (file === undefined) continue;
      try {
        await file.sync();
      } finally {
        await file.close();
      }
    }
  };
  await Promise.all(Array.from({ length: syncedAtOnce }, work));
  syncNames(folder);
}

/** PostgreSQL takes files away while it works: one that is gone needs no sync. */
function goneMeanwhile(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
