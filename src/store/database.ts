import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { Pool } from 'pg';
import { UserError } from '../domain/errors.ts';
import { PglitePool } from './pglite-pool.ts';
import * as schema from './schema.ts';

/** Drizzle over either driver: what the files of this folder take. */
export type Db = PgDatabase<PgQueryResultHKT, typeof schema>;

export interface Database {
  readonly db: Db;
  readonly kind: 'embedded' | 'server';
  /** A pool for BullMQ, its session in BullMQ's schema; undefined when the queue is on Redis. */
  readonly queuePool: Pool | PglitePool | undefined;
  /**
   * Makes what has been committed safe against a power cut. PostgreSQL does so at each commit; PGlite never calls
   * fsync, so its log segments are synced here.
   */
  makeSafe(): void;
  /** Reclaims dead rows: PGlite has no autovacuum. */
  vacuum(): Promise<void>;
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly url: string;
  /** Whether BullMQ lives here too: then every worker holds a connection of its own. */
  readonly withQueue: boolean;
}

/** Connects to PostgreSQL and brings its schema up to date. Throws `UserError` when it cannot be reached. */
export async function connectDatabase(options: ServerOptions): Promise<Database> {
  const [{ default: pg }, { drizzle }, { migrate }] = await Promise.all([
    import('pg'),
    import('drizzle-orm/node-postgres'),
    import('drizzle-orm/node-postgres/migrator'),
  ]);
  const pool = new pg.Pool({
    connectionString: options.url,
    max: 10,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // A machine that is suspended in the middle of a transaction keeps its locks, and everybody else waits for them. Ours
    // never wait for anything but the database.
    idle_in_transaction_session_timeout: 10_000,
  });
  forgiveLosses(pool);
  const host = hostOf(options.url);
  const client = await pool.connect().catch(async (cause: unknown) => {
    await pool.end();
    throw new UserError(
      `PostgreSQL at ${host} cannot be reached (${(cause as Error).message || (cause as NodeJS.ErrnoException).code}): start it, or mend DATABASE_URL.`,
      { cause },
    );
  });
  try {
    // Several processes may start at once; the first one migrates, the others wait.
    await client.query('select pg_advisory_lock(727001)');
    await client.query('create schema if not exists cutline');
    if (options.withQueue) await migrateQueue(client);
    await migrate(drizzle(client, { schema }), {
      migrationsFolder: migrationsFolder(),
      migrationsSchema: 'cutline',
    });
  } finally {
    await client.query('select pg_advisory_unlock(727001)').catch(() => {});
    client.release();
  }
  const queuePool = options.withQueue
    ? new pg.Pool({
        connectionString: options.url,
        max: 40,
        keepAlive: true,
        options: '-c search_path=bullmq,public',
      })
    : undefined;
  if (queuePool !== undefined) forgiveLosses(queuePool);
  queuePool?.setMaxListeners(0);
  return {
    db: drizzle(pool, { schema }) as unknown as Db,
    kind: 'server',
    queuePool,
    makeSafe: () => {},
    vacuum: async () => {},
    close: async () => {
      await queuePool?.end();
      await pool.end();
    },
  };
}

/**
 * A connection that the server ends is replaced at the next query. It says so itself while somebody has it, between two
 * statements of a transaction, and through the pool while it is idle; what nobody listens to would end the process.
 */
function forgiveLosses(pool: Pool): void {
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
}

/**
 * Opens the embedded database in `folder`, or makes it. `folder` undefined: in memory, for tests; `ready`: an instance
 * already opened. Only one process may have a folder open: see `folder-lock.ts`.
 */
export async function openEmbedded(folder: string | undefined, ready?: PGlite): Promise<Database> {
  const [{ PGlite: Embedded }, { drizzle }, { migrate }] = await Promise.all([
    import('@electric-sql/pglite'),
    import('drizzle-orm/pglite'),
    import('drizzle-orm/pglite/migrator'),
  ]);
  if (folder !== undefined) checkVersion(folder);
  const pglite = ready ?? (folder === undefined ? await Embedded.create() : await Embedded.create(folder));
  const queuePool = new PglitePool(pglite);
  // BullMQ's steps run in a transaction on the one connection there is: nothing else may be under way yet.
  await migrateQueue(await queuePool.connect());
  await pglite.exec('create schema if not exists cutline');
  const db = drizzle(pglite, { schema });
  await migrate(db, { migrationsFolder: migrationsFolder(), migrationsSchema: 'cutline' });
  // After our own migrations: unqualified names would land in BullMQ's schema. Our tables are always written in full.
  await pglite.exec('set search_path to bullmq, public');
  return {
    db: db as unknown as Db,
    kind: 'embedded',
    queuePool,
    makeSafe: () => (folder === undefined ? undefined : syncLog(path.join(folder, 'pg_wal'))),
    vacuum: async () => {
      await pglite.exec('vacuum analyze');
    },
    close: () => pglite.close(),
  };
}

async function migrateQueue(client: {
  query: (text: string, params?: unknown[]) => Promise<unknown>;
}): Promise<void> {
  const { runMigrations } = await import('bullmq');
  await runMigrations(client as Parameters<typeof runMigrations>[0], 'bullmq');
}

/** PostgreSQL's major version that is built into the embedded database. */
export const embeddedMajor = '18';

function checkVersion(folder: string): void {
  const file = path.join(folder, 'PG_VERSION');
  if (!fs.existsSync(file)) return;
  const found = fs.readFileSync(file, 'utf8').trim();
  if (found === embeddedMajor) return;
  throw new UserError(
    `${folder} was made by PostgreSQL ${found}; this Cutline has ${embeddedMajor} built in and has not touched it. Start it once with the Cutline version that made it and dump it there, or set CUTLINE_DATA to another folder to begin afresh.`,
  );
}

function syncLog(folder: string): void {
  for (const name of fs.readdirSync(folder)) {
    if (!/^[0-9A-F]{24}$/.test(name)) continue;
    const file = fs.openSync(path.join(folder, name), 'r+');
    try {
      fs.fsyncSync(file);
    } finally {
      fs.closeSync(file);
    }
  }
}

/** The SQL files are data, not code: the compiled tree reads them where they lie in the sources. */
function migrationsFolder(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const beside = path.join(here, 'migrations');
  return fs.existsSync(beside) ? beside : path.join(here, '../../../src/store/migrations');
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return 'the address of DATABASE_URL';
  }
}

/** Whether the database answers: for health checks and the doctor. */
export async function pingDatabase(db: Db): Promise<boolean> {
  return db.execute(sql`select 1`).then(
    () => true,
    () => false,
  );
}

/** What time it is for the database: the clock that decides what is due. */
export async function databaseTime(db: Db): Promise<Date> {
  const { rows } = (await db.execute(
    sql`select extract(epoch from cutline.now())::float8 * 1000 as ms`,
  )) as unknown as { rows: { ms: number }[] };
  return new Date(Number(rows[0]!.ms));
}
