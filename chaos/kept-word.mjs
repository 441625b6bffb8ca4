// Whether what people were told has been kept: what they did is held against what the platforms have.

/** What is due may begin a second early (`beginAttempt`), and clocks are read one after the other. */
const earlyMs = 1500;
/** When the database was set anew is known so well. */
const blurMs = 3000;

/**
 * `log`: everything that was done in the batch (people.mjs). `databaseSteps`: `{at, ahead}[]`, milliseconds by which the database's
 * clock was ahead of all others from then on. Resolves to a sentence on what was broken, or undefined.
 */
export function brokenWord(publication, state, posts, attempts, log, databaseSteps) {
  const own = log.filter(({ key }) => key === publication.key);
  return (
    brokenCancel(own, publication, state, posts) ??
    brokenEdit(own, posts) ??
    brokenMove(own, posts, databaseSteps) ??
    brokenPause(publication, posts, attempts, log, databaseSteps)
  );
}

/** Whether it may be cancelled in the end: somebody has asked for it. */
export function mayBeCancelled({ key }, log) {
  return log.some((each) => each.key === key && each.kind === 'cancel' && each.isAccepted !== false);
}

/** What was out before stays; from then on there is nothing more. */
function brokenCancel(own, { pieces }, state, posts) {
  const accepted = own.find(({ kind, isAccepted }) => kind === 'cancel' && isAccepted);
  if (accepted === undefined) return undefined;
  if (state !== 'cancelled') return `was cancelled, and is ${state}`;
  if (posts.some(({ at }) => at > accepted.answeredAt)) return 'was posted after it had been cancelled';
  if (new Set(posts.map(({ piece }) => piece)).size === pieces)
    return 'was cancelled, though all of it was out';
  return undefined;
}

function brokenEdit(own, posts) {
  const edits = own.filter(({ kind }) => kind === 'edit');
  for (const piece of new Set(edits.map((each) => each.piece))) {
    const ofPiece = edits.filter((each) => each.piece === piece);
    const sure = ofPiece.findLast(({ isAccepted }) => isAccepted);
    // Of two that were under way at once either may have been the later one.
    const after = ofPiece.filter(
      ({ answeredAt }) => sure === undefined || (answeredAt ?? Infinity) > sure.askedAt,
    );
    const right = [
      ...(sure === undefined ? [undefined] : []),
      ...after.filter(({ isAccepted }) => isAccepted !== false).map(({ mark }) => mark),
    ];
    const wrong = posts.find((post) => post.piece === piece && !right.includes(post.mark));
    if (wrong !== undefined)
      return wrong.mark === undefined
        ? `piece ${piece} has the words from before an edit that was accepted`
        : `piece ${piece} has words that were refused, or replaced`;
  }
  return undefined;
}

function brokenMove(own, posts, databaseSteps) {
  const moves = own.filter(({ kind, isAccepted }) => kind === 'move' && isAccepted !== false);
  for (const [i, { to, isAccepted, answeredAt }] of moves.entries()) {
    if (isAccepted !== true) continue;
    // The next one may have been taken as soon as it was asked for.
    const until = moves[i + 1]?.askedAt ?? Infinity;
    const early = posts.find(
      ({ at }) => at > answeredAt && at < until && at + mostAhead(at, databaseSteps) < to - earlyMs,
    );
    if (early !== undefined)
      return `was moved to ${new Date(to).toISOString()}, and was posted at ${new Date(early.at).toISOString()}`;
  }
  return undefined;
}

/** A request under way when the pause came may end, and so may the attempt that it belongs to; nothing new begins. */
function brokenPause({ key, platform, inCampaign }, posts, attempts, log, databaseSteps) {
  const concerning = new Set([
    key,
    `on ${platform}`,
    `money of ${platform}`,
    'everything',
    ...(inCampaign ? ['campaign'] : []),
  ]);
  const begun = attempts
    .filter(({ kind }) => kind === 'publish')
    .map(({ started_at: at }) => possibleMoments(new Date(at).getTime(), databaseSteps));
  for (const { kind, what, isAccepted, answeredAt } of log) {
    if (kind === 'resume' || isAccepted !== true || !concerning.has(what)) continue;
    // Whoever lets it go on ends what others have paused as well.
    const until = Math.min(
      ...log
        .filter(
          (each) =>
            each.kind === 'resume' && each.what === what && (each.answeredAt ?? Infinity) > answeredAt,
        )
        .map(({ askedAt }) => askedAt),
    );
    const isMeanwhile = (at) => at > answeredAt && at < until;
    const isEarlier = (moments) => moments.some((moment) => moment <= answeredAt);
    // What is half out goes on whatever it costs.
    if (kind === 'budget' && begun.some(isEarlier)) continue;
    if (kind !== 'budget' && begun.some((moments) => moments.length > 0 && moments.every(isMeanwhile)))
      return `was begun though ${what} had been paused (${kind})`;
    const last = begun.findLast((moments) => moments.some((moment) => moment < until));
    const wrong = last !== undefined && isEarlier(last) ? undefined : posts.find(({ at }) => isMeanwhile(at));
    if (wrong !== undefined)
      return `was posted at ${new Date(wrong.at).toISOString()} though ${what} had been paused (${kind})`;
  }
  return undefined;
}

/** By how much the database may have been ahead at that moment. */
function mostAhead(at, steps) {
  const last = steps.findLast((step) => step.at <= at) ?? steps[0];
  const near = steps.filter((step) => Math.abs(step.at - at) < blurMs);
  return Math.max(...[last, ...near].map(({ ahead }) => ahead));
}

/** The moments at which the database can have written that time: where its clock went back, there are several. */
function possibleMoments(written, steps) {
  return steps.flatMap(({ at, ahead }, i) => {
    const moment = written - ahead;
    const end = steps[i + 1]?.at ?? Infinity;
    return moment > at - blurMs && moment < end + blurMs ? [moment] : [];
  });
}
