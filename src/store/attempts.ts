import { and, asc, eq, getTableColumns, inArray, sql } from 'drizzle-orm';
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
import { askedFor, lockedFor, together, type Manner } from './together.ts';
import { writtenOnce } from './written-once.ts';

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
 * another worker has begun, or something has come to hold it back. `lateHours`: how late what is tried again may be where its
 * campaign says nothing.
 */
export function beginAttempt(
  db: Db,
  claim: { readonly id: string; readonly fence: number },
  kind: Attempt['kind'],
  attemptId: string,
  { leaseSeconds, lateHours }: { readonly leaseSeconds: number; readonly lateHours: number },
): Promise<Begun | undefined> {
  return begin[kind](db, { id: claim.id, fence: claim.fence, attemptId, leaseSeconds, lateHours });
}

interface Beginning {
  readonly id: string;
  readonly fence: number;
  readonly attemptId: string;
  readonly leaseSeconds: number;
  readonly lateHours: number;
}

const begin = { publish: begins('publish'), settle: begins('settle') } satisfies Record<
  Attempt['kind'],
  unknown
>;

function begins(kind: Attempt['kind']) {
  const statement = beginning(kind);
  return together(async (db, all: readonly Beginning[], manner) => {
    const rows = await statement(db, manner).execute(askedFor(all));
    const begun = new Map(
      rows.map(({ taken, written, known, channel }): [string, Begun] => [
        taken.attemptId,
        {
          publication: taken,
          number: Number(written.number),
          startedAt: new Date(written.startedAt),
          channel,
          names: known.names,
        },
      ]),
    );
    return all.map(({ attemptId }) => begun.get(attemptId));
  });
}

function beginning(kind: Attempt['kind']) {
  return writtenOnce((db, manner: Manner) => {
    const from: PublicationState = kind === 'publish' ? 'scheduled' : 'settling';
    const to: PublicationState = kind === 'publish' ? 'publishing' : 'settling';
    const locked = db
      .$with('locked', {})
      .as(lockedFor('id text, fence int, "attemptId" text, "leaseSeconds" float8, "lateHours" int', manner));
    const free = db.$with('free', { freeId: sql<string>`free_id`.as('free_id') }).as(sql`
    select p.id as free_id, p."attemptId" as attempt_id, p."leaseSeconds" as lease_seconds
    from locked as p
      join cutline.channel c on c.id = p.channel_id left join cutline.campaign g on g.id = p.campaign_id
    where p.state = ${from}
      -- A second of grace: the queue's clock and the database's need not agree to the millisecond.
      and p.due_at <= ${now} + interval '1 second'
      and (p.lease_until is null or p.lease_until < ${now})
      and ${kind === 'publish' ? mayGoOut(sql`p."lateHours"`) : mayBeAsked(sql`p.channel_id`)}`);
    const taken = db.$with('taken').as(
      db
        .update(publication)
        .set({
          state: to,
          fence: sql`${publication.fence} + 1`,
          leaseUntil: sql`${now} + make_interval(secs => free.lease_seconds)`,
          firstStartedAt: sql`coalesce(${publication.firstStartedAt}, ${now})`,
          ...(kind === 'publish'
            ? { tries: sql`${publication.tries} + 1`, settles: 0 }
            : { settles: sql`${publication.settles} + 1` }),
        })
        .from(free)
        .where(eq(publication.id, free.freeId))
        .returning({
          ...getTableColumns(publication),
          attemptId: sql<string>`free.attempt_id`.as('attempt_id'),
        }),
    );
    // Whoever has waited for another attempt's row lock above finds another fence there, so this count is never an old one.
    const written = db.$with('written', {
      writtenFor: sql<string>`written_for`.as('written_for'),
      number: sql<number>`number`.as('number'),
      startedAt: sql<string>`started_at`.as('started_at'),
    }).as(sql`
      insert into cutline.attempt (id, publication_id, kind, number, fence, due_at, started_at)
      select taken.attempt_id, taken.id, ${kind},
        (select coalesce(max(a.number), 0) + 1 from cutline.attempt a where a.publication_id = taken.id),
        taken.fence, taken.due_at, ${now} from taken
      returning publication_id as written_for, number, started_at`);
    const known = db.$with('known', {
      knownOf: sql<string>`known_of`.as('known_of'),
      names: sql<SealedName[]>`names`.as('names'),
    }).as(sql`
      select taken.id as known_of, coalesce(
        (select jsonb_agg(jsonb_build_object('name', n.name, 'value', n.value))
          from cutline.remote_name n where n.publication_id = taken.id), '[]'::jsonb) as names
      from taken`);
    return db
      .with(locked, free, taken, written, known)
      .select()
      .from(taken)
      .innerJoin(written, eq(written.writtenFor, taken.id))
      .innerJoin(known, eq(known.knownOf, taken.id))
      .innerJoin(channel, eq(channel.id, taken.channelId))
      .prepare(`begin_${kind}_${manner}`);
  });
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

/**
 * What follows an attempt: the next state, and when something is to be done again. A `freeTry` does not count as one, nor as a
 * question. `because` says more than the outcome does about why it has failed.
 */
export type Next =
  | { readonly state: 'published'; readonly url: string; readonly remoteIds: readonly string[] }
  | { readonly state: 'failed'; readonly because?: string }
  | {
      readonly state: 'scheduled' | 'settling';
      readonly due: When;
      readonly freeTry?: boolean;
    };

/**
 * Writes an attempt's outcome and the publication's next state in one statement. Resolves to the new claim when the
 * publication goes on, null when it has come to an end, and undefined when the fence was stale: nothing was written then.
 */
export function endAttempt(
  db: Db,
  claim: { readonly id: string; readonly fence: number },
  attemptId: string,
  outcome: Outcome,
  next: Next,
  measureAges: readonly (readonly [age: string, seconds: number])[],
): Promise<Claim | null | undefined> {
  const due = 'due' in next ? next.due : { inSeconds: 0 };
  const ages = next.state === 'published' ? measureAges : [];
  return end[next.state](db, {
    id: claim.id,
    fence: claim.fence,
    attemptId,
    outcome,
    ...('at' in due ? { at: due.at.toISOString(), inSeconds: 0 } : { at: null, ...due }),
    freed: 'freeTry' in next && next.freeTry === true ? 1 : 0,
    ...(next.state === 'published'
      ? { url: next.url, remoteIds: next.remoteIds }
      : { url: null, remoteIds: [] }),
    ages: ages.map(([age, seconds]) => ({ age, seconds })),
  });
}

interface Ending {
  readonly id: string;
  readonly fence: number;
  readonly attemptId: string;
  readonly outcome: Outcome;
  readonly at: string | null;
  readonly inSeconds: number;
  readonly freed: 0 | 1;
  readonly url: string | null;
  readonly remoteIds: readonly string[];
  readonly ages: readonly { readonly age: string; readonly seconds: number }[];
}

const end = {
  published: ends('published'),
  failed: ends('failed'),
  scheduled: ends('scheduled'),
  settling: ends('settling'),
} satisfies Record<Next['state'], unknown>;

function ends(to: Next['state']) {
  const statement = ending(to);
  const goesOn = to === 'scheduled' || to === 'settling';
  return together(async (db, all: readonly Ending[], manner) => {
    const rows = await statement(db, manner).execute(askedFor(all));
    const ended = new Map(
      rows.map(({ attemptId, ...claim }): [string, Claim | null] => [
        attemptId,
        goesOn ? { ...claim, inMs: Number(claim.inMs) } : null,
      ]),
    );
    return all.map(({ attemptId }) => ended.get(attemptId));
  });
}

function ending(to: Next['state']) {
  return writtenOnce((db, manner: Manner) => {
    const from = (['publishing', 'settling'] as const).filter((each) => each === to || mayMove(each, to));
    const locked = db.$with('locked', {}).as(
      lockedFor(
        `id text, fence int, "attemptId" text, outcome jsonb, at timestamptz, "inSeconds" float8, freed int, url text,
      "remoteIds" jsonb, ages jsonb`,
        manner,
      ),
    );
    const held = db.$with('held', { heldId: sql<string>`held_id`.as('held_id') }).as(sql`
    select p.id as held_id, p."attemptId", p.outcome, p.at, p."inSeconds", p.freed, p.url, p."remoteIds", p.ages
    from locked as p where p.state in ${from}`);
    const at = sql`coalesce(held.at, ${now} + make_interval(secs => held."inSeconds"))`;
    const ended = db.$with('ended').as(
      db
        .update(publication)
        .set({
          state: to,
          outcome: sql`held.outcome`,
          leaseUntil: null,
          ...(to === 'published' || to === 'failed'
            ? { claimedUntil: null }
            : {
                dueAt: at as unknown as Date,
                // With an instant of its own it waits there as in its first slot.
                slotAt: sql`case when held.at is null then coalesce(${publication.slotAt}, ${publication.dueAt}) end`,
                fence: sql`${publication.fence} + 1`,
                claimedUntil: sql`${at} + ${claimGrace}`,
                ...(to === 'settling'
                  ? { settles: sql`greatest(${publication.settles} - held.freed, 0)` }
                  : { tries: sql`greatest(${publication.tries} - held.freed, 0)` }),
              }),
          ...(to === 'published'
            ? {
                url: sql`held.url`,
                remoteIds: sql`held."remoteIds"`,
                publishedAt: now as unknown as Date,
              }
            : {}),
        })
        .from(held)
        .where(eq(publication.id, held.heldId))
        .returning({
          id: publication.id,
          platform: publication.platform,
          fence: publication.fence,
          inMs: msUntilDue.as('in_ms'),
          attemptId: sql<string>`held."attemptId"`.as('attempt_id'),
        }),
    );
    const noted = db.$with('noted', {}).as(sql`
    update cutline.attempt set ended_at = ${now}, outcome = held.outcome
    from ended join held on held."attemptId" = ended.attempt_id where attempt.id = ended.attempt_id`);
    const measured = db.$with('measured', {}).as(sql`
    insert into cutline.measurement (publication_id, age, due_at)
    select ended.id, later.age, ${now} + make_interval(secs => later.seconds)
    from ended join held on held."attemptId" = ended.attempt_id,
      jsonb_to_recordset(held.ages) as later (age text, seconds float8)
    on conflict do nothing`);
    return db.with(locked, held, ended, noted, measured).select().from(ended).prepare(`end_${to}_${manner}`);
  });
}

/** When the newest try to publish began, by the database's clock; of one that was never tried, the first question. Undefined: neither. */
export async function lastTryBegan(db: Db, publicationId: string): Promise<Date | undefined> {
  const [row] = await db
    .select({
      at: sql<
        string | null
      >`coalesce(max(${attempt.startedAt}) filter (where ${attempt.kind} = 'publish'), min(${attempt.startedAt}))`,
    })
    .from(attempt)
    .where(eq(attempt.publicationId, publicationId));
  return row?.at == null ? undefined : new Date(row.at);
}

/** All tries of a publication, in order. */
export function listAttempts(db: Db, publicationId: string): Promise<Attempt[]> {
  return db
    .select()
    .from(attempt)
    .where(eq(attempt.publicationId, publicationId))
    .orderBy(asc(attempt.number));
}
