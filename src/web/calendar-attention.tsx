import type { App } from '../app/app.ts';
import { needsEyes } from '../app/answer-for.ts';
import { heldForLateness } from '../app/catch-up.ts';
import type { TokenOutlook } from '../app/token-life.ts';
import type { Channel } from '../domain/channel.ts';
import { listPublications, type StoredPublication } from '../store/publications.ts';
import type { PageContext } from './page.ts';
import { beginningOf, Careful, count, PlatformBadge, platformName, PostForm } from './parts.tsx';
import { inWords } from './times.tsx';

/** So far back a failure is still brought up, in days; older ones stand in the list. */
const mostDaysBack = 30;
const mostListed = 6;

interface AttentionProps {
  readonly app: App;
  readonly c: PageContext;
  readonly channels: readonly Channel[];
  readonly outlook: readonly TokenOutlook[];
  /** Everything is paused. */
  readonly paused: boolean;
}

/** What a person should know before anything else: what is held, what went wrong, what will go wrong. */
export async function Attention({ app, c, channels, outlook, paused }: AttentionProps) {
  const { db } = app.database;
  const since = new Date(app.now().getTime() - mostDaysBack * 86_400_000);
  const recent = await listPublications(db, {
    states: ['failed', 'scheduled'],
    from: since,
    before: app.now(),
  });
  const asking = recent.filter(({ state, holdReason }) => state === 'failed' || heldForLateness(holdReason));
  const sentences = channelSentences(app, channels, outlook);
  return (
    <>
      <PauseAll c={c} paused={paused} />
      {sentences.length === 0 ? null : (
        <ul class="remarks">
          {sentences.map((sentence) => (
            <li class="remark">
              {sentence} <a href="/channels">See the channels</a>
            </li>
          ))}
        </ul>
      )}
      {asking.length === 0 ? null : <Asking app={app} publications={asking} />}
    </>
  );
}

function PauseAll({ c, paused }: { c: PageContext; paused: boolean }) {
  if (paused) {
    return (
      <PostForm c={c} action="/resumption" class="remark paused">
        <span>Everything is paused: nothing goes out.</span> <button>Let everything go on</button>
      </PostForm>
    );
  }
  return (
    <PostForm c={c} action="/pause" class="pause-all">
      <Careful name="Pause everything …">
        <p>Nothing goes out any more until you let it go on. What is under way comes to its end.</p>
        <button class="danger">Pause everything</button>
      </Careful>
    </PostForm>
  );
}

function channelSentences(
  app: App,
  channels: readonly Channel[],
  outlook: readonly TokenOutlook[],
): string[] {
  const zone = app.config.timetable.timeZone;
  const where = ({ name, platform }: Channel): string => `${name} on ${platformName(app, platform)}`;
  return [
    ...channels.flatMap((channel) => {
      const { state, throttledUntil, throttledReason } = channel;
      if (state === 'unauthorized')
        return [`${where(channel)} must be connected again: nothing goes out there.`];
      if (state === 'paused') return [`${where(channel)} is paused: nothing goes out there.`];
      return throttledUntil === null || throttledUntil <= app.now()
        ? []
        : [`${where(channel)} waits until ${inWords(throttledUntil, zone)}: ${throttledReason ?? ''}`];
    }),
    ...outlook.flatMap(({ channel, endsAt, tooLate }) =>
      endsAt === null || tooLate.length === 0 || channel.state === 'unauthorized'
        ? []
        : [
            `The connection to ${where(channel)} ends ${inWords(endsAt, zone)}, before ${count(tooLate.length, 'publication')} that ${tooLate.length === 1 ? 'is' : 'are'} planned: connect it again before then.`,
          ],
    ),
  ];
}

function Asking({ app, publications }: { app: App; publications: readonly StoredPublication[] }) {
  const newest = [...publications].reverse();
  return (
    <section class="card asking" aria-labelledby="asking-head">
      <h2 id="asking-head">{count(publications.length, 'publication')} waiting for you</h2>
      <ul>
        {newest.slice(0, mostListed).map((publication) => (
          <li>
            <PlatformBadge app={app} id={publication.platform} />{' '}
            <a href={`/publications/${publication.id}`} dir="auto">
              {beginningOf(publication.excerpt, 70)}
            </a>{' '}
            <span class="quiet-text">{whatIsAsked(publication)}</span>
          </li>
        ))}
      </ul>
      {newest.length <= mostListed ? null : (
        <p>
          <a href="/calendar?state=failed">See all that failed</a>
        </p>
      )}
    </section>
  );
}

function whatIsAsked(publication: StoredPublication): string {
  if (needsEyes(publication)) return 'may be out: look whether it is there';
  return publication.state === 'failed' ? 'did not go out' : 'its time went by: let it go, move or cancel it';
}
