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
import { peopleOf } from './people.mjs';
import { resultOf } from './result.mjs';
import { rowOf } from './rows.mjs';

const lookEveryMs = 60;
/** Nothing has moved for so long, and a heartbeat has begun and ended since the last leap: then the clock may go on. */
const quietMs = 120;
/** No heartbeat has come for so long, or a job is in hand for so long: then it goes on all the same. */
const patienceMs = 6000;
/** Nothing has moved for so long, whatever leaps there were: who is frozen may hold up the rest. */
const stuckMs = 15_000;

/**
 * `hand` acts from within (see hand.mjs), `person` at the pages. Resolves to `{verdicts, hits, log, lateness, unsure, settled,
 * leaps, tookMs}`.
 */
export async function runBatch(world, hand, person, runs, { name, boundMs = 600_000 }) {
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
  world.channelNames = await insist(() => hand.names());
  world.campaign = 'chaos';
  await insist(() =>
    hand.plan({
      postId: name,
      campaign: world.campaign,
      rows: publications.map((each) => rowOf(each, channels[each.platform], name)),
    }),
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
  const deeds = runs.flatMap((run) => run.deeds);
  const people = peopleOf(world, person, { name, deeds, publications, channels });
  timed.push(...people.timed);
  let isTimeOver = false;
  void Promise.all(timed).then(() => (isTimeOver = true));
  const reconnecting = new Map();
  let lastLook = '';
  let lastMove = elapsed();
  let lastChange = lastMove;
  let leaps = 0;

  while (elapsed() - began < boundMs) {
    await pause(lookEveryMs);
    if (world.held !== undefined) continue;
    const seen = await hand.look(name).catch((error) => say(`look: ${error}`));
    const now = elapsed();
    if (seen === undefined) {
      lastMove = now;
      continue;
    }
    rows = seen;
    people.look(rows);
    const look = rows
      .map(
        ({ id, state, fence, attempts, open_attempt: open, held }) =>
          `${id}${state}${fence}/${attempts}${open}${held}`,
      )
      .join();
    if (look !== lastLook) lastMove = lastChange = now;
    lastLook = look;
    if (now - lastChange > stuckMs && frozen.pids.length > 0) {
      say(`Nothing moves while ${frozen.pids.join()} stands still`);
      frozen.thawAll();
    }

    await actAsOwner(hand, rows, reconnecting);
    const open = rows.filter(isOpen);
    people.answer(open, () => readWalls(world.urls));
    // Who was woken has in hand what it held before.
    lastMove = Math.max(lastMove, frozen.thawedAt);
    const isBusy = world.isBusy(frozen.pids);
    if (isBusy && now - lastMove < patienceMs) continue;
    const waiting = rows.filter(({ state }) => !['published', 'failed', 'cancelled'].includes(state));
    if (waiting.length === 0) {
      const isOwnersTurn = rows.some(
        ({ state, outcome }) => state === 'failed' && outcome?.kind === 'unauthorized',
      );
      if (!isOwnersTurn) frozen.thawAll();
      if (
        !isOwnersTurn &&
        !people.isBusy &&
        open.length === 0 &&
        isTimeOver &&
        world.isCalm(frozen.pids) &&
        frozen.pids.length === 0 &&
        now - lastMove > quietMs
      )
        break;
      continue;
    }
    if (
      !isTimeOver ||
      !world.isCalm(frozen.pids) ||
      (!world.hasBeaten(frozen.pids) && now - lastMove < patienceMs)
    )
      continue;
    const since = Math.max(lastMove, world.beatenAt);
    // What somebody holds back waits for nothing else.
    const awaited = waiting.filter(({ state, held }) => state !== 'scheduled' || !held);
    if (now - since < quietMs || awaited.length === 0) continue;
    const seconds = untilNext(awaited);
    sayWhy(world, awaited, seconds);
    // 0: the next heartbeat has something to do.
    await jump(world, hand, seconds).catch(() => {});
    leaps += 1;
    lastMove = elapsed();
  }
  await Promise.all([...timed, ...reconnecting.values()]);
  world.onReady = undefined;
  await frozen.end();
  await pause(100);
  rows = await insist(() => hand.look(name));
  const attempts = await insist(() => hand.attempts(name));
  hits.push(...(await platformsHit()));
  for (const { fault, step } of hitsOf(world)) hits.push({ ...faults[fault], step });
  const { log } = people;
  const { jumps, databaseSteps } = world;
  const result = resultOf(publications, rows, attempts, await readWalls(world.urls), {
    jumps,
    log,
    databaseSteps,
  });
  return { ...result, hits, log, leaps, tookMs: elapsed() - began };
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

/** It may be there, and the platform does not say (`needsEyes` in `src/app/answer-for.ts`). */
function isOpen({ state, outcome, settles }) {
  if (state !== 'failed') return false;
  return outcome?.kind === 'unauthorized'
    ? settles > 0
    : ['unknown', 'processing', 'ready'].includes(outcome?.kind);
}

/** What its owner does: a channel that was closed is connected again, and what failed for it is tried again. */
async function actAsOwner(hand, rows, reconnecting) {
  const failed = rows.filter(
    (row) => row.state === 'failed' && row.outcome?.kind === 'unauthorized' && !isOpen(row),
  );
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
