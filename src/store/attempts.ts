import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Attempt, Outcome } from '../domain/attempt.ts';
import { mayMove, type PublicationState } from '../domain/publication.ts';
import { instantOf, type When } from './channels.ts';
import { claimGrace, mayBeAsked, type Claim } from './claims.ts';
import type { Db } from './database.ts';
import { mayGoOut } from './may-go-out.ts';
import type { StoredPublication } from './publications.ts';
import { attempt, publication, remoteName } from './schema.ts';
import type { Vault } from './vault.ts';

/** Read once for a whole statement: each call of the function costs as much as a row. */
const now = sql`(select cutline.now())`;
const msUntilDue = sql<number>`extract(epoch from ${publication.dueAt} - ${now})::float8 * 1000`;

/**
 * Begins an attempt under a claim: the attempt row and the lease are written in one statement, before any request. The
 * attempt gets a fence of its own, so that a claim which is carried twice begins once, and whoever is at it when the lease runs
 * out may write nothing more. Undefined when the claim is stale, the slot was moved, another worker has begun, or something has come to hold it back.
 */
export async function beginAttempt(
  db: Db,
  claim: { readonly id: string; readonly fence: number },
  kind: Attempt['kind'],
  attemptId: string,
  leaseSeconds: number,
): Promise<{ publication: StoredPublication; number: number; startedAt: Date } | undefined> {
  const from: PublicationState = kind === 'publish' ? 'scheduled' : 'settling';
  const to: PublicationState = kind === 'publish' ? 'publishing' : 'settling';
  const taken = db.$with('taken').as(
    db
      .update(publication)
      .set({
        state: to,
        fence: sql`${publication.fence} + 1`,
        leaseUntil: sql`${now} + make_interval(secs => ${leaseSeconds})`,
        firstStartedAt: sql`coalesce(${publication.firstStartedAt}, ${now})`,
        ...(kind === 'publish'
          ? { tries: sql`${publication.tries} + 1`, settles: 0 }
          : { settles: sql`${publication.settles} + 1` }),
      })
      .where(
        and(
          eq(publication.id, claim.id),
          eq(publication.fence, claim.fence),
          eq(publication.state, from),
          // A second of grace: the queue's clock and the database's need not agree to the millisecond.
          sql`${publication.dueAt} <= ${now} + interval '1 second'`,
          sql`(${publication.leaseUntil} is null or ${publication.leaseUntil} < ${now})`,
          kind === 'publish'
            ? sql`exists (select 1 from cutline.publication p
                join cutline.channel c on c.id = p.channel_id left join cutline.campaign g on g.id = p.campaign_id
                where p.id = ${claim.id} and ${mayGoOut})`
            : mayBeAsked(sql`${publication.channelId}`),
        ),
      )
      .returning(),
  );
  // Whoever has waited for another attempt's row lock above finds another fence there, so this count is never an old one.
  const written = db.$with('written', {
    number: sql<number>`number`.as('number'),
    startedAt: sql<string>`started_at`.as('started_at'),
  }).as(sql`
      insert into cutline.attempt (id, publication_id, kind, number, fence, due_at, started_at)
      select ${attemptId}, taken.id, ${kind},
        (select coalesce(max(a.number), 0) + 1 from cutline.attempt a where a.publication_id = taken.id),
        taken.fence, taken.due_at, ${now} from taken
      returning number, started_at`);
  const [row] = await db
    .with(taken, written)
    .select()
    .from(taken)
    .innerJoin(written, sql`true`);
  if (row === undefined) return undefined;
  const { number, startedAt } = row.written;
  return { publication: row.taken, number: Number(number), startedAt: new Date(startedAt) };
}

/** Keeps an attempt's claim alive. False when it is lost: then nothing more may be sent or written under it. */
export async function renewLease(
  db: Db,
  claim: { readonly id: string; readonly fence: number },
  leaseSeconds: number,
): Promise<boolean> {
  const rows = await db
    .update(publication)
    .set({ leaseUntil: sql`${now} + make_interval(secs => ${leaseSeconds})` })
    .where(
      and(
        eq(publication.id, claim.id),
        eq(publication.fence, claim.fence),
        inArray(publication.state, ['publishing', 'settling']),
        sql`${publication.leaseUntil} > ${now}`,
      ),
    )
    .returning({ id: publication.id });
  return rows.length === 1;
}

/** What follows an attempt: the next state, and when something is to be done again. A `freeTry` does not count as one. */
export type Next =
  | { readonly state: 'published'; readonly url: string; readonly remoteIds: readonly string[] }
  | { readonly state: 'failed' }
  | {
      readonly state: 'scheduled' | 'settling';
      readonly due: When;
      readonly freeTry?: boolean;
    };

/**
 * Writes an attempt's outcome and the publication's next state in one statement. Resolves to the new claim when the
 * publication goes on, null when it has come to an end, and undefined when the fence was stale: nothing was written then.
 */
export async function endAttempt(
  db: Db,
  claim: { readonly id: string; readonly fence: number },
  attemptId: string,
  outcome: Outcome,
  next: Next,
  measureAges: readonly (readonly [age: string, seconds: number])[],
): Promise<Claim | null | undefined> {
  const at = next.state === 'published' || next.state === 'failed' ? undefined : instantOf(next.due);
  const ended = db.$with('ended').as(
    db
      .update(publication)
      .set({
        state: next.state,
        outcome,
        leaseUntil: null,
        ...(at === undefined
          ? { claimedUntil: null }
          : {
              dueAt: at as unknown as Date,
              fence: sql`${publication.fence} + 1`,
              claimedUntil: sql`${at} + ${claimGrace}`,
            }),
        ...('freeTry' in next && next.freeTry === true
          ? { tries: sql`greatest(${publication.tries} - 1, 0)` }
          : {}),
        ...(next.state === 'published'
          ? { url: next.url, remoteIds: [...next.remoteIds], publishedAt: now as unknown as Date }
          : {}),
      })
      .where(
        and(
          eq(publication.id, claim.id),
          eq(publication.fence, claim.fence),
          inArray(
            publication.state,
            (['publishing', 'settling'] as const).filter(
              (from) => from === next.state || mayMove(from, next.state),
            ),
          ),
        ),
      )
      .returning({
        id: publication.id,
        platform: publication.platform,
        fence: publication.fence,
        inMs: msUntilDue.as('in_ms'),
      }),
  );
  const noted = db.$with('noted', {}).as(sql`
    update cutline.attempt set ended_at = ${now}, outcome = ${JSON.stringify(outcome)}::jsonb
    from ended where attempt.id = ${attemptId}`);
  const ages = next.state === 'published' ? measureAges : [];
  const measured = db.$with('measured', {}).as(sql`
    insert into cutline.measurement (publication_id, age, due_at)
    select ended.id, later.age, ${now} + make_interval(secs => later.seconds)
    from ended, jsonb_to_recordset(${JSON.stringify(ages.map(([age, seconds]) => ({ age, seconds })))}::jsonb)
      as later (age text, seconds float8)
    on conflict do nothing`);
  const [row] = await db.with(ended, noted, measured).select().from(ended);
  if (row === undefined) return undefined;
  return at === undefined ? null : { ...row, inMs: Number(row.inMs) };
}

/** All tries of a publication, in order. */
export function listAttempts(db: Db, publicationId: string): Promise<Attempt[]> {
  return db
    .select()
    .from(attempt)
    .where(eq(attempt.publicationId, publicationId))
    .orderBy(asc(attempt.number));
}

/** What the platform has named for a publication so far; `locked` counts the names that were sealed with another key. */
export async function readNames(
  db: Db,
  vault: Vault,
  publicationId: string,
): Promise<{ readonly names: Map<string, string>; readonly locked: number }> {
  const rows = await db.select().from(remoteName).where(eq(remoteName.publicationId, publicationId));
  const open = rows.filter(({ value }) => vault.opens(value));
  return {
    names: new Map(open.map(({ name, value }) => [name, vault.open(value)])),
    locked: rows.length - open.length,
  };
}

/** Writes a name down, under the claim alone: false, and nothing written, when the fence is stale. */
export async function writeName(
  db: Db,
  vault: Vault,
  claim: { readonly id: string; readonly fence: number },
  name: string,
  value: string,
): Promise<boolean> {
  const { rows } = (await db.execute(sql`
    insert into cutline.remote_name (publication_id, name, value, named_at)
    select id, ${name}, ${vault.seal(value)}, cutline.now() from cutline.publication
    where id = ${claim.id} and fence = ${claim.fence} and state in ('publishing', 'settling')
    on conflict (publication_id, name) do update set value = excluded.value, named_at = excluded.named_at
    returning name`)) as unknown as { rows: unknown[] };
  return rows.length === 1;
}
