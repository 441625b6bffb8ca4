import { serverAway } from '../store/server-away.ts';
import type { App } from './app.ts';

/** Things to do one after the other, by what a log calls them. */
export type Steps = Readonly<Record<string, (app: App) => Promise<unknown>>>;

/**
 * Takes each step whether or not one before it failed, for what goes wrong with one of them must not keep the others waiting.
 * A server that is away keeps all of them waiting: that is thrown, and told by the queue once a minute.
 * Each failure is logged under its own name. Resolves to the names of those that failed.
 */
export async function eachAlone(app: App, steps: Steps): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const [name, step] of Object.entries(steps)) {
    try {
      await step(app);
    } catch (error) {
      if (serverAway(error) !== undefined) throw error;
      failed.push(name);
      app.log.error({ step: name, err: error }, 'A step of the heartbeat failed; the others go on');
    }
  }
  return failed;
}
