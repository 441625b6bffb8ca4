import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Env, Hono } from 'hono';
import type { App } from '../app/app.ts';
import { UserError } from '../domain/errors.ts';
import { mediaRoutes } from './media.ts';
import { pagesOf } from './pages.ts';

export interface RunningWeb {
  /** As a person on this machine reaches it: `http://127.0.0.1:4400`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the media alone: what a command needs that publishes without the pages. */
export function startMediaServer(app: App): Promise<RunningWeb> {
  return listen(mediaRoutes(app), app.config.host, 0);
}

/** Serves the pages. Throws `UserError` when the port is taken. */
export async function startWeb(app: App): Promise<RunningWeb> {
  return listen(pagesOf(app), app.config.host, app.config.port);
}

function listen<E extends Env>(pages: Hono<E>, host: string, port: number): Promise<RunningWeb> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: pages.fetch, hostname: host, port }, () => {
      const seen = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
      resolve({
        url: `http://${seen}:${(server.address() as AddressInfo).port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            (server as Server).closeAllConnections();
          }),
      });
    });
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        cause.code === 'EADDRINUSE'
          ? new UserError(
              `Port ${port} on ${host} is in use: stop what listens there, or set CUTLINE_PORT to another one.`,
              { cause },
            )
          : cause,
      );
    });
  });
}
