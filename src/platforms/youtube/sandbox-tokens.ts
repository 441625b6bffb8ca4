import type { Hono } from 'hono';
import type { FaultEnv } from '../../sandbox/faults.ts';
import type { World } from '../../sandbox/state.ts';
import { accessFor, grants } from './sandbox-world.ts';

const sevenDaysMs = 7 * 24 * 3600 * 1000;

/** Google's token endpoint. Switch `revoked`: the consent asked for next turns out to have been taken back. */
export function addTokens(app: Hono<FaultEnv>, world: World): void {
  app.post('/token', async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const refuse = (status: 400 | 401, error: string, error_description: string): Response =>
      c.json({ error, error_description }, status);

    if (form.get('grant_type') !== 'refresh_token') {
      return refuse(400, 'unsupported_grant_type', `Invalid grant_type: ${form.get('grant_type')}`);
    }
    const clients = grants(world).filter((grant) => grant.clientId === form.get('client_id'));
    if (!clients.some((grant) => grant.clientSecret === form.get('client_secret'))) {
      return refuse(401, 'invalid_client', 'The OAuth client was not found.');
    }
    const grant = clients.find(({ id }) => id === form.get('refresh_token'));
    if (grant !== undefined && world.takeSwitch('revoked')) grants(world).put({ ...grant, revoked: true });
    const living = grants(world).get(grant?.id ?? '');
    const tooOld =
      living?.testing === true && world.now().getTime() - Date.parse(living.grantedAt) >= sevenDaysMs;
    if (living === undefined || living.revoked || tooOld) {
      return refuse(400, 'invalid_grant', 'Token has been expired or revoked.');
    }
    return c.json({
      access_token: accessFor(living, world).token,
      expires_in: 3599,
      scope: living.scopes.join(' '),
      token_type: 'Bearer',
    });
  });
}
