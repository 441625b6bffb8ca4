import fs from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config/config.ts';
import { openEmbedded, type Database } from '../store/database.ts';
import { foreignMajor } from '../store/embedded-folder.ts';
import { backUp, type BackupSource } from './back-up.ts';
import { openBackup, type Backup } from './backup-file.ts';
import { bringBackDatabase, resealingOf } from './restore-backup.ts';

/** Backups of the embedded database alone, one for a day, of the last seven days that had one. */
const kept = 7;
const ourName = /^database-\d{4}-\d\d-\d\d\.tar\.gz$/;

/** Writes today's, in the place of an earlier one of today. */
export async function keepInRing(source: BackupSource): Promise<void> {
  const folder = ringFolder(source.config);
  const day = source.now().toISOString().slice(0, 10);
  await backUp(source, path.join(folder, `database-${day}.tar.gz`), { databaseOnly: true });
  for (const old of namesInRing(source.config).slice(kept)) await rm(path.join(folder, old), { force: true });
}

/**
 * Opens the embedded database. A folder of another PostgreSQL is carried over through the newest whole backup of the ring: it is
 * moved aside, never deleted, and a new one is filled. `carried` is told where the old one lies now. Throws `UserError` when there is no
 * such backup: nothing has been touched then.
 */
export async function openOrCarryOver(
  { config, now, randomBytes }: Omit<BackupSource, 'database'>,
  carried: (from: { readonly major: string; readonly aside: string; readonly takenAt: Date }) => void,
): Promise<Database> {
  const folder = databaseFolder(config);
  const major = foreignMajor(folder);
  const backup = major === undefined ? undefined : await newestWhole(config);
  if (major === undefined || backup === undefined) return openEmbedded(folder);
  const resealing = await resealingOf({ config, randomBytes }, backup.manifest, { withoutSecrets: true });
  const aside = await moveAside(config, now());
  let database: Database | undefined;
  try {
    database = await openEmbedded(folder);
    await bringBackDatabase(database, backup, resealing());
  } catch (error) {
    await database?.close();
    await rm(folder, { recursive: true, force: true });
    await rename(aside, folder);
    throw error;
  }
  carried({ major, aside, takenAt: backup.manifest.takenAt });
  return database;
}

/** Gives the folder of an embedded database another name, which says what made it and when it was put away. */
export async function moveAside(config: Config, now: Date): Promise<string> {
  const folder = databaseFolder(config);
  const major = fs.readFileSync(path.join(folder, 'PG_VERSION'), 'utf8').trim();
  const name = `${folder}.pg${major}-${now.toISOString().slice(0, 10)}`;
  let free = name;
  for (let i = 2; fs.existsSync(free); i += 1) free = `${name}-${i}`;
  await rename(folder, free);
  return free;
}

export function databaseFolder(config: Config): string {
  return path.join(config.dataFolder, 'database');
}

async function newestWhole(config: Config): Promise<Backup | undefined> {
  for (const name of namesInRing(config)) {
    const backup = await openBackup(path.join(ringFolder(config), name)).catch(() => undefined);
    if (backup !== undefined) return backup;
  }
  return undefined;
}

/** The newest first. */
function namesInRing(config: Config): string[] {
  const folder = ringFolder(config);
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((name) => ourName.test(name))
    .toSorted()
    .reverse();
}

function ringFolder(config: Config): string {
  return path.join(config.dataFolder, 'backup');
}
