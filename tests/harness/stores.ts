import { connectDatabase, openEmbedded, type Database } from '../../src/store/database.ts';
import { freshPglite } from './pglite.ts';
import { freshDatabase } from './postgres.ts';

/** Both kinds of database, for suites that must hold on each. */
export const stores: readonly {
  readonly name: string;
  open(): Promise<{ database: Database; close(): Promise<void> }>;
}[] = [
  {
    name: 'embedded PGlite',
    open: async () => {
      const database = await openEmbedded(undefined, await freshPglite());
      return { database, close: () => database.close() };
    },
  },
  {
    name: 'real PostgreSQL',
    open: async () => {
      const fresh = await freshDatabase();
      const database = await connectDatabase({ url: fresh.url, withQueue: true });
      return {
        database,
        close: async () => {
          await database.close();
          await fresh.drop();
        },
      };
    },
  },
];
