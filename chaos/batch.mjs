// One batch: runs side by side in one world, each with its own publications and faults. It ends when every publication has.
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { inTime, orderSteps, setSandboxFaults } from './acts.mjs';
import { elapsed } from './elapsed.mjs';
import { watchFrozen } from './frozen.mjs';
import { forgetHits, hitsOf } from './hits.mjs';
import { insist } from './insist.mjs';
import { readWalls } from './judge.mjs';
import { jump, untilMoved, untilNext } from './leap.mjs';
import { resultOf } from './result.mjs';
import { rowOf } from './rows.mjs';

const lookEveryMs = 60;
/** Nothing has moved for so long, and a heartbeat has begun and ended since the last leap: then the clock may go on. */
const quietMs = 120;
/** No heartbeat has come for so long, or a job is in hand for so long: then it goes on all the same. */
const patienceMs = 6000;
/** Nothing has moved for so long, whatever leaps there were: who is frozen may hold up the rest. */
const stuckMs = 15_000;

/** `hand` acts from within (see hand.mjs). Resolves to `{verdicts, hits, lateness, unsure, settled, leaps, tookMs}`. */
export async function runBatch(world, hand, runs, { name, boundMs = 600_000 }) {
  const publications = runs.flatMap((run) => run.publications);
  const faults = runs
    .flatMap((run) => run.faults)
    .filter(({ kind }) => kind !== 'disk-full' || world.ownDisk);
  const hits = [];
  forgetHits(world);

  await Promise.all(
    Object.values(world.urls).map((url) => fetch(`${url}/_sandbox/reset`, { method: 'POST' })),
  );
  const channels = await insist(() => hand.connect());
  const platformsHit = await setSandboxFaults(world, faults);
  await insist(() =>
    hand.plan({ postId: name, rows: publications.map((each) => rowOf(each, channels[each.platform], name)) }),
  );
  const aheadBefore = world.ahead;
  orderSteps(world, faults, name);

  const began = elapsed();
  world.jumps = [];
  world.age = () => (elapsed() - began) / 1000 + world.ahead - aheadBefore;
  world.expectBeat();
  let rows = [];
  const frozen = watchFrozen(world, hand, faults, name, () => rows);
  const timed = faults
    .filter(({ atMs, step }) => atMs !== undefined && step === undefined)
    .map((fault) => inTime(world, hand, fault, hits, name));
  let isTimeOver = false;
  void Promise.all(timed).then(() => (isTimeOver = true));
  const reconnecting = new Map();
  let lastLook = '';
  let lastMove = elapsed();
  let lastChange = lastMove;
  let leaps = 0;

  const why = {};
  let last = elapsed();
  const note = (w) => {
    why[w] = (why[w] ?? 0) + elapsed() - last;
    last = elapsed();
  };
  globalThis.chaosWhy = why;
  while (elapsed() - began < boundMs) {
    await pause(lookEveryMs);
    if (world.held !== undefined) {
      note('held');
      continue;
    }
    const seen = await hand.look(name).catch((error) => say(`look: ${error}`));
    const now = elapsed();
    if (seen === undefined) {
      lastMove = now;
      note('look failed');
      continue;
    }
    rows = seen;
    const look = rows
      .map(({ id, state, fence, attempts, open_attempt: open }) => `${id}${state}${fence}/${attempts}${open}`)
      .join();
    if (look !== lastLook) lastMove = lastChange = now;
    lastLook = look;
    if (now - lastChange > stuckMs && frozen.pids.length > 0) {
      say(
        `Stuck with ${frozen.pids.join()} frozen: busy ${world.isBusy(frozen.pids)}, calm ${world.isCalm(frozen.pids)}, beaten ${world.hasBeaten(frozen.pids)}, time over ${isTimeOver}`,
      );
      frozen.thawAll();
    }

    await actAsOwner(hand, rows, reconnecting);
    const isBusy = world.isBusy(frozen.pids);
    if (isBusy && now - lastMove < patienceMs) {
      note('busy');
      continue;
    }
    const waiting = rows.filter(({ state }) => !['published', 'failed', 'cancelled'].includes(state));
    if (waiting.length === 0) {
      const isOwnersTurn = rows.some(
        ({ state, outcome }) => state === 'failed' && outcome?.kind === 'unauthorized',
      );
      if (!isOwnersTurn) frozen.thawAll();
      if (!isOwnersTurn && isTimeOver && frozen.pids.length === 0 && now - lastMove > quietMs) break;
      note('end');
      continue;
    }
    if (!isTimeOver) note('timed');
    else if (!world.isCalm(frozen.pids)) note('calm ' + world.whyNotCalm());
    else if (!world.hasBeaten(frozen.pids)) note('beat');
    if (
      !isTimeOver ||
      !world.isCalm(frozen.pids) ||
      (!world.hasBeaten(frozen.pids) && now - lastMove < patienceMs)
    )
      continue;
    const since = Math.max(lastMove, world.beatenAt);
    if (now - since < quietMs) {
      note('quiet');
      continue;
    }
    const seconds = untilNext(waiting);
    sayWhy(world, waiting, seconds);
    // 0: the next heartbeat has something to do.
    await jump(world, hand, seconds).catch(() => {});
    note('leap');
    leaps += 1;
    lastMove = elapsed();
  }
  await Promise.all([...timed, ...reconnecting.values()]);
  await frozen.end();
  await pause(150);
  rows = await insist(() => hand.look(name));
  const attempts = await insist(() => hand.attempts(name));
  hits.push(...(await platformsHit()));
  for (const { fault, step } of hitsOf(world)) hits.push({ ...faults[fault], step });
  if (process.env.CHAOS_CPU) sayCpu(world);
  const result = resultOf(publications, rows, attempts, await readWalls(world.urls), world.jumps);
  return { ...result, hits, leaps, tookMs: elapsed() - began };
}

import fs0 from 'node:fs';
function sayCpu(world) {
  const cpu = (pid) => {
    const f = fs0.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return `${f[11] / 100}+${f[12] / 100} (children ${f[13] / 100}+${f[14] / 100})`;
  };
  const list = [
    ['harness', process.pid],
    ['sandbox', world.sandboxPid],
    ...world.kept.map((k) => [`${k.name} starts ${k.starts}`, k.child.pid]),
  ];
  if (world.postgres) list.push(['postgres', world.postgres.pid()], ['redis', world.redis.pid()]);
  for (const [n, pid] of list) {
    try {
      process.stderr.write(
        `WHY ${Object.entries(globalThis.chaosWhy)
          .map(([k, v]) => k + ' ' + (v / 1000).toFixed(1))
          .join(', ')}\n`,
      );
      break;
    } catch {}
    for (const [n, pid] of list)
      try {
        process.stderr.write(`CPU ${n} ${cpu(pid)}\n`);
      } catch {}
  }
}
function say(what) {
  if (process.env.CHAOS_SAY) process.stderr.write(`${what}\n`);
}

function sayWhy(world, waiting, seconds) {
  const row = waiting.toSorted((a, b) => untilMoved(a) - untilMoved(b))[0];
  say(
    `${world.age().toFixed(1)} +${seconds.toFixed(1)} s for ${row.id} ${row.state} due ${row.due_in} claimed ${row.claimed_in} leased ${row.leased_in}; ${waiting.length} waiting`,
  );
}

/** What its owner does: a channel that was closed is connected again, and what failed for it is tried again. */
async function actAsOwner(hand, rows, reconnecting) {
  const failed = rows.filter(({ state, outcome }) => state === 'failed' && outcome?.kind === 'unauthorized');
  const closed = await hand.closedChannels().catch(() => []);
  for (const platform of closed) {
    if (reconnecting.has(platform)) continue;
    const connected = pause(400)
      .then(() => insist(() => hand.connect([platform])))
      // The next look finds it closed still.
      .catch((error) => say(`connect: ${error}`))
      .finally(() => reconnecting.delete(platform));
    reconnecting.set(platform, connected);
  }
  if (closed.length > 0 || reconnecting.size > 0) return;
  for (const { id } of failed) await hand.retry(id).catch(() => {});
}
