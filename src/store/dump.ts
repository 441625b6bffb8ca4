import { open } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { migrationName } from './migrate.ts';
import { now } from './now.ts';

/** The rows of every table of ours, as they were at one instant. */
export interface Dump {
  /** By the database's clock. */
  readonly takenAt: Date;
  /** Name of the newest migration that had been applied. */
  readonly migration: string;
  /** In an order in which every row finds those it refers to. */
  readonly tables: readonly DumpedTable[];
}

export interface DumpedTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: number;
}

/** Sessions and links to sign in end with the machine they were made on. */
const endHere = ['session', 'sign_in_link', 'sign_in_failure'];
/** These say how the store at hand stands. */
const leftOut = ['__drizzle_migrations', 'clock', ...endHere];

const rowsAtOnce = 200;

/**
 * Writes each table into `folder` as `<table>.jsonl`, a row a line, as PostgreSQL itself puts a row into JSON: nothing passes through
 * a number of JavaScript. One transaction sees all of it at one instant, while everybody else goes on (the embedded
 * database, with its one connection, makes them wait as long as it takes).
 */
export async function dumpTables(db: Db, folder: string): Promise<Dump> {
  return db.transaction(
    async (tx) => {
      const tables: DumpedTable[] = [];
      for (const { name, columns } of await tablesInOrder(tx)) {
        const rows = await dumpTable(tx, name, columns, path.join(folder, `${name}.jsonl`));
        tables.push({ name, columns, rows });
      }
      const { rows } = (await tx.execute(sql`
        select extract(epoch from ${now})::float8 * 1000 as ms,
               (select max(created_at)::float8 from cutline.__drizzle_migrations) as migration`)) as unknown as {
        rows: { ms: number; migration: number }[];
      };
      return {
        takenAt: new Date(Number(rows[0]!.ms)),
        migration: migrationName(Number(rows[0]!.migration)),
        tables,
      };
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

async function dumpTable(tx: Db, name: string, columns: readonly string[], to: string): Promise<number> {
  const file = await open(to, 'w', 0o600);
  let count = 0;
  try {
    await tx.execute(sql`
      declare dumped no scroll cursor for
      select row_to_json(t)::text as line from (select ${listed(columns)} from cutline.${sql.identifier(name)}) t`);
    for (;;) {
      const { rows } = (await tx.execute(
        sql`fetch ${sql.raw(String(rowsAtOnce))} from dumped`,
      )) as unknown as {
        rows: { line: string }[];
      };
      if (rows.length === 0) break;
      count += rows.length;
      await file.write(rows.map(({ line }) => `${line}\n`).join(''));
    }
    await tx.execute(sql`close dumped`);
  } finally {
    await file.close();
  }
  return count;
}

/**
 * Fills the tables with the rows of a dump, in place of those that are there. `lines` gives the rows of a table; columns
 * that the dump does not know get their default. Belongs into a transaction.
 */
export async function loadTables(
  tx: Db,
  tables: readonly DumpedTable[],
  lines: (table: string) => AsyncIterable<string>,
): Promise<void> {
  const there = await tablesInOrder(tx);
  await tx.execute(
    sql`truncate ${sql.join(
      [...there.map(({ name }) => name), ...endHere].map((name) => sql`cutline.${sql.identifier(name)}`),
      sql`, `,
    )}`,
  );
  for (const { name, columns } of tables) {
    let batch: string[] = [];
    const insert = async (): Promise<void> => {
      if (batch.length === 0) return;
      const names = listed(columns);
      await tx.execute(sql`
        insert into cutline.${sql.identifier(name)} (${names})
        select ${names} from json_populate_recordset(null::cutline.${sql.identifier(name)}, ${`[${batch.join(',')}]`}::json)`);
      batch = [];
    };
    for await (const line of lines(name)) {
      batch.push(line);
      if (batch.length >= rowsAtOnce) await insert();
    }
    await insert();
  }
}

/** Tables of ours with their columns, each after those that it refers to. */
async function tablesInOrder(tx: Db): Promise<{ name: string; columns: string[] }[]> {
  const { rows: tables } = (await tx.execute(sql`
    select c.relname as name, json_agg(a.attname order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relnamespace = 'cutline'::regnamespace and c.relkind = 'r'
    group by c.relname order by c.relname`)) as unknown as { rows: { name: string; columns: string[] }[] };
  const { rows: references } = (await tx.execute(sql`
    select conrelid::regclass::text as from, confrelid::regclass::text as to
    from pg_constraint where contype = 'f' and connamespace = 'cutline'::regnamespace`)) as unknown as {
    rows: { from: string; to: string }[];
  };
  const plain = (name: string): string => name.replace(/^cutline\./, '').replaceAll('"', '');
  const needs = new Map<string, string[]>();
  for (const { from, to } of references) {
    if (plain(from) !== plain(to)) needs.set(plain(from), [...(needs.get(plain(from)) ?? []), plain(to)]);
  }
  const ordered: { name: string; columns: string[] }[] = [];
  const place = (table: { name: string; columns: string[] }): void => {
    if (ordered.includes(table)) return;
    for (const needed of needs.get(table.name) ?? []) place(tables.find(({ name }) => name === needed)!);
    ordered.push(table);
  };
  for (const table of tables) if (!leftOut.includes(table.name)) place(table);
  return ordered;
}

function listed(columns: readonly string[]) {
  return sql.join(
    columns.map((column) => sql.identifier(column)),
    sql`, `,
  );
}
