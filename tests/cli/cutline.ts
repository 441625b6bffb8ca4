import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { isStale, root } from '../../scripts/build.mjs';

export const program = path.join(root, 'dist', 'src', 'main.js');

if (isStale()) throw new Error('dist is older than the sources: run "npm run build" first.');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Given {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** The command line as a person has it, in a process of its own, with nothing of the caller's own set-up. */
export async function cutline(args: readonly string[], { cwd, env = {}, stdin = '' }: Given): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], { cwd, env: bare(env) });
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  const said = listen(child);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, ...said };
}

export interface Running {
  readonly child: ChildProcess;
  /** What it has said so far. */
  readonly said: { readonly out: string; readonly err: string };
  /** Resolves with the first match in what it says; rejects when it ends without. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** Asks it to stop, as Ctrl-C does; resolves to its exit code. */
  stop(): Promise<number | null>;
}

/** One that stays: `start`, `web`, `workers`, `sandbox`. */
export function startCutline(args: readonly string[], { cwd, env = {} }: Given): Running {
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: bare(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = listen(child);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    child,
    said,
    says: async (pattern) => {
      let over = false;
      void ended.then(() => (over = true));
      for (;;) {
        const match = pattern.exec(said.out + said.err);
        if (match !== null) return match;
        if (over) throw new Error(`It ended without saying ${pattern}:\n${said.out}${said.err}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}

/** Fails unless standard error is one sentence for a person: what, where, what to do next, and nothing of the code. */
export function expectSentence({ err }: Pick<Ended, 'err'>, pattern: RegExp): void {
  expect(err).toMatch(/^cutline: [^\n]{20,600}[.)]\n$/);
  expect(err).not.toMatch(/fault of Cutline|\n {4}at |Error:|undefined|\[object/);
  expect(err).toMatch(pattern);
}

export function newFolder(): string {
  return fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'cutline-cli-'));
}

/** Ports and data of its own; the imitations on free ports as well. */
function bare(env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const own = ([name]: [string, unknown]): boolean =>
    !/^(?:CUTLINE_|DATABASE_URL$|REDIS_URL$|npm_)/.test(name);
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(own)),
    CUTLINE_PORT: '0',
    CUTLINE_SANDBOX_PORT: '0',
    ...env,
  };
}

function listen(child: ChildProcess): { out: string; err: string } {
  const said = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  return said;
}

/** The environment of a process whose connections are to be noted in `file`, a host a line. */
export function watched(file: string): Readonly<Record<string, string>> {
  const hook = new URL('connections.mjs', import.meta.url);
  return { NODE_OPTIONS: `--import=${hook.href}`, CUTLINE_TEST_CONNECTIONS: file };
}

/** Fails when a process that was watched has opened a connection to another host than this one, or none at all. */
export function expectLoopback(file: string): void {
  const hosts = new Set(fs.readFileSync(file, 'utf8').trimEnd().split('\n'));
  const near = ['127.0.0.1', 'localhost', '::1', 'socket'];
  expect([...hosts].filter((host) => !near.includes(host))).toEqual([]);
  expect([...hosts]).toContain('127.0.0.1');
}
