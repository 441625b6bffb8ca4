import { sql, type SQL } from 'drizzle-orm';
import { now } from './now.ts';
import { partlyOut } from './partly-out.ts';

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

/**
 * Its time went by unused, or is that of another try, more hours after its slot than its campaign allows (`lateHours` where that
 * says nothing). Half a thread goes on whatever the hour. What else a platform has named (a container, an upload, that a
 * request was sent) nobody has seen: it waits for a decision like what was never begun.
 */
export const isLate = (lateHours: SQL | number): SQL => sql`
  (p.due_at < ${now} - make_interval(mins => ${lateAfterMinutes})
    or (p.slot_at is not null and coalesce(p.late_since, p.slot_at) < greatest(p.due_at, ${now}) - greatest(
      make_interval(hours => coalesce(g.late_hours, ${lateHours})), make_interval(mins => ${lateAfterMinutes}))))
  and not ${partlyOut(sql`p.id`)}`;

export const mayGoOut = (lateHours: SQL | number): SQL => sql`${nothingHolds} and not (${isLate(lateHours)})`;
