import { sql } from 'drizzle-orm';
import { now } from './now.ts';

/**
 * A publication whose slot went by so many minutes ago is late: it does not go out by itself any more, but waits until
 * it is decided what becomes of it. Shorter than an outage that a person would call one, longer than a restart.
 */
export const lateAfterMinutes = 15;

/**
 * Whether nothing holds a publication back, for statements that call it `p`, its channel `c` and its campaign (if any) `g`:
 * asked when it is claimed, and again when its attempt begins, since a pause may come in between.
 */
export const nothingHolds = sql`
  p.hold_reason is null
  and c.state = 'connected' and (c.throttled_until is null or c.throttled_until < ${now})
  and g.paused is not true
  and not exists (select 1 from cutline.setting where key = 'paused' and value = 'true'::jsonb)`;

/** What has begun to exist on the platform goes on whatever the hour: half a thread must not wait for a slot. That a store came
 * back from a backup is remembered in the same place, and is no such thing. */
export const isLate = sql`
  p.due_at < ${now} - make_interval(mins => ${lateAfterMinutes})
  and not exists (select 1 from cutline.remote_name n where n.publication_id = p.id and n.name <> 'restored')`;

export const mayGoOut = sql`${nothingHolds} and not (${isLate})`;
