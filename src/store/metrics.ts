import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Metric, MetricName } from '../domain/metric.ts';
import type { Db } from './database.ts';
import { now } from './now.ts';
import { measurement, metric } from './schema.ts';

/** When the numbers of a publication are read, counted from its publishing. */
export const measureAges: readonly (readonly [age: string, seconds: number])[] = [
  ['1 h', 3600],
  ['1 d', 86_400],
  ['7 d', 7 * 86_400],
  ['28 d', 28 * 86_400],
];

export interface MeasurementClaim {
  readonly publicationId: string;
  readonly age: string;
}

/** A failed reading is tried this many times in all. */
const tries = 5;

/** Claims readings that are due; one that is not taken within ten minutes is claimed again. Those of a throttled channel wait. */
export async function claimMeasurements(db: Db, limit: number): Promise<MeasurementClaim[]> {
  const { rows } = (await db.execute(sql`
    with due as (
      select publication_id, age from cutline.measurement
      where taken_at is null and due_at <= ${now} and tries < ${tries} and (claimed_until is null or claimed_until < ${now})
        and not exists (select 1 from cutline.publication p join cutline.channel c on c.id = p.channel_id
          where p.id = publication_id and c.throttled_until > ${now})
      order by due_at limit ${limit} for update skip locked)
    update cutline.measurement m set claimed_until = ${now} + interval '10 minutes', tries = tries + 1
      from due where m.publication_id = due.publication_id and m.age = due.age
      returning m.publication_id, m.age`)) as unknown as { rows: { publication_id: string; age: string }[] };
  return rows.map((row) => ({ publicationId: row.publication_id, age: row.age }));
}

/** Writes one snapshot; it counts as the reading of that age when one is waiting. */
export async function saveMetrics(
  db: Db,
  claim: MeasurementClaim,
  metrics: readonly Metric[],
): Promise<void> {
  await db.transaction(async (tx) => {
    // The clock runs on within a transaction: read once, or the numbers of one reading would lie at several moments.
    const { rows } = (await tx.execute(
      sql`select date_trunc('milliseconds', ${now})::text as moment`,
    )) as unknown as { rows: { moment: string }[] };
    for (const { name, value } of metrics) {
      await tx.execute(sql`
        insert into cutline.metric (publication_id, at, name, value)
        values (${claim.publicationId}, ${rows[0]!.moment}::timestamptz, ${name}, ${value})
        on conflict (publication_id, at, name) do update set value = excluded.value`);
    }
    await tx
      .update(measurement)
      .set({ takenAt: now as unknown as Date, reason: null })
      .where(
        and(
          eq(measurement.publicationId, claim.publicationId),
          eq(measurement.age, claim.age),
          isNull(measurement.takenAt),
        ),
      );
  });
}

export async function saveMeasurementFailure(db: Db, claim: MeasurementClaim, reason: string): Promise<void> {
  await db
    .update(measurement)
    .set({ reason })
    .where(and(eq(measurement.publicationId, claim.publicationId), eq(measurement.age, claim.age)));
}

/** A reading that is to be made later, and has not been tried. */
export async function putOffMeasurement(
  db: Db,
  claim: MeasurementClaim,
  at: Date,
  reason: string,
): Promise<void> {
  await db
    .update(measurement)
    .set({ dueAt: at, reason, claimedUntil: null, tries: sql`greatest(${measurement.tries} - 1, 0)` })
    .where(
      and(
        eq(measurement.publicationId, claim.publicationId),
        eq(measurement.age, claim.age),
        isNull(measurement.takenAt),
      ),
    );
}

export interface Snapshot {
  readonly publicationId: string;
  readonly at: Date;
  readonly name: MetricName;
  readonly value: number;
}

/** Every number ever read for these publications, oldest first. */
export async function listMetrics(db: Db, publicationIds: readonly string[]): Promise<Snapshot[]> {
  if (publicationIds.length === 0) return [];
  return db
    .select()
    .from(metric)
    .where(inArray(metric.publicationId, [...publicationIds]))
    .orderBy(metric.at, metric.name);
}
