import { z } from 'zod';
import type { OpenChannel, Tokens } from '../../domain/channel.ts';
import type { Call } from '../../net/request.ts';
import type { Refreshed, Refusal } from '../contract.ts';
import { renewBeforeSeconds } from './token-life.ts';

/** An access token is no longer used in its last minute. */
const useBeforeSeconds = 60;

/** A new access token ahead of the old one's death. Google does not rotate refresh tokens: the old one stays (read 2026-11-24). */
export async function refresh(channel: OpenChannel, call: Call, now: () => Date): Promise<Refreshed> {
  if (livesLonger(channel.tokens, now(), renewBeforeSeconds)) return { kind: 'unneeded' };
  const renewed = await renew(channel.tokens, call, now);
  if (renewed.kind !== 'renewed') return renewed;
  return { kind: 'tokens', tokens: renewed.tokens, expiresAt: renewed.expiresAt };
}

/**
 * The access token to use now. When the stored one is dead a new one is asked for and used without being stored: as nothing
 * is rotated, that costs a request and spoils nothing.
 */
export async function accessToken(
  tokens: Tokens,
  call: Call,
  now: () => Date,
): Promise<{ readonly kind: 'token'; readonly token: string } | Refusal> {
  const stored = tokens['access_token'];
  if (stored !== undefined && livesLonger(tokens, now(), useBeforeSeconds))
    return { kind: 'token', token: stored };
  const renewed = await renew(tokens, call, now);
  return renewed.kind === 'renewed' ? { kind: 'token', token: renewed.accessToken } : renewed;
}

export interface Renewed {
  readonly kind: 'renewed';
  readonly accessToken: string;
  /** All that was there, with the new access token. */
  readonly tokens: Tokens;
  /** When the refresh token dies, where Google says so: the access token's end is no end of the channel. */
  readonly expiresAt: Date | null;
  /** What the person who gave consent left ticked; undefined where the answer does not say. */
  readonly scopes: readonly string[] | undefined;
}

/** One request to the token endpoint. */
export async function renew(tokens: Tokens, call: Call, now: () => Date): Promise<Renewed | Refusal> {
  const answer = await call({
    base: 'oauth',
    method: 'POST',
    path: '/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: tokens['refresh_token'] ?? '',
      client_id: tokens['client_id'] ?? '',
      client_secret: tokens['client_secret'] ?? '',
    }).toString(),
  });
  if (answer.kind !== 'answer')
    return { kind: 'unavailable', reason: `Google gave no access token: ${answer.reason}` };
  if (answer.status !== 200) return tokenRefusal(answer.status, answer.json, now());
  const read = grantedSchema.safeParse(answer.json);
  if (!read.success) return { kind: 'unavailable', reason: "Google's answer holds no access token." };
  const { access_token, expires_in, refresh_token, refresh_token_expires_in, scope } = read.data;
  const later = (seconds: number): Date => new Date(now().getTime() + seconds * 1000);
  return {
    kind: 'renewed',
    accessToken: access_token,
    tokens: {
      ...tokens,
      ...(refresh_token === undefined ? {} : { refresh_token }),
      access_token,
      expires_at: later(expires_in).toISOString(),
    },
    expiresAt: refresh_token_expires_in === undefined ? null : later(refresh_token_expires_in),
    scopes: scope?.split(' '),
  };
}

const grantedSchema = z.object({
  access_token: z.string().min(1),
  expires_in: z.number(),
  refresh_token: z.string().min(1).optional(),
  refresh_token_expires_in: z.number().optional(),
  scope: z.string().optional(),
});

/** The token endpoint's errors have OAuth's shape, `{"error": "invalid_grant"}`, not that of the API (read 2026-11-24). */
function tokenRefusal(status: number, json: unknown, now: Date): Refusal {
  const read = z.object({ error: z.string() }).safeParse(json);
  const error = read.success ? read.data.error : undefined;
  if (error === 'invalid_grant') {
    return {
      kind: 'unauthorized',
      reason:
        'Google says the permission has ended or was taken back: connect the channel again (a consent screen in "Testing" ends it after 7 days).',
    };
  }
  if (status === 429) {
    return {
      kind: 'throttled',
      reason: 'Google gives no access token just now.',
      retryAt: new Date(now.getTime() + 60_000),
    };
  }
  if (status < 500 && error !== undefined) {
    return {
      kind: 'unauthorized',
      reason: `Google refused the client id or secret (${error}): put the right ones into the token file.`,
    };
  }
  return { kind: 'unavailable', reason: `Google's token endpoint answered ${status}.` };
}

function livesLonger(tokens: Tokens, now: Date, seconds: number): boolean {
  const end = Date.parse(tokens['expires_at'] ?? '');
  return tokens['access_token'] !== undefined && end - now.getTime() > seconds * 1000;
}
