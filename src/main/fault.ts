import fs from 'node:fs';
import path from 'node:path';
import type { Config } from '../config/config.ts';
import { serverIsFull, wantsRoom } from '../store/cannot-open.ts';
import { innermost, serverAway } from '../store/server-away.ts';

/**
 * What is said when something ends in a way that nobody foresaw: one sentence for a person. Where it happened in the code
 * goes to the log of the data folder for whoever mends it; without such a folder it has to be said here.
 */
export function faultOf(error: unknown, config: Config | undefined): string {
  const away = config?.databaseUrl === undefined ? undefined : serverAway(error);
  if (away !== undefined)
    return `cutline: PostgreSQL went away in the middle of this (${away}): start it, then do this again. What was done before is kept, and what is planned goes on by itself.\n`;
  if (config?.databaseUrl !== undefined && serverIsFull(error))
    return 'cutline: The disk of PostgreSQL is full: make room there and do this again. What was done before is kept.\n';
  const kept = config !== undefined && keep(config.dataFolder, error);
  if (config !== undefined && isForWantOfRoom(error, config)) {
    return `cutline: The disk that holds ${config.dataFolder} is full: make room and do this again. What was done before is kept.\n`;
  }
  const rest = kept
    ? `what a mender needs is at the end of ${path.join(config.dataFolder, logName)}.`
    : detailsOf(error);
  return `cutline: This is a fault of Cutline itself (${shortly(error)}): try once more, and report it if it stays; ${rest}\n`;
}

function shortly(error: unknown): string {
  const inner = innermost(error);
  const text = inner instanceof Error ? inner.message || inner.name : String(inner);
  return text.split('\n')[0]!.slice(0, 200);
}

const logName = 'cutline.log';

function keep(folder: string, error: unknown): boolean {
  try {
    if (!fs.existsSync(folder)) return false;
    const line = { level: 60, time: Date.now(), msg: 'An unforeseen end', details: detailsOf(error) };
    fs.appendFileSync(path.join(folder, logName), `${JSON.stringify(line)}\n`);
    return true;
  } catch {
    return false;
  }
}

/** The stack, and those of the causes. */
function detailsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${detailsOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}

function isForWantOfRoom(error: unknown, { dataFolder }: Config): boolean {
  try {
    return wantsRoom(error, path.join(dataFolder, 'database'));
  } catch {
    return false;
  }
}
