import type { CampaignWords } from '../app/set-campaign.ts';
import type { App } from '../app/app.ts';
import type { Campaign } from '../domain/campaign.ts';
import { UserError } from '../domain/errors.ts';
import type { Form } from './form.ts';

/** What stands in the fields, as it was typed. */
export interface TypedCampaign {
  readonly name: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly goal: string;
  readonly hashtags: string;
  readonly evergreen: boolean;
  readonly lateHours: string;
  readonly lateMoveDays: string;
}

export const nothingTyped: TypedCampaign = {
  name: '',
  startsOn: '',
  endsOn: '',
  goal: '',
  hashtags: '',
  evergreen: false,
  lateHours: '',
  lateMoveDays: '',
};

export function typedIn(form: Form): TypedCampaign {
  return {
    name: form.text('name'),
    startsOn: form.text('startsOn'),
    endsOn: form.text('endsOn'),
    goal: form.text('goal'),
    hashtags: form.text('hashtags'),
    evergreen: form.text('evergreen') !== '',
    lateHours: form.text('lateHours'),
    lateMoveDays: form.text('lateMoveDays'),
  };
}

export function typedOf(campaign: Campaign): TypedCampaign {
  return {
    name: campaign.name,
    startsOn: campaign.startsOn ?? '',
    endsOn: campaign.endsOn ?? '',
    goal: campaign.goal ?? '',
    hashtags: campaign.hashtags.map((hashtag) => `#${hashtag}`).join(' '),
    evergreen: campaign.evergreen,
    lateHours: String(campaign.lateHours ?? ''),
    lateMoveDays: String(campaign.lateMoveDays ?? ''),
  };
}

/** Throws `UserError` where a number is none; the rest is looked at by who takes it. */
export function wordsOf({ lateHours, lateMoveDays, ...words }: TypedCampaign): CampaignWords {
  return {
    ...words,
    lateHours: numberIn(lateHours, 'Hours late'),
    lateMoveDays: numberIn(lateMoveDays, 'Days to move within'),
  };
}

/** Empty: as the timetable says. */
function numberIn(text: string, what: string): number | null {
  if (text === '') return null;
  if (!/^\d{1,6}$/.test(text))
    throw new UserError(
      `${what}: "${text}" is not a whole number; leave it empty for what the timetable says.`,
    );
  return Number(text);
}

/** The fields of a campaign, new or known. */
export function CampaignFields({ app, typed }: { app: App; typed: TypedCampaign }) {
  const { late } = app.config.timetable;
  return (
    <>
      <label for="name">Name</label>
      <input id="name" name="name" maxlength={120} required value={typed.name} />
      <div class="pair">
        <div>
          <label for="startsOn">First day</label>
          <input id="startsOn" name="startsOn" type="date" value={typed.startsOn} />
        </div>
        <div>
          <label for="endsOn">Last day</label>
          <input id="endsOn" name="endsOn" type="date" value={typed.endsOn} />
        </div>
      </div>
      <label for="goal">Goal</label>
      <input id="goal" name="goal" maxlength={300} value={typed.goal} placeholder="what it is for" />
      <label for="hashtags">Its own hashtags</label>
      <input
        id="hashtags"
        name="hashtags"
        maxlength={600}
        value={typed.hashtags}
        placeholder="separated by spaces"
        aria-describedby="hashtags-said"
      />
      <p class="quiet-text" id="hashtags-said">
        They come first in each excerpt of the campaign's posts.
      </p>
      <label class="tick">
        <input type="checkbox" name="evergreen" value="yes" checked={typed.evergreen} />
        Evergreen: its posts come round again {app.config.timetable.evergreenCooldownDays} days after their
        last publication, cut anew
      </label>
      <fieldset class="plain">
        <legend>When a slot went by unused, after an outage or a pause</legend>
        <div class="pair">
          <div>
            <label for="lateHours">Still goes out, up to hours late</label>
            <input
              id="lateHours"
              name="lateHours"
              inputmode="numeric"
              value={typed.lateHours}
              placeholder={`${late.publishWithinHours}, as the timetable says`}
            />
          </div>
          <div>
            <label for="lateMoveDays">Else moves to a free slot within days</label>
            <input
              id="lateMoveDays"
              name="lateMoveDays"
              inputmode="numeric"
              value={typed.lateMoveDays}
              placeholder={`${late.moveWithinDays}, as the timetable says`}
              aria-describedby="late-said"
            />
          </div>
        </div>
        <p class="quiet-text" id="late-said">
          With 0 days, or where no slot is free, it waits until you decide.
        </p>
      </fieldset>
    </>
  );
}
