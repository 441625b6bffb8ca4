import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { findPrograms } from '../../scripts/programs.mjs';
import { startPostgres } from '../../scripts/servers.mjs';
import { need } from './need.ts';

export interface FreshDatabase {
  readonly url: string;
  /** Ends whatever is still connected to it. */
  drop(): Promise<void>;
}

/** An empty database of its own on the real PostgreSQL of `npm test`. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = need('CUTLINE_TEST_POSTGRES_URL');
  const name = `test_${randomBytes(8).toString('hex')}`;
  // Copying files takes 0.1 s here; the default way writes the whole template through the log.
  await run(server, `create database ${name} template template0 strategy file_copy`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(server, `drop database if exists ${name} with (force)`) };
}

/** A PostgreSQL server for one test alone: it may be stopped, and started again on the same port. */
export function ownPostgres(): ReturnType<typeof startPostgres> {
  const bin = process.env['CUTLINE_TEST_POSTGRES_BIN'] || findPrograms().postgresBin;
  if (bin === undefined) throw new Error('No initdb and postgres were found: install PostgreSQL.');
  return startPostgres(bin);
}

async function run(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
