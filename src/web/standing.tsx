import { adviceFor } from '../app/after.ts';
import type { App } from '../app/app.ts';
import { needsEyes } from '../app/answer-for.ts';
import type { Attempt, OutcomeKind } from '../domain/attempt.ts';
import type { Channel } from '../domain/channel.ts';
import type { StoredPublication } from '../store/publications.ts';
import { ChangeForms } from './change-forms.tsx';
import { NeedsEyes } from './needs-eyes.tsx';
import type { PageContext } from './page.ts';
import { meaningOf, PostForm, StateBadge, Table } from './parts.tsx';
import { Moment } from './times.tsx';
import type { Tried } from './tried.ts';

interface StandingProps {
  readonly app: App;
  readonly c: PageContext;
  readonly publication: StoredPublication;
  readonly channel: Channel | undefined;
  readonly attempts: readonly Attempt[];
  /** Why it would not go out though its time had come. */
  readonly held: string | undefined;
  /** Why it will not go out as things stand: the channel's tokens end before. */
  readonly beyond: string | undefined;
  readonly tried: Tried | undefined;
}

const soonMs = 15 * 60_000;

/** Where a publication stands, what was tried, and what can be done; it renews itself while that may change. */
export function Standing(props: StandingProps) {
  const { app, c, publication, channel, attempts, held, beyond, tried } = props;
  const { id, state, dueAt, publishedAt, slotReason, url, outcome } = publication;
  const zone = app.config.timetable.timeZone;
  const mayChange =
    state === 'publishing' ||
    state === 'settling' ||
    (state === 'scheduled' && dueAt.getTime() - app.now().getTime() < soonMs);
  const watched = mayChange
    ? { 'hx-get': `/publications/${id}`, 'hx-trigger': 'every 3s', 'hx-swap': 'outerMorph' }
    : {};
  return (
    <section class="card standing" id="standing" aria-labelledby="standing-head" {...watched}>
      <h2 id="standing-head">
        How it stands <StateBadge state={state} />
      </h2>
      <p>{needsEyes(publication) ? 'It may be out: the platform does not say.' : meaningOf(state)}</p>
      {held === undefined ? null : <p class="remark">It is held back: {held}</p>}
      {beyond === undefined ? null : (
        <p class="remark">
          {beyond} <a href="/channels">See the channels</a>.
        </p>
      )}
      <dl>
        <dt>{publishedAt === null ? 'Slot' : 'Published'}</dt>
        <dd>
          <Moment at={publishedAt ?? dueAt} zone={zone} />
          <br />
          <span class="quiet-text">
            {zone}. {slotReason}
          </span>
        </dd>
        {url === null ? null : (
          <>
            <dt>Address</dt>
            <dd>
              <a href={url} rel="noreferrer" target="_blank">
                {url}
                <span class="unseen"> (new tab)</span>
              </a>
            </dd>
          </>
        )}
        {outcome === null || !('reason' in outcome) ? null : (
          <>
            <dt>Last said</dt>
            <dd class={state === 'failed' ? 'reason' : ''}>{outcome.reason}</dd>
          </>
        )}
        {state === 'failed' && !needsEyes(publication) ? (
          <>
            <dt>What to do</dt>
            <dd>{adviceFor(outcome)}</dd>
          </>
        ) : null}
      </dl>
      {needsEyes(publication) ? (
        <NeedsEyes app={app} c={c} publication={publication} channel={channel} tried={tried} />
      ) : (
        <Actions app={app} c={c} publication={publication} tried={tried} />
      )}
      {attempts.length === 0 ? (
        <p class="quiet-text">No attempt yet.</p>
      ) : (
        <Table
          caption="Attempts"
          heads={[{ name: 'No.' }, { name: 'Began' }, { name: 'What for' }, { name: 'Outcome' }]}
          rows={attempts.map((attempt) => [
            String(attempt.number),
            <Moment at={attempt.startedAt} zone={zone} />,
            attempt.kind === 'publish' ? 'to publish' : 'to settle',
            <Ending attempt={attempt} />,
          ])}
        />
      )}
    </section>
  );
}

const endings: Readonly<Record<OutcomeKind, string>> = {
  published: 'published',
  processing: 'the platform is still at work',
  ready: 'prepared there, not yet public',
  rejected: 'refused',
  unauthorized: 'the channel must be connected again',
  throttled: 'too many at once; waits',
  unavailable: 'did not happen; tried again',
  unknown: 'may have happened; found out first',
};

function Ending({ attempt: { outcome } }: { attempt: Attempt }) {
  if (outcome === null) return <>open</>;
  return (
    <>
      {endings[outcome.kind]}
      {'reason' in outcome ? <span class="quiet-text"> – {outcome.reason}</span> : null}
    </>
  );
}

function Actions({ app, c, publication, tried }: Pick<StandingProps, 'app' | 'c' | 'publication' | 'tried'>) {
  const { id, state, holdReason } = publication;
  const address = `/publications/${id}`;
  if (state === 'scheduled') {
    return (
      <div class="row actions">
        <PostForm c={c} action={`${address}/${holdReason === null ? 'pause' : 'resumption'}`}>
          <button class={holdReason === null ? 'quiet' : 'primary'}>
            {holdReason === null ? 'Pause' : 'Let it go on'}
          </button>
        </PostForm>
        <ChangeForms app={app} c={c} publication={publication} back={address} tried={tried} />
      </div>
    );
  }
  if (state !== 'failed') return null;
  return (
    <div class="row actions">
      <PostForm c={c} action={`${address}/retry`}>
        <button class="primary">Try again</button>
      </PostForm>
      <PostForm c={c} action={`${address}/cancellation`}>
        <button class="quiet">Let it be</button>
      </PostForm>
    </div>
  );
}
