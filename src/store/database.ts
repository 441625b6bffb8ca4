import type { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { Pool, PoolClient } from 'pg';
import { UserError } from '../domain/errors.ts';
import { cannotOpen } from './cannot-open.ts';
import { checkVersion, makeFolder, syncFolder, syncLog } from './embedded-folder.ts';
import { withMigrations } from './migrate.ts';
import { now } from './now.ts';
import { PglitePool } from './pglite-pool.ts';
import { prepareStatements } from './prepared.ts';
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
  /**
   * What a PostgreSQL server does by itself: reclaims dead rows, and writes the log's changes into the tables, so that the log
   * does not grow for ever.
   */
  vacuum(): Promise<void>;
  /** Throws all of ours away and makes the tables anew, as they were after this migration. */
  rebuild(migration: string): Promise<void>;
  /** Applies the migrations that are not yet applied. */
  upgrade(): Promise<void>;
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
  const connectionString = withPlainSslMode(options.url);
  const pool = new pg.Pool({
    connectionString,
    max: 10,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // A machine that is suspended in the middle of a transaction keeps its locks, and everybody else waits for them. Ours
    // never wait for anything but the database.
    idle_in_transaction_session_timeout: 10_000,
  });
  forgiveLosses(pool);
  prepareStatements(pool);
  const first = await pool.connect().catch(async (cause: unknown) => {
    await pool.end();
    throw new UserError(postgresIsOut(hostOf(options.url), cause as NodeJS.ErrnoException), { cause });
  });
  first.release();
  // Several processes may start at once; the first one migrates, the others wait.
  const alone = async (work: (client: PoolClient) => Promise<void>): Promise<void> => {
    const client = await pool.connect();
    try {
      await client.query('select pg_advisory_lock(727001)');
      await work(client);
    } finally {
      await client.query('select pg_advisory_unlock(727001)').catch(() => {});
      client.release();
    }
  };
  const apply = async (client: PoolClient, last?: string): Promise<void> => {
    await client.query('create schema if not exists cutline');
    await withMigrations(last, (migrationsFolder) =>
      migrate(drizzle(client, { schema }), { migrationsFolder, migrationsSchema: 'cutline' }),
    );
  };
  await alone(async (client) => {
    if (options.withQueue) await migrateQueue(client);
    await apply(client);
  });
  const queuePool = options.withQueue
    ? new pg.Pool({
        connectionString,
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
    rebuild: (migration) =>
      alone(async (client) => {
        await client.query('drop schema cutline cascade');
        await apply(client, migration);
      }),
    upgrade: () => alone((client) => apply(client)),
    close: async () => {
      await queuePool?.end();
      await pool.end();
    },
  };
}

/** What is said at start of a PostgreSQL that cannot be used: what to mend. */
function postgresIsOut(host: string, { code = '', message }: NodeJS.ErrnoException): string {
  if (/^SASL.* password must be a/.test(message))
    return `PostgreSQL at ${host} asks for a password, and there is none: write postgres://user:password@… in DATABASE_URL.`;
  // Classes 28 and 3D: user, password or database are not as it knows them.
  if (/^(?:28|3D)/.test(code) || message.startsWith('SASL'))
    return `PostgreSQL at ${host} does not let Cutline in (${message}): mend user, password and database in DATABASE_URL.`;
  if (/does not support SSL/.test(message))
    return `PostgreSQL at ${host} speaks no TLS: turn it on there, or take sslmode out of DATABASE_URL.`;
  if (/certificate/.test(message))
    return `PostgreSQL at ${host} shows a certificate that is not trusted (${message}): mend it, or set NODE_EXTRA_CA_CERTS to the file of the authority that made it.`;
  return `PostgreSQL at ${host} cannot be reached (${message || code}): start it, or mend DATABASE_URL.`;
}

/**
 * The driver takes each `sslmode` that asks for TLS for the strictest one, and says so in eight lines unless that one is named.
 * Who has chosen the ways of libpq keeps them.
 */
function withPlainSslMode(url: string): string {
  if (/[?&]uselibpqcompat=true(?:&|$)/.test(url)) return url;
  return url.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/, '$1verify-full');
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
  if (folder !== undefined) checkVersion(folder);
  const [{ PGlite: Embedded }, { drizzle }, { migrate }] = await Promise.all([
    import('@electric-sql/pglite'),
    import('drizzle-orm/pglite'),
    import('drizzle-orm/pglite/migrator'),
    folder === undefined || ready !== undefined ? undefined : makeFolder(folder),
  ]);
  const pglite =
    ready ??
    (folder === undefined
      ? await Embedded.create()
      : await Embedded.create(folder).catch(cannotOpen(folder)));
  // Whatever was not closed in order has just been recovered into the tables.
  const synced = folder === undefined ? undefined : syncFolder(folder);
  // It is awaited below; should something else fail before, it may fail unheard.
  synced?.catch(() => {});
  const queuePool = new PglitePool(pglite);
  // BullMQ's steps run in a transaction on the one connection there is: nothing else may be under way yet.
  await migrateQueue(await queuePool.connect());
  const db = drizzle(pglite, { schema });
  const apply = async (last?: string): Promise<void> => {
    await pglite.exec('create schema if not exists cutline');
    await withMigrations(last, (migrationsFolder) =>
      migrate(db, { migrationsFolder, migrationsSchema: 'cutline' }),
    );
  };
  await apply();
  // After our own migrations: unqualified names would land in BullMQ's schema. Our tables are always written in full.
  await pglite.exec('set search_path to bullmq, public');
  await synced;
  return {
    db: db as unknown as Db,
    kind: 'embedded',
    queuePool,
    makeSafe: () => (folder === undefined ? undefined : syncLog(folder)),
    vacuum: async () => {
      await pglite.exec('vacuum analyze');
      await pglite.exec('checkpoint');
      if (folder !== undefined) await syncFolder(folder);
    },
    rebuild: async (migration) => {
      await pglite.exec('drop schema cutline cascade');
      await apply(migration);
    },
    upgrade: () => apply(),
    close: async () => {
      await pglite.close();
      if (folder !== undefined) await syncFolder(folder);
    },
  };
}

async function migrateQueue(client: {
  query: (text: string, params?: unknown[]) => Promise<unknown>;
}): Promise<void> {
  const { runMigrations } = await import('bullmq');
  await runMigrations(client as Parameters<typeof runMigrations>[0], 'bullmq');
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
    sql`select extract(epoch from ${now})::float8 * 1000 as ms`,
  )) as unknown as { rows: { ms: number }[] };
  return new Date(Number(rows[0]!.ms));
}
