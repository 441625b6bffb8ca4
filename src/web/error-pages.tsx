import path from 'node:path';
import type { Child } from 'hono/jsx';
import type { App } from '../app/app.ts';
import { sentenceOf } from '../domain/errors.ts';
import { serverIsFull, wantsRoom } from '../store/cannot-open.ts';
import { serverAway } from '../store/server-away.ts';
import { Said, showPage } from './layout.tsx';
import type { PageContext } from './page.ts';

/** Whatever was thrown: a person's mistake in its own sentence, a bug of ours without a word of its insides. */
export function errorPage(app: App, error: unknown, c: PageContext): Response | Promise<Response> {
  const sentence = sentenceOf(error);
  if (sentence !== undefined) {
    return c.req.header('hx-request') === 'true'
      ? c.html(<Said flash={{ kind: 'careful', text: sentence }} />, 422)
      : problem(c, 422, 'That did not work', sentence);
  }
  const away = serverAway(error);
  if (away !== undefined) {
    app.log.warn(
      { method: c.req.method, route: c.req.routePath, error: away },
      'The database gave a page no answer',
    );
    return problem(
      c,
      503,
      'The database does not answer',
      'Nothing was lost, and what is planned waits for it: try again in a moment, or tell whoever runs Cutline to start it.',
    );
  }
  const { databaseUrl, dataFolder } = app.config;
  const isServers = databaseUrl !== undefined && serverIsFull(error);
  if (isServers || wantsRoom(error, path.join(dataFolder, 'database'))) {
    app.log.error({ method: c.req.method, route: c.req.routePath, err: error }, 'The disk is full');
    return problem(
      c,
      507,
      'The disk is full',
      `The disk ${isServers ? 'of PostgreSQL' : `that holds ${dataFolder}`} is full: make room and do this again. What was done before is kept.`,
    );
  }
  // The route and not the address: an address may hold the word of a sign-in link.
  app.log.error({ method: c.req.method, route: c.req.routePath, err: error }, 'A page broke');
  return problem(
    c,
    500,
    'Cutline broke',
    'This is not your fault, and nothing was lost. Whoever runs Cutline finds the reason in its log.',
  );
}

const missing = {
  page: 'It may have been moved, or the address has a slip in it.',
  post: 'The address has a slip in it: the page of posts shows the ones there are.',
  publication: 'The address has a slip in it: the calendar shows the ones there are.',
  campaign: 'The address has a slip in it: the page of campaigns shows the ones there are.',
} as const;
/** Where the others of its kind stand. */
const listOf = { page: '/', post: '/posts', publication: '/calendar', campaign: '/campaigns' } as const;

export function missingPage(
  c: PageContext,
  what: keyof typeof missing = 'page',
): Response | Promise<Response> {
  return problem(c, 404, `There is no such ${what}`, missing[what], undefined, listOf[what]);
}

export function refusedPage(c: PageContext): Response | Promise<Response> {
  return problem(
    c,
    403,
    'This form is out of date',
    'It does not come from a page of this session, so nothing was changed: load the page anew and try again.',
    <Typed text={c.get('form').raw('text')} />,
  );
}

export function tooLargePage(c: PageContext, mostBytes: number): Response | Promise<Response> {
  const most =
    mostBytes >= 1024 * 1024 ? `${mostBytes / 1024 / 1024} MB` : `${Math.round(mostBytes / 1024)} kB`;
  return problem(
    c,
    413,
    'That is too large',
    `What was sent is larger than ${most}, the most that is taken in here: nothing was kept. Make it smaller and try again.`,
  );
}

function problem(
  c: PageContext,
  status: 403 | 404 | 413 | 422 | 500 | 503 | 507,
  title: string,
  sentence: string,
  more?: Child,
  back = '/',
): Response | Promise<Response> {
  return showPage(
    c,
    { title },
    <section class="problem">
      <h1>{title}</h1>
      <p>{sentence}</p>
      {more}
      <p>
        <a class="button" href={placeBefore(c, back)}>
          Back
        </a>
      </p>
    </section>,
    status,
  );
}

/** Words that somebody has typed must not be lost with the form: here they can be copied. */
function Typed({ text }: { text: string }) {
  if (text.trim() === '') return null;
  return (
    <>
      <label for="typed">What you had typed</label>
      <textarea id="typed" rows={8} readonly dir="auto">
        {text}
      </textarea>
    </>
  );
}

/** The page on which the thing lies that could not be changed: `/publications/abc/slot` → `/publications/abc`. */
function placeBefore(c: PageContext, otherwise: string): string {
  if (c.get('session') === undefined) return '/sign-in';
  if (c.req.method === 'GET') return otherwise;
  return `/${c.req.path.split('/').filter(Boolean).slice(0, 2).join('/')}`;
}
