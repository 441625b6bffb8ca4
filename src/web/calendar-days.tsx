import type { App } from '../app/app.ts';
import type { StoredPublication } from '../store/publications.ts';
import { ChangeForms } from './change-forms.tsx';
import { grouped } from './grouped.ts';
import type { PageContext } from './page.ts';
import { beginningOf, count, PlatformBadge, StateBadge } from './parts.tsx';
import { ClockTime, dayName, dayOf } from './times.tsx';

interface DaysProps {
  readonly app: App;
  readonly c: PageContext;
  readonly publications: readonly StoredPublication[];
  readonly today: string;
  readonly back: string;
  readonly channelName: (id: string) => string;
  /** Why it would not go out though its time had come. */
  readonly remarkOn: (publication: StoredPublication) => string | undefined;
}

/** So many lines are read at a glance; the days beyond them are folded to their names, each opened by a press. */
const mostUnfolded = 40;

/** Publications by the day of their slot, one line each. */
export function Days(props: DaysProps) {
  const { app, publications, today } = props;
  const zone = app.config.timetable.timeZone;
  const byDay = grouped(publications, ({ dueAt }) => dayOf(dueAt, zone));
  let before = 0;
  return (
    <>
      {[...byDay].map(([day, ofDay]) => {
        const isFolded = before > 0 && before + ofDay.length > mostUnfolded;
        before += ofDay.length;
        const head = (
          <h2 id={`day-${day}-head`}>
            {dayName(day, today)}
            {isFolded ? <span class="quiet-text"> {count(ofDay.length, 'publication')}</span> : null}
          </h2>
        );
        return isFolded ? (
          <details class="day" id={`day-${day}`}>
            <summary>{head}</summary>
            <Lines {...props} ofDay={ofDay} />
          </details>
        ) : (
          <section class="day" id={`day-${day}`} aria-labelledby={`day-${day}-head`}>
            {head}
            <Lines {...props} ofDay={ofDay} />
          </section>
        );
      })}
    </>
  );
}

function Lines({
  ofDay,
  channelName,
  remarkOn,
  ...line
}: DaysProps & { readonly ofDay: readonly StoredPublication[] }) {
  return (
    <ul>
      {ofDay.map((publication) => (
        <Line
          app={line.app}
          c={line.c}
          publication={publication}
          back={line.back}
          channel={channelName(publication.channelId)}
          remark={remarkOn(publication)}
        />
      ))}
    </ul>
  );
}

interface LineProps {
  readonly app: App;
  readonly c: PageContext;
  readonly publication: StoredPublication;
  readonly back: string;
  readonly channel: string;
  readonly remark: string | undefined;
}

function Line({ app, c, publication, back, channel, remark }: LineProps) {
  const { id, platform, excerpt, state, dueAt, outcome, url } = publication;
  return (
    <li class="line" id={`publication-${id}`}>
      <ClockTime at={dueAt} zone={app.config.timetable.timeZone} />
      <span class="line-where">
        <PlatformBadge app={app} id={platform} />
        <span class="quiet-text">{channel}</span>
      </span>
      <span class="line-words">
        <a href={`/publications/${id}`} dir="auto">
          {beginningOf(excerpt, 110)}
        </a>
        <span class="quiet-text">
          {' '}
          {excerpt.excerpt} of {excerpt.of}
        </span>
        {state !== 'failed' || outcome === null || !('reason' in outcome) ? null : (
          <span class="reason">{outcome.reason}</span>
        )}
        {remark === undefined ? null : <span class="held">{remark}</span>}
      </span>
      <span class="line-state">
        <StateBadge state={state} />
        {state === 'scheduled' && publication.holdReason !== null ? (
          <span class="state held-badge">held</span>
        ) : null}
        {url === null ? null : (
          <a href={url} rel="noreferrer" target="_blank">
            See it<span class="unseen"> there (new tab)</span>
          </a>
        )}
      </span>
      {state === 'scheduled' ? (
        <span class="line-actions">
          <ChangeForms app={app} c={c} publication={publication} back={back} inPlace={true} />
        </span>
      ) : null}
    </li>
  );
}
