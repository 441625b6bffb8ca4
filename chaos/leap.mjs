// The clock of the database, of the platforms and of all processes goes on to what comes next.

/** Seconds after which a tick carries once more what has not begun. */
const remindedAfter = 15;
/** What follows the first within so many seconds is gone to at once: each leap waits for silence. */
const togetherSeconds = 3;

/** `isFault`: nobody waited through it, so it is noted, and lateness leaves it out. */
export function jump(world, hand, seconds, isFault = false) {
  const next = (world.jumping ?? Promise.resolve()).then(async () => {
    await setClocks(world, hand, seconds, isFault);
    if (world.held === undefined) await hand.wake().catch(() => {});
  });
  world.jumping = next.catch(() => {});
  return next;
}

export async function setClocks(world, hand, seconds, isFault = false) {
  const target = world.ahead + seconds;
  // The embedded database takes the time from its process, which lives by the same file.
  if (world.mode === 'redis') await hand.ahead(target + world.databaseAhead);
  const ahead = world.databaseAhead * 1000;
  if (world.databaseSteps.at(-1).ahead !== ahead) world.databaseSteps.push({ at: world.now(), ahead });
  if (isFault) world.jumps.push({ at: world.age(), seconds });
  world.setAhead(target);
  world.expectBeat();
}

/**
 * Seconds until something is due that is being waited for; what was due and has not begun is waited for until it is claimed anew.
 * 0: the next tick has something to do.
 */
export function untilNext(waiting) {
  const moments = waiting.map((row) => untilMoved(row));
  const first = Math.min(...moments);
  if (first <= 0) return 0;
  return Math.max(...moments.filter((moment) => moment < first + togetherSeconds));
}

export function untilMoved({
  state,
  due_in: due,
  claimed_in: claimed,
  leased_in: leased,
  throttled_in: throttled,
}) {
  if (state === 'publishing' || (leased ?? 0) > 0) return (leased ?? 0) + 0.5;
  // A channel that rests holds back what is due on it, whoever has claimed it.
  if (state === 'scheduled' && (throttled ?? 0) > Math.max(due, 0)) return throttled + 0.5;
  if (due > 0) return due + 0.05;
  // First it is carried anew, and only later claimed anew.
  if (due > -remindedAfter) return due + remindedAfter + 0.2;
  return (claimed ?? 0) + 0.5;
}
