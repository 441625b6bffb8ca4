import type { App } from '../app/app.ts';
import { reportCampaign } from '../app/report-campaign.ts';
import { changeCampaign as change } from '../app/set-campaign.ts';
import type { Campaign } from '../domain/campaign.ts';
import { sentenceOf, UserError } from '../domain/errors.ts';
import { findCampaign } from '../store/campaigns.ts';
import { CampaignFields, typedIn, typedOf, wordsOf, type TypedCampaign } from './campaign-fields.tsx';
import { missingPage } from './error-pages.tsx';
import { goTo } from './flash.ts';
import { showPage } from './layout.tsx';
import { partOf, type PageContext } from './page.ts';
import { PostForm } from './parts.tsx';
import { ReportView } from './report-view.tsx';

/** `GET /campaigns/:id` */
export async function showCampaign(app: App, c: PageContext): Promise<Response> {
  const campaign = await findCampaign(app.database.db, partOf(c, 'id'));
  return campaign === undefined ? missingPage(c, 'campaign') : campaignPage(app, c, campaign);
}

/** `POST /campaigns/:id`: everything of it, its name as well. */
export async function changeCampaign(app: App, c: PageContext): Promise<Response> {
  const campaign = await findCampaign(app.database.db, partOf(c, 'id'));
  if (campaign === undefined)
    throw new UserError('There is no such campaign: the list of campaigns shows those there are.');
  const typed = typedIn(c.get('form'));
  try {
    const { name } = await change(app, campaign.id, wordsOf(typed));
    const renamed = name === campaign.name ? '' : ` It is called “${name}” now.`;
    return goTo(c, `/campaigns/${campaign.id}`, {
      kind: 'done',
      text: `The campaign was changed.${renamed}`,
    });
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    return campaignPage(app, c, campaign, { typed, sentence });
  }
}

async function campaignPage(
  app: App,
  c: PageContext,
  campaign: Campaign,
  refused?: { readonly typed: TypedCampaign; readonly sentence: string },
): Promise<Response> {
  const report = await reportCampaign(app, campaign.name);
  return showPage(
    c,
    {
      title: campaign.name,
      here: '/campaigns',
      ...(refused === undefined ? {} : { flash: { kind: 'careful', text: refused.sentence } }),
    },
    <>
      <p class="above">
        <a href="/campaigns">Campaigns</a>
      </p>
      <h1>
        {campaign.name} {campaign.paused ? <span class="state channel-paused">paused</span> : null}
      </h1>
      <PostForm
        c={c}
        action={`/campaigns/${campaign.id}/${campaign.paused ? 'resumption' : 'pause'}`}
        class="row actions"
      >
        <button class={campaign.paused ? 'primary' : 'quiet'}>
          {campaign.paused ? 'Let it go on' : 'Pause the campaign'}
        </button>
      </PostForm>
      <ReportView app={app} report={report} all={c.req.query('all') !== undefined} />
      <details class="card narrow" open={refused !== undefined}>
        <summary>
          <h2>Change the campaign</h2>
        </summary>
        <PostForm c={c} action={`/campaigns/${campaign.id}`} class="fields">
          <CampaignFields app={app} typed={refused?.typed ?? typedOf(campaign)} />
          <p class="quiet-text">
            Posts and publications stay with it when it is renamed; a post whose front matter names the old
            one makes that one anew when it is taken in again.
          </p>
          <button class="primary">Save</button>
        </PostForm>
      </details>
    </>,
    refused === undefined ? 200 : 422,
  );
}

/** `GET /report`: everything, whatever its campaign. */
export async function showReport(app: App, c: PageContext): Promise<Response> {
  const report = await reportCampaign(app, undefined);
  return showPage(
    c,
    { title: 'Report', here: '/report' },
    <>
      <h1>Everything that was published</h1>
      <ReportView app={app} report={report} all={c.req.query('all') !== undefined} />
    </>,
  );
}
