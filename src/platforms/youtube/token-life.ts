import type { OpenChannel } from '../../domain/channel.ts';
import type { TokenLife } from '../contract.ts';

/** An access token lives an hour and is renewed in its last ten minutes. */
export const renewBeforeSeconds = 600;

/**
 * Google renews for as long as the consent stands; where it is lent for a time (7 days while the consent screen is in
 * "Testing") `expiresAt` says so (developers.google.com/identity, OAuth 2.0, read 2026-11-24).
 */
export function tokenLife({ tokens, expiresAt }: OpenChannel): TokenLife {
  const dies = Date.parse(tokens['expires_at'] ?? '');
  return {
    usableUntil: null,
    renewFrom: Number.isNaN(dies) ? new Date(0) : new Date(dies - renewBeforeSeconds * 1000),
    endsAt: expiresAt,
  };
}
