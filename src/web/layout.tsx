import type { Child } from 'hono/jsx';
import { raw } from 'hono/html';
import { takeFlash, type Flash } from './flash.ts';
import { assetPath } from './assets.ts';
import type { PageContext } from './page.ts';
import { CsrfField } from './parts.tsx';

export interface Head {
  readonly title: string;
  /** Which entry of the navigation this page belongs to. */
  readonly here?: string;
  /** Said on this very page instead of what the page before wanted to be said. */
  readonly flash?: Flash;
}

const entries = [
  ['/posts', 'Posts'],
  ['/calendar', 'Calendar'],
  ['/campaigns', 'Campaigns'],
  ['/report', 'Report'],
  ['/channels', 'Channels'],
  ['/sandbox', 'Sandbox'],
  ['/settings', 'Settings'],
] as const;

/** A whole page around its content. Navigation is there for whoever is signed in. */
export function showPage(
  c: PageContext,
  { title, here, flash = takeFlash(c) }: Head,
  content: Child,
  status: 200 | 404 | 413 | 422 | 403 | 500 | 503 | 507 = 200,
): Response | Promise<Response> {
  const csrf = c.get('session')?.csrf;
  return c.html(
    <>
      {raw('<!DOCTYPE html>')}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta
            name="htmx-config"
            content='{"noSwap":[204,304,"4xx","5xx"],"morphIgnore":["data-htmx-powered","open"],"history":false}'
          />
          <title>{title} – Cutline</title>
          <link rel="icon" href={assetPath('mark.svg')} type="image/svg+xml" />
          <link rel="stylesheet" href={assetPath('cutline.css')} />
          <script src={assetPath('htmx.js')} defer></script>
          <script src={assetPath('cutline.js')} defer></script>
        </head>
        <body>
          <a class="skip" href="#content">
            Skip to the content
          </a>
          <header class="top">
            <a class="brand" href="/">
              <img src={assetPath('mark.svg')} alt="" width="28" height="28" />
              <span>Cutline</span>
            </a>
            {csrf === undefined ? null : (
              <>
                <nav class="wide-nav" aria-label="Main">
                  <Entries here={here} />
                </nav>
                <SignOut csrf={csrf} />
                <details class="narrow-nav">
                  <summary>Menu</summary>
                  <nav aria-label="Main, folded">
                    <Entries here={here} />
                  </nav>
                </details>
              </>
            )}
          </header>
          <main id="content" tabindex={-1}>
            <div id="flash" role="status">
              {flash === undefined ? null : <Said flash={flash} />}
            </div>
            {content}
          </main>
        </body>
      </html>
    </>,
    status,
  );
}

/** The sentence of a flash. */
export function Said({ flash }: { flash: Flash }) {
  return (
    <p class={`said ${flash.kind}`}>
      <span aria-hidden="true">{flash.kind === 'done' ? '✓' : '!'}</span>
      <span>{flash.text}</span>
    </p>
  );
}

function Entries({ here }: { here: string | undefined }) {
  return (
    <ul>
      {entries.map(([path, name]) => (
        <li>
          <a href={path} {...(here === path ? { 'aria-current': 'page' } : {})}>
            {name}
          </a>
        </li>
      ))}
    </ul>
  );
}

function SignOut({ csrf }: { csrf: string }) {
  return (
    <form method="post" action="/sign-out" class="sign-out">
      <CsrfField csrf={csrf} />
      <button class="quiet">Sign out</button>
    </form>
  );
}
