// What came of a batch: what stands in the database, held against what the judge has seen.
import { judge } from './judge.mjs';

/** Every publication's verdict, how late it was, and how many were not known at first and settled by themselves. */
export function resultOf(publications, rows, attempts, walls, jumps) {
  const byId = new Map(rows.map((row) => [row.id.slice(row.id.lastIndexOf('-') + 1), row]));
  const result = { verdicts: [], lateness: [], unsure: 0, settled: 0 };
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
