import type { Excerpt } from '../domain/excerpt.ts';
import { textKey } from '../domain/same-text.ts';
import type { SourcePost } from '../domain/source-post.ts';
import { sentencesOf } from '../excerpt/sentences.ts';
import { guessLanguage } from '../markdown/language.ts';
import { listExcerpts } from '../store/posts.ts';
import { idsPartlyOut, listPublications, type StoredPublication } from '../store/publications.ts';
import { needsEyes } from './answer-for.ts';
import type { App } from './app.ts';
import { excerptsFor } from './cut-excerpts.ts';

/**
 * What a new version of a post does to one excerpt on one channel.
 * `out`: it has gone out, or has begun to, and stays as it is; what the new version says in its place comes too late. `kept`: it says the same, keeps its publication and its time. `changed`: other words
 * take its time. `removed`: the new version does not say it any more. `added`: nothing like it was there.
 */
export interface VersionChange {
  readonly what: 'out' | 'kept' | 'changed' | 'removed' | 'added';
  readonly platform: string;
  /** Null where the post is on no channel of the platform yet. */
  readonly channelId: string | null;
  /** What is on the calendar or out. */
  readonly publication?: StoredPublication;
  /** What the new version says; of what is out, only where that has not come to its end. */
  readonly excerpt?: Excerpt;
}

const pending: readonly string[] = ['draft', 'approved', 'scheduled'];
const goneOut: readonly string[] = ['publishing', 'settling', 'published'];

/**
 * What the newest version of a post does to what an earlier one has on the calendar or has said; empty where an earlier one has
 * nothing there.
 */
export async function pendingChanges(app: App, post: SourcePost): Promise<VersionChange[]> {
  const earlier = (await listPublications(app.database.db, { postId: post.id })).some(
    ({ postHash, round, state }) => postHash !== post.hash && round === 0 && state !== 'cancelled',
  );
  return earlier ? versionChanges(app, post.id, post.hash, await excerptsFor(app, post)) : [];
}

/** What the excerpts of version `hash` do to what is on the calendar of earlier versions, channel by channel. Nothing is written. */
export async function versionChanges(
  app: Pick<App, 'database' | 'platforms'>,
  postId: string,
  hash: string,
  excerpts: readonly Excerpt[],
): Promise<VersionChange[]> {
  const { db } = app.database;
  const all = (await listPublications(db, { postId })).filter(({ round }) => round === 0);
  const begun = await idsPartlyOut(db, postId);
  const written = new Map<string, string>();
  for (const earlier of new Set(all.map(({ postHash }) => postHash)))
    for (const excerpt of await listExcerpts(db, postId, earlier))
      written.set(`${earlier} ${excerpt.platform} ${excerpt.excerpt}`, textKey(excerpt.pieces));
  const keyOf = ({ postHash, platform, excerpt }: StoredPublication): string =>
    written.get(`${postHash} ${platform} ${excerpt.excerpt}`) ?? textKey(excerpt.pieces);
  return app.platforms.flatMap(({ id }) => {
    const own = excerpts.filter(({ platform }) => platform === id);
    const publications = all.filter(({ platform }) => platform === id);
    const channels = [...new Set(publications.map(({ channelId }) => channelId))];
    if (channels.length === 0)
      return own.map((excerpt) => ({ what: 'added' as const, platform: id, channelId: null, excerpt }));
    return channels.flatMap((channelId) =>
      changesOn(
        id,
        channelId,
        publications.filter((publication) => publication.channelId === channelId),
        own,
        { hash, keyOf, begun },
      ),
    );
  });
}

/** The words a publication was cut from count, not those that a person put in their place. */
interface Reading {
  readonly hash: string;
  readonly keyOf: (publication: StoredPublication) => string;
  /** Publications of which a part is out. */
  readonly begun: ReadonlySet<string>;
}

function changesOn(
  platform: string,
  channelId: string,
  publications: readonly StoredPublication[],
  excerpts: readonly Excerpt[],
  { hash, keyOf, begun }: Reading,
): VersionChange[] {
  const place = { platform, channelId };
  // What may be out counts as said: the same words would be there twice.
  const out = publications.filter(
    (each) => goneOut.includes(each.state) || needsEyes(each) || begun.has(each.id),
  );
  const open = publications.filter((each) => pending.includes(each.state) && !begun.has(each.id));
  const waiting = open.filter(({ postHash }) => postHash !== hash);
  const planned = open.filter(({ postHash }) => postHash === hash);
  const changes: VersionChange[] = [];
  const said = new Set(out.map(keyOf));
  const there = new Set(planned.map(({ excerpt }) => excerpt.excerpt));
  let fresh = excerpts.filter((excerpt) => !said.has(textKey(excerpt.pieces)) && !there.has(excerpt.excerpt));
  for (const publication of out) {
    // Half a thread in the old words and a whole one in the new would be the same twice.
    const late =
      publication.state === 'published' || publication.postHash === hash
        ? undefined
        : closest(publication.excerpt, fresh);
    fresh = fresh.filter((each) => each !== late);
    changes.push({ ...place, what: 'out', publication, ...(late === undefined ? {} : { excerpt: late }) });
  }
  let old = [...waiting];
  const pair = (
    what: 'kept' | 'changed',
    fits: (publication: StoredPublication) => Excerpt | undefined,
  ): void => {
    for (const publication of old) {
      const excerpt = fits(publication);
      if (excerpt === undefined) continue;
      changes.push({ ...place, what, publication, excerpt });
      fresh = fresh.filter((each) => each !== excerpt);
      old = old.filter((each) => each !== publication);
    }
  };
  pair('kept', (publication) => fresh.find(({ pieces }) => textKey(pieces) === keyOf(publication)));
  pair('changed', (publication) => closest(publication.excerpt, fresh));
  for (const publication of old) changes.push({ ...place, what: 'removed', publication });
  for (const excerpt of fresh) changes.push({ ...place, what: 'added', excerpt });
  return changes;
}

/** Less than this share of words in common: it is another passage. */
const leastShared = 0.4;

function closest({ pieces }: Excerpt, others: readonly Excerpt[]): Excerpt | undefined {
  const words = wordsOf(pieces);
  let best: { excerpt: Excerpt; shared: number } | undefined;
  for (const excerpt of others) {
    const theirs = wordsOf(excerpt.pieces);
    const both = [...words].filter((word) => theirs.has(word)).length;
    const shared = both / Math.max(1, Math.min(words.size, theirs.size));
    if (shared >= leastShared && shared > (best?.shared ?? 0)) best = { excerpt, shared };
  }
  return best?.excerpt;
}

function wordsOf(pieces: readonly string[]): Set<string> {
  return new Set(textKey(pieces).match(/[\p{L}\p{N}]{2,}/gu) ?? []);
}

/** The sentences that only the words before, and only those after, hold; both in their order. */
export function sentencesChanged(
  before: readonly string[],
  after: readonly string[],
): { readonly gone: string[]; readonly come: string[] } {
  const [old, fresh] = [before, after].map((pieces) =>
    pieces.flatMap((piece) =>
      sentencesOf(piece, guessLanguage(piece)).map(({ start, end }) =>
        piece.slice(start, end).replaceAll(/\s+/gu, ' '),
      ),
    ),
  );
  return { gone: without(old!, fresh!), come: without(fresh!, old!) };
}

function without(sentences: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(other, (left.get(other) ?? 0) + 1);
  return sentences.filter((sentence) => {
    const count = left.get(sentence) ?? 0;
    left.set(sentence, count - 1);
    return count <= 0;
  });
}
