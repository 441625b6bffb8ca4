import type { App } from '../app/app.ts';
import { makeCampaign as make } from '../app/set-campaign.ts';
import type { Campaign } from '../domain/campaign.ts';
import { sentenceOf } from '../domain/errors.ts';
import { listCampaigns } from '../store/campaigns.ts';
import { CampaignFields, nothingTyped, typedIn, wordsOf, type TypedCampaign } from './campaign-fields.tsx';
import { goTo } from './flash.ts';
import { showPage } from './layout.tsx';
import type { PageContext } from './page.ts';
import { Hashtags, PostForm } from './parts.tsx';
import { dayWords } from './times.tsx';

/** `GET /campaigns` */
export function showCampaigns(app: App, c: PageContext): Promise<Response> {
  return campaignsPage(app, c);
}

/** `POST /campaigns`: a new one. */
export async function makeCampaign(app: App, c: PageContext): Promise<Response> {
  const typed = typedIn(c.get('form'));
  try {
    const { id, name } = await make(app, wordsOf(typed));
    return goTo(c, `/campaigns/${id}`, { kind: 'done', text: `The campaign “${name}” was made.` });
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    return campaignsPage(app, c, { typed, sentence });
  }
}

async function campaignsPage(
  app: App,
  c: PageContext,
  refused?: { readonly typed: TypedCampaign; readonly sentence: string },
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
                <a href={`/campaigns/${campaign.id}`}>{campaign.name}</a>{' '}
                {campaign.paused ? <span class="state channel-paused">paused</span> : null}
              </h2>
              <p class="quiet-text">
                {periodInWords(campaign)}
                {campaign.evergreen ? ' · evergreen' : ''}
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
          <CampaignFields app={app} typed={refused?.typed ?? nothingTyped} />
          <button class="primary">Make it</button>
        </PostForm>
      </section>
    </>,
    refused === undefined ? 200 : 422,
  );
}

export function periodInWords({ startsOn, endsOn }: Pick<Campaign, 'startsOn' | 'endsOn'>): string {
  if (startsOn === null && endsOn === null) return 'Without a set period';
  if (endsOn === null) return `From ${dayWords(startsOn!)} on`;
  return startsOn === null ? `Until ${dayWords(endsOn)}` : `${dayWords(startsOn)} to ${dayWords(endsOn)}`;
}
