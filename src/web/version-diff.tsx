import type { App } from '../app/app.ts';
import { sentencesChanged, type VersionChange } from '../app/version-changes.ts';
import { beginningOf, count, PlatformBadge } from './parts.tsx';
import { Moment } from './times.tsx';

/** So many changes are shown with their sentences. */
const mostShown = 60;

/** What a new version does to what the one before had on the calendar: to be seen before it is queued. */
export function VersionDiff({ app, changes }: { app: App; changes: readonly VersionChange[] }) {
  if (changes.every(({ what }) => what === 'out')) return null;
  const among = (what: VersionChange['what']): VersionChange[] => changes.filter((one) => one.what === what);
  const open = [...among('changed'), ...among('removed'), ...among('added')];
  const sums = [
    [among('out').length, 'out already, or going out, and staying so'],
    [among('kept').length, 'unchanged, at the same time'],
    [among('changed').length, 'with other words, at the same time'],
    [among('removed').length, 'taken off the calendar'],
    [among('added').length, 'new'],
  ] as const;
  return (
    <section class="card" id="changes" aria-labelledby="changes-head">
      <h2 id="changes-head">What this version changes when you queue it</h2>
      <ul class="sums">
        {sums
          .filter(([number]) => number > 0)
          .map(([number, words]) => (
            <li>
              <b>{number}</b> {words}
            </li>
          ))}
      </ul>
      {open.length === 0 ? null : (
        <details class="times">
          <summary>See {count(open.length, 'change')}, sentence by sentence</summary>
          <ul class="changes">
            {open.slice(0, mostShown).map((change) => (
              <Change app={app} change={change} />
            ))}
          </ul>
          {open.length <= mostShown ? null : (
            <p class="quiet-text">{open.length - mostShown} further ones are not listed.</p>
          )}
        </details>
      )}
    </section>
  );
}

function Change({
  app,
  change: { what, platform, publication, excerpt },
}: {
  app: App;
  change: VersionChange;
}) {
  const shown = excerpt ?? publication?.excerpt;
  const { gone, come } = sentencesChanged(publication?.excerpt.pieces ?? [], excerpt?.pieces ?? []);
  return (
    <li>
      <p>
        <PlatformBadge app={app} id={platform} />{' '}
        {publication === undefined ? (
          <span dir="auto">{shown === undefined ? '' : beginningOf(shown, 60)}</span>
        ) : (
          <a href={`/publications/${publication.id}`}>
            <Moment at={publication.dueAt} zone={app.config.timetable.timeZone} />
          </a>
        )}{' '}
        <span class="quiet-text">
          {what === 'removed' ? 'is taken off' : what === 'added' ? 'is new' : 'gets other words'}
        </span>
      </p>
      {gone.map((sentence) => (
        <del dir="auto">{sentence}</del>
      ))}
      {come.map((sentence) => (
        <ins dir="auto">{sentence}</ins>
      ))}
    </li>
  );
}
