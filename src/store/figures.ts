import { sql } from 'drizzle-orm';
import type { Attempt, OutcomeKind } from '../domain/attempt.ts';
import type { PublicationState } from '../domain/publication.ts';
import type { Db } from './database.ts';
import { nothingHolds } from './may-go-out.ts';
import { now } from './now.ts';

/** What whoever runs it watches, counted in the store: the same whichever process is asked, and however many there are. */
export interface Figures {
  readonly publications: readonly {
    readonly platform: string;
    readonly state: PublicationState;
    readonly count: number;
  }[];
  readonly attempts: readonly AttemptFigures[];
  /** Seconds since the time of the publication that should have gone out first and has not; 0 when none waits. */
  readonly oldestDueSeconds: number;
  /** Seconds since the first try of the publication about which the answer has been wanted for longest; 0 when none is. */
  readonly oldestUnsettledSeconds: number;
  readonly paused: {
    readonly everything: boolean;
    readonly channels: number;
    readonly campaigns: number;
    readonly publications: number;
  };
  /** Channels that the platform wants no requests of just now. */
  readonly throttledChannels: number;
}

/** Tries of one kind on one platform that have ended in one way. */
export interface AttemptFigures {
  readonly platform: string;
  readonly kind: Attempt['kind'];
  readonly outcome: OutcomeKind;
  readonly count: number;
  /** How many of them began later than due by less than each of `latenessSeconds`, and, last, by more. */
  readonly late: readonly number[];
  /** Seconds by which all of them together began later than due. */
  readonly lateSeconds: number;
}

export const latenessSeconds = [0.1, 0.5, 1, 2, 5, 10, 20, 60, 120, 300, 900, 3600] as const;

export async function readFigures(db: Db): Promise<Figures> {
  const publications = await rowsOf<{ platform: string; state: PublicationState; count: number }>(
    db,
    sql`select platform, state, count(*)::float8 as count from cutline.publication group by platform, state`,
  );
  const [open] = await rowsOf<OpenRow>(
    db,
    sql`select
      coalesce((select extract(epoch from ${now} - min(p.due_at))::float8 from cutline.publication p
        join cutline.channel c on c.id = p.channel_id left join cutline.campaign g on g.id = p.campaign_id
        where p.state = 'scheduled' and p.due_at < ${now} and ${nothingHolds}), 0) as due,
      coalesce((select extract(epoch from ${now} - min(first_started_at))::float8 from cutline.publication
        where state = 'settling'), 0) as unsettled,
      exists (select 1 from cutline.setting where key = 'paused' and value = 'true'::jsonb) as everything,
      (select count(*)::float8 from cutline.channel where state = 'paused') as channels,
      (select count(*)::float8 from cutline.campaign where paused) as campaigns,
      (select count(*)::float8 from cutline.publication where hold_reason is not null and state = 'scheduled') as publications,
      (select count(*)::float8 from cutline.channel where throttled_until > ${now}) as throttled`,
  );
  const { due, unsettled, everything, channels, campaigns, throttled } = open!;
  return {
    publications,
    attempts: await readAttempts(db),
    oldestDueSeconds: due,
    oldestUnsettledSeconds: unsettled,
    paused: { everything, channels, campaigns, publications: open!.publications },
    throttledChannels: throttled,
  };
}

interface OpenRow {
  due: number;
  unsettled: number;
  everything: boolean;
  channels: number;
  campaigns: number;
  publications: number;
  throttled: number;
}

async function readAttempts(db: Db): Promise<AttemptFigures[]> {
  const bounds = sql.raw(`array[${latenessSeconds.join(', ')}]::float8[]`);
  const rows = await rowsOf<AttemptRow>(
    db,
    sql`
    select platform, kind, outcome, bucket, count(*)::float8 as count, sum(late)::float8 as seconds
    from (
      select p.platform, a.kind, a.outcome ->> 'kind' as outcome, late, width_bucket(late, ${bounds}) as bucket
      from cutline.attempt a join cutline.publication p on p.id = a.publication_id,
        lateral (select greatest(extract(epoch from a.started_at - a.due_at), 0)::float8 as late) l
      where a.ended_at is not null and a.outcome is not null) ended
    group by platform, kind, outcome, bucket`,
  );
  const all = new Map<string, AttemptFigures & { late: number[]; count: number; lateSeconds: number }>();
  for (const { platform, kind, outcome, bucket, count, seconds } of rows) {
    const key = `${platform} ${kind} ${outcome}`;
    const none = { platform, kind, outcome, count: 0, late: latenessSeconds.map(() => 0).concat(0) };
    const figures = all.get(key) ?? { ...none, lateSeconds: 0 };
    all.set(key, figures);
    figures.count += count;
    // An attempt of the time before its due time was written down counts as an outcome alone.
    if (bucket === null) continue;
    figures.late[bucket]! += count;
    figures.lateSeconds += seconds ?? 0;
  }
  return [...all.values()];
}

interface AttemptRow {
  platform: string;
  kind: Attempt['kind'];
  outcome: OutcomeKind;
  bucket: number | null;
  count: number;
  seconds: number | null;
}

async function rowsOf<T>(db: Db, query: ReturnType<typeof sql>): Promise<T[]> {
  return ((await db.execute(query)) as unknown as { rows: T[] }).rows;
}
