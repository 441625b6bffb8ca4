import { z } from 'zod';
import type { App } from '../app/app.ts';
import { connectChannel } from '../app/connect-channel.ts';
import { disconnectChannel } from '../app/disconnect-channel.ts';
import { lockedSentence, waysOut } from '../app/other-key.ts';
import { monthsMoney } from '../app/plan-cost.ts';
import { tokenOutlook } from '../app/token-life.ts';
import { sentenceOf, UserError } from '../domain/errors.ts';
import type { Platform } from '../platforms/contract.ts';
import { listChannels, lockedChannels } from '../store/channels.ts';
import { ChannelTable } from './channel-table.tsx';
import { goTo } from './flash.ts';
import { showPage } from './layout.tsx';
import { partOf, type PageContext } from './page.ts';
import { PlatformBadge, PostForm } from './parts.tsx';

/** `GET /channels` */
export function showChannels(app: App, c: PageContext): Promise<Response> {
  return channelsPage(app, c);
}

interface RefusedChannel {
  readonly sentence: string;
  readonly platform?: string;
  readonly name?: string;
}

/** What was typed comes back but for the tokens: they are secrets, and no page repeats them. */
async function channelsPage(app: App, c: PageContext, refused?: RefusedChannel): Promise<Response> {
  const [channels, outlook, money, sealed] = await Promise.all([
    listChannels(app.database.db),
    tokenOutlook(app),
    monthsMoney(app),
    lockedChannels(app.database.db, app.vault),
  ]);
  const locked = { ids: sealed.map(({ id }) => id), sentence: `${lockedSentence} ${waysOut(app.config)}` };
  return showPage(
    c,
    {
      title: 'Channels',
      here: '/channels',
      ...(refused === undefined ? {} : { flash: { kind: 'careful', text: refused.sentence } }),
    },
    <>
      <h1>Channels</h1>
      {channels.length === 0 ? (
        <p class="empty">
          No channel yet. Connect one below, or start with "npm start" to have one on each sandboxed platform.
        </p>
      ) : (
        <section class="card" aria-label="Accounts">
          <ChannelTable app={app} c={c} channels={channels} outlook={outlook} money={money} locked={locked} />
          {money.length === 0 ? null : (
            <p class="quiet-text">
              A month's budget is written in <code>config/channels.yaml</code>; it counts from the next start
              on.
            </p>
          )}
        </section>
      )}
      <div class="columns">
        <section class="card" aria-labelledby="connect-head">
          <h2 id="connect-head">Connect an account</h2>
          <PostForm c={c} action="/channels" class="fields">
            <label for="platform">Platform</label>
            <select id="platform" name="platform" required>
              {app.platforms.map(({ id, name }) => (
                <option value={id} selected={id === refused?.platform}>
                  {name}
                </option>
              ))}
            </select>
            <label for="name">What to call it</label>
            <input
              id="name"
              name="name"
              maxlength={80}
              placeholder="the account's own name if left empty"
              value={refused?.name ?? ''}
            />
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
    refused === undefined ? 200 : 422,
  );
}

/** `POST /channels` */
export async function addChannel(app: App, c: PageContext): Promise<Response> {
  const form = c.get('form');
  const name = form.text('name');
  try {
    const platform = app.platforms.find(({ id }) => id === form.text('platform'));
    if (platform === undefined) throw new UserError('No such platform is known: choose one of the list.');
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
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    return channelsPage(app, c, { sentence, name, platform: form.text('platform') });
  }
}

/** `POST /channels/:id/removal` */
export async function removeChannel(app: App, c: PageContext): Promise<Response> {
  try {
    const name = await disconnectChannel(app, partOf(c, 'id'));
    return goTo(c, '/channels', { kind: 'done', text: `${name} and its tokens are gone.` });
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    return channelsPage(app, c, { sentence });
  }
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
