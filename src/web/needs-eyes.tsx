import type { App } from '../app/app.ts';
import type { Channel } from '../domain/channel.ts';
import type { StoredPublication } from '../store/publications.ts';
import type { PageContext } from './page.ts';
import { platformName, PostForm } from './parts.tsx';
import type { Tried } from './tried.ts';

interface EyesProps {
  readonly app: App;
  readonly c: PageContext;
  readonly publication: StoredPublication;
  readonly channel: Channel | undefined;
  readonly tried: Tried | undefined;
}

/** The question that only a person can answer: is it there? */
export function NeedsEyes({ app, c, publication: { id, platform }, channel, tried }: EyesProps) {
  const place = channel === undefined ? undefined : addressOf(app, channel);
  const name = platformName(app, platform);
  return (
    <div class="eyes" id="eyes">
      <h3>This needs your eyes</h3>
      <p>
        {name} does not say whether this went out, and sending it again could show it twice. Look at the
        channel
        {place === undefined ? '' : ': '}
        {place === undefined ? null : (
          <a href={place} rel="noreferrer" target="_blank">
            {channel?.name} on {name}
            <span class="unseen"> (new tab)</span>
          </a>
        )}
        . Then say what you saw.
      </p>
      <PostForm c={c} action={`/publications/${id}/sighting`} class="fields">
        <label for="address">It is there, at this address</label>
        <input
          id="address"
          name="address"
          type="url"
          required
          placeholder="https://…"
          value={tried?.what === 'found' ? tried.address : ''}
        />
        <button class="primary">It is there</button>
      </PostForm>
      <PostForm c={c} action={`/publications/${id}/retry`} class="row">
        <button>It is not there: send it again</button>
      </PostForm>
    </div>
  );
}

/** Where a person sees the channel: the wall of the imitation, or the real one. */
function addressOf(app: App, channel: Channel): string | undefined {
  if (channel.sandbox) return `/sandbox#wall-${channel.platform}`;
  const platform = app.platforms.find(({ id }) => id === channel.platform);
  return platform === undefined ? undefined : `${platform.addresses['web'] ?? ''}${platform.home(channel)}`;
}
