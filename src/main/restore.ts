import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { moveAside, databaseFolder, keepInRing } from '../app/ring.ts';
import { restoreBackup } from '../app/restore-backup.ts';
import type { Io, Run } from '../cli/verb.ts';
import { readPassphrase } from '../cli/passphrase.ts';
import type { Config } from '../config/config.ts';
import { UserError } from '../domain/errors.ts';
import { connectDatabase, openEmbedded, type Database } from '../store/database.ts';
import { foreignMajor } from '../store/embedded-folder.ts';
import { holdFolder } from '../store/folder-lock.ts';

/** `cutline restore`: while nobody is at work on the store, so it does not run inside a server as other commands do. */
export const restore: Run = async ({ io, config }, args, options) => {
  const file = path.resolve(io.cwd, args[0]!);
  const passphrase = readPassphrase(io.cwd, options['passphraseFile']);
  const folder = config.databaseUrl === undefined ? await holdAlone(config) : undefined;
  try {
    let database: Database | undefined;
    try {
      const source = { config, now: () => new Date(), randomBytes };
      const restored = await restoreBackup(
        { ...source, database: async () => (database = await open(config, io)) },
        file,
        {
          ...(passphrase === undefined ? {} : { passphrase }),
          withoutSecrets: options['withoutSecrets'] === true,
          replace: options['replace'] === true,
        },
      );
      if (database?.kind === 'embedded') await keepInRing({ ...source, database });
      tell(io, restored);
    } catch (error) {
      throw explain(error, config);
    } finally {
      await database?.close();
    }
  } finally {
    await folder?.release();
  }
  return 0;
};

function explain(error: unknown, { dataFolder }: Config): unknown {
  if (error instanceof UserError || !/ENOSPC|no space left|disk full/i.test(String(error))) return error;
  return new UserError(
    `The disk that holds ${dataFolder} is full: make room, then restore once more. What was there before is as it was.`,
    { cause: error },
  );
}

async function holdAlone(config: Config): ReturnType<typeof holdFolder> {
  const folder = await holdFolder(config.dataFolder, (socket) => {
    socket.end(
      `${JSON.stringify({ err: 'cutline: a backup is being restored: try again when it is done.\n', exit: 1 })}\n`,
    );
  });
  if (folder === undefined)
    throw new UserError(`Cutline is running on ${config.dataFolder}: stop it first, then restore.`);
  return folder;
}

async function open(config: Config, io: Io): Promise<Database> {
  if (config.databaseUrl !== undefined) {
    io.err('Web and workers must stand still until this is done.\n');
    return connectDatabase({ url: config.databaseUrl, withQueue: config.redis === undefined });
  }
  if (foreignMajor(databaseFolder(config)) !== undefined) {
    io.err(`The database of another PostgreSQL lies in ${await moveAside(config, new Date())} now.\n`);
  }
  return openEmbedded(databaseFolder(config));
}

function tell(io: Io, restored: Awaited<ReturnType<typeof restoreBackup>>): void {
  io.out(
    `Restored from ${restored.takenAt.toISOString()}: ${restored.rows} rows, ${restored.pictures} pictures and films.\n`,
  );
  if (restored.kept !== undefined) io.out(`What was there before is kept in ${restored.kept}\n`);
  for (const file of restored.files) io.out(`Put back: ${file}\n`);
  for (const file of restored.notPut) io.err(`Not put back, for it may not be written: ${file}\n`);
  if (restored.unsettled > 0)
    io.out(
      `${restored.unsettled} publications may have gone out since: they are looked for on their channels at the next start, before anything is sent.\n`,
    );
  if (restored.withoutTokens > 0)
    io.out(`${restored.withoutTokens} channels are to be connected again: cutline channels list\n`);
  io.out('Start Cutline on one machine only: two with the same plan would both publish it.\n');
}
