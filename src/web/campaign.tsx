import type { App } from '../app/app.ts';
import { reportCampaign } from '../app/report-campaign.ts';
import { setCampaign } from '../app/set-campaign.ts';
import { UserError } from '../domain/errors.ts';
import { findCampaign } from '../store/campaigns.ts';
import { CampaignFields, wordsOf } from './campaigns.tsx';
import { missingPage } from './error-pages.tsx';
import { goTo } from './flash.ts';
import { showPage } from './layout.tsx';
import { partOf, type PageContext } from './page.ts';
import { PostForm } from './parts.tsx';
import { ReportView } from './report-view.tsx';

/** `GET /campaigns/:id` */
export async function showCampaign(app: App, c: PageContext): Promise<Response> {
  const campaign = await findCampaign(app.database.db, partOf(c, 'id'));
  if (campaign === undefined) return missingPage(c);
  const report = await reportCampaign(app, campaign.name);
  return showPage(
    c,
    { title: campaign.name, here: '/campaigns' },
    <>
      <p class="above">
        <a href="/campaigns">Campaigns</a>
      </p>
      <h1>{campaign.name}</h1>
      <ReportView app={app} report={report} />
      <details class="card narrow">
        <summary>
          <h2>Change the campaign</h2>
        </summary>
        <PostForm c={c} action={`/campaigns/${campaign.id}`} class="fields">
          <CampaignFields
            made={true}
            words={{
              name: campaign.name,
              startsOn: campaign.startsOn ?? '',
              endsOn: campaign.endsOn ?? '',
              goal: campaign.goal ?? '',
              hashtags: campaign.hashtags.map((hashtag) => `#${hashtag}`).join(' '),
            }}
          />
          <button class="primary">Save</button>
        </PostForm>
      </details>
    </>,
  );
}

/** `POST /campaigns/:id` */
export async function changeCampaign(app: App, c: PageContext): Promise<Response> {
  const campaign = await findCampaign(app.database.db, partOf(c, 'id'));
  if (campaign === undefined)
    throw new UserError('There is no such campaign: the list of campaigns shows those there are.');
  await setCampaign(app, { ...wordsOf(c.get('form')), name: campaign.name });
  return goTo(c, `/campaigns/${campaign.id}`, { kind: 'done', text: 'The campaign was changed.' });
}

/** `GET /report`: everything, whatever its campaign. */
export async function showReport(app: App, c: PageContext): Promise<Response> {
  const report = await reportCampaign(app, undefined);
  return showPage(
    c,
    { title: 'Report', here: '/report' },
    <>
      <h1>Everything that was published</h1>
      <ReportView app={app} report={report} />
    </>,
  );
}
