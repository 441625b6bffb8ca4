import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Attempt, Outcome } from '../domain/attempt.ts';
import { mayMove, type PublicationState } from '../domain/publication.ts';
import type { SealedChannel, When } from './channels.ts';
import { claimGrace, mayBeAsked, type Claim } from './claims.ts';
import type { Db } from './database.ts';
import { mayGoOut } from './may-go-out.ts';
import { now } from './now.ts';
import type { StoredPublication } from './publications.ts';
import type { SealedName } from './remote-names.ts';
import { attempt, channel, publication } from './schema.ts';
import { given, writtenOnce } from './written-once.ts';

const msUntilDue = sql<number>`extract(epoch from ${publication.dueAt} - ${now})::float8 * 1000`;

export interface Begun {
  readonly publication: StoredPublication;
  readonly number: number;
  readonly startedAt: Date;
  /** Still sealed: see `unsealChannel` in `channels.ts`. */
  readonly channel: SealedChannel;
  /** What the platform has named so far, still sealed: see `unsealNames` in `remote-names.ts`. */
  readonly names: readonly SealedName[];
}

/**
 * Begins an attempt under a claim: the attempt row and the lease are written in one statement, before any request, and what the
 * attempt must know comes back with it. The attempt gets a fence of its own, so that a claim which is carried twice begins once,
 * and whoever is at it when the lease runs out may write nothing more. Undefined when the claim is stale, the slot was moved,
 * another worker has begun, or something has come to hold it back.
 */
export async function beginAttempt(
  db: Db,
  claim: { readonly id: string; readonly fence: number },
  kind: Attempt['kind'],
  attemptId: string,
  leaseSeconds: number,
): Promise<Begun | undefined> {
  const [row] = await beginning(db, kind).execute({ ...claim, attemptId, leaseSeconds });
  if (row === undefined) return undefined;
  const { number, startedAt } = row.written;
  return {
    publication: row.taken,
    number: Number(number),
    startedAt: new Date(startedAt),
    channel: row.channel,
    names: row.known.names,
  };
}

const beginning = writtenOnce((db, kind: Attempt['kind']) => {
  const from: PublicationState = kind === 'publish' ? 'scheduled' : 'settling';
  const to: PublicationState = kind === 'publish' ? 'publishing' : 'settling';
  const taken = db.$with('taken').as(
    db
      .update(publication)
      .set({
        state: to,
        fence: sql`${publication.fence} + 1`,
        leaseUntil: sql`${now} + make_interval(secs => ${given('leaseSeconds')})`,
        firstStartedAt: sql`coalesce(${publication.firstStartedAt}, ${now})`,
        ...(kind === 'publish'
          ? { tries: sql`${publication.tries} + 1`, settles: 0 }
          : { settles: sql`${publication.settles} + 1` }),
      })
      .where(
        and(
          eq(publication.id, given('id')),
          eq(publication.fence, given('fence')),
          eq(publication.state, from),
          // A second of grace: the queue's clock and the database's need not agree to the millisecond.
          sql`${publication.dueAt} <= ${now} + interval '1 second'`,
          sql`(${publication.leaseUntil} is null or ${publication.leaseUntil} < ${now})`,
          kind === 'publish'
            ? sql`exists (select 1 from cutline.publication p
                join cutline.channel c on c.id = p.channel_id left join cutline.campaign g on g.id = p.campaign_id
                where p.id = ${given('id')} and ${mayGoOut})`
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
      select ${given('attemptId')}, taken.id, ${kind},
        (select coalesce(max(a.number), 0) + 1 from cutline.attempt a where a.publication_id = taken.id),
        taken.fence, taken.due_at, ${now} from taken
      returning number, started_at`);
  const known = db.$with('known', { names: sql<SealedName[]>`names`.as('names') }).as(sql`
      select coalesce(jsonb_agg(jsonb_build_object('name', n.name, 'value', n.value)), '[]'::jsonb) as names
      from taken join cutline.remote_name n on n.publication_id = taken.id`);
  return db
    .with(taken, written, known)
    .select()
    .from(taken)
    .innerJoin(written, sql`true`)
    .innerJoin(known, sql`true`)
    .innerJoin(channel, eq(channel.id, taken.channelId))
    .prepare(`begin_${kind}`);
});

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
  const due = 'due' in next ? next.due : { inSeconds: 0 };
  const ages = next.state === 'published' ? measureAges : [];
  const [row] = await ending(db, next.state).execute({
    ...claim,
    attemptId,
    outcome: JSON.stringify(outcome),
    ...('at' in due ? { at: due.at.toISOString(), inSeconds: 0 } : { at: null, ...due }),
    freed: 'freeTry' in next && next.freeTry === true ? 1 : 0,
    ...(next.state === 'published'
      ? { url: next.url, remoteIds: JSON.stringify(next.remoteIds) }
      : { url: null, remoteIds: '[]' }),
    ages: JSON.stringify(ages.map(([age, seconds]) => ({ age, seconds }))),
  });
  if (row === undefined) return undefined;
  return 'due' in next ? { ...row, inMs: Number(row.inMs) } : null;
}

const ending = writtenOnce((db, to: Next['state']) => {
  const at = sql`coalesce(${given('at')}::timestamptz, ${now} + make_interval(secs => ${given('inSeconds')}))`;
  const outcome = sql`${given('outcome')}::jsonb`;
  const ended = db.$with('ended').as(
    db
      .update(publication)
      .set({
        state: to,
        outcome,
        leaseUntil: null,
        ...(to === 'published' || to === 'failed'
          ? { claimedUntil: null }
          : {
              dueAt: at as unknown as Date,
              fence: sql`${publication.fence} + 1`,
              claimedUntil: sql`${at} + ${claimGrace}`,
              tries: sql`greatest(${publication.tries} - ${given('freed')}::int, 0)`,
            }),
        ...(to === 'published'
          ? {
              url: sql`${given('url')}`,
              remoteIds: sql`${given('remoteIds')}::jsonb`,
              publishedAt: now as unknown as Date,
            }
          : {}),
      })
      .where(
        and(
          eq(publication.id, given('id')),
          eq(publication.fence, given('fence')),
          inArray(
            publication.state,
            (['publishing', 'settling'] as const).filter((from) => from === to || mayMove(from, to)),
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
    update cutline.attempt set ended_at = ${now}, outcome = ${outcome}
    from ended where attempt.id = ${given('attemptId')}`);
  const measured = db.$with('measured', {}).as(sql`
    insert into cutline.measurement (publication_id, age, due_at)
    select ended.id, later.age, ${now} + make_interval(secs => later.seconds)
    from ended, jsonb_to_recordset(${given('ages')}::jsonb) as later (age text, seconds float8)
    on conflict do nothing`);
  return db.with(ended, noted, measured).select().from(ended).prepare(`end_${to}`);
});

/** All tries of a publication, in order. */
export function listAttempts(db: Db, publicationId: string): Promise<Attempt[]> {
  return db
    .select()
    .from(attempt)
    .where(eq(attempt.publicationId, publicationId))
    .orderBy(asc(attempt.number));
}
