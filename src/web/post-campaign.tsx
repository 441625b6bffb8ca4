import type { App } from '../app/app.ts';
import type { Campaign } from '../domain/campaign.ts';
import type { SourcePost } from '../domain/source-post.ts';
import type { PageContext } from './page.ts';
import { PostForm } from './parts.tsx';

interface FilingProps {
  readonly app: App;
  readonly c: PageContext;
  readonly post: SourcePost;
  readonly campaigns: readonly Campaign[];
  readonly typed: string;
}

/** Where a post is counted, and whether it comes again. */
export function Filing({ app, c, post, campaigns, typed }: FilingProps) {
  const own = campaigns.find(({ id }) => id === post.campaignId);
  return (
    <section class="card" aria-labelledby="campaign-head">
      <h2 id="campaign-head">Campaign</h2>
      <PostForm c={c} action={`/posts/${post.id}/campaign`} class="fields">
        <label for="campaign">Counted under</label>
        <select id="campaign" name="campaign">
          <option value="">no campaign</option>
          {campaigns.map(({ id, name }) => (
            <option value={id} selected={id === post.campaignId}>
              {name}
            </option>
          ))}
        </select>
        <label for="new-campaign">or a new one</label>
        <input id="new-campaign" name="new" maxlength={120} placeholder="its name" value={typed} />
        <p class="quiet-text">What is on the calendar already stays with the campaign it was queued under.</p>
        <button>Save the choice</button>
      </PostForm>
      <PostForm c={c} action={`/posts/${post.id}/rounds`} class="rounds">
        <label class="tick">
          <input type="checkbox" name="evergreen" value="yes" checked={post.evergreen} />
          Evergreen: it comes round again {app.config.timetable.evergreenCooldownDays} days after its last
          publication, cut anew
        </label>
        {own?.evergreen === true ? (
          <p class="quiet-text">Its campaign is evergreen, so it comes round again in any case.</p>
        ) : null}
        <button>Save</button>
      </PostForm>
    </section>
  );
}
