import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../domain/errors.ts';

/** Where the migrations lie, or a copy that ends with the one named: for a store that is brought back as it was. */
export async function withMigrations(
  last: string | undefined,
  run: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = migrationsFolder();
  if (last === undefined || last === newestMigration()) return run(folder);
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-migrations-'));
  try {
    fs.cpSync(folder, copy, { recursive: true });
    const journal = readJournal();
    const entries = journal.entries.slice(0, journal.entries.findIndex(({ tag }) => tag === last) + 1);
    fs.writeFileSync(path.join(copy, 'meta', '_journal.json'), JSON.stringify({ ...journal, entries }));
    await run(copy);
  } finally {
    fs.rmSync(copy, { recursive: true, force: true });
  }
}

export function newestMigration(): string {
  return readJournal().entries.at(-1)!.tag;
}

/** The migration that was written down with this number, as Drizzle keeps it. */
export function migrationName(when: number): string {
  const entry = readJournal().entries.find((each) => each.when === when);
  if (entry === undefined) throw new Error(`No migration of ours has the number ${when}`);
  return entry.tag;
}

/** Throws `UserError` for a store that a newer Cutline has made. */
export function requireMigration(name: string): void {
  if (readJournal().entries.some(({ tag }) => tag === name)) return;
  throw new UserError(
    `This backup was made by a newer Cutline (its store is at "${name}", which this one does not know): install that version and restore with it.`,
  );
}

/** The SQL files are data, not code: the compiled tree reads them where they lie in the sources. */
export function migrationsFolder(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const beside = path.join(here, 'migrations');
  return fs.existsSync(beside) ? beside : path.join(here, '../../../src/store/migrations');
}

function readJournal(): { readonly entries: readonly { readonly tag: string; readonly when: number }[] } {
  return JSON.parse(
    fs.readFileSync(path.join(migrationsFolder(), 'meta', '_journal.json'), 'utf8'),
  ) as ReturnType<typeof readJournal>;
}
