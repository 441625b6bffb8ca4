// One batch: runs side by side in one world, each with its own publications and faults. It ends when every publication has.
import fs from 'node:fs';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { elapsed } from './elapsed.mjs';
import { judge, readWalls } from './judge.mjs';

/** An open attempt that is older than this is nobody's any more: no request of the harness's lasts so long. */
const deadAfterMs = 1500;
/** Seconds after which a tick carries once more what has not begun. */
const remindedAfter = 15;
/** Nothing has moved for so long: then the clock may go on to what comes next. */
const quietMs = 350;
/** Nothing has moved for so long, and no leap would help. */
const stuckMs = 2500;

/** `hand` acts from within (see hand.mjs). Resolves to `{verdicts, hits, lateness, unsure, settled}`. */
export async function runBatch(world, hand, runs, { name, boundMs = 600_000 }) {
  const publications = runs.flatMap((run) => run.publications);
  const faults = runs
    .flatMap((run) => run.faults)
    .filter(({ kind }) => kind !== 'disk-full' || world.ownDisk);
  const hits = [];
  fs.writeFileSync(world.hitsFile, '');
  fs.rmSync(`${world.hitsFile}.frozen`, { force: true });

  await Promise.all(
    Object.values(world.urls).map((url) => fetch(`${url}/_sandbox/reset`, { method: 'POST' })),
  );
  const channels = await insist(() => hand.connect());
  await setSandboxFaults(world, faults, hits);
  await insist(() =>
    hand.plan({ postId: name, rows: publications.map((each) => rowOf(each, channels[each.platform], name)) }),
  );
  const aheadBefore = world.ahead;
  orderSteps(world, faults);

  const began = elapsed();
  world.jumps = [];
  world.age = () => (elapsed() - began) / 1000 + world.ahead - aheadBefore;
  const timed = faults
    .filter(({ atMs }) => atMs !== undefined)
    .map((fault) => inTime(world, hand, fault, hits, name));
  const frozen = new Map();
  let rows = [];
  let lastLook = '';
  let lastMove = elapsed();
  const openSince = new Map();
  const reconnecting = new Set();
  let timedDone = false;
  void Promise.all(timed).then(() => (timedDone = true));

  while (elapsed() - began < boundMs) {
    await pause(150);
    noteFrozen(world, frozen, faults);
    thaw(world, frozen, false);
    if (world.held !== undefined) continue;
    const seen = await hand
      .look(name)
      .catch((error) => void (process.env.CHAOS_SAY && process.stderr.write(`look: ${error}\n`)));
    if (seen === undefined) {
      lastMove = elapsed();
      continue;
    }
    rows = seen;
    const now = elapsed();
    const look = rows
      .map(({ id, state, fence, attempts, open_attempt: open }) => `${id}${state}${fence}/${attempts}${open}`)
      .join();
    if (look !== lastLook) lastMove = now;
    lastLook = look;
    for (const { open_attempt: open } of rows)
      if (open !== null && !openSince.has(open)) openSince.set(open, now);

    await actAsOwner(hand, rows, reconnecting, now);
    const waiting = rows.filter(({ state }) => !['published', 'failed', 'cancelled'].includes(state));
    const owned = rows.some(({ state, outcome }) => state === 'failed' && outcome?.kind === 'unauthorized');
    if (waiting.length === 0 && !owned && timedDone && now - lastMove > quietMs) break;
    const isAlive = ({ open_attempt: open }) => open !== null && now - openSince.get(open) < deadAfterMs;
    if (process.env.CHAOS_SAY && now - lastMove > 4000)
      process.stderr.write(
        `${world.age().toFixed(0)} still: timed ${timedDone}, alive ${rows
          .filter(isAlive)
          .map(({ id }) => id)
          .join()}, calm ${world.isCalm()} ${world.kept.map((kept) => `${kept.name}:${kept.isReady}:${kept.child.pid}`).join()} waiting ${waiting.length}\n`,
      );
    // Everybody who could go on may be frozen: then nothing would ever move.
    if (now - lastMove > stuckMs) thaw(world, frozen, true);
    if (now - lastMove < quietMs || rows.some(isAlive) || waiting.length === 0 || !timedDone) continue;
    if (!world.isCalm()) continue;
    const seconds = untilNext(waiting);
    if (seconds === 0) continue;
    await jump(world, hand, seconds).catch(() => {});
    if (process.env.CHAOS_SAY) sayWhy(world, waiting, seconds);
    lastMove = elapsed();
  }
  await Promise.all(timed);
  noteFrozen(world, frozen, faults);
  thaw(world, frozen, true);
  // What a process that was frozen still had in its hands goes out now, if it goes out at all.
  await pause(frozen.size > 0 ? 800 : 150);
  rows = await insist(() => hand.look(name));
  const attempts = await insist(() => hand.attempts(name));
  hits.push(...hitsOf(world));
  return resultOf(
    publications,
    rows,
    attempts,
    await readWalls(world.urls),
    hits,
    elapsed() - began,
    world.jumps,
  );
}

export function rowOf({ key, platform, pieces, dueMs }, channelId, name) {
  const texts = Array.from({ length: pieces }, (_, i) =>
    pieces === 1
      ? `Sore knees, part ${key}, of ${name}.`
      : `Piece ${i + 1} of a thread on knees, ${key}i${i + 1}i, of ${name}.`,
  );
  return {
    id: `${name}-${key}`,
    channelId,
    platform,
    inMs: dueMs,
    excerpt: {
      platform,
      mode: pieces > 1 ? 'thread' : 'series',
      excerpt: 1,
      of: 1,
      ...(platform === 'youtube' ? { title: `Knees ${key}` } : {}),
      pieces: texts,
      hashtags: [],
      lengths: texts.map((text) => text.length),
      limit: 280,
      unit: 'characters',
      spans: texts.map(() => [0, 1]),
      media: mediaOf(platform),
      notes: [],
    },
  };
}

/** The same picture and the same film for all: they are made once. */
export function mediaOf(platform) {
  const kind = { instagram: 'picture', youtube: 'video' }[platform];
  return kind === undefined ? [] : [{ kind, alt: 'A knee', cards: [{ title: 'Knees', text: 'Chaos.' }] }];
}

export async function setSandboxFaults(world, faults, hits) {
  for (const [platform, url] of Object.entries(world.urls)) {
    const list = faults
      .filter((fault) => fault.platform === platform)
      .flatMap((fault) => asSandboxFaults(fault, world.definitions[platform]));
    const response = await fetch(`${url}/_sandbox/faults`, { method: 'PUT', body: JSON.stringify(list) });
    if (!response.ok) throw new Error(await response.text());
  }
  for (const { kind, run, platform } of faults) if (platform !== undefined) hits.push({ kind, run });
}

function asSandboxFaults({ kind, accepting, after = 0, status, ms, times = 1 }, { accepts, refusals }) {
  const where = accepting === true ? accepts : {};
  switch (kind) {
    case 'cut-before':
    case 'cut-after':
      return [{ kind, after, ...where }];
    case 'error-after':
    case 'error-before':
      return [{ kind: kind.replace('error', 'answer'), status, body: 'Something broke', after, ...where }];
    case 'time-out':
      return [{ kind: 'hang', ms, after, ...where }];
    case 'hang':
    case 'slow':
      return [{ kind, ms, after, ...where }];
    case 'lag':
      return [{ kind, ms }];
    case 'throttled':
      return [{ ...accepts, ...refusals.throttled, after, times }];
    case 'dead-token':
      return [{ ...accepts, ...refusals.unauthorized, after, times }];
    default:
      throw new Error(`No such fault of a platform: ${kind}`);
  }
}

/** To every worker that lives, and to every later one what has not come about yet. */
export function orderSteps(world, faults) {
  const workers = [...new Set(world.workers)];
  world.onReady = (kept) => {
    const done = new Set(hitsOf(world).map(({ fault }) => fault));
    const orders = faults.flatMap(({ kind, run, step, nth, worker }, fault) =>
      step !== undefined &&
      !done.has(fault) &&
      workers.includes(kept) &&
      (world.mode === 'embedded' || workers.indexOf(kept) === worker)
        ? [
            {
              fault,
              kind,
              run,
              step,
              nth,
              act: { 'kill-at-step': 'kill', freeze: 'freeze' }[kind] ?? 'cut',
            },
          ]
        : [],
    );
    if (kept.child.connected) kept.child.send({ chaos: orders }, () => {});
  };
  for (const kept of workers) world.onReady(kept);
}

/** Carries out one fault at its moment. */
export async function inTime(world, hand, fault, hits, name) {
  const { kind, run, atMs, worker, pick } = fault;
  await pause(atMs);
  hits.push({ kind, run });
  switch (kind) {
    case 'kill-any-time':
      world.workers[worker].child.kill('SIGKILL');
      return;
    case 'skewed-clock':
      // A machine whose clock is wrong: this worker starts anew with another one.
      world.workers[worker].extra = { CHAOS_SKEW: String(fault.skewMs) };
      world.workers[worker].child.kill('SIGKILL');
      return;
    case 'kill-web':
      world.web.child.kill('SIGKILL');
      return;
    case 'redis-flush':
      await world.flush().catch(() => {});
      return;
    case 'redis-killed-back-empty':
      await world.once('redis', async () => {
        process.kill(world.redis.pid(), 'SIGKILL');
        await world.redis.pause();
        await pause(200);
        await world.redis.resume();
        world.calmAt = elapsed() + 2000;
      });
      return;
    case 'postgres-restart':
      await world.once('postgres', async () => {
        await world.postgres.pause();
        await world.postgres.resume();
        world.calmAt = elapsed() + 1500;
      });
      return;
    case 'same-job-twice': {
      const rows = await hand.look(name).catch(() => []);
      const open = rows.filter(({ state }) => ['scheduled', 'settling', 'publishing'].includes(state));
      if (open.length > 0) await hand.again(open[pick % open.length]).catch(() => {});
      return;
    }
    case 'two-ticks':
      await hand.ticks().catch(() => {});
      return;
    case 'clock-jump':
      await jump(world, hand, fault.seconds, (at) => world.jumps.push({ at, seconds: fault.seconds })).catch(
        () => {},
      );
      return;
    case 'database-clock':
      world.databaseAhead += fault.seconds;
      world.jumps.push({ at: world.age(), seconds: Math.max(0, fault.seconds) });
      await jump(world, hand, 0).catch(() => {});
      return;
    case 'outage':
      await world.outage(() =>
        jump(world, hand, fault.seconds, (at) => world.jumps.push({ at, seconds: fault.seconds })).catch(
          () => {},
        ),
      );
      return;
    case 'disk-full':
      await world.once('disk', async () => {
        await world.fillDisk();
        world.calmAt = elapsed() + 1000;
      });
      return;
    default:
      throw new Error(`No such fault: ${kind}`);
  }
}

/** The clock of the database, of the platforms and of all processes, by as much. */
function jump(world, hand, seconds, note = () => {}) {
  const next = (world.jumping ?? Promise.resolve()).then(async () => {
    const target = world.ahead + seconds;
    // The embedded database takes the time from its process, which lives by the same file.
    if (world.mode === 'redis') await hand.ahead(target + world.databaseAhead);
    note(world.age());
    world.setAhead(target);
    if (world.held === undefined) await hand.wake().catch(() => {});
  });
  world.jumping = next.catch(() => {});
  return next;
}

function sayWhy(world, waiting, seconds) {
  const row = waiting.toSorted((a, b) => untilMoved(a) - untilMoved(b))[0];
  process.stderr.write(
    `${world.age().toFixed(0)} +${seconds.toFixed(1)} s for ${row.id} ${row.state} due ${row.due_in} claimed ${row.claimed_in} leased ${row.leased_in}; ${waiting.length} waiting\n`,
  );
}

/**
 * Seconds until something is due that is being waited for; what was due and has not begun is waited for until it is claimed anew.
 * 0: the next tick has something to do.
 */
function untilNext(waiting) {
  const moments = waiting.map((row) => untilMoved(row));
  const first = Math.min(...moments);
  if (first <= 0) return 0;
  // What follows within two seconds is gone to at once: each leap waits for silence.
  return Math.max(...moments.filter((moment) => moment < first + 2));
}

function untilMoved({ state, due_in: due, claimed_in: claimed, leased_in: leased, throttled_in: throttled }) {
  if (state === 'publishing' || (leased ?? 0) > 0) return (leased ?? 0) + 0.5;
  // A channel that rests holds back what is due on it, whoever has claimed it.
  if (state === 'scheduled' && (throttled ?? 0) > Math.max(due, 0)) return throttled + 0.5;
  if (due > 0) return due + 0.05;
  // First it is carried anew, and only later claimed anew.
  if (due > -remindedAfter) return due + remindedAfter + 0.2;
  return (claimed ?? 0) + 0.5;
}

/** What its owner does: a channel that was closed is connected again, and what failed for it is tried again. */
async function actAsOwner(hand, rows, reconnecting, now) {
  const failed = rows.filter(({ state, outcome }) => state === 'failed' && outcome?.kind === 'unauthorized');
  const closed = await hand.closedChannels().catch(() => []);
  for (const platform of closed) {
    if (reconnecting.has(platform)) continue;
    reconnecting.add(platform);
    void pause(700)
      .then(() => insist(() => hand.connect([platform])))
      .finally(() => reconnecting.delete(platform));
  }
  if (closed.length > 0 || reconnecting.size > 0) return;
  for (const { id } of failed) await hand.retry(id).catch(() => {});
  void now;
}

function noteFrozen(world, frozen, faults) {
  for (const { kind, pid, fault } of hitsOf(world)) {
    const name = `${pid}/${fault}`;
    if (kind !== 'freeze' || frozen.has(name)) continue;
    const { thawAfter } = faults[fault];
    frozen.set(name, { pid, until: world.age() + thawAfter, atLast: elapsed() + 20_000, thawed: false });
  }
}

function hitsOf(world) {
  return fs
    .readFileSync(world.hitsFile, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** Lets those go on whose time has come, or all. */
function thaw(world, frozen, all) {
  for (const each of frozen.values()) {
    if (each.thawed || (!all && world.age() < each.until && elapsed() < each.atLast)) continue;
    each.thawed = true;
    fs.rmSync(`${world.hitsFile}.frozen`, { force: true });
    for (const { child } of world.workers)
      if (child.pid === each.pid && child.exitCode === null && child.signalCode === null)
        child.kill('SIGCONT');
  }
}

function resultOf(publications, rows, attempts, walls, hits, tookMs, jumps) {
  const byId = new Map(rows.map((row) => [row.id.slice(row.id.lastIndexOf('-') + 1), row]));
  const result = { verdicts: [], hits, lateness: [], unsure: 0, settled: 0, tookMs };
  for (const publication of publications) {
    const row = byId.get(publication.key);
    const verdict = judge(
      publication,
      row?.state ?? 'missing',
      row?.outcome?.kind,
      walls.get(publication.key),
    );
    const own = attempts.filter(({ publication_id: id }) => id === row?.id);
    const wasUnsure = own.some(
      ({ ended_at: ended, outcome }) => ended === null || outcome?.kind === 'unknown',
    );
    if (wasUnsure) {
      result.unsure += 1;
      if (!verdict.left && verdict.lost === undefined) result.settled += 1;
    }
    if (row?.state === 'published') {
      // Nobody waited through a jump of the clock.
      const lived = (at) =>
        jumps.reduce((left, jump) => left - Math.min(Math.max(at - jump.at, 0), jump.seconds), at);
      result.lateness.push(lived(row.published_after) - lived(publication.dueMs / 1000));
    }
    result.verdicts.push({
      ...verdict,
      run: publication.run,
      platform: publication.platform,
      reason: row?.outcome?.reason,
      posts: walls
        .get(publication.key)
        ?.map(({ piece, id, at }) => `${piece}:${id}@${new Date(at).toISOString()}`),
      story: own.map(
        ({ kind, fence, started_at: started, ended_at: ended, outcome }) =>
          `${kind}#${fence}:${ended === null ? 'open' : (outcome?.kind ?? '?')}@${new Date(started).toISOString().slice(11, 23)}`,
      ),
    });
  }
  return result;
}

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
