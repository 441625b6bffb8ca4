import { PGlite } from '@electric-sql/pglite';

/** A program of its own: makes an empty database in the folder that is named, and ends. */
const folder = process.argv[2];
if (folder === undefined) throw new Error('No folder was named');
const database = await PGlite.create(folder);
await database.close();
