import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { PageContext } from './page.ts';

/** A sentence that the next page shows, once. */
export interface Flash {
  readonly kind: 'done' | 'careful';
  readonly text: string;
}

const cookie = 'cutline-said';
const mostLetters = 900;

/** Goes to a page after something was done there or elsewhere, and says what. */
export function goTo(c: PageContext, path: string, flash?: Flash): Response {
  if (flash !== undefined) {
    const said: Flash = { ...flash, text: flash.text.slice(0, mostLetters) };
    setCookie(c, cookie, Buffer.from(JSON.stringify(said)).toString('base64url'), {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      maxAge: 60,
    });
  }
  return c.redirect(path, 303);
}

/** What the page before wanted to be said; taken away by reading it. */
export function takeFlash(c: PageContext): Flash | undefined {
  const text = getCookie(c, cookie);
  if (text === undefined) return undefined;
  deleteCookie(c, cookie, { path: '/' });
  try {
    const said = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Partial<Flash>;
    return typeof said.text === 'string' && said.text !== ''
      ? { kind: said.kind === 'careful' ? 'careful' : 'done', text: said.text }
      : undefined;
  } catch {
    // Not one of ours.
    return undefined;
  }
}
