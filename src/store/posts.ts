import { and, asc, desc, eq, sql } from 'drizzle-orm';
import type { Excerpt } from '../domain/excerpt.ts';
import type { SourcePost } from '../domain/source-post.ts';
import type { Db } from './database.ts';
import { now } from './now.ts';
import { excerpt, sourcePost, sourceVersion } from './schema.ts';

export type NewPost = Pick<SourcePost, 'id' | 'name' | 'title' | 'markdown' | 'hash' | 'campaignId'> &
  Partial<Pick<SourcePost, 'evergreen'>>;

/**
 * Keeps a post. The same name with the same words changes nothing but its campaign; with other words it becomes the next
 * version, and the earlier one stays.
 */
export async function savePost(db: Db, post: NewPost): Promise<SourcePost> {
  return db.transaction(async (tx) => {
    const [row] = await tx
      .insert(sourcePost)
      .values({ ...post, version: 1, importedAt: now as unknown as Date })
      .onConflictDoUpdate({
        target: sourcePost.name,
        set: {
          title: post.title,
          markdown: post.markdown,
          hash: post.hash,
          campaignId: post.campaignId,
          ...(post.evergreen === undefined ? {} : { evergreen: post.evergreen }),
          version: sql`case when ${sourcePost.hash} = ${post.hash} then ${sourcePost.version} else ${sourcePost.version} + 1 end`,
          importedAt: sql`case when ${sourcePost.hash} = ${post.hash} then ${sourcePost.importedAt} else ${now} end`,
        },
      })
      .returning();
    const saved = row!;
    await tx
      .insert(sourceVersion)
      .values({
        postId: saved.id,
        hash: saved.hash,
        version: saved.version,
        markdown: saved.markdown,
        importedAt: saved.importedAt,
      })
      .onConflictDoNothing();
    return saved;
  });
}

export async function findPost(db: Db, id: string): Promise<SourcePost | undefined> {
  const [row] = await db.select().from(sourcePost).where(eq(sourcePost.id, id));
  return row;
}

export async function findPostByName(db: Db, name: string): Promise<SourcePost | undefined> {
  const [row] = await db.select().from(sourcePost).where(eq(sourcePost.name, name));
  return row;
}

/** Newest first; `limit` of them from the place `from` on, where that is asked for. */
export function listPosts(
  db: Db,
  { limit = 100_000, from = 0 }: { readonly limit?: number; readonly from?: number } = {},
): Promise<SourcePost[]> {
  return db
    .select()
    .from(sourcePost)
    .orderBy(desc(sourcePost.importedAt), asc(sourcePost.id))
    .limit(limit)
    .offset(from);
}

export async function setPostCampaign(db: Db, id: string, campaignId: string | null): Promise<void> {
  await db.update(sourcePost).set({ campaignId }).where(eq(sourcePost.id, id));
}

/** Whether a post comes round again after a cooldown. */
export async function setPostEvergreen(db: Db, id: string, evergreen: boolean): Promise<void> {
  await db.update(sourcePost).set({ evergreen }).where(eq(sourcePost.id, id));
}

/**
 * Posts that are to come round again: they, or their campaign, are evergreen; nothing of them is pending; and their last
 * publication is `cooldownDays` old. `round` is the one to come. A paused campaign's stay away.
 */
export async function postsComingRound(
  db: Db,
  cooldownDays: number,
): Promise<{ readonly postId: string; readonly round: number; readonly channelIds: readonly string[] }[]> {
  const { rows } = (await db.execute(sql`
    select s.id as post_id, max(p.round) + 1 as round,
      jsonb_agg(distinct p.channel_id) filter (where p.state = 'published') as channel_ids
    from cutline.source_post s
      left join cutline.campaign g on g.id = s.campaign_id
      join cutline.publication p on p.post_id = s.id
    where (s.evergreen or g.evergreen) and g.paused is not true
      and (g.ends_on is null or g.ends_on >= ${now}::date)
    group by s.id
    having bool_and(p.state in ('published', 'failed', 'cancelled'))
      and max(p.published_at) <= ${now} - make_interval(days => ${cooldownDays})
    order by max(p.published_at)`)) as unknown as {
    rows: { post_id: string; round: number; channel_ids: readonly string[] }[];
  };
  return rows.map((row) => ({
    postId: row.post_id,
    round: Number(row.round),
    channelIds: row.channel_ids,
  }));
}

/** Puts the excerpts of one version in place of what was cut from it before. Two that cut the same at once do no harm. */
export async function saveExcerpts(
  db: Db,
  postId: string,
  postHash: string,
  excerpts: readonly Excerpt[],
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.delete(excerpt).where(and(eq(excerpt.postId, postId), eq(excerpt.postHash, postHash)));
    if (excerpts.length === 0) return;
    await tx
      .insert(excerpt)
      .values(
        excerpts.map((value) => ({
          postId,
          postHash,
          platform: value.platform,
          ordinal: value.excerpt,
          excerpt: value,
        })),
      )
      .onConflictDoUpdate({
        target: [excerpt.postId, excerpt.postHash, excerpt.platform, excerpt.ordinal],
        set: { excerpt: sql`excluded.excerpt` },
      });
  });
}

/** The excerpts of one version, platform by platform, in order; empty when it has not been cut. */
export async function listExcerpts(db: Db, postId: string, postHash: string): Promise<Excerpt[]> {
  const rows = await db
    .select({ value: excerpt.excerpt })
    .from(excerpt)
    .where(and(eq(excerpt.postId, postId), eq(excerpt.postHash, postHash)))
    .orderBy(asc(excerpt.platform), asc(excerpt.ordinal));
  return rows.map((row) => row.value);
}
