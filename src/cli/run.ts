import { Command, CommanderError } from 'commander';
import type { App } from '../app/app.ts';
import type { Config } from '../config/config.ts';
import { sentenceOf } from '../domain/errors.ts';
import { groups, verbs } from './table.ts';
import type { Io, Needs, Options, Run, Verb } from './verb.ts';

/** What `main` gives to the commands: it alone starts things. */
export interface Host {
  readonly version: string;
  config(): Config;
  /** Opens the store, or everything; called at most once. */
  app(needs: 'store' | 'alive'): Promise<App>;
  /** Lets a running server do it, when there is one: its exit code. Undefined: do it here. */
  forward(argv: readonly string[]): Promise<number | undefined>;
  /** The commands that start a part of Cutline, by name. */
  readonly starters: Readonly<Record<string, Run>>;
}

/** Runs one command line and resolves to its exit code: 0 done, 1 something did not succeed, 2 a mistake of the caller's. */
export async function runCli(argv: readonly string[], io: Io, host: Host): Promise<number> {
  let code = 0;
  const program = describe(io, host.version, async (verb, args, options) => {
    const needs = needsOf(verb, options, host);
    const forwarded = needs === 'store' || needs === 'alive' ? await host.forward(argv) : undefined;
    code = forwarded ?? (await execute(verb, args, options, io, host));
  });
  try {
    if (argv.length === 0) program.help();
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const sentence = sentenceOf(error);
    if (sentence !== undefined) {
      io.err(`cutline: ${sentence}\n`);
      return 2;
    }
    if (io.signal.aborted) {
      io.err('cutline: stopped.\n');
      return 1;
    }
    throw error;
  }
}

async function execute(
  verb: Verb,
  args: readonly string[],
  options: Options,
  io: Io,
  host: Host,
): Promise<number> {
  const run = verb.load === undefined ? host.starters[nameOf(verb)] : (await verb.load()).run;
  if (run === undefined) throw new Error(`Nothing starts "${nameOf(verb)}"`);
  const needs = needsOf(verb, options, host);
  let opened: Promise<App> | undefined;
  return run(
    {
      io,
      config: host.config(),
      app: () => {
        if (opened !== undefined) return opened;
        if (needs !== 'store' && needs !== 'alive')
          throw new Error(`"${nameOf(verb)}" does not say that it needs an app`);
        opened = host.app(needs);
        return opened;
      },
    },
    args,
    options,
  );
}

function needsOf({ needs }: Verb, options: Options, host: Host): Needs {
  return typeof needs === 'function' ? needs(options, host.config()) : needs;
}

type Action = (verb: Verb, args: readonly string[], options: Options) => Promise<void>;

/** Commander's description of the table. */
function describe(io: Io, version: string, action: Action): Command {
  const program = new Command('cutline');
  program
    .description('One long Markdown post, cut to fit every platform, published once, and counted.')
    .version(version, '--version', 'print the version')
    .helpCommand('help [command]', 'the help of a command');
  const parents = new Map<string, Command>();
  for (const verb of verbs) {
    const [first = '', second] = nameOf(verb).split(' ');
    const parent = second === undefined ? program : groupOf(program, parents, first);
    const command = parent.command(second === undefined ? verb.usage : verb.usage.slice(first.length + 1));
    command.description(verb.summary);
    for (const [flags, text, fallback] of verb.options) command.option(flags, text, fallback);
    command.action(async (...given: unknown[]) => {
      const args = (given.slice(0, -2) as (string | string[] | undefined)[])
        .flat()
        .filter((arg) => arg !== undefined);
      await action(verb, args, given.at(-2) as Options);
    });
  }
  for (const command of [
    program,
    ...program.commands,
    ...program.commands.flatMap(({ commands }) => commands),
  ]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: (text) => io.err(text),
      outputError: (text) => io.err(misused(command, text)),
    });
  }
  return program;
}

/** Commander's "error: unknown command 'cutt'\n(Did you mean cut?)" as a sentence that ends with what to do next. */
function misused(command: Command, text: string): string {
  const what = text
    .replace(/^error: /, '')
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');
  const name = command.parent === null ? command.name() : `${command.parent.name()} ${command.name()}`;
  const full = command.parent?.parent == null ? name : `${command.parent.parent.name()} ${name}`;
  return `cutline: ${what}: "${full} --help" shows how it is used.\n`;
}

function groupOf(program: Command, parents: Map<string, Command>, name: string): Command {
  const known = parents.get(name);
  if (known !== undefined) return known;
  const fresh = program.command(name).description(groups[name] ?? '');
  parents.set(name, fresh);
  return fresh;
}

/** The words of a usage before its arguments. */
function nameOf(verb: Verb): string {
  return verb.usage.replace(/\s*[<[].*$/, '');
}
