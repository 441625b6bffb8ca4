import { pause, type Pausable } from '../app/pause.ts';
import { UserError } from '../domain/errors.ts';
import { oneOf } from './options.ts';
import type { Context } from './verb.ts';

/** `pause`: everything; `pause channel <id>`: that alone. */
export async function run(context: Context, args: readonly string[]): Promise<number> {
  const paused = pausableOf('pause', args);
  await pause(await context.app(), paused);
  const words = paused.what === 'everything' ? '' : ` ${paused.what} ${paused.id}`;
  context.io.out(
    `${nameOf(paused)} is paused: nothing of it goes out until "cutline resume${words}". What is under way comes to its end.\n`,
  );
  return 0;
}

const levels = ['publication', 'channel', 'campaign'] as const;

/** Throws `UserError` for a word that is none, or one without an id. */
export function pausableOf(verb: string, [level, id]: readonly string[]): Pausable {
  const what = oneOf(level, levels, verb);
  if (what === undefined) return { what: 'everything' };
  if (id === undefined)
    throw new UserError(
      `Which ${what}? Write "cutline ${verb} ${what} <id>"; "cutline ${what}s list" shows them.`,
    );
  return { what, id };
}

export function nameOf(paused: Pausable): string {
  return paused.what === 'everything'
    ? 'Everything'
    : `${paused.what.charAt(0).toUpperCase()}${paused.what.slice(1)} ${paused.id}`;
}
