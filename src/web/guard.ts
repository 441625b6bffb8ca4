import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { secureHeaders } from 'hono/secure-headers';
import type { App } from '../app/app.ts';
import { sessionOf, type Session } from '../app/sign-in.ts';
import { emptyForm, readForm } from './form.ts';
import { refusedPage, tooLargePage } from './error-pages.tsx';
import type { PageContext, PageEnv } from './page.ts';

const cookie = 'cutline';
/** As long as the store keeps a session. */
const cookieSeconds = 30 * 86_400;

/**
 * Scripts and styles come from our own files alone, nothing may frame us, and no address of ours is told to anybody.
 * Pages hold what belongs to one business: no cache keeps them.
 */
export function safeHeaders(app: App): [MiddlewareHandler<PageEnv>, MiddlewareHandler<PageEnv>] {
  const usual = headersWith(app, {});
  // The queues' page is a program of its own: it finds its files by a base address, and brings styles within its elements.
  const board = headersWith(app, { baseUri: ["'self'"], styleSrc: ["'self'", "'unsafe-inline'"] });
  return [
    (c, next) => (c.req.path.startsWith('/queues') ? board : usual)(c, next),
    async (c, next) => {
      await next();
      const { headers: sent } = c.res;
      if (!sent.has('cache-control')) sent.set('cache-control', 'no-store');
      if (!sent.has('referrer-policy')) sent.set('referrer-policy', 'no-referrer');
    },
  ];
}

function headersWith(app: App, other: Readonly<Record<string, string[]>>): MiddlewareHandler<PageEnv> {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      mediaSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      ...other,
    },
    referrerPolicy: false,
    xFrameOptions: 'DENY',
    strictTransportSecurity: isSecure(app),
    permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
  }) as MiddlewareHandler<PageEnv>;
}

/** Finds the session of the cookie, if there is a living one. */
export function knowSession(app: App): MiddlewareHandler<PageEnv> {
  return async (c, next) => {
    const token = getCookie(c, cookie);
    c.set('session', token === undefined ? undefined : await sessionOf(app, token));
    c.set('form', emptyForm);
    await next();
  };
}

/** Without a session there is nothing to be seen here but the way in. */
export const wall: MiddlewareHandler<PageEnv> = async (c, next) => {
  if (c.get('session') !== undefined) return next();
  if (c.req.header('hx-request') === 'true') return c.body(null, 401, { 'hx-redirect': '/sign-in' });
  const { pathname, search } = new URL(c.req.url);
  const way =
    c.req.method === 'GET' && pathname !== '/' ? `?to=${encodeURIComponent(pathname + search)}` : '';
  return c.redirect(`/sign-in${way}`, 303);
};

/** Takes in a form, up to so many bytes. */
export function takeForm(mostBytes: number): [MiddlewareHandler<PageEnv>, MiddlewareHandler<PageEnv>] {
  return [
    bodyLimit({ maxSize: mostBytes, onError: (c) => tooLargePage(c as PageContext, mostBytes) }),
    async (c, next) => {
      c.set('form', await readForm(() => c.req.parseBody({ all: true })));
      await next();
    },
  ];
}

/** A change must bring back the word that only our own pages know. */
export const ownFormOnly: MiddlewareHandler<PageEnv> = async (c, next) => {
  const csrf = c.get('session')?.csrf;
  if (csrf === undefined || !same(c.get('form').raw('csrf'), csrf)) return refusedPage(c);
  return next();
};

/**
 * Signing in has no session whose word could come back, so the browser is asked where the form was: `Sec-Fetch-Site`,
 * which it sends to https and to this machine, else `Origin`. What sends neither is no browser that could be led astray.
 */
export function ownSiteOnly(app: App): MiddlewareHandler<PageEnv> {
  return async (c, next) => {
    const site = c.req.header('sec-fetch-site');
    const origin = c.req.header('origin');
    const own =
      site !== undefined
        ? site === 'same-origin' || site === 'none'
        : origin === undefined || isOwn(app, origin, c.req.header('host'));
    return own ? next() : refusedPage(c);
  };
}

/** With `no-referrer` a browser hides the origin of a form as well, which `ownSiteOnly` needs to see. */
export const showOrigin: MiddlewareHandler<PageEnv> = async (c, next) => {
  c.header('referrer-policy', 'same-origin');
  await next();
};

export function beginSession(app: App, c: PageContext, session: Session): void {
  setCookie(c, cookie, session.token, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: isSecure(app),
    maxAge: cookieSeconds,
  });
}

export function forgetSession(app: App, c: PageContext): void {
  deleteCookie(c, cookie, { path: '/', secure: isSecure(app) });
}

/**
 * Where a try to sign in comes from. The connection's own address alone: a header could say anything, so behind a proxy all
 * share one count. Of an IPv6 address the network half counts, since a single machine has all of the other.
 */
export function addressOf(c: PageContext): string {
  const address = c.env?.incoming?.socket.remoteAddress ?? 'unknown';
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return mapped ?? networkOf(address);
}

function networkOf(address: string): string {
  const [before = '', after] = address.split('%')[0]!.split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const zeros = after === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  return `${[...head, ...Array<string>(zeros).fill('0'), ...tail].slice(0, 4).join(':')}::/64`;
}

function isSecure({ config: { publicUrl } }: App): boolean {
  return publicUrl?.startsWith('https:') ?? false;
}

function isOwn({ config: { publicUrl } }: App, origin: string, host: string | undefined): boolean {
  if (origin === publicUrl) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
