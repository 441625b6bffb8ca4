import type { App } from '../app/app.ts';
import { setCampaign } from '../app/set-campaign.ts';
import type { Campaign } from '../domain/campaign.ts';
import { sentenceOf, UserError } from '../domain/errors.ts';
import { findCampaignByName, listCampaigns } from '../store/campaigns.ts';
import { goTo } from './flash.ts';
import type { Form } from './form.ts';
import { showPage } from './layout.tsx';
import type { PageContext } from './page.ts';
import { Hashtags, PostForm } from './parts.tsx';

/** `GET /campaigns` */
export function showCampaigns(app: App, c: PageContext): Promise<Response> {
  return campaignsPage(app, c);
}

/** `POST /campaigns`: a new one. */
export async function makeCampaign(app: App, c: PageContext): Promise<Response> {
  const words = wordsOf(c.get('form'));
  try {
    if ((await findCampaignByName(app.database.db, words.name)) !== undefined)
      throw new UserError(`There is a campaign "${words.name}" already: open it to change it.`);
    const { id, name } = await setCampaign(app, words);
    return goTo(c, `/campaigns/${id}`, { kind: 'done', text: `The campaign “${name}” was made.` });
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    return campaignsPage(app, c, { words, sentence });
  }
}

export type Words = Required<Pick<Campaign, 'name'>> & {
  readonly startsOn: string;
  readonly endsOn: string;
  readonly goal: string;
  readonly hashtags: string;
};

export function wordsOf(form: Form): Words {
  return {
    name: form.text('name'),
    startsOn: form.text('startsOn'),
    endsOn: form.text('endsOn'),
    goal: form.text('goal'),
    hashtags: form.text('hashtags'),
  };
}

/** The fields of a campaign; its name is its identity and stays once it is made. */
export function CampaignFields({ words, made }: { words: Words; made: boolean }) {
  return (
    <>
      {made ? (
        <input type="hidden" name="name" value={words.name} />
      ) : (
        <>
          <label for="name">Name</label>
          <input id="name" name="name" maxlength={120} required value={words.name} />
        </>
      )}
      <div class="pair">
        <div>
          <label for="startsOn">First day</label>
          <input id="startsOn" name="startsOn" type="date" value={words.startsOn} />
        </div>
        <div>
          <label for="endsOn">Last day</label>
          <input id="endsOn" name="endsOn" type="date" value={words.endsOn} />
        </div>
      </div>
      <label for="goal">Goal</label>
      <input id="goal" name="goal" maxlength={300} value={words.goal} placeholder="what it is for" />
      <label for="hashtags">Its own hashtags</label>
      <input
        id="hashtags"
        name="hashtags"
        maxlength={600}
        value={words.hashtags}
        placeholder="separated by spaces"
        aria-describedby="hashtags-said"
      />
      <p class="quiet-text" id="hashtags-said">
        They come first in each excerpt of the campaign's posts.
      </p>
    </>
  );
}

async function campaignsPage(
  app: App,
  c: PageContext,
  refused?: { readonly words: Words; readonly sentence: string },
): Promise<Response> {
  const campaigns = await listCampaigns(app.database.db);
  return showPage(
    c,
    {
      title: 'Campaigns',
      here: '/campaigns',
      ...(refused === undefined ? {} : { flash: { kind: 'careful', text: refused.sentence } }),
    },
    <>
      <h1>Campaigns</h1>
      {campaigns.length === 0 ? (
        <p class="empty">
          No campaign yet. Make one below, or name one in a post's front matter, and its publications are
          counted together.
        </p>
      ) : (
        <ul class="post-list">
          {campaigns.map((campaign) => (
            <li class="card">
              <h2 class="like-h3">
                <a href={`/campaigns/${campaign.id}`}>{campaign.name}</a>
              </h2>
              <p class="quiet-text">
                {periodInWords(campaign)}
                {campaign.goal === null || campaign.goal === '' ? '' : ` · ${campaign.goal}`}
              </p>
              <Hashtags hashtags={campaign.hashtags} />
            </li>
          ))}
        </ul>
      )}
      <section class="card narrow" aria-labelledby="new-head">
        <h2 id="new-head">A new campaign</h2>
        <PostForm c={c} action="/campaigns" class="fields">
          <CampaignFields
            words={refused?.words ?? { name: '', startsOn: '', endsOn: '', goal: '', hashtags: '' }}
            made={false}
          />
          <button class="primary">Make it</button>
        </PostForm>
      </section>
    </>,
    refused === undefined ? 200 : 422,
  );
}

export function periodInWords({ startsOn, endsOn }: Pick<Campaign, 'startsOn' | 'endsOn'>): string {
  if (startsOn === null && endsOn === null) return 'Without a set period';
  if (endsOn === null) return `From ${startsOn} on`;
  return startsOn === null ? `Until ${endsOn}` : `${startsOn} to ${endsOn}`;
}
