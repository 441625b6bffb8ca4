import type { App } from '../app/app.ts';
import { pause, resume, type Pausable } from '../app/pause.ts';
import { goTo } from './flash.ts';
import { ownPath } from './form.ts';
import { partOf, type PageContext, type Route } from './page.ts';

/** What can be held back: the first part of the path says what, and in which words it is said afterwards. */
const kinds = {
  publications: { what: 'publication', name: 'The publication' },
  channels: { what: 'channel', name: 'The channel' },
  campaigns: { what: 'campaign', name: 'The campaign' },
} as const;

/** `POST …/pause` and `POST …/resumption`, for each kind of thing and for everything. */
export const pauseRoutes: readonly Route[] = [
  ...Object.entries(kinds).flatMap(([place, { what, name }]) => {
    const one = (c: PageContext): Pausable => ({ what, id: partOf(c, 'id') });
    const back = (c: PageContext): string =>
      place === 'channels' ? '/channels' : `/${place}/${partOf(c, 'id')}`;
    return [
      route(
        `/${place}/:id/pause`,
        pause,
        one,
        back,
        `${name} is paused: nothing of it goes out until you let it go on.`,
      ),
      route(`/${place}/:id/resumption`, resume, one, back, `${name} goes on.`),
    ];
  }),
  route(
    '/pause',
    pause,
    () => ({ what: 'everything' }),
    () => '/calendar',
    'Everything is paused: nothing goes out until you let it go on.',
  ),
  route(
    '/resumption',
    resume,
    () => ({ what: 'everything' }),
    () => '/calendar',
    'Everything goes on. What fell due meanwhile is made up for or moved, never all at once.',
  ),
];

function route(
  path: string,
  act: (app: App, what: Pausable) => Promise<void>,
  what: (c: PageContext) => Pausable,
  otherwise: (c: PageContext) => string,
  text: string,
): Route {
  return {
    method: 'POST',
    path,
    answer: async (app, c) => {
      const back = ownPath(c.get('form').text('back'), otherwise(c));
      await act(app, what(c));
      return goTo(c, back, { kind: 'done', text });
    },
  };
}
