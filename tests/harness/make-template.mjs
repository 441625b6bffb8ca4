// Runs in a process of its own: initdb takes up to 780 MB, which go away with it.
import { PGlite } from '@electric-sql/pglite';
import fs from 'node:fs';
import process from 'node:process';

const target = process.argv[2];
const db = await PGlite.create();
const dump = await db.dumpDataDir('none');
await db.close();
// Renamed at the end, so that a killed process leaves no half template behind.
const draft = `${target}.${process.pid}`;
fs.writeFileSync(draft, Buffer.from(await dump.arrayBuffer()));
fs.renameSync(draft, target);
