import fs from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import type { Config } from '../config/config.ts';

const mostBytes = 10 * 1024 * 1024;

/** Lines of the log go to a file of the data folder: the terminal is for people. One older file is kept. */
export function logFile({ dataFolder }: Config): ReturnType<typeof pino.destination> {
  const file = path.join(dataFolder, 'cutline.log');
  if (fs.existsSync(file) && fs.statSync(file).size > mostBytes) fs.renameSync(file, `${file}.1`);
  const log = pino.destination({ dest: file, sync: true });
  // A full disk must not keep anything from being done for want of a line about it.
  log.on('error', () => {});
  return log;
}
