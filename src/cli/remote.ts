import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Io } from './verb.ts';

/** What a caller sends: its command line and where it stands. */
interface Asked {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly terminal: boolean;
}

/** What comes back, a line each. */
interface Told {
  readonly out?: string;
  readonly err?: string;
  readonly exit?: number;
}

/**
 * Runs a caller's command inside this process; its output goes back over the socket. Hanging up is the caller's Ctrl-C. `run`
 * must not reject.
 */
export async function serveCommand(
  socket: Socket,
  run: (argv: readonly string[], io: Io) => Promise<number>,
): Promise<void> {
  const hungUp = new AbortController();
  let done = false;
  socket.on('error', () => hungUp.abort());
  socket.on('close', () => {
    if (!done) hungUp.abort();
  });
  const first = await firstLine(socket);
  const asked = first === undefined ? undefined : readAsked(first);
  if (asked === undefined) {
    socket.destroy();
    return;
  }
  const tell = (told: Told): void => {
    if (!socket.destroyed) socket.write(`${JSON.stringify(told)}\n`);
  };
  const io: Io = {
    out: (text) => tell({ out: text }),
    err: (text) => tell({ err: text }),
    stdin: () => Promise.resolve(''),
    cwd: asked.cwd,
    terminal: asked.terminal,
    signal: hungUp.signal,
  };
  const exit = await run(asked.argv, io);
  done = true;
  tell({ exit });
  socket.end();
}

/** Undefined when it is not a caller of ours that speaks. */
function readAsked(line: string): Asked | undefined {
  try {
    const { argv, cwd, terminal } = JSON.parse(line) as Partial<Asked>;
    if (!Array.isArray(argv) || typeof cwd !== 'string') return undefined;
    return { argv: argv.map(String), cwd, terminal: terminal === true };
  } catch {
    return undefined;
  }
}

/** Has a running server do a command; resolves to its exit code. */
export async function sendCommand(socket: Socket, argv: readonly string[], io: Io): Promise<number> {
  const asked: Asked = { argv, cwd: io.cwd, terminal: io.terminal };
  socket.write(`${JSON.stringify(asked)}\n`);
  io.signal.addEventListener('abort', () => socket.destroy(), { once: true });
  socket.on('error', () => {});
  for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) {
    const told = JSON.parse(line) as Told;
    if (told.out !== undefined) io.out(told.out);
    if (told.err !== undefined) io.err(told.err);
    if (told.exit !== undefined) return told.exit;
  }
  io.err(
    io.signal.aborted
      ? 'cutline: stopped.\n'
      : 'cutline: the server ended before this was done; start it again and look.\n',
  );
  return 1;
}

async function firstLine(socket: Socket): Promise<string | undefined> {
  const lines = createInterface({ input: socket, crlfDelay: Infinity });
  return new Promise((resolve) => {
    lines.once('line', resolve);
    lines.once('close', () => resolve(undefined));
    // It says again what its socket says; unheard, a caller that hangs up with something unread would end this process.
    lines.on('error', () => resolve(undefined));
  });
}
