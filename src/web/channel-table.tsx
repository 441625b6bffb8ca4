import type { App } from '../app/app.ts';
import type { MonthsMoney } from '../app/plan-cost.ts';
import type { TokenOutlook } from '../app/token-life.ts';
import type { Channel, ChannelState } from '../domain/channel.ts';
import { moneyInWords } from '../domain/money.ts';
import type { PageContext } from './page.ts';
import { Careful, count, PlatformBadge, PostForm, Table } from './parts.tsx';
import { Moment } from './times.tsx';

const meanings: Readonly<Record<ChannelState, string>> = {
  connected: 'Publishes what is due.',
  unauthorized: 'The platform refuses its tokens: connect it again below.',
  paused: 'Nothing is planned or published here.',
};

interface ChannelsProps {
  readonly app: App;
  readonly c: PageContext;
  readonly channels: readonly Channel[];
  readonly outlook: readonly TokenOutlook[];
  readonly money: readonly MonthsMoney[];
  /** Whose tokens were sealed with a key that is not ours, and what to do about it. */
  readonly locked: { readonly ids: readonly string[]; readonly sentence: string };
}

/** Every account: whether it publishes, how long its connection holds, what it has spent. */
export function ChannelTable({ app, c, channels, outlook, money, locked }: ChannelsProps) {
  return (
    <Table
      caption="The accounts that Cutline publishes to"
      heads={[
        { name: 'Name' },
        { name: 'State' },
        { name: 'Connection' },
        { name: 'Money this month' },
        { name: 'Hold back or remove' },
      ]}
      rows={channels.map((channel) => [
        <>
          {channel.name}
          <br />
          <PlatformBadge app={app} id={channel.platform} />{' '}
          <span class="quiet-text">{channel.sandbox ? 'in the sandbox' : 'the real platform'}</span>
        </>,
        <State
          app={app}
          channel={channel}
          meaning={locked.ids.includes(channel.id) ? locked.sentence : meanings[channel.state]}
        />,
        <Connection app={app} outlook={outlook.find((each) => each.channel.id === channel.id)} />,
        <Spent money={money.find(({ channelId }) => channelId === channel.id)} />,
        <>
          <Hold c={c} channel={channel} />
          <Remove c={c} channel={channel} />
        </>,
      ])}
    />
  );
}

interface StateProps {
  readonly app: App;
  readonly channel: Channel;
  readonly meaning: string;
}

function State({ app, channel: { state, throttledUntil, throttledReason }, meaning }: StateProps) {
  return (
    <>
      <span class={`state channel-${state}`}>{state}</span> <span class="quiet-text">{meaning}</span>
      {throttledUntil === null || throttledUntil <= app.now() ? null : (
        <span class="held">
          Waits until <Moment at={throttledUntil} zone={app.config.timetable.timeZone} />: {throttledReason}
        </span>
      )}
    </>
  );
}

function Connection({ app, outlook }: { app: App; outlook: TokenOutlook | undefined }) {
  if (outlook === undefined) return <>–</>;
  const { endsAt, refused, tooLate } = outlook;
  const zone = app.config.timetable.timeZone;
  return (
    <>
      {endsAt === null ? (
        'holds; it is renewed by itself where that is needed'
      ) : (
        <>
          ends <Moment at={endsAt} zone={zone} />: connect it again before then
        </>
      )}
      {refused === null ? null : <span class="held">{refused}</span>}
      {tooLate.length === 0 ? null : (
        <span class="held">
          {count(tooLate.length, 'publication')} {tooLate.length === 1 ? 'is' : 'are'} planned for later than
          that, the first{' '}
          <a href={`/publications/${tooLate[0]!.id}`}>
            <Moment at={tooLate[0]!.dueAt} zone={zone} />
          </a>
          .
        </span>
      )}
    </>
  );
}

function Spent({ money }: { money: MonthsMoney | undefined }) {
  if (money === undefined) return <span class="quiet-text">nothing is charged for</span>;
  const { budget, spent, planned, beyond } = money;
  const sum = (sums: MonthsMoney['spent']): string =>
    sums.length === 0 ? 'nothing' : sums.map(moneyInWords).join(' and ');
  return (
    <>
      {sum(spent)} spent, {sum(planned)} planned
      <br />
      <span class="quiet-text">
        {budget === null ? 'no budget' : `of a budget of ${moneyInWords(budget)}`}
      </span>
      {beyond.length === 0 ? null : (
        <span class="held">
          As things stand {count(beyond.length, 'publication')} will be held back, the first is{' '}
          <a href={`/publications/${beyond[0]!}`}>this one</a>.
        </span>
      )}
    </>
  );
}

function Hold({ c, channel: { id, name, state } }: { c: PageContext; channel: Channel }) {
  if (state === 'unauthorized') return <span class="quiet-text">–</span>;
  return (
    <PostForm c={c} action={`/channels/${id}/${state === 'paused' ? 'resumption' : 'pause'}`}>
      <button class={state === 'paused' ? 'primary' : 'quiet'}>
        {state === 'paused' ? 'Let it go on' : 'Pause'}
        <span class="unseen"> {name}</span>
      </button>
    </PostForm>
  );
}

function Remove({ c, channel: { id, name } }: { c: PageContext; channel: Channel }) {
  return (
    <Careful name="Remove …">
      <p>
        {name} and its tokens are forgotten. That is refused while publications belong to it, planned or out:
        their history is kept, and pausing holds back what is planned.
      </p>
      <PostForm c={c} action={`/channels/${id}/removal`}>
        <button class="danger">
          Remove<span class="unseen"> {name}</span>
        </button>
      </PostForm>
    </Careful>
  );
}
