import { and, eq, gte, inArray, lt, ne, not, or, sql, type SQL } from 'drizzle-orm';
import { ownSpans, type Excerpt } from '../domain/excerpt.ts';
import type { PublicationState } from '../domain/publication.ts';
import type { Span } from '../domain/source-post.ts';
import type { Db } from './database.ts';
import { isLate, lateAfterMinutes, nothingHolds } from './may-go-out.ts';
import { now } from './now.ts';
import { partlyOut } from './partly-out.ts';
import { mayBeOut } from './publications.ts';
import { publication } from './schema.ts';

/** States in which a publication has, or had, its place on the calendar. */
const standing: PublicationState[] = [
  'draft',
  'approved',
  'scheduled',
  'publishing',
  'settling',
  'published',
];

/** When it goes out, or went: settling moves the due time, and what has been published is seen from its first try on. */
const shownAt = sql<string | Date>`date_trunc('minute', case
  when ${publication.state} in ('publishing', 'settling', 'published')
  then coalesce(${publication.firstStartedAt}, ${publication.dueAt}) else ${publication.dueAt} end)`;

/** What waits for a decision because its slot went by has no place any more. */
const hasPlace = and(
  inArray(publication.state, standing),
  not(
    and(
      eq(publication.state, 'scheduled'),
      sql`${publication.dueAt} < ${now} - make_interval(mins => ${lateAfterMinutes})`,
    )!,
  ),
)!;

/** Instants taken on each of the channels from `from` on, and before `before` where that is said, to the minute. */
export async function takenOn(
  db: Db,
  channelIds: readonly string[],
  { from, before }: { readonly from: Date; readonly before?: Date },
): Promise<Map<string, Date[]>> {
  const taken = new Map<string, Date[]>(channelIds.map((id) => [id, []]));
  if (channelIds.length === 0) return taken;
  const rows = await db
    .select({ channelId: publication.channelId, at: shownAt })
    .from(publication)
    .where(
      and(
        inArray(publication.channelId, [...channelIds]),
        gte(publication.dueAt, from),
        before === undefined ? undefined : lt(publication.dueAt, before),
        hasPlace,
      ),
    );
  for (const { channelId, at } of rows) taken.get(channelId)!.push(new Date(at));
  return taken;
}

/** What of one version of a post is shown when, on any channel. */
export async function shownOf(
  db: Db,
  postId: string,
  postHash: string,
): Promise<{ readonly at: Date; readonly spans: readonly Span[] }[]> {
  const rows = await db
    .select({
      at: shownAt,
      spans: sql<readonly Span[]>`${publication.excerpt} -> 'spans'`,
      pieces: sql<readonly string[]>`${publication.excerpt} -> 'pieces'`,
    })
    .from(publication)
    .where(and(eq(publication.postId, postId), eq(publication.postHash, postHash), hasPlace));
  return rows.map(({ at, ...shown }) => ({ at: new Date(at), spans: ownSpans(shown) }));
}

/** A publication as a neighbour of another one. */
export interface Neighbour {
  readonly id: string;
  readonly postId: string;
  readonly postHash: string;
  readonly channelId: string;
  readonly platform: string;
  readonly state: PublicationState;
  readonly excerpt: number;
  readonly of: number;
  readonly pieces: readonly string[];
  readonly at: Date;
}

/** What the channels have, or may have, from `from` until before `before`, but for the publication `except`. */
export async function neighbours(
  db: Db,
  channelIds: readonly string[],
  from: Date,
  before: Date,
  except?: string,
): Promise<Neighbour[]> {
  if (channelIds.length === 0) return [];
  const where: SQL[] = [
    inArray(publication.channelId, [...channelIds]),
    gte(publication.dueAt, from),
    lt(publication.dueAt, before),
    or(hasPlace, mayBeOut, partlyOut(sql`${publication.id}`))!,
  ];
  if (except !== undefined) where.push(ne(publication.id, except));
  const rows = await db
    .select({
      id: publication.id,
      postId: publication.postId,
      postHash: publication.postHash,
      channelId: publication.channelId,
      platform: publication.platform,
      state: publication.state,
      excerpt: sql<number>`(${publication.excerpt} ->> 'excerpt')::int`,
      of: sql<number>`(${publication.excerpt} ->> 'of')::int`,
      pieces: sql<readonly string[]>`${publication.excerpt} -> 'pieces'`,
      at: shownAt,
    })
    .from(publication)
    .where(and(...where));
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}

/** A publication whose slot went by unused. */
export interface Late {
  readonly id: string;
  readonly fence: number;
  readonly postId: string;
  readonly postHash: string;
  readonly campaignId: string | null;
  readonly channelId: string;
  readonly spans: readonly Span[];
  /** The slot that it was planned for. */
  readonly since: Date;
}

/**
 * What nothing holds and yet did not go out in its time, the oldest first. `lateHours`: how late what is tried again may be
 * where its campaign says nothing.
 */
export async function latePublications(db: Db, lateHours: number, limit: number): Promise<Late[]> {
  const { rows } = (await db.execute(sql`
    select p.id, p.fence, p.post_id, p.post_hash, p.campaign_id, p.channel_id, p.excerpt -> 'spans' as spans, p.excerpt -> 'pieces' as pieces,
      coalesce(p.late_since, p.slot_at, p.due_at) as since
    from cutline.publication p
      join cutline.channel c on c.id = p.channel_id
      left join cutline.campaign g on g.id = p.campaign_id
    where p.state = 'scheduled' and ${nothingHolds} and ${isLate(lateHours)}
    order by since, p.due_at, (p.excerpt ->> 'excerpt')::int limit ${limit}`)) as unknown as {
    rows: LateRow[];
  };
  return rows.map((row) => ({
    id: row.id,
    fence: Number(row.fence),
    postId: row.post_id,
    postHash: row.post_hash,
    campaignId: row.campaign_id,
    channelId: row.channel_id,
    spans: ownSpans(row),
    since: new Date(row.since),
  }));
}

interface LateRow {
  id: string;
  fence: number;
  post_id: string;
  post_hash: string;
  campaign_id: string | null;
  channel_id: string;
  spans: Excerpt['spans'];
  pieces: Excerpt['pieces'];
  since: string | Date;
}

/**
 * Gives a late publication another time, or holds it until a person decides. `lateSince`: the slot that it makes up for; one
 * that has a new slot is late no more. False when somebody else has dealt with it.
 */
export async function settleLate(
  db: Db,
  { id, fence, since }: Late,
  decision:
    | { readonly at: Date; readonly reason: string; readonly lateSince?: Date }
    | { readonly holdReason: string },
): Promise<boolean> {
  const rows = await db
    .update(publication)
    .set({
      claimedUntil: null,
      fence: sql`${publication.fence} + 1`,
      ...('at' in decision
        ? {
            dueAt: decision.at,
            slotAt: null,
            slotReason: decision.reason,
            lateSince: decision.lateSince ?? null,
          }
        : { holdReason: decision.holdReason, lateSince: since }),
    })
    .where(and(eq(publication.id, id), eq(publication.fence, fence), eq(publication.state, 'scheduled')))
    .returning({ id: publication.id });
  return rows.length === 1;
}
