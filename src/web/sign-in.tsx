import type { App } from '../app/app.ts';
import { hasPassword, signInByLink, signInByPassword, signOut } from '../app/sign-in.ts';
import { sentenceOf, UserError } from '../domain/errors.ts';
import { goTo, type Flash } from './flash.ts';
import { ownPath } from './form.ts';
import { addressOf, beginSession, forgetSession } from './guard.ts';
import { showPage } from './layout.tsx';
import { partOf, type PageContext } from './page.ts';

const firstPage = '/posts';

/** `GET /sign-in` */
export async function showSignIn(app: App, c: PageContext): Promise<Response> {
  if (c.get('session') !== undefined) return goTo(c, firstPage);
  return passwordPage(app, c, ownPath(c.req.query('to'), firstPage));
}

/** `POST /sign-in` */
export async function signInWithPassword(app: App, c: PageContext): Promise<Response> {
  const form = c.get('form');
  const to = ownPath(form.text('to'), firstPage);
  try {
    beginSession(app, c, await oneAtATime(() => signInByPassword(app, form.raw('password'), addressOf(c))));
    return goTo(c, to);
  } catch (error) {
    const text = sentenceOf(error);
    if (text === undefined) throw error;
    return passwordPage(app, c, to, { kind: 'careful', text });
  }
}

/** `GET /sign-in/:token`: only a button, so that whatever looks at links ahead of people does not use this one up. */
export function showSignInLink(_: App, c: PageContext): Response | Promise<Response> {
  return showPage(
    c,
    { title: 'Sign in' },
    <section class="gate">
      <h1>Welcome to Cutline</h1>
      <p>This link signs you in once, on this browser.</p>
      <form method="post">
        <button class="primary wide">Sign in</button>
      </form>
    </section>,
  );
}

/** `POST /sign-in/:token` */
export async function signInWithLink(app: App, c: PageContext): Promise<Response> {
  const session = await signInByLink(app, partOf(c, 'token'));
  if (session === undefined)
    throw new UserError(
      'This link has been used already, is older than a day, or was never given. Whoever runs Cutline gets another with "cutline sign-in-link".',
    );
  beginSession(app, c, session);
  return goTo(
    c,
    firstPage,
    (await hasPassword(app))
      ? undefined
      : {
          kind: 'done',
          text: 'You are signed in. Set a password under Settings, so that you need no link the next time.',
        },
  );
}

/** `POST /sign-out` */
export async function leave(app: App, c: PageContext): Promise<Response> {
  const session = c.get('session');
  if (session !== undefined) await signOut(app, session.token);
  forgetSession(app, c);
  return goTo(c, '/sign-in', { kind: 'done', text: 'You are signed out.' });
}

async function passwordPage(app: App, c: PageContext, to: string, flash?: Flash): Promise<Response> {
  const password = await hasPassword(app);
  return showPage(
    c,
    { title: 'Sign in', ...(flash === undefined ? {} : { flash }) },
    <section class="gate">
      <h1>Sign in to Cutline</h1>
      {password ? (
        <form method="post" action="/sign-in">
          <input type="hidden" name="to" value={to} />
          <label for="password">Password</label>
          <input
            id="password"
            name="password"
            type="password"
            autocomplete="current-password"
            required
            autofocus
          />
          <button class="primary wide">Sign in</button>
        </form>
      ) : (
        <p>
          No password has been set yet: open the link that was printed when Cutline started. Another one is
          made by <code>cutline sign-in-link</code>.
        </p>
      )}
    </section>,
    flash === undefined ? 200 : 422,
  );
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Tries wait for one another: a hundred sent at once would all be counted only after they had been looked at, and each
 * costs a good deal of memory.
 */
function oneAtATime<T>(act: () => Promise<T>): Promise<T> {
  const done = last.then(act, act);
  last = done.catch(() => {});
  return done;
}
