import { z } from 'zod';
import type { App } from '../app/app.ts';
import { connectChannel } from '../app/connect-channel.ts';
import { lockedSentence, waysOut } from '../app/other-key.ts';
import type { ChannelState } from '../domain/channel.ts';
import { UserError } from '../domain/errors.ts';
import type { Platform } from '../platforms/contract.ts';
import { listChannels, lockedChannels } from '../store/channels.ts';
import { goTo } from './flash.ts';
import { showPage } from './layout.tsx';
import type { PageContext } from './page.ts';
import { PlatformBadge, PostForm, Table } from './parts.tsx';
import { Moment } from './times.tsx';

const meanings: Readonly<Record<ChannelState, string>> = {
  connected: 'Publishes what is due.',
  unauthorized: 'The platform refuses its tokens: connect it again below.',
  paused: 'Nothing is planned or published here.',
};

/** `GET /channels` */
export async function showChannels(app: App, c: PageContext): Promise<Response> {
  const channels = await listChannels(app.database.db);
  const locked = new Set((await lockedChannels(app.database.db, app.vault)).map(({ id }) => id));
  const zone = app.config.timetable.timeZone;
  return showPage(
    c,
    { title: 'Channels', here: '/channels' },
    <>
      <h1>Channels</h1>
      {channels.length === 0 ? (
        <p class="empty">
          No channel yet. Connect one below, or start with "npm start" to have one on each sandboxed platform.
        </p>
      ) : (
        <section class="card" aria-label="Accounts">
          <Table
            caption="The accounts that Cutline publishes to"
            heads={[
              { name: 'Name' },
              { name: 'Platform' },
              { name: 'Lives' },
              { name: 'State' },
              { name: 'Tokens' },
            ]}
            rows={channels.map(
              ({ id, name, platform, sandbox, state, expiresAt, throttledUntil, throttledReason }) => [
                name,
                <PlatformBadge app={app} id={platform} />,
                sandbox ? 'in the sandbox' : 'on the real platform',
                <>
                  <span class={`state channel-${state}`}>{state}</span>{' '}
                  <span class="quiet-text">
                    {locked.has(id) ? `${lockedSentence} ${waysOut(app.config)}` : meanings[state]}
                  </span>
                  {throttledUntil === null || throttledUntil <= app.now() ? null : (
                    <span class="quiet-text">
                      {' '}
                      Waits until <Moment at={throttledUntil} zone={zone} />: {throttledReason}
                    </span>
                  )}
                </>,
                expiresAt === null ? (
                  'do not run out'
                ) : (
                  <>
                    run out <Moment at={expiresAt} zone={zone} />
                  </>
                ),
              ],
            )}
          />
        </section>
      )}
      <div class="columns">
        <section class="card" aria-labelledby="connect-head">
          <h2 id="connect-head">Connect an account</h2>
          <PostForm c={c} action="/channels" class="fields">
            <label for="platform">Platform</label>
            <select id="platform" name="platform" required>
              {app.platforms.map(({ id, name }) => (
                <option value={id}>{name}</option>
              ))}
            </select>
            <label for="name">What to call it</label>
            <input id="name" name="name" maxlength={80} placeholder="the account's own name if left empty" />
            <label for="tokens">Its token file (JSON)</label>
            <textarea
              id="tokens"
              name="tokens"
              rows={6}
              required
              spellcheck={false}
              autocomplete="off"
              class="code"
              placeholder="{ … }"
            />
            <p class="quiet-text">It is kept encrypted and never shown again.</p>
            <button class="primary">Connect</button>
          </PostForm>
        </section>
        <section class="card" aria-labelledby="holds-head">
          <h2 id="holds-head">What a token file holds</h2>
          <dl class="token-files">
            {app.platforms.map((platform) => (
              <>
                <dt>
                  <PlatformBadge app={app} id={platform.id} />
                </dt>
                <dd>
                  <TokenKeys platform={platform} />
                  <span class="quiet-text">
                    Where each comes from: <code>src/platforms/{platform.id}/README.md</code>
                  </span>
                </dd>
              </>
            ))}
          </dl>
        </section>
      </div>
    </>,
  );
}

/** `POST /channels` */
export async function addChannel(app: App, c: PageContext): Promise<Response> {
  const form = c.get('form');
  const platform = app.platforms.find(({ id }) => id === form.text('platform'));
  if (platform === undefined) throw new UserError('No such platform is known: choose one of the list.');
  const name = form.text('name');
  const channels = await connectChannel(app, {
    platform,
    tokens: readTokens(form.text('tokens')),
    sandbox: false,
    ...(name === '' ? {} : { name }),
  });
  return goTo(c, '/channels', {
    kind: 'done',
    text: `Connected on ${platform.name}: ${channels.map((channel) => channel.name).join(', ')}.`,
  });
}

/** What the parser says of broken JSON quotes it, and it holds secrets: it is not passed on. */
function readTokens(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError('The token file is not JSON: copy the whole file, from the first { to the last }.');
  }
}

/** The keys as the platform itself checks them; some take one of several kinds of file. */
function TokenKeys({ platform }: { platform: Platform }) {
  const schema = z.toJSONSchema(platform.tokenFile, { io: 'input', unrepresentable: 'any' });
  const kinds = (schema.anyOf ?? schema.oneOf ?? [schema]) as Pick<
    typeof schema,
    'properties' | 'required'
  >[];
  return (
    <>
      {kinds.map(({ properties = {}, required = [] }, i) => {
        const others = Object.keys(properties).filter((key) => !required.includes(key));
        return (
          <p>
            {i === 0 ? '' : 'or '}
            <Keys keys={required} />
            {others.length === 0 ? null : (
              <span class="quiet-text">
                {' '}
                and, where there are such, <Keys keys={others} />
              </span>
            )}
          </p>
        );
      })}
    </>
  );
}

function Keys({ keys }: { keys: readonly string[] }) {
  return (
    <>
      {keys.map((key, i) => (
        <>
          {i === 0 ? '' : ' '}
          <code>{key}</code>
        </>
      ))}
    </>
  );
}
