import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cutline, newFolder, startCutline, type Running } from './cutline.ts';

let cwd: string;
let server: Running | undefined;

beforeAll(() => {
  cwd = newFolder();
  fs.writeFileSync(path.join(cwd, 'post.md'), 'My neck hurts when it rains. Rest helps it.\n\n#neck\n');
});
afterAll(async () => {
  await server?.stop();
  fs.rmSync(cwd, { recursive: true, force: true });
});

test(
  'a clean stop leaves a backup, and a folder of another PostgreSQL is carried over by it at the next start',
  { timeout: 240_000 },
  async () => {
    server = startCutline(['start'], { cwd });
    await server.says(/Cutline is ready/);
    const before = await cutline(['syndicate', 'post.md', '--now', '--platform', 'x', '--json'], { cwd });
    expect(before.code).toBe(0);
    expect(await server.stop()).toBe(0);
    const database = path.join(cwd, 'data', 'database');
    expect(fs.readdirSync(path.join(cwd, 'data', 'backup'))).toEqual([
      expect.stringMatching(/^database-\d{4}-\d\d-\d\d\.tar\.gz$/),
    ]);

    fs.writeFileSync(path.join(database, 'PG_VERSION'), '17\n');
    server = startCutline(['start'], { cwd });
    const [, aside = ''] = await server.says(
      /was made by PostgreSQL 17 and has been made anew from the backup of .* The old one lies untouched in (.*)\.\n/,
    );
    await server.says(/Cutline is ready/);
    expect(fs.readFileSync(path.join(aside, 'PG_VERSION'), 'utf8')).toBe('17\n');
    const after = await cutline(['syndicate', 'post.md', '--now', '--platform', 'x', '--json'], { cwd });
    expect(after.out).toBe(before.out);
  },
);
