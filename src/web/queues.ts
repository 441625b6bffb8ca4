import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { HonoAdapter } from '@bull-board/hono';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import type { App } from '../app/app.ts';

/** Where the queues are shown. */
export const queuesPath = '/queues';

/**
 * bull-board: what every queue holds, on either backend, for looking alone. There is nothing that pressing a button could
 * mend: what is lost the database carries anew, and what failed a person tries again on the publication's own page, under a new fence.
 */
export async function queueBoard(app: App): Promise<Hono> {
  const carriers = await app.queue.carriers();
  const adapter = new HonoAdapter(serveStatic).setBasePath(queuesPath);
  createBullBoard({
    queues: carriers.map((carrier) => new BullMQAdapter(carrier, { readOnlyMode: true })),
    serverAdapter: adapter,
    options: {
      uiConfig: {
        boardTitle: 'Cutline queues',
        miscLinks: [{ text: 'Back to Cutline', url: '/settings' }],
        hideDocsLink: true,
        // All workers of the embedded database share its one connection, by which they would be told apart.
        showWorkers: app.database.kind === 'server',
        pollingInterval: { showSetting: true },
        locale: { lng: 'en-US' },
      },
    },
  });
  const board = new Hono();
  // Read-only twice over: no word of our forms comes back from these pages, so nothing may be changed through them.
  board.on(['POST', 'PUT', 'PATCH', 'DELETE'], `${queuesPath}/*`, (c) =>
    c.text('The queues are only shown here.\n', 405, { allow: 'GET' }),
  );
  board.use(async (c, next) => {
    await next();
    if (c.res.headers.get('content-type')?.startsWith('text/html') !== true) return;
    // The fonts of its page would be fetched from somebody else's server, which our policy refuses: it is not asked at all.
    const page = (await c.res.text()).replace(/<link href="https:[^>]*>/, '');
    c.res = new Response(page, c.res);
  });
  return board.route(queuesPath, adapter.registerPlugin());
}
