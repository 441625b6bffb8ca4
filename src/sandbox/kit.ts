import { serve } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { Hono } from 'hono';
import { Faults, faultMiddleware, faultSchema, type FaultEnv, type FaultInput } from './faults.ts';
import { wallPage } from './page.tsx';
import type { SandboxPost } from './post.ts';
import { World, type WorldOptions } from './state.ts';

export type { SandboxPost } from './post.ts';

/** The imitation of one platform: its endpoints over a stateful world. Knows nothing of the client that will call it. */
export interface SandboxDefinition {
  readonly platform: string;
  readonly name: string;
  /** Every endpoint the client uses and those a person may miss; a test holds it against the routes. */
  readonly coverage: readonly CoveredEndpoint[];
  /** The request whose acceptance makes a post public; `path` is a regular expression. Tests cut the connection there. */
  readonly accepts: { readonly method: string; readonly path: string };
  /** How the platform refuses that request, in its own words: tests set them as faults. */
  readonly refusals: { readonly throttled: FaultInput; readonly unauthorized: FaultInput };
  /** Adds the platform's real paths. */
  routes(app: Hono<FaultEnv>, world: World): void;
  /** Makes the account if it is not there, and gives what a token file for it would hold. May be called again. */
  seed(world: World): Readonly<Record<string, string>>;
  /** What has been made public, newest first, as people would see it. */
  posts(world: World): readonly SandboxPost[];
}

export interface CoveredEndpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** In Hono's form: `/2/tweets/:id`. */
  readonly path: string;
  readonly state: 'supported' | 'partial' | 'absent';
  readonly remark?: string;
}

export interface RunningSandbox {
  readonly definition: SandboxDefinition;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly world: World;
  readonly faults: Faults;
  /** What a token file for the seeded account holds. */
  readonly tokens: Readonly<Record<string, string>>;
  posts(): readonly SandboxPost[];
  close(): Promise<void>;
}

export interface SandboxOptions extends WorldOptions {
  /** 0 or left out: any free port. */
  readonly port?: number;
  readonly host?: string;
}

/** Starts one imitation. Its own pages lie under `/_sandbox`: a wall for people, `posts`, `faults`, `reset` for tests. */
export async function startSandbox(
  definition: SandboxDefinition,
  options: SandboxOptions = {},
): Promise<RunningSandbox> {
  const world = new World(options);
  const faults = new Faults();
  const app = new Hono<FaultEnv>();
  const host = options.host ?? '127.0.0.1';

  app.get('/_sandbox', (c) => c.html(wallPage(definition.name, definition.posts(world))));
  app.get('/_sandbox/posts', (c) => c.json(definition.posts(world)));
  app.get('/_sandbox/tokens', (c) => c.json(definition.seed(world)));
  app.get('/_sandbox/blobs/:key', (c) => {
    const blob = world.blob(c.req.param('key'));
    if (blob === undefined) return c.text('There is no such picture or film.', 404);
    return c.body(new Uint8Array(blob.bytes), 200, { 'content-type': blob.mime });
  });
  app.put('/_sandbox/faults', async (c) => {
    const read = faultSchema.array().safeParse(await c.req.json().catch(() => undefined));
    if (!read.success) return c.text(`Not a list of faults: ${read.error.message}`, 400);
    faults.set(read.data);
    return c.json({ faults: read.data.length });
  });
  app.get('/_sandbox/faults', (c) => c.json({ left: faults.leftOfEach }));
  app.post('/_sandbox/reset', (c) => {
    world.reset();
    faults.set([]);
    definition.seed(world);
    return c.json({ reset: true });
  });
  app.use('*', faultMiddleware(faults, world));
  definition.routes(app, world);
  app.onError((error, c) => c.text(`The sandbox broke: ${error.stack ?? error.message}`, 500));

  const server = await listen(app, options.port ?? 0, host);
  world.url = `http://${host}:${(server.address() as AddressInfo).port}`;
  const tokens = definition.seed(world);
  return {
    definition,
    url: world.url,
    world,
    faults,
    tokens,
    posts: () => definition.posts(world),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        world.close();
      }),
  };
}

function listen(app: Hono<FaultEnv>, port: number, hostname: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname }, () => resolve(server as Server));
    server.once('error', reject);
  });
}
