import { sql, type SQL } from 'drizzle-orm';
import type { Db } from './database.ts';
import { mayGoOut } from './may-go-out.ts';
import { now } from './now.ts';

/** A publication that a tick has taken, to be carried by the queue: only the newest fence may act on it. */
export interface Claim {
  readonly id: string;
  readonly platform: string;
  readonly fence: number;
  /** Milliseconds until it is due, by the database's clock: other clocks may be wrong. Negative: late. */
  readonly inMs: number;
}

/** How long a tick's claim holds beyond the due time before another tick may claim again. */
export const claimGrace = sql`interval '2 minutes'`;

/**
 * Claims scheduled publications that fall due within `horizonSeconds`, each with a new fence. What was claimed and not
 * begun in time (a queue that was emptied, a worker that died first) is claimed again. What may not go out
 * (`may-go-out.ts`) waits; `lateHours`: how late what is tried again may be where its campaign says nothing.
 */
export async function claimDue(
  db: Db,
  lateHours: number,
  horizonSeconds: number,
  limit: number,
): Promise<Claim[]> {
  const { rows } = (await db.execute(sql`
    with due as (
      select p.id from cutline.publication p
        join cutline.channel c on c.id = p.channel_id
        left join cutline.campaign g on g.id = p.campaign_id
      where p.state = 'scheduled' and ${mayGoOut(lateHours)}
        and p.due_at <= ${now} + make_interval(secs => ${horizonSeconds})
        and (p.claimed_until is null or p.claimed_until < ${now})
      order by p.due_at limit ${limit} for update of p skip locked)
    update cutline.publication p
      set fence = fence + 1, claimed_until = greatest(p.due_at, ${now}) + ${claimGrace}
      from due where p.id = due.id
      returning p.id, p.platform, p.fence, extract(epoch from p.due_at - ${now})::float8 * 1000 as in_ms`)) as unknown as {
    rows: ClaimRow[];
  };
  return rows.map(readClaim);
}

/** A channel that was disconnected answers no question: what is open there waits until it is connected again. */
export const mayBeAsked = (channelId: SQL): SQL => sql`
  not exists (select 1 from cutline.channel where id = ${channelId} and state = 'unauthorized')`;

/** Claims what has to be settled by now: what a worker left open when it died, and what is to be asked again. */
export async function claimUnsettled(db: Db, horizonSeconds: number, limit: number): Promise<Claim[]> {
  const { rows } = (await db.execute(sql`
    with waiting as (
      select id from cutline.publication
      where (state = 'publishing' and lease_until < ${now})
         or (state = 'settling' and due_at <= ${now} + make_interval(secs => ${horizonSeconds})
             and (claimed_until is null or claimed_until < ${now}) and (lease_until is null or lease_until < ${now})
             and ${mayBeAsked(sql`channel_id`)})
      order by due_at limit ${limit} for update skip locked)
    update cutline.publication p
      set state = 'settling', fence = fence + 1, lease_until = null,
          due_at = case when p.state = 'publishing' then ${now} else p.due_at end, slot_at = coalesce(p.slot_at, p.due_at),
          claimed_until = greatest(case when p.state = 'publishing' then ${now} else p.due_at end, ${now}) + ${claimGrace}
      from waiting where p.id = waiting.id
      returning p.id, p.platform, p.fence, extract(epoch from p.due_at - ${now})::float8 * 1000 as in_ms`)) as unknown as {
    rows: ClaimRow[];
  };
  return rows.map(readClaim);
}

/**
 * Claims that hold, yet should have been begun `seconds` ago: what carried them was lost, or came too early by a wrong clock.
 * Nothing is written: the fence stays, so that a job which is merely waiting its turn stays good. What should have been begun
 * an hour ago waits for its claim to end instead: without a bound all that was ever published would be looked through.
 */
export async function overdueClaims(
  db: Db,
  seconds: number,
  limit: number,
): Promise<(Claim & { readonly state: 'scheduled' | 'settling' })[]> {
  const { rows } = (await db.execute(sql`
    select p.id, p.platform, p.fence, p.state, extract(epoch from p.due_at - ${now})::float8 * 1000 as in_ms
      from cutline.publication p join cutline.channel c on c.id = p.channel_id
      where p.state in ('scheduled', 'settling') and (p.state = 'settling' or c.state = 'connected')
        and p.claimed_until > ${now}
        and p.due_at < ${now} - make_interval(secs => ${seconds}) and p.due_at > ${now} - interval '1 hour'
        and (p.lease_until is null or p.lease_until < ${now})
      order by p.due_at limit ${limit}`)) as unknown as {
    rows: (ClaimRow & { state: 'scheduled' | 'settling' })[];
  };
  return rows.map((row) => ({ ...readClaim(row), state: row.state }));
}

interface ClaimRow {
  id: string;
  platform: string;
  fence: number;
  in_ms: number;
}

function readClaim(row: ClaimRow): Claim {
  return { id: row.id, platform: row.platform, fence: Number(row.fence), inMs: Number(row.in_ms) };
}
