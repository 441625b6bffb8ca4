import fs from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../domain/errors.ts';
import { restoredName } from '../platforms/contract.ts';
import { bringBack, countOwn, type BroughtBack, type Resealing } from '../store/bring-back.ts';
import type { TarFile } from '../store/tar.ts';
import { createVault, keyFile, keyOfFolder, type Vault } from '../store/vault.ts';
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

/**
 * Brings a backup back. Nothing is touched before the whole file has been read once. Throws `UserError` when it is not whole, when
 * the store holds something and `replace` was not said, and when the secrets are in it and cannot be opened.
 */
export async function restoreBackup(
  source: BackupSource,
  file: string,
  options: RestoreOptions = {},
): Promise<Restored> {
  const { config, database, now } = source;
  const backup = await openBackup(file);
  const own = await countOwn(database.db);
  const isEmpty = own.posts + own.publications + own.channels === 0;
  if (!isEmpty && options.replace !== true) {
    throw new UserError(
      `The store already holds ${own.posts} posts, ${own.publications} publications and ${own.channels} connected channels: --replace puts the backup in their place, and keeps a backup of them first.`,
    );
  }
  const resealing = await resealingOf(source, backup.manifest, options);
  const stamp = now().toISOString().replaceAll(':', '-').slice(0, 19);
  const kept = isEmpty
    ? undefined
    : freeName(path.join(config.dataFolder, 'backup', `before-restore-${stamp}`));
  if (kept !== undefined) await backUp(source, kept);
  const brought = await bringBackDatabase(source, backup, resealing);
  const others = await putFiles(source, backup, stamp);
  return {
    ...brought,
    ...others,
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
  { database }: Pick<BackupSource, 'database'>,
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
 * over the backup's.
 */
export async function resealingOf(
  { config, randomBytes }: Pick<BackupSource, 'config' | 'randomBytes'>,
  { keyCheck, key }: Pick<Manifest, 'keyCheck' | 'key'>,
  { passphrase, withoutSecrets = false }: RestoreOptions,
): Promise<Resealing> {
  const hasKey = config.secretKey !== undefined || fs.existsSync(keyFile(config.dataFolder));
  const here = (): Vault =>
    createVault(config.secretKey ?? keyOfFolder(config.dataFolder, randomBytes), randomBytes);
  if (hasKey && opened(here(), keyCheck) === keyWord) {
    const vault = here();
    return { restoredName, seal: vault.seal, reseal: (sealed) => sealed };
  }
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
  if (key === null || passphrase === undefined) {
    const vault = here();
    return { restoredName, seal: vault.seal, reseal: () => undefined };
  }
  const bytes = await openKey(key, passphrase, randomBytes);
  if (!hasKey) {
    fs.mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 });
    fs.writeFileSync(keyFile(config.dataFolder), `${bytes.toString('base64')}\n`, {
      mode: 0o600,
      flag: 'wx',
    });
  }
  const there = createVault(bytes, randomBytes);
  const vault = here();
  return {
    restoredName,
    seal: vault.seal,
    reseal: (sealed) => {
      const plain = opened(there, sealed);
      return plain === undefined ? undefined : vault.seal(plain);
    },
  };
}

function opened(vault: Vault, sealed: string): string | undefined {
  try {
    return vault.open(sealed);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Pictures and films, config and templates. A file that is there and differs keeps its content beside the one that comes. */
async function putFiles(
  { config }: BackupSource,
  { files }: Backup,
  stamp: string,
): Promise<Pick<Restored, 'files' | 'notPut' | 'pictures'>> {
  const homes: Readonly<Record<string, string>> = {
    media: path.join(config.dataFolder, 'media'),
    config: config.configFolder,
    templates: config.templatesFolder,
  };
  const put: string[] = [];
  const notPut: string[] = [];
  let pictures = 0;
  for await (const file of files()) {
    const [kind = '', ...rest] = file.name.split('/');
    const home = homes[kind];
    if (home === undefined) continue;
    const target = path.join(home, ...rest);
    // A file that somebody has made up must not get out of its folder.
    if (path.relative(home, target).startsWith('..') || rest.length === 0)
      throw new UserError(`The backup holds a file "${file.name}", which lies nowhere: it is not ours.`);
    if (kind === 'media') {
      pictures += 1;
      await putPicture(file, target);
      continue;
    }
    try {
      if (await putText(file, target, stamp)) put.push(target);
    } catch (error) {
      // A folder that may not be written to (a container's) is its owner's business, and is said.
      if (!['EROFS', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      notPut.push(target);
    }
  }
  return { files: put, notPut, pictures };
}

/** Its name says what it shows: one that is there is the same. */
async function putPicture({ content, size }: TarFile, target: string): Promise<void> {
  if (fs.statSync(target, { throwIfNoEntry: false })?.size === size) return;
  await mkdir(path.dirname(target), { recursive: true });
  await pipeline(content, fs.createWriteStream(`${target}.part`));
  await rename(`${target}.part`, target);
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
