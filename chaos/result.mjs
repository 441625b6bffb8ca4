// What came of a batch: what stands in the database, held against what the judge has seen.
import { judge } from './judge.mjs';
import { brokenWord, mayBeCancelled } from './kept-word.mjs';

/**
 * Every publication's verdict, how late it was, and how many were not known at first and settled by themselves. `log`: what people
 * have done.
 */
export function resultOf(publications, rows, attempts, walls, { jumps, log, databaseSteps }) {
  const byId = new Map(rows.map((row) => [row.id.slice(row.id.lastIndexOf('-') + 1), row]));
  const result = { verdicts: [], lateness: [], unsure: 0, settled: 0 };
  for (const publication of publications) {
    const row = byId.get(publication.key);
    const verdict = judge(
      publication,
      row?.state ?? 'missing',
      row?.outcome?.kind,
      walls.get(publication.key),
      mayBeCancelled(publication, log),
    );
    const own = attempts.filter(({ publication_id: id }) => id === row?.id);
    const posts = walls.get(publication.key) ?? [];
    verdict.broken = brokenWord(publication, row?.state, posts, own, log, databaseSteps);
    const deeds = log.filter(({ key }) => key === publication.key);
    // Somebody had to look, and has said.
    verdict.left ||= deeds.some(({ when }) => when === 'asked');
    const wasUnsure = own.some(
      ({ ended_at: ended, outcome }) => ended === null || outcome?.kind === 'unknown',
    );
    if (wasUnsure) {
      result.unsure += 1;
      if (!verdict.left && verdict.lost === undefined) result.settled += 1;
    }
    // What somebody moved or held back is not late.
    if (row?.state === 'published' && deeds.length === 0) {
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
      deeds: deeds.map(
        ({ kind, isAccepted, answeredAt, sentence }) =>
          `${kind}: ${isAccepted === true ? 'done' : isAccepted === false ? 'refused' : 'not sure'}@${new Date(answeredAt ?? 0).toISOString().slice(11, 23)} ${sentence ?? ''}`,
      ),
    });
  }
  return result;
}
