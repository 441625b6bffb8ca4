import { createHash } from 'node:crypto';
import { UserError } from '../domain/errors.ts';
import {
  clearSignInFailures,
  countSignInFailure,
  endOtherSessions,
  endSession,
  findSession,
  readSetting,
  saveSession,
  saveSignInLink,
  signInPause,
  useSignInLink,
  writeSetting,
} from '../store/people.ts';
import type { App } from './app.ts';

const linkSeconds = 24 * 3600;
const sessionSeconds = 30 * 86_400;
const shortestPassword = 10;

export interface Session {
  /** For the cookie alone. */
  readonly token: string;
  /** Must come back with every change that a page asks for. */
  readonly csrf: string;
}

/** A word for a link that signs in once, within a day. */
export async function newSignInLink(app: App): Promise<string> {
  const token = secretWord(app);
  await saveSignInLink(app.database.db, hashOf(token), linkSeconds);
  return token;
}

/** A session for a sign-in link, or undefined when it was used, is too old, or was never given. */
export async function signInByLink(app: App, token: string): Promise<Session | undefined> {
  return (await useSignInLink(app.database.db, hashOf(token))) ? newSession(app) : undefined;
}

/**
 * A session for the password. `from` is where the try comes from: tries are counted for each address and slowed after five.
 * Throws `UserError` when it is wrong, none is set, or it is too soon.
 */
export async function signInByPassword(app: App, password: string, from: string): Promise<Session> {
  const { db } = app.database;
  const pause = await signInPause(db, from);
  if (pause > 0) throw new UserError(`Too many wrong passwords: try again in ${pause} seconds.`);
  const stored = await readSetting<string>(db, 'password');
  if (stored === undefined)
    throw new UserError(
      'No password has been set yet: sign in with the link that was printed at the start, then set one under Settings.',
    );
  const { verify } = await import('@node-rs/argon2');
  if (!(await verify(stored, password))) {
    await countSignInFailure(db, from);
    throw new UserError(
      'That is not the password. Whoever runs Cutline gets a new sign-in link with "cutline sign-in-link".',
    );
  }
  await clearSignInFailures(db, from);
  return newSession(app);
}

/** Sets the password; every other session ends. */
export async function setPassword(
  app: App,
  password: string,
  sessionToken: string | undefined,
): Promise<void> {
  if ([...password].length < shortestPassword)
    throw new UserError(`The password is too short: take at least ${shortestPassword} characters.`);
  const { hash } = await import('@node-rs/argon2');
  await writeSetting(app.database.db, 'password', await hash(password));
  await endOtherSessions(app.database.db, sessionToken === undefined ? '' : hashOf(sessionToken));
}

export async function hasPassword(app: App): Promise<boolean> {
  return (await readSetting<string>(app.database.db, 'password')) !== undefined;
}

/** The living session of a cookie, or undefined. */
export async function sessionOf(app: App, token: string): Promise<Session | undefined> {
  const found = await findSession(app.database.db, hashOf(token));
  return found === undefined ? undefined : { token, csrf: found.csrf };
}

export async function signOut(app: App, token: string): Promise<void> {
  await endSession(app.database.db, hashOf(token));
}

async function newSession(app: App): Promise<Session> {
  const session = { token: secretWord(app), csrf: secretWord(app) };
  await saveSession(app.database.db, hashOf(session.token), session.csrf, sessionSeconds);
  return session;
}

function secretWord(app: App): string {
  return app.randomBytes(24).toString('base64url');
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
