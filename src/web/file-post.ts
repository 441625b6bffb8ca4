import { choosePostCampaign, setComingRound } from '../app/change-post.ts';
import type { App } from '../app/app.ts';
import { sentenceOf } from '../domain/errors.ts';
import { goTo } from './flash.ts';
import type { PageContext } from './page.ts';
import { postOf, postPage } from './post.tsx';

/** `POST /posts/:id/campaign`: one there is, or a new one. */
export async function chooseCampaign(app: App, c: PageContext): Promise<Response> {
  const post = await postOf(app, c);
  const form = c.get('form');
  const [fresh, chosen] = [form.text('new'), form.text('campaign')];
  try {
    const campaign = await choosePostCampaign(
      app,
      post.id,
      fresh !== '' ? { name: fresh } : chosen === '' ? undefined : { id: chosen },
    );
    return goTo(c, `/posts/${post.id}`, {
      kind: 'done',
      text:
        campaign === undefined
          ? 'The post belongs to no campaign now.'
          : `The post belongs to “${campaign.name}” now; its hashtags were chosen anew.`,
    });
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    return postPage(app, c, post, { sentence, newCampaign: fresh });
  }
}

/** `POST /posts/:id/rounds`: whether it comes round again. */
export async function chooseRounds(app: App, c: PageContext): Promise<Response> {
  const post = await postOf(app, c);
  const evergreen = c.get('form').text('evergreen') !== '';
  await setComingRound(app, post.id, evergreen);
  const days = app.config.timetable.evergreenCooldownDays;
  return goTo(c, `/posts/${post.id}`, {
    kind: 'done',
    text: evergreen
      ? `The post comes round again ${days} days after its last publication, cut anew.`
      : 'The post goes out once.',
  });
}
