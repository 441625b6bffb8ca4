import { Hono } from 'hono';
import type { App } from '../app/app.ts';
import { assetRoutes } from './assets.ts';
import { errorPage, missingPage } from './error-pages.tsx';
import { knowSession, ownFormOnly, ownSiteOnly, safeHeaders, showOrigin, takeForm, wall } from './guard.ts';
import { mediaRoutes } from './media.ts';
import { usualBody, type PageEnv, type Route } from './page.ts';
import { routes } from './routes.ts';

/** All that is served: the open routes first, then the wall, then the rest. */
export function pagesOf(app: App): Hono<PageEnv> {
  const pages = new Hono<PageEnv>();
  pages.route('/', mediaRoutes(app));
  pages.use(...safeHeaders(app));
  pages.route('/', assetRoutes());
  for (const route of routes.filter(({ open }) => open === 'unasked')) addOpen(pages, app, route);
  pages.use(knowSession(app));
  for (const route of routes.filter(({ open }) => open === true)) addOpen(pages, app, route);
  pages.use(wall);
  for (const route of routes.filter(({ open }) => !open)) addClosed(pages, app, route);
  let board: Promise<Hono> | undefined;
  // Loaded when somebody wants it.
  pages.all('/queues/*', async (c) => {
    board ??= import('./queues.ts').then(({ queueBoard }) => queueBoard(app));
    return (await board).fetch(c.req.raw, c.env);
  });
  pages.notFound((c) => missingPage(c));
  pages.onError((error, c) => errorPage(app, error, c));
  return pages;
}

function addOpen(
  pages: Hono<PageEnv>,
  app: App,
  { method, path, answer, mostBytes = usualBody }: Route,
): void {
  if (method === 'GET') pages.get(path, showOrigin, (c) => answer(app, c));
  else pages.post(path, showOrigin, ownSiteOnly(app), ...takeForm(mostBytes), (c) => answer(app, c));
}

function addClosed(
  pages: Hono<PageEnv>,
  app: App,
  { method, path, answer, mostBytes = usualBody }: Route,
): void {
  if (method === 'GET') pages.get(path, (c) => answer(app, c));
  else pages.post(path, ...takeForm(mostBytes), ownFormOnly, (c) => answer(app, c));
}
