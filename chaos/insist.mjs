import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { elapsed } from './elapsed.mjs';

/** Until it is done: servers and processes are down now and then. */
export async function insist(act, forMs = 60_000) {
  const until = elapsed() + forMs;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (elapsed() > until) throw error;
      if (process.env.CHAOS_SAY) process.stderr.write(`${String(error?.message ?? error)}\n`);
      await pause(150);
    }
  }
}
