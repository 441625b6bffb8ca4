import type { App } from '../app/app.ts';
import { scheduleExcerpts, type Scheduled } from '../app/schedule-excerpts.ts';
import { sentenceOf } from '../domain/errors.ts';
import type { SourcePost } from '../domain/source-post.ts';
import { goTo } from './flash.ts';
import type { PageContext } from './page.ts';
import { count } from './parts.tsx';
import { choiceInForm, type PlanChoice } from './plan-choice.ts';
import { postOf, postPage } from './post.tsx';
import { inWords } from './times.tsx';

/** `POST /posts/:id/publications`: on the timetable, spread over a time, or at once. */
export async function queuePost(app: App, c: PageContext): Promise<Response> {
  const post = await postOf(app, c);
  const form = c.get('form');
  const atOnce = form.text('when') === 'now';
  let choice: PlanChoice | undefined;
  try {
    choice = choiceInForm(app, form);
    const scheduled = await scheduleExcerpts(app, post, {
      ...choice,
      atOnce,
      drip: atOnce ? undefined : choice.drip,
    });
    return said(app, c, post, scheduled, atOnce);
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    // A refusal that may be overruled stands in the plan itself, with the way to do so.
    return postPage(app, c, post, { sentence: sentence.replace(' (--anyway)', ''), choice });
  }
}

function said(
  app: App,
  c: PageContext,
  post: SourcePost,
  { publications, added, queueAway, kept, replaced, leftOut, withoutChannel }: Scheduled,
  atOnce: boolean,
): Response {
  const without =
    (withoutChannel.length === 0
      ? ''
      : ` ${withoutChannel.join(' and ')} got nothing: no channel there could take it.`) +
    leftOut.map((sentence) => ` ${sentence}`).join('');
  const gone = [
    kept === 0 ? '' : ` ${count(kept, 'publication')} of an earlier version stayed as planned.`,
    replaced === 0
      ? ''
      : ` ${count(replaced, 'publication')} of an earlier version ${replaced === 1 ? 'was' : 'were'} taken off.`,
  ].join('');
  if (added === 0) {
    return goTo(
      c,
      `/posts/${post.id}`,
      gone === ''
        ? {
            kind: 'careful',
            text: `Nothing was added: all there is to queue is on the calendar already.${without}`,
          }
        : { kind: 'done', text: `The calendar has this version now.${gone}` },
    );
  }
  const first = publications.find(({ state }) => state === 'scheduled');
  const when = first === undefined ? '' : inWords(first.dueAt, app.config.timetable.timeZone);
  return goTo(c, '/calendar', {
    kind: 'done',
    text: atOnce
      ? `${count(added, 'publication')} of “${post.title}” ${goingOut(added, queueAway)}.${gone}${without}`
      : `${count(added, 'publication')} of “${post.title}” ${added === 1 ? 'lies' : 'lie'} on the calendar; the first is due ${when}.${gone}${without}`,
  });
}

function goingOut(added: number, queueAway: boolean): string {
  if (!queueAway) return added === 1 ? 'goes out now' : 'go out now';
  return added === 1
    ? 'waits for the queue, which gives no answer, and goes out when it is back'
    : 'wait for the queue, which gives no answer, and go out when it is back';
}
