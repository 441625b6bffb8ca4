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
  let goOn: (() => void) | undefined;
  const suspended = first.db.transaction(async (tx) => {
    await tx.execute(touch);
    await new Promise<void>((resolve) => (goOn = resolve));
    await tx.execute(touch);
  });
  const broken = expect(suspended).rejects.toThrow();
  while (goOn === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
  await second.db.execute(touch);
  goOn();
  await broken;
});
