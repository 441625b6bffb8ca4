import type { Context } from 'hono';
import type { FaultEnv } from '../../sandbox/faults.ts';
import type { World } from '../../sandbox/state.ts';
import {
  accessTokens,
  accessTokenMs,
  denied,
  pages,
  people,
  refreshTokens,
  refuse,
  type Session,
} from './sandbox-world.ts';

type C = Context<FaultEnv>;

/** "Programmatic Refresh Tokens": a new access token; the refresh token's year does not start again. */
export async function renewToken(c: C, world: World): Promise<Response> {
  const form = await c.req.parseBody();
  const refused = (status: 400 | 401, error: string, error_description: string): Response =>
    c.json({ error, error_description }, status);
  if (form.grant_type !== 'refresh_token')
    return refused(400, 'invalid_request', 'This imitation renews tokens only');
  if (typeof form.client_secret !== 'string') {
    return refused(400, 'invalid_request', 'A required parameter "client_secret" is missing');
  }
  const refresh = refreshTokens(world).get(String(form.refresh_token));
  if (refresh === undefined || refresh.revoked || new Date(refresh.expiresAt) <= world.now()) {
    const message = 'The provided authorization grant or refresh token is invalid, expired or revoked';
    return refused(400, 'invalid_request', message);
  }
  if (refresh.clientId !== form.client_id || refresh.clientSecret !== form.client_secret) {
    return refused(401, 'invalid_client', 'Client authentication failed');
  }
  const token = accessTokens(world).put({
    id: `sandbox-linkedin-access-token-${world.nextId(12)}`,
    person: refresh.person,
    scopes: refresh.scopes,
    expiresAt: new Date(world.now().getTime() + accessTokenMs).toISOString(),
    revoked: false,
  });
  return c.json({
    access_token: token.id,
    expires_in: accessTokenMs / 1000,
    refresh_token: refresh.id,
    refresh_token_expires_in: Math.floor(
      (new Date(refresh.expiresAt).getTime() - world.now().getTime()) / 1000,
    ),
    scope: refresh.scopes.join(' '),
    token_type: 'Bearer',
  });
}

export function userInfo(c: C, session: Session, world: World): Response {
  if (!session.token.scopes.includes('openid')) return denied(c, 'userInfo.GET');
  const name = people(world).get(session.token.person)?.name ?? '';
  return c.json({ sub: session.token.person, name, locale: { country: 'KR', language: 'en' } });
}

export function listRoles(c: C, session: Session, world: World): Response {
  if (!session.token.scopes.includes('rw_organization_admin'))
    return denied(c, 'organizationAcls.FINDER-roleAssignee');
  if (c.req.query('q') !== 'roleAssignee') return refuse(c, 400, 'PARAM_INVALID', 'q must be roleAssignee');
  const elements = pages(world)
    .all()
    .flatMap((page) =>
      page.roles.filter(({ person }) => person === session.token.person).map(({ role }) => ({ page, role })),
    )
    .filter(({ role }) => c.req.query('role') === undefined || c.req.query('role') === role)
    .map(({ page, role }) => ({
      organization: `urn:li:organization:${page.id}`,
      roleAssignee: `urn:li:person:${session.token.person}`,
      role,
      state: 'APPROVED',
    }));
  return c.json({ elements, paging: { start: 0, count: elements.length, links: [] } });
}

export function readPage(c: C, session: Session, world: World): Response {
  const page = pages(world).get(c.req.param('id') ?? '');
  if (page === undefined) return refuse(c, 404, 'NOT_FOUND', 'The organization was not found');
  const scopes = { page: 'rw_organization_admin', member: '' };
  if (!session.mayActFor(`urn:li:organization:${page.id}`, scopes)) return denied(c, 'organizations.GET');
  return c.json({ id: Number(page.id), localizedName: page.name, vanityName: page.vanityName });
}
