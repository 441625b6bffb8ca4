// Processes that stand still, and machines that sleep: seen from what they wrote down before, and woken when their time has come.
import fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { elapsed } from './elapsed.mjs';
import { hitsOf } from './hits.mjs';
import { jump, setClocks } from './leap.mjs';

/** Whatever the fault says, nobody stands still for so many real milliseconds. */
const longestMs = 30_000;
/** It writes down that it stops before it does: whoever is woken in between stops for good. */
const stoppedAfterMs = 300;

/** `rows()`: how everything stands. `name`: of the batch. */
export function watchFrozen(world, hand, faults, name, rows) {
  const seen = new Map();
  let thawedAt = 0;
  const hasEnded = ({ key }) =>
    rows().some(
      ({ id, state }) => id === `${name}-${key}` && ['published', 'failed', 'cancelled'].includes(state),
    );

  const look = () => {
    for (const { kind, pid, fault } of hitsOf(world)) {
      if (!['freeze', 'sleep'].includes(kind) || seen.has(fault)) continue;
      const each = { pid, fault: faults[fault], since: elapsed(), from: world.age(), isThawed: false };
      seen.set(fault, each);
      if (kind === 'sleep') void sleep(each);
    }
    for (const each of seen.values()) {
      const { thawAfter, kind } = each.fault;
      if (each.isThawed || kind === 'sleep') continue;
      const isTime = world.age() > each.from + thawAfter || (thawAfter === Infinity && hasEnded(each.fault));
      if (isTime || elapsed() - each.since > longestMs) thaw(each);
    }
  };

  /** The machine of all processes but the servers': they stop, the clock goes on, they wake. */
  async function sleep(each) {
    const children = [...new Set(world.kept.map(({ child }) => child))].filter(isAlive);
    for (const child of children) child.kill('SIGSTOP');
    // A request that was on its way arrives.
    await pause(stoppedAfterMs);
    const { seconds } = each.fault;
    // On Redis the hand lives elsewhere; in the one process there is nobody who could be asked now.
    await (world.mode === 'redis' ? jump : setClocks)(world, hand, seconds, true).catch(() => {});
    for (const child of children) if (isAlive(child)) child.kill('SIGCONT');
    each.isThawed = true;
    thawedAt = elapsed();
    fs.rmSync(`${world.hitsFile}.frozen`, { force: true });
    await hand.wake().catch(() => {});
  }

  function thaw(each) {
    if (elapsed() - each.since < stoppedAfterMs) return;
    each.isThawed = true;
    thawedAt = elapsed();
    fs.rmSync(`${world.hitsFile}.frozen`, { force: true });
    const { child } = world.workers.find((kept) => kept.child.pid === each.pid) ?? {};
    if (child !== undefined && isAlive(child)) child.kill('SIGCONT');
    // What it still held goes out now, if it goes out at all.
    world.expectBeat();
  }

  const timer = setInterval(look, 50);
  return {
    /** When one was last woken. */
    get thawedAt() {
      return thawedAt;
    },
    /** Ids of processes that stand still now. */
    get pids() {
      return [...seen.values()].filter(({ isThawed }) => !isThawed).map(({ pid }) => pid);
    },
    thawAll() {
      look();
      for (const each of seen.values()) if (!each.isThawed && each.fault.kind !== 'sleep') thaw(each);
    },
    /** Nobody is left standing still, and nobody is told to any more. */
    async end() {
      const children = world.workers.map(({ child }) => child);
      for (const child of children) if (child.connected) child.send({ chaos: [] }, () => {});
      do {
        await pause(stoppedAfterMs / 2);
        this.thawAll();
      } while (this.pids.length > 0);
      clearInterval(timer);
      for (const child of children) if (isAlive(child)) child.kill('SIGCONT');
    },
  };
}

function isAlive(child) {
  return child.exitCode === null && child.signalCode === null;
}
