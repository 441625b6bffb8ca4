import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { UserError } from '../domain/errors.ts';
import { makeDataFolder, unusable } from './data-folder.ts';

/** The data folder, held by this process: the embedded database serves one process at a time. */
export interface HeldFolder {
  release(): Promise<void>;
}

/**
 * Holds the folder by listening on a socket of its own, which dies with the process: no process id can go stale. The
 * socket is also the way for commands to reach the running server: `onConnection` is given each one.
 * Resolves to undefined when another process holds it.
 */
export async function holdFolder(
  folder: string,
  onConnection: (socket: net.Socket) => void,
): Promise<HeldFolder | undefined> {
  makeDataFolder(folder);
  const address = addressOf(folder);
  for (let tries = 0; tries < 3; tries += 1) {
    const server = await listen(address, onConnection).catch((cause: unknown) => {
      throw unusable(folder, cause);
    });
    if (server !== undefined) {
      return {
        release: () =>
          new Promise((resolve) => {
            server.close(() => resolve());
          }),
      };
    }
    const other = await reachFolder(folder);
    if (other !== undefined) {
      other.destroy();
      return undefined;
    }
    await clearStale(folder, address);
  }
  throw new UserError(
    `The lock ${address} of the data folder cannot be taken: remove that file if no Cutline is running.`,
  );
}

/** A connection to the process that holds the folder, or undefined when none does. */
export function reachFolder(folder: string): Promise<net.Socket | undefined> {
  return new Promise((resolve) => {
    const socket = net.connect(addressOf(folder));
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

/**
 * Nobody answers: the socket file was left by a process that was killed. Two starters must not each remove what the other
 * has just bound, so it is looked at once more under a file that only one of them can make.
 */
async function clearStale(folder: string, address: string): Promise<void> {
  if (process.platform === 'win32') return;
  const guard = `${address}.taking`;
  try {
    fs.closeSync(fs.openSync(guard, 'wx'));
  } catch {
    // Another one is at it; a guard that outlives it is removed after the wait.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    fs.rmSync(guard, { force: true });
    return;
  }
  const other = await reachFolder(folder);
  if (other === undefined) fs.rmSync(address, { force: true });
  other?.destroy();
  fs.rmSync(guard, { force: true });
}

function listen(
  address: string,
  onConnection: (socket: net.Socket) => void,
): Promise<net.Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = net.createServer({ allowHalfOpen: true }, (socket) => {
      // Whoever only looks whether somebody is here hangs up at once; unheard, that would end this process.
      socket.on('error', () => {});
      onConnection(socket);
    });
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(address, () => {
      if (process.platform !== 'win32') fs.chmodSync(address, 0o600);
      resolve(server);
    });
  });
}

/** A pipe on Windows; else a socket in the folder, or in the temporary folder where the path is too long for one. */
function addressOf(folder: string): string {
  const real = oneName(folder);
  const name = createHash('sha256').update(real).digest('hex').slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\cutline-${name}`;
  const inside = path.join(real, 'cutline.sock');
  return Buffer.byteLength(inside) <= 100 ? inside : path.join('/tmp', `cutline-${name}.sock`);
}

/** One folder may be written in several ways: through a link, and on Windows in capitals or not. */
function oneName(folder: string): string {
  const absolute = path.resolve(folder);
  const real = fs.existsSync(absolute) ? fs.realpathSync.native(absolute) : absolute;
  return process.platform === 'win32' ? real.toLowerCase() : real;
}
