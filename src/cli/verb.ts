import type { Config } from '../config/config.ts';
import type { App } from '../app/app.ts';

/** One line of the table of commands: help, parsing and the way to the code all come from it. */
export interface Verb {
  /** In commander's form: `cut <files...>`; a space in the name makes a group: `publications move <id> <time>`. */
  readonly usage: string;
  readonly summary: string;
  /** `[flags, text, default]`, in commander's form: `['--platform <p>', 'only for this platform']`. */
  readonly options: readonly (readonly [flags: string, text: string, fallback?: string])[];
  /**
   * `nothing`: runs alone. `store`: opens the store. `alive`: sandboxes and workers too; these two run inside the server
   * when one is up. `process`: starts a part of Cutline and stays until it is stopped. Some need less without an option, or with a database elsewhere.
   */
  readonly needs: Needs | ((options: Options, config: Config) => Needs);
  /** Loaded only when the verb is called: a start must not pay for what it does not use. Those that start things are with `main`. */
  readonly load?: () => Promise<{ readonly run: Run }>;
}

export type Needs = 'nothing' | 'store' | 'alive' | 'process';

/** Resolves to the exit code: 0 done, 1 something did not succeed (said why), 2 a mistake of the caller's (thrown as `UserError`). */
export type Run = (context: Context, args: readonly string[], options: Options) => Promise<number>;

/** Values as commander gives them: text, `true` for a flag, undefined when absent. Names in camel case. */
export type Options = Readonly<Record<string, string | boolean | undefined>>;

export interface Context {
  readonly io: Io;
  readonly config: Config;
  /** The store, queue and platforms; opened at the first call. */
  app(): Promise<App>;
}

/** The world as a command sees it; a command that runs inside the server has its caller's terminal, not the server's. */
export interface Io {
  /** Writes to standard output, as it is. */
  out(text: string): void;
  /** Writes to standard error: progress and warnings. */
  err(text: string): void;
  /** Everything from standard input, to its end. */
  stdin(): Promise<string>;
  /** Folder that relative paths start from. */
  readonly cwd: string;
  /** Whether standard error is a terminal that can redraw a line. */
  readonly terminal: boolean;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}
