import fs from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../domain/errors.ts';
import { restoredAs, restoredName } from '../platforms/contract.ts';
import type { Database } from '../store/database.ts';
import { bringBack, countOwn, type BroughtBack, type Resealing } from '../store/bring-back.ts';
import type { TarFile } from '../store/tar.ts';
import { createVault, keyFile, keyOfFolder, putKey, type Vault } from '../store/vault.ts';
import { backUp, keyWord, type BackupSource } from './back-up.ts';
import { linesOf, openBackup, tableName, type Backup, type Manifest } from './backup-file.ts';
import { openKey } from './backup-key.ts';

export interface RestoreOptions {
  readonly passphrase?: string;
  /** Restore although the secrets cannot be opened: the channels are then to be connected again. */
  readonly withoutSecrets?: boolean;
  /** Put it in the place of what is in the store; that is kept in a backup first. */
  readonly replace?: boolean;
}

export interface Restored extends BroughtBack {
  readonly takenAt: Date;
  readonly rows: number;
  readonly pictures: number;
  /** The backup of what was there before. */
  readonly kept: string | undefined;
  /** Files of config and templates that were put back, and those that could not be. */
  readonly files: readonly string[];
  readonly notPut: readonly string[];
}

/** `database` is opened, or made, when all is well with the backup. */
export type RestoreSource = Omit<BackupSource, 'database'> & { readonly database: () => Promise<Database> };

/**
 * Brings a backup back. Nothing is touched or made before the whole file has been read once. Throws `UserError` when it is not
 * whole, when the store holds something and `replace` was not said, and when the secrets are in it and cannot be opened. Should it
 * be broken off in the middle, it can be done again: the database is filled in one go, after the pictures.
 */
export async function restoreBackup(
  { database: openDatabase, ...here }: RestoreSource,
  file: string,
  options: RestoreOptions = {},
): Promise<Restored> {
  const { config, now } = here;
  const backup = await openBackup(file);
  const resealing = await resealingOf(here, backup.manifest, options);
  const database = await openDatabase();
  const own = await countOwn(database.db);
  const isEmpty = own.posts + own.publications + own.channels === 0;
  if (!isEmpty && options.replace !== true) {
    throw new UserError(
      `The store already holds ${own.posts} posts, ${own.publications} publications and ${own.channels} connected channels: --replace puts the backup in their place, and keeps a backup of them first.`,
    );
  }
  const stamp = now().toISOString().replaceAll(':', '-').slice(0, 19);
  const kept = isEmpty
    ? undefined
    : freeName(path.join(config.dataFolder, 'backup', `before-restore-${stamp}`));
  if (kept !== undefined) await backUp({ ...here, database }, kept);
  const pictures = await putPictures(here, backup);
  const brought = await bringBackDatabase(database, backup, resealing());
  const texts = await putTexts(here, backup, stamp);
  return {
    ...brought,
    ...texts,
    pictures,
    kept,
    takenAt: backup.manifest.takenAt,
    rows: backup.manifest.tables.reduce((sum, { rows }) => sum + rows, 0),
  };
}

/** The file that is being restored may itself be one of these. */
function freeName(base: string): string {
  let name = `${base}.tar.gz`;
  for (let i = 2; fs.existsSync(name); i += 1) name = `${base}-${i}.tar.gz`;
  return name;
}

/** The part of it that a store takes, which has no files of its own to lose: also for a store of another PostgreSQL. */
export async function bringBackDatabase(
  database: Database,
  { manifest, files }: Backup,
  resealing: Resealing,
): Promise<BroughtBack> {
  const all = files();
  const lines = async function* (table: string): AsyncGenerator<string> {
    for (;;) {
      const next = await all.next();
      if (next.done === true) throw new Error(`The backup has no table ${table}`);
      if (next.value.name === tableName(table)) return yield* linesOf(next.value.content);
    }
  };
  try {
    return await bringBack(database, manifest, lines, resealing);
  } finally {
    await all.return(undefined);
  }
}

/**
 * The key that this machine has comes first; the one in the backup opens what that does not. A machine that has none yet takes
 * over the backup's: it is written down when what this resolves to is called, and nothing before.
 */
export async function resealingOf(
  { config, randomBytes }: Pick<BackupSource, 'config' | 'randomBytes'>,
  { keyCheck, key }: Pick<Manifest, 'keyCheck' | 'key'>,
  { passphrase, withoutSecrets = false }: RestoreOptions,
): Promise<() => Resealing> {
  const hasKey = config.secretKey !== undefined || fs.existsSync(keyFile(config.dataFolder));
  const here = (): Vault =>
    createVault(config.secretKey ?? keyOfFolder(config.dataFolder, randomBytes), randomBytes);
  const resealWith = (reseal: (sealed: string, vault: Vault) => string | undefined) => (): Resealing => {
    const vault = here();
    return { restored, seal: vault.seal, reseal: (sealed) => reseal(sealed, vault) };
  };
  if (hasKey && opened(here(), keyCheck) === keyWord) return resealWith((sealed) => sealed);
  if (key !== null && passphrase === undefined && !withoutSecrets) {
    throw new UserError(
      'The secrets in this backup are sealed with a passphrase: say --passphrase-file <file>, or --without-secrets to connect the channels again.',
    );
  }
  if (key === null && passphrase !== undefined) {
    throw new UserError(
      'There are no secrets in this backup, for it was made without a passphrase: leave --passphrase-file out; the channels are to be connected again.',
    );
  }
  if (key === null || passphrase === undefined) return resealWith(() => undefined);
  const bytes = await openKey(key, passphrase, randomBytes);
  const there = createVault(bytes, randomBytes);
  const resealed = resealWith((sealed, vault) => {
    const plain = opened(there, sealed);
    return plain === undefined ? undefined : vault.seal(plain);
  });
  return () => {
    if (!hasKey) putKey(config.dataFolder, bytes);
    return resealed();
  };
}

function restored(slot: Date, takenAt: Date): { name: string; value: string } {
  return { name: restoredName, value: restoredAs({ slot, takenAt }) };
}

function opened(vault: Vault, sealed: string): string | undefined {
  try {
    return vault.open(sealed);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Their names say what they show: one that is there is the same. Resolves to how many there are. */
async function putPictures({ config }: Pick<BackupSource, 'config'>, { files }: Backup): Promise<number> {
  let pictures = 0;
  for await (const { name, size, content } of files()) {
    const target = within(path.join(config.dataFolder, 'media'), 'media', name);
    if (target === undefined) continue;
    pictures += 1;
    if (fs.statSync(target, { throwIfNoEntry: false })?.size === size) continue;
    await mkdir(path.dirname(target), { recursive: true });
    try {
      await pipeline(content, fs.createWriteStream(`${target}.part`));
      await rename(`${target}.part`, target);
    } catch (error) {
      await rm(`${target}.part`, { force: true });
      throw error;
    }
  }
  return pictures;
}

/** Config and templates. A file that is there and differs keeps its content beside the one that comes. */
async function putTexts(
  { config }: Pick<BackupSource, 'config'>,
  { files }: Backup,
  stamp: string,
): Promise<Pick<Restored, 'files' | 'notPut'>> {
  const put: string[] = [];
  const notPut: string[] = [];
  for await (const file of files()) {
    const target =
      within(config.configFolder, 'config', file.name) ??
      within(config.templatesFolder, 'templates', file.name);
    if (target === undefined) continue;
    try {
      if (await putText(file, target, stamp)) put.push(target);
    } catch (error) {
      // A folder that may not be written to (a container's) is its owner's business, and is said.
      if (!['EROFS', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      notPut.push(target);
    }
  }
  return { files: put, notPut };
}

/** Where a file of a backup belongs, when it is of this kind. One that somebody has made up must not get out of its folder. */
function within(home: string, kind: string, name: string): string | undefined {
  if (!name.startsWith(`${kind}/`)) return undefined;
  const target = path.join(home, name.slice(kind.length + 1));
  const inside = path.relative(home, target);
  if (inside === '' || inside.startsWith('..') || path.isAbsolute(inside))
    throw new UserError(`The backup holds a file "${name}", which lies nowhere: it is not ours.`);
  return target;
}

/** False when it was there already. */
async function putText({ content }: TarFile, target: string, stamp: string): Promise<boolean> {
  const bytes = Buffer.concat(await Readable.from(content).toArray());
  const there = await readFile(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (there?.equals(bytes) === true) return false;
  await mkdir(path.dirname(target), { recursive: true });
  if (there !== undefined) await rename(target, `${target}.before-restore-${stamp}`);
  await writeFile(target, bytes);
  return true;
}
