import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { serveCommand } from './remote.ts';

test('a caller that hangs up with something unread is told of to the command, and ends nothing else', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cutline-remote-'));
  const at = path.join(folder, 'socket');
  const unforeseen: unknown[] = [];
  const note = (error: unknown): void => void unforeseen.push(error);
  process.on('uncaughtException', note);
  let ended = (): void => {};
  const served = new Promise<void>((resolve) => (ended = resolve));
  const server = createServer((socket) => {
    void serveCommand(socket, async (argv, io) => {
      expect(argv).toEqual(['report']);
      // Far more than the caller reads, as long as it has not hung up.
      while (!io.signal.aborted) {
        io.out('a line\n'.repeat(5000));
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      return 0;
    }).then(ended, ended);
  });
  try {
    await new Promise<void>((resolve) => server.listen(at, resolve));
    const caller = connect(at);
    caller.write(`${JSON.stringify({ argv: ['report'], cwd: folder, terminal: false })}\n`);
    caller.once('data', () => {
      caller.pause();
      setTimeout(() => caller.destroy(), 50);
    });
    await served;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(unforeseen).toEqual([]);
  } finally {
    process.off('uncaughtException', note);
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  }
});
