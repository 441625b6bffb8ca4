import { z } from 'zod';
import type { OpenChannel, Tokens } from '../../domain/channel.ts';
import type { TokenLife } from '../contract.ts';

/** Goes into a header as it is. */
const secret = z.string().regex(/^[!-~]+$/, 'must be one word of letters, digits and signs, without spaces');

const oauth2 = z
  .strictObject({
    access_token: secret,
    refresh_token: secret.exactOptional(),
    /** ISO 8601. */
    expires_at: z.iso.datetime({ offset: true }).exactOptional(),
    client_id: secret.exactOptional(),
    client_secret: secret.exactOptional(),
  })
  .refine((tokens) => tokens.refresh_token === undefined || tokens.client_id !== undefined, {
    path: ['client_id'],
    error: 'is needed beside refresh_token: only the app that a refresh token was given to can use it',
  });

const oauth1 = z.strictObject({
  api_key: secret,
  api_secret: secret,
  access_token: secret,
  access_secret: secret,
});

/**
 * What a token file for X holds: either OAuth 2.0 user tokens or the four OAuth 1.0a keys (docs.x.com, fundamentals/
 * authentication, read 2026-11-24). The README of this folder says where each value comes from.
 */
export const tokenFile: z.ZodType<Tokens> = z.union([oauth2, oauth1]);

/** OAuth 1.0a keys do not die and sign each request; OAuth 2.0 tokens live two hours. */
export function isOAuth1(tokens: Tokens): boolean {
  return tokens['api_key'] !== undefined;
}

/** When the access token dies, as far as the tokens themselves say so. */
export function expiryOf(tokens: Tokens): Date | null {
  const written = tokens['expires_at'];
  return written === undefined ? null : new Date(written);
}

/** Of two hours. Early enough for several tries, late enough that the old token has been well used. */
const renewBeforeMs = 30 * 60_000;

/**
 * OAuth 1.0a keys do not die. An access token dies after two hours and is renewed ahead of that if there is a refresh token,
 * whose own end is documented nowhere (docs.x.com, authentication/oauth-2-0, read 2026-11-24). One of unknown age is renewed
 * at once, so that its end is known.
 */
export function tokenLife({ tokens, expiresAt }: Pick<OpenChannel, 'tokens' | 'expiresAt'>): TokenLife {
  if (isOAuth1(tokens)) return { usableUntil: null, renewFrom: null, endsAt: null };
  const dies = expiresAt ?? expiryOf(tokens);
  if (tokens['refresh_token'] === undefined) return { usableUntil: dies, renewFrom: null, endsAt: dies };
  const renewFrom = dies === null ? new Date(0) : new Date(dies.getTime() - renewBeforeMs);
  return { usableUntil: dies, renewFrom, endsAt: null };
}

/** What must never be seen in a reason. */
export function secretsOf(tokens: Tokens): string[] {
  return Object.entries(tokens)
    .filter(([name]) => name !== 'expires_at')
    .map(([, value]) => value);
}
