import type { App } from '../app/app.ts';
import { publicationStates, type PublicationState } from '../domain/publication.ts';
import type { PageContext } from './page.ts';

/** Days that are looked back on, and how many at most. */
export const daysBack = 7;
export const mostDaysBack = 3650;

/** What of the calendar is shown; its address says all of it. */
export interface CalendarView {
  readonly state: PublicationState | undefined;
  readonly platform: string | undefined;
  readonly back: number;
  /** First day of the list, `YYYY-MM-DD`; undefined: today. */
  readonly from: string | undefined;
}

export function viewOf(app: App, c: PageContext): CalendarView {
  const back = Number(c.req.query('back') ?? daysBack);
  const from = c.req.query('from') ?? '';
  return {
    state: publicationStates.find((state) => state === c.req.query('state')),
    platform: app.platforms.find(({ id }) => id === c.req.query('platform'))?.id,
    back: Number.isInteger(back) ? Math.min(Math.max(back, daysBack), mostDaysBack) : daysBack,
    from: isDay(from) ? from : undefined,
  };
}

function isDay(text: string): boolean {
  return (
    /^\d{4}-\d\d-\d\d$/.test(text) &&
    !Number.isNaN(Date.parse(text)) &&
    new Date(text).toISOString().startsWith(text)
  );
}

export function addressOf({ state, platform, back, from }: CalendarView): string {
  const query = new URLSearchParams();
  if (state !== undefined) query.set('state', state);
  if (platform !== undefined) query.set('platform', platform);
  if (back !== daysBack) query.set('back', String(back));
  if (from !== undefined) query.set('from', from);
  return query.size === 0 ? '/calendar' : `/calendar?${query}`;
}
