import { createHash, createHmac } from 'node:crypto';
import type { Context } from 'hono';
import type { FaultEnv } from '../../sandbox/faults.ts';
import type { World } from '../../sandbox/state.ts';
import { forbidden } from './sandbox-answers.ts';

export interface SandboxUser {
  readonly id: string;
  readonly username: string;
  readonly name: string;
}

/** An OAuth 2.0 access token, by the token. */
export interface SandboxAccess {
  readonly id: string;
  readonly userId: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string;
}

interface RefreshToken {
  readonly id: string;
  readonly userId: string;
  readonly scopes: readonly string[];
  readonly used: boolean;
}

/** The newest pair of an account, by the account. */
interface Grant {
  readonly id: string;
  readonly access: string;
  readonly refresh: string;
}

/** OAuth 1.0a keys, by the access token. */
interface SandboxKeys {
  readonly id: string;
  readonly accessSecret: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly userId: string;
}

const users = (world: World) => world.collection<SandboxUser>('user');
const accesses = (world: World) => world.collection<SandboxAccess>('access');
const refreshes = (world: World) => world.collection<RefreshToken>('refresh');
const grants = (world: World) => world.collection<Grant>('grant');
const keys = (world: World) => world.collection<SandboxKeys>('keys');

const client = { id: 'c2FuZGJveC1jbGllbnQ', secret: 'c2FuZGJveC1jbGllbnQtc2VjcmV0' };
const account: SandboxUser = {
  id: '1460323737035677698',
  username: 'clinic_sandbox',
  name: 'Sandbox Clinic',
};
const allScopes = ['tweet.read', 'tweet.write', 'users.read', 'media.write', 'offline.access'];
const lifeSeconds = 7200;

/** The one account and live OAuth 2.0 tokens for it, as a token file holds them. */
export function seedAccount(world: World): Record<string, string> {
  if (users(world).get(account.id) === undefined) users(world).put(account);
  const grant = grants(world).get(account.id);
  const isLive =
    grant !== undefined &&
    refreshes(world).get(grant.refresh)?.used === false &&
    (expiryOfAccess(world, grant.access) ?? 0) > world.now().getTime();
  const { access, refresh } = isLive ? grant : mint(world, account.id, allScopes);
  return {
    access_token: access,
    refresh_token: refresh,
    expires_at: accesses(world).get(access)!.expiresAt,
    client_id: client.id,
    client_secret: client.secret,
  };
}

/** OAuth 1.0a keys for the same account, as a token file holds them. */
export function seedKeys(world: World): Record<string, string> {
  seedAccount(world);
  const kept =
    keys(world).find(({ userId }) => userId === account.id) ??
    keys(world).put({
      id: `${account.id}-${newToken(world, 'access')}`,
      accessSecret: newToken(world, 'access-secret'),
      apiKey: newToken(world, 'api'),
      apiSecret: newToken(world, 'api-secret'),
      userId: account.id,
    });
  return {
    api_key: kept.apiKey,
    api_secret: kept.apiSecret,
    access_token: kept.id,
    access_secret: kept.accessSecret,
  };
}

function expiryOfAccess(world: World, token: string): number | undefined {
  const access = accesses(world).get(token);
  return access === undefined ? undefined : new Date(access.expiresAt).getTime();
}

function mint(world: World, userId: string, scopes: readonly string[]): Grant {
  const expiresAt = new Date(world.now().getTime() + lifeSeconds * 1000).toISOString();
  const access = accesses(world).put({ id: newToken(world, 'access'), userId, scopes, expiresAt });
  const refresh = refreshes(world).put({ id: newToken(world, 'refresh'), userId, scopes, used: false });
  return grants(world).put({ id: userId, access: access.id, refresh: refresh.id });
}

function newToken(world: World, purpose: string): string {
  return createHash('sha256')
    .update(`${purpose}:${world.nextId(19)}`)
    .digest('base64url');
}

/** Who asks, or the answer that turns the request away. */
export async function whoAsks(
  c: Context<FaultEnv>,
  world: World,
  scope: string,
): Promise<SandboxUser | Response> {
  const header = c.req.header('authorization') ?? '';
  const bearer = /^Bearer (.+)$/.exec(header)?.[1];
  if (bearer !== undefined) {
    const access = accesses(world).get(bearer);
    if (access === undefined || new Date(access.expiresAt) <= world.now()) return unauthorized(c);
    if (!access.scopes.includes(scope)) return forbidden(c, 'Forbidden');
    return users(world).get(access.userId) ?? unauthorized(c);
  }
  const signed = /^OAuth (.+)$/.exec(header)?.[1];
  const signer = signed === undefined ? undefined : signerOf(c, world, signed);
  return signer ?? unauthorized(c);
}

function unauthorized(c: Context): Response {
  return c.json({ title: 'Unauthorized', type: 'about:blank', status: 401, detail: 'Unauthorized' }, 401);
}

/** OAuth 1.0a: the signature over method, address, query and header (RFC 5849, 3.4), with JSON bodies left out. */
function signerOf(c: Context, world: World, header: string): SandboxUser | undefined {
  const given = new Map(
    [...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [
      name ?? '',
      decodeURIComponent(value ?? ''),
    ]),
  );
  const kept = keys(world).get(given.get('oauth_token') ?? '');
  if (kept === undefined || kept.apiKey !== given.get('oauth_consumer_key')) return undefined;
  const url = new URL(c.req.url);
  const pairs = [...url.searchParams, ...[...given].filter(([name]) => name !== 'oauth_signature')]
    .map(([name, value]) => `${percent(name)}=${percent(value)}`)
    .sort();
  const base = [c.req.method, url.origin + url.pathname, pairs.join('&')].map(percent).join('&');
  const key = `${percent(kept.apiSecret)}&${percent(kept.accessSecret)}`;
  const expected = createHmac('sha1', key).update(base).digest('base64');
  return expected === given.get('oauth_signature') ? users(world).get(kept.userId) : undefined;
}

function percent(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** `POST /2/oauth2/token`, as JSON or as a form: a refresh token works once. There is no consent page, so no code is ever good. */
export async function answerTokenRequest(c: Context<FaultEnv>, world: World): Promise<Response> {
  const expected = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`;
  if (c.req.header('authorization') !== expected) {
    return c.json(
      { error: 'unauthorized_client', error_description: 'Missing valid authorization header' },
      401,
    );
  }
  const text = await c.req.text();
  const isJson = (c.req.header('content-type') ?? '').includes('json');
  const body = new Map(
    Object.entries(isJson ? readObject(text) : Object.fromEntries(new URLSearchParams(text))),
  );
  const refuse = (what: string): Response =>
    c.json({ error: 'invalid_request', error_description: `Value passed for the ${what} was invalid.` }, 400);
  if (body.get('grant_type') === 'authorization_code') return refuse('authorization code');
  if (body.get('grant_type') !== 'refresh_token') return refuse('grant type');
  const refresh = refreshes(world).get(String(body.get('refresh_token')));
  if (refresh === undefined || refresh.used) return refuse('token');

  refreshes(world).put({ ...refresh, used: true });
  const next = mint(world, refresh.userId, refresh.scopes);
  return c.json({
    token_type: 'bearer',
    expires_in: lifeSeconds,
    access_token: next.access,
    scope: refresh.scopes.join(' '),
    refresh_token: next.refresh,
  });
}

function readObject(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
