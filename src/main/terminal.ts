import type { Io } from '../cli/verb.ts';

/** The terminal that this process was started from; Ctrl-C aborts its signal, a second one ends the process at once. */
export function terminalIo(): Io {
  const interrupted = new AbortController();
  let first: number | undefined;
  const stop = (): void => {
    // Under npm one Ctrl-C arrives twice in a moment: from the terminal and from npm's shell.
    if (first !== undefined && Date.now() - first > 1000) process.exit(130);
    first ??= Date.now();
    interrupted.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  // A reader that goes away ("| head") is no fault of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    stdin: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString('utf8');
    },
    cwd: process.cwd(),
    terminal: process.stderr.isTTY,
    signal: interrupted.signal,
  };
}
