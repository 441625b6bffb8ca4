import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { App } from '../app/app.ts';
import type { Session } from '../app/sign-in.ts';
import type { Form } from './form.ts';

/** What every page may count on: the session (behind the wall) and what a form has brought. */
export interface PageEnv {
  // Absent where a request is handed in without a connection.
  Bindings: Partial<HttpBindings>;
  Variables: { session: Session | undefined; form: Form };
}

export type PageContext = Context<PageEnv>;

/** One line of the table of routes. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** In Hono's form: `/posts/:id`. */
  readonly path: string;
  readonly answer: (app: App, c: PageContext) => Response | Promise<Response>;
  /** Reached without a session; `unasked`: the store is not even asked for one, so that it answers while the store does not. */
  readonly open?: true | 'unasked';
  /** Most bytes that a form may bring; `usualBody` when left out. */
  readonly mostBytes?: number;
}

export const usualBody = 256 * 1024;

/** The session of a page behind the wall. */
export function sessionOn(c: PageContext): Session {
  const session = c.get('session');
  if (session === undefined) throw new Error('A page that needs a session was reached without one.');
  return session;
}

/** A part of the path; the routes' table says that it is there. */
export function partOf(c: PageContext, name: string): string {
  const part = c.req.param(name);
  if (part === undefined) throw new Error(`The path of this route has no part ":${name}".`);
  return part;
}
