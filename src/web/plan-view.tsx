import type { App } from '../app/app.ts';
import type { PlanCost } from '../app/plan-cost.ts';
import type { Proposal } from '../app/schedule-excerpts.ts';
import { moneyInWords } from '../domain/money.ts';
import type { SourcePost } from '../domain/source-post.ts';
import { drips } from '../schedule/drip.ts';
import type { PageContext } from './page.ts';
import { beginningOf, Careful, count, PlatformBadge, PostForm, Table } from './parts.tsx';
import type { Plan } from './plan.ts';
import type { PlanChoice } from './plan-choice.ts';
import { Moment } from './times.tsx';

interface PlanProps {
  readonly app: App;
  readonly c: PageContext;
  readonly post: SourcePost;
  readonly plan: Plan;
}

/** Choosing, seeing what comes of it and what it costs, and only then accepting it. htmx renews the whole at each choice. */
export function PlanView({ app, c, post, plan }: PlanProps) {
  const { left, withoutChannel } = plan;
  return (
    <section class="card" id="queue" aria-labelledby="queue-head">
      <h2 id="queue-head">Queue it</h2>
      {withoutChannel.length === 0 ? null : (
        <p class="remark">
          {withoutChannel.join(', ')}: there is no channel that could take it.{' '}
          <a href="/channels">Connect one</a>, or let a paused one go on.
        </p>
      )}
      {left.size === 0 ? (
        <NothingLeft app={app} c={c} post={post} changes={plan.changes} />
      ) : (
        <>
          <ChoiceForm app={app} post={post} plan={plan} />
          <Accept app={app} c={c} post={post} plan={plan} />
        </>
      )}
    </section>
  );
}

/** A new version may say nothing new and still take something off. */
function NothingLeft({ app, c, post, changes }: Omit<PlanProps, 'plan'> & Pick<Plan, 'changes'>) {
  const waiting = changes.some(({ what }) => what === 'kept' || what === 'removed');
  return (
    <>
      <p>
        Nothing is left to queue. <a href="/calendar">Look at the calendar</a>.
      </p>
      {waiting ? (
        <PostForm c={c} action={`/posts/${post.id}/publications`}>
          {app.platforms.map(({ id }) => (
            <input type="hidden" name="platform" value={id} />
          ))}
          <button class="primary">Bring the calendar up to this version</button>
        </PostForm>
      ) : null}
    </>
  );
}

function ChoiceForm({ app, post, plan: { choice, left } }: Omit<PlanProps, 'c'>) {
  const address = `/posts/${post.id}`;
  return (
    <form
      method="get"
      action={address}
      hx-get={address}
      hx-trigger="change"
      hx-target="#queue"
      hx-swap="outerMorph"
      hx-indicator="#queue"
    >
      <input type="hidden" name="chosen" value="yes" />
      {choice.anyway ? <input type="hidden" name="anyway" value="yes" /> : null}
      <fieldset class="ticks">
        <legend>For</legend>
        {[...left].map(([id, number]) => (
          <label>
            <input
              type="checkbox"
              name="platform"
              value={id}
              checked={choice.platforms?.includes(id) ?? true}
            />
            <PlatformBadge app={app} id={id} /> <span class="quiet-text">{number}</span>
          </label>
        ))}
      </fieldset>
      <fieldset class="ticks">
        <legend>When</legend>
        <label>
          <input type="radio" name="drip" value="" checked={choice.drip === undefined} />
          in the next free slots
        </label>
        {Object.entries(drips).map(([word, { words }]) => (
          <label>
            <input type="radio" name="drip" value={word} checked={choice.drip === word} />
            over {words}
          </label>
        ))}
      </fieldset>
      <p class="without-script">
        <button>Show what comes of it</button>
      </p>
      <p class="waits htmx-indicator" aria-hidden="true">
        Looking for free slots …
      </p>
    </form>
  );
}

function Accept({ app, c, post, plan }: PlanProps) {
  const { choice, proposals, costs, leftOut, warnings, refusal } = plan;
  if (refusal !== undefined) {
    return (
      <>
        <p class="remark">{refusal.sentence}</p>
        {refusal.mayOverrule ? <Overrule post={post} choice={choice} /> : null}
      </>
    );
  }
  if (proposals.length === 0) {
    return (
      <p class="quiet-text">
        {choice.platforms?.length === 0
          ? 'Tick at least one platform.'
          : 'For what is ticked, everything is on the calendar already.'}
      </p>
    );
  }
  const zone = app.config.timetable.timeZone;
  const times = proposals.map(({ dueAt }) => dueAt.getTime());
  const [first, last] = [new Date(Math.min(...times)), new Date(Math.max(...times))];
  return (
    <>
      <p class="sum" aria-live="polite">
        <b>{count(proposals.length, 'publication')}</b>,{' '}
        {proposals.length === 1 ? (
          <Moment at={first} zone={zone} />
        ) : (
          <>
            from <Moment at={first} zone={zone} /> to <Moment at={last} zone={zone} />
          </>
        )}
        .
      </p>
      {choice.anyway ? (
        <p class="remark">As you asked, this says again what a channel says elsewhere.</p>
      ) : null}
      {[...leftOut, ...warnings].map((sentence) => (
        <p class="remark">{sentence}</p>
      ))}
      {leftOut.length === 0 ? null : <Overrule post={post} choice={choice} />}
      <Costs app={app} costs={costs} />
      <PostForm c={c} action={`/posts/${post.id}/publications`} class="row">
        <Chosen choice={choice} proposals={proposals} />
        <button class="primary" name="when" value="timetable">
          Queue {count(proposals.length, 'publication')}
        </button>
        <Careful name="Publish now …">
          <p>
            All {proposals.length === 1 ? 'of it' : proposals.length} {proposals.length === 1 ? 'goes' : 'go'}{' '}
            out within seconds and cannot be called back.
          </p>
          <button class="danger" name="when" value="now">
            Publish now
          </button>
        </Careful>
      </PostForm>
      <Times app={app} proposals={proposals} />
    </>
  );
}

/** The same plan once more, with what its channels say already. */
function Overrule({ post, choice }: Pick<PlanProps, 'post'> & { readonly choice: Plan['choice'] }) {
  return (
    <form method="get" action={`/posts/${post.id}`}>
      <Chosen choice={{ ...choice, anyway: true }} proposals={[]} />
      <button>Plan it anyway</button>
    </form>
  );
}

function Costs({ app, costs }: { app: App; costs: readonly PlanCost[] }) {
  if (costs.length === 0)
    return <p class="quiet-text">It costs nothing: none of these platforms charges for posting.</p>;
  return (
    <div class="costs">
      <p>
        <b>What it will cost</b>
      </p>
      {costs.map(({ platform, channel, total, parts, budget }) => (
        <>
          <p>
            <PlatformBadge app={app} id={platform} /> {channel}: about{' '}
            <b>{total.map(moneyInWords).join(' and ')}</b>
            {budget === null ? '' : `; it may spend ${moneyInWords(budget)} a month`}
          </p>
          <ul class="quiet-text">
            {parts.map((part) => (
              <li>
                {part.count} × {part.what}: {moneyInWords(part)}
              </li>
            ))}
          </ul>
          {budget !== null &&
          total.some(({ amount, currency }) => currency === budget.currency && amount > budget.amount) ? (
            <p class="remark">
              That is more than a month's budget: what goes beyond it waits for the next month, or until the
              budget is raised.
            </p>
          ) : null}
        </>
      ))}
    </div>
  );
}

/** The choice again, so that what is accepted is what was shown. */
function Chosen({ choice, proposals }: { choice: PlanChoice; proposals: readonly Proposal[] }) {
  const platforms = choice.platforms ?? [...new Set(proposals.map(({ excerpt }) => excerpt.platform))];
  return (
    <>
      {platforms.map((id) => (
        <input type="hidden" name="platform" value={id} />
      ))}
      <input type="hidden" name="drip" value={choice.drip ?? ''} />
      {choice.anyway ? <input type="hidden" name="anyway" value="yes" /> : null}
    </>
  );
}

/** A very long post has thousands: the rest of them is told in one line. */
const mostShown = 120;

function Times({ app, proposals }: { app: App; proposals: readonly Proposal[] }) {
  const zone = app.config.timetable.timeZone;
  const inOrder = [...proposals].sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
  return (
    <details class="times">
      <summary>When each goes out, and why then</summary>
      <Table
        caption={`Times are those of ${zone}`}
        heads={[{ name: 'Time' }, { name: 'Platform' }, { name: 'Excerpt' }, { name: 'Why then' }]}
        rows={inOrder
          .slice(0, mostShown)
          .map(({ excerpt, dueAt, slotReason }) => [
            <Moment at={dueAt} zone={zone} />,
            <PlatformBadge app={app} id={excerpt.platform} />,
            <span dir="auto">{beginningOf(excerpt, 70)}</span>,
            <span class="quiet-text">{slotReason}</span>,
          ])}
      />
      {inOrder.length <= mostShown ? null : (
        <p class="quiet-text">{inOrder.length - mostShown} later ones are not listed.</p>
      )}
    </details>
  );
}
