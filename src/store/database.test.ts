import { EventEmitter, once } from 'node:events';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '../../tests/harness/postgres.ts';
import { connectDatabase, type Database } from './database.ts';

let first: Database;
let second: Database;
let drop: () => Promise<void>;

beforeAll(async () => {
  const fresh = await freshDatabase();
  drop = fresh.drop;
  first = await connectDatabase({ url: fresh.url, withQueue: false });
  second = await connectDatabase({ url: fresh.url, withQueue: false });
});
afterAll(async () => {
  await first?.close();
  await second?.close();
  await drop?.();
});

test('a process that stands still within a transaction does not hold up the others for ever', async () => {
  const touch = sql`update cutline.clock set ahead = ahead`;
  const others = new EventEmitter();
  const suspended = first.db.transaction(async (tx) => {
    await tx.execute(touch);
    others.emit('turn');
    await once(others, 'done');
    await tx.execute(touch);
  });
  const broken = expect(suspended).rejects.toThrow();
  await once(others, 'turn');
  await second.db.execute(touch);
  others.emit('done');
  await broken;
});
