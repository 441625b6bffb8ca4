import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { faultOf } from './fault.ts';

let folder: string;
beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-fault-'))));
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** What PostgreSQL itself says, as the driver of the embedded one hands it on, and Drizzle around it. */
async function saidBy(code: string, words: string): Promise<Error> {
  const pglite = await PGlite.create();
  try {
    await pglite.exec(`do $$ begin raise exception '${words}' using errcode = '${code}'; end $$`);
    throw new Error('It said nothing');
  } catch (cause) {
    return new Error('Failed query: insert into cutline.publication', { cause });
  } finally {
    await pglite.close();
  }
}

const extending = 'could not extend file "base/5/17062": No space left on device';

test('a disk that was full a moment ago is told of, though there is room again', async () => {
  const config = loadConfig({ CUTLINE_DATA: folder }, folder);
  const sentence = faultOf(await saidBy('53100', extending), config);
  expect(sentence).toBe(
    `cutline: The disk that holds ${folder} is full: make room and do this again. What was done before is kept.\n`,
  );
  const writing = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  expect(faultOf(writing, config)).toBe(sentence);
});

test('the disk of a server is not taken for the one that the data folder lies on', async () => {
  const url = 'postgres://cutline@127.0.0.1/cutline';
  const config = loadConfig({ CUTLINE_DATA: folder, DATABASE_URL: url }, folder);
  expect(faultOf(await saidBy('53100', extending), config)).toMatch(
    /^cutline: The disk of PostgreSQL is full/,
  );
});

test('where there is room, an end without a reason is a fault of Cutline, and so is any other error', async () => {
  const config = loadConfig({ CUTLINE_DATA: folder }, folder);
  const aborted = new Error('Aborted(). Build with -sASSERTIONS for more info.');
  for (const error of [aborted, await saidBy('22012', 'division by zero')])
    expect(faultOf(error, config)).toMatch(/^cutline: This is a fault of Cutline itself \(/);
});
