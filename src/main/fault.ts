import fs from 'node:fs';
import path from 'node:path';
import type { Config } from '../config/config.ts';

/**
 * What is said when something ends in a way that nobody foresaw: one sentence for a person. Where it happened in the code
 * goes to the log of the data folder for whoever mends it; without such a folder it has to be said here.
 */
export function faultOf(error: unknown, config: Config | undefined): string {
  const message = (error instanceof Error ? error.message || error.name : String(error)).split('\n')[0];
  const file = config === undefined ? undefined : path.join(config.dataFolder, 'cutline.log');
  const kept = file !== undefined && keep(file, error);
  const rest = kept ? `what a mender needs is at the end of ${file}` : detailsOf(error);
  return `cutline: This is a fault of Cutline itself (${message}): try once more, and report it if it stays; ${rest}\n`;
}

function keep(file: string, error: unknown): boolean {
  try {
    if (!fs.existsSync(path.dirname(file))) return false;
    const line = { level: 60, time: Date.now(), msg: 'An unforeseen end', details: detailsOf(error) };
    fs.appendFileSync(file, `${JSON.stringify(line)}\n`);
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
