import type { Server } from 'node:http';
import net, { type AddressInfo } from 'node:net';
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

/**
 * Throws what `startWeb` would throw for a port that is taken, before anything else is begun: making a first database takes
 * seconds. Between now and then another may still take it.
 */
export async function refuseTakenPort({ host, port }: Pick<App['config'], 'host' | 'port'>): Promise<void> {
  const probe = net.createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (cause: NodeJS.ErrnoException) => reject(cannotListen(cause, host, port)));
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
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
      reject(cannotListen(cause, host, port));
    });
  });
}

function cannotListen(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (cause.code) {
    case 'EADDRINUSE':
      return new UserError(
        `Port ${port} on ${host} is in use: stop what listens there, or set CUTLINE_PORT to another one.`,
        { cause },
      );
    case 'EACCES':
      return new UserError(
        `Port ${port} may not be listened on by this user: set CUTLINE_PORT to one from 1024 on.`,
        { cause },
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new UserError(
        `${host} is no address of this machine: set CUTLINE_HOST to 127.0.0.1, or to 0.0.0.0 to be reached from others.`,
        { cause },
      );
    default:
      return cause;
  }
}
