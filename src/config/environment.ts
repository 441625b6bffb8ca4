import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../domain/errors.ts';

/** A variable's text without spaces around it; a variable set to nothing counts as not set, as compose files leave it. */
export function textOf(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const text = env[name]?.trim();
  return text === undefined || text === '' ? undefined : text;
}

export function port(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const text = textOf(env, name);
  if (text === undefined) return fallback;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new UserError(`${name} is "${text}", but must be a port from 0 (any free one) to 65535.`);
  }
  return Number(text);
}

/** Undefined when it is not set. */
export function milliseconds(env: NodeJS.ProcessEnv, name: string, least: number): number | undefined {
  const text = textOf(env, name);
  if (text === undefined) return undefined;
  if (!/^\d{1,8}$/.test(text) || Number(text) < least) {
    throw new UserError(
      `${name} is "${text}", but must be a whole number of milliseconds, ${least} or more.`,
    );
  }
  return Number(text);
}

export function oneOf<T extends string>(
  env: NodeJS.ProcessEnv,
  name: string,
  words: readonly T[],
  fallback: T,
): T {
  const text = textOf(env, name);
  if (text === undefined) return fallback;
  const found = words.find((word) => word === text.toLowerCase());
  if (found === undefined)
    throw new UserError(`${name} is "${text}", but must be one of ${words.join(', ')}.`);
  return found;
}

/** Scheme, host and port of an http or https address, no slash at the end. A path, a query or a password is refused. */
export function origin(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const text = textOf(env, name);
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new UserError(
      `${name} is not an address: write http:// or https://, the host and, if need be, the port.`,
    );
  }
  if (
    url.pathname !== '/' ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== '' ||
    url.password !== ''
  ) {
    throw new UserError(`${name} must hold scheme, host and port alone: write "${url.origin}".`);
  }
  return url.origin;
}

/** 32 bytes in hex or base64. The value itself never comes into a message. */
export function secretKey(env: NodeJS.ProcessEnv, name: string): Buffer | undefined {
  const text = textOf(env, name);
  if (text === undefined) return undefined;
  const bytes = /^[0-9a-f]{64}$/i.test(text)
    ? Buffer.from(text, 'hex')
    : /^[\w+/-]{43}=?$/.test(text)
      ? Buffer.from(text, 'base64')
      : undefined;
  if (bytes?.length !== 32) {
    throw new UserError(
      `${name} must be 32 bytes, as 64 hex digits or in base64: make one with "openssl rand -hex 32".`,
    );
  }
  return bytes;
}

/** What a program shows to be let in, as the header can carry it. The value itself never comes into a message. */
export function bearerToken(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const text = textOf(env, name);
  if (text !== undefined && !/^[\w.~+/-]{16,}=*$/.test(text)) {
    throw new UserError(
      `${name} must be at least 16 letters, digits or any of ._~+/-: make one with "openssl rand -hex 24".`,
    );
  }
  return text;
}

/**
 * The folder a variable names (it must exist), else the working folder's own, else the package's. The working folder's own
 * counts only when it holds one of `marks`: a folder named `config` may well belong to something else.
 */
export function chooseFolder(
  env: NodeJS.ProcessEnv,
  variable: string,
  cwd: string,
  home: string,
  name: string,
  marks: readonly string[] = ['.'],
): string {
  const named = textOf(env, variable);
  if (named !== undefined) {
    const folder = path.resolve(cwd, named);
    if (!isFolder(folder))
      throw new UserError(
        `${variable} names ${folder}, which is not a folder: make it, or correct the variable.`,
      );
    return folder;
  }
  const own = path.resolve(cwd, name);
  return isFolder(own) && marks.some((mark) => existsSync(path.join(own, mark)))
    ? own
    : path.join(home, name);
}

function isFolder(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
