import type { App } from '../app/app.ts';
import { UserError } from '../domain/errors.ts';
import { drips, type Drip } from '../schedule/drip.ts';
import type { Form } from './form.ts';
import type { PageContext } from './page.ts';

/** How a post is to be queued, as far as a person has said. */
export interface PlanChoice {
  /** Ids; undefined: nobody has chosen yet, so all of them. */
  readonly platforms: readonly string[] | undefined;
  /** Undefined: the next free slots. */
  readonly drip: Drip | undefined;
  /** Also what a channel says elsewhere. */
  readonly anyway: boolean;
}

/** What the address of the page says. Words that are none of ours are as if they were not there. */
export function choiceInAddress(app: App, c: PageContext): PlanChoice {
  const platforms = (c.req.queries('platform') ?? []).filter((id) => isPlatform(app, id));
  return {
    // A form without any box ticked sends no platform at all, but it says that it was there.
    platforms: platforms.length === 0 && c.req.query('chosen') === undefined ? undefined : platforms,
    drip: dripNamed(c.req.query('drip')),
    anyway: c.req.query('anyway') !== undefined,
  };
}

/** What a form brings that is to be carried out. Throws `UserError` for what is no choice. */
export function choiceInForm(app: App, form: Form): PlanChoice {
  const platforms = form.texts('platform');
  if (platforms.length === 0) throw new UserError('No platform is ticked: tick at least one, then queue.');
  const unknown = platforms.find((id) => !isPlatform(app, id));
  if (unknown !== undefined) throw new UserError(`There is no platform "${unknown}": load the page anew.`);
  const drip = form.text('drip');
  if (drip !== '' && dripNamed(drip) === undefined)
    throw new UserError(`"${drip}" is no time to spread a post over: load the page anew.`);
  return { platforms, drip: dripNamed(drip), anyway: form.text('anyway') !== '' };
}

function isPlatform(app: App, id: string): boolean {
  return app.platforms.some((platform) => platform.id === id);
}

function dripNamed(word: string | undefined): Drip | undefined {
  return word !== undefined && Object.hasOwn(drips, word) ? (word as Drip) : undefined;
}
