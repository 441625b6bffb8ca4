import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config/config.ts';
import type { Database } from '../store/database.ts';
import { dumpTables } from '../store/dump.ts';
import { createVault, keyOfFolder } from '../store/vault.ts';
import { sealKey } from './backup-key.ts';
import { writeBackup, type Manifest, type PackedFile } from './backup-file.ts';

/** What a backup is made of: an `App` has it, and so has whoever restores one. */
export interface BackupSource {
  readonly config: Config;
  readonly database: Database;
  readonly now: () => Date;
  readonly randomBytes: (count: number) => Buffer;
}

export interface BackupOptions {
  /** Seals the key of the channels' secrets into the backup; without it they can be opened on this machine alone. */
  readonly passphrase?: string;
  /** The database alone: no pictures, no config, no templates. */
  readonly databaseOnly?: boolean;
}

export interface MadeBackup {
  readonly file: string;
  readonly bytes: number;
  readonly rows: number;
  readonly pictures: number;
}

/**
 * Writes the whole of Cutline into one file, while it runs. Throws `UserError` for a passphrase that is too short.
 * The jobs of the queue are not in it: the database decides what is due.
 */
export async function backUp(
  source: BackupSource,
  file: string,
  { passphrase, databaseOnly = false }: BackupOptions = {},
): Promise<MadeBackup> {
  const { config, database, now, randomBytes } = source;
  const key = config.secretKey ?? keyOfFolder(config.dataFolder, randomBytes);
  const sealed = passphrase === undefined ? null : await sealKey(key, passphrase, randomBytes);
  const pictures = databaseOnly
    ? []
    : await filesOf(path.join(config.dataFolder, 'media'), 'media', /\.(?:jpg|mp4)$/);
  const files = databaseOnly
    ? []
    : [
        ...(await filesOf(config.configFolder, 'config', /\.ya?ml$/)),
        ...(await filesOf(config.templatesFolder, 'templates', /[^.]/)),
        ...pictures,
      ];
  let rows = 0;
  const dump = async (folder: string): Promise<Manifest> => {
    const { takenAt, migration, tables } = await dumpTables(database.db, folder);
    rows = tables.reduce((sum, table) => sum + table.rows, 0);
    return {
      cutline: 'backup',
      format: 1,
      takenAt,
      migration,
      tables: tables.map(({ name, columns, rows: count }) => ({ name, columns: [...columns], rows: count })),
      keyCheck: createVault(key, randomBytes).seal(keyWord),
      key: sealed,
    };
  };
  const { bytes } = await writeBackup(file, now(), dump, files);
  return { file, bytes, rows, pictures: pictures.length };
}

/** What `keyCheck` holds. */
export const keyWord = 'cutline';

/** The files under a folder whose names fit, those in its folders too; none when there is no such folder. */
async function filesOf(folder: string, as: string, fits: RegExp): Promise<PackedFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  return entries
    .filter((entry) => entry.isFile() && fits.test(entry.name))
    .map((entry) => {
      const where = path.join(entry.parentPath, entry.name);
      return { name: `${as}/${path.relative(folder, where).split(path.sep).join('/')}`, path: where };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
