import type { App } from '../app/app.ts';
import { publicationStates } from '../domain/publication.ts';
import type { CalendarView } from './calendar-view.ts';

/** Narrows the calendar; the address says what is shown, so that it can be kept. */
export function Filters({ app, view }: { app: App; view: CalendarView }) {
  return (
    <form method="get" action="/calendar" class="filters">
      <div>
        <label for="state">State</label>
        <select id="state" name="state">
          <option value="">not cancelled</option>
          {publicationStates.map((state) => (
            <option value={state} selected={state === view.state}>
              {state}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label for="platform">Platform</label>
        <select id="platform" name="platform">
          <option value="">all</option>
          {app.platforms.map(({ id, name }) => (
            <option value={id} selected={id === view.platform}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label for="from">From</label>
        <input id="from" name="from" type="date" value={view.from ?? ''} />
      </div>
      <button>Show</button>
    </form>
  );
}
