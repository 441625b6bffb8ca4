import { z } from 'zod';
import type { OpenChannel, Tokens } from '../../domain/channel.ts';
import type { Call } from '../../net/request.ts';
import type { FoundChannel, Identified, Refreshed, TokenLife } from '../contract.ts';
import { elementsOf, fieldsOf, refusalOf } from './answers.ts';
import { ask, isOrganisation } from './wire.ts';

const word = z.string().trim().min(1);

/** What a token file holds; the README says where each value comes from. */
export const tokenFile = z.strictObject({
  access_token: word,
  author: z
    .string()
    .trim()
    .regex(
      /^urn:li:(organization:\d+|person:[\w-]+)$/,
      'must look like urn:li:organization:123 or urn:li:person:abc',
    )
    .exactOptional(),
  refresh_token: word.exactOptional(),
  client_id: word.exactOptional(),
  client_secret: word.exactOptional(),
  expires_at: z.iso.datetime({ offset: true }).exactOptional(),
  refresh_token_expires_at: z.iso.datetime({ offset: true }).exactOptional(),
});

/** Roles that may post for a page ("Organization Access Control by Role", read 2026-11-24; the third is an older name). */
const postingRoles: readonly unknown[] = ['ADMINISTRATOR', 'CONTENT_ADMIN', 'CONTENT_ADMINISTRATOR'];

/** The pages behind the tokens; where there are none, the member. `author` in the tokens narrows it to one. */
export async function identify(tokens: Tokens, call: Call, now: () => Date): Promise<Identified> {
  const { author } = tokens;
  if (author !== undefined && !isOrganisation(author)) return identifyMember(tokens, call, now);

  const answer = await ask(call, tokens.access_token ?? '', {
    method: 'GET',
    path: '/rest/organizationAcls?q=roleAssignee&state=APPROVED&count=100',
  });
  // A member's token has no right to ask for pages at all.
  if (author === undefined && answer.kind === 'answer' && answer.status === 403) {
    return identifyMember(tokens, call, now);
  }
  if (answer.kind !== 'answer' || answer.status !== 200) {
    return refusalOf(answer, { doing: 'list the pages', tokens, now: now() });
  }
  const pages = new Set<string>();
  for (const { role, organization } of elementsOf(answer.json)) {
    if (postingRoles.includes(role) && typeof organization === 'string') pages.add(organization);
  }
  if (author === undefined && pages.size === 0) return identifyMember(tokens, call, now);
  if (author !== undefined && !pages.has(author)) {
    return {
      kind: 'rejected',
      reason: `These tokens may not post for ${author}: make their member an administrator of that page.`,
    };
  }
  return namePages(author === undefined ? [...pages] : [author], tokens, call, now);
}

async function namePages(
  pages: readonly string[],
  tokens: Tokens,
  call: Call,
  now: () => Date,
): Promise<Identified> {
  const channels: FoundChannel[] = [];
  for (const page of pages) {
    const id = page.slice(page.lastIndexOf(':') + 1);
    const answer = await ask(call, tokens.access_token ?? '', {
      method: 'GET',
      path: `/rest/organizations/${id}`,
    });
    if (answer.kind !== 'answer' || answer.status !== 200) {
      return refusalOf(answer, { doing: 'read the name of the page', tokens, now: now() });
    }
    const { localizedName } = fieldsOf(answer.json);
    channels.push(channel(page, typeof localizedName === 'string' ? localizedName : page, tokens));
  }
  return { kind: 'channels', channels };
}

/** "Sign In with LinkedIn using OpenID Connect" (read 2026-11-24): `sub` is the id of the person's URN. */
async function identifyMember(tokens: Tokens, call: Call, now: () => Date): Promise<Identified> {
  const answer = await ask(call, tokens.access_token ?? '', { method: 'GET', path: '/v2/userinfo' });
  if (answer.kind !== 'answer' || answer.status !== 200) {
    return refusalOf(answer, { doing: 'ask whose token this is', tokens, now: now() });
  }
  const { sub, name } = fieldsOf(answer.json);
  if (typeof sub !== 'string') {
    return { kind: 'unavailable', reason: 'Could not ask whose token this is: LinkedIn named no member.' };
  }
  const person = `urn:li:person:${sub}`;
  if (tokens.author !== undefined && tokens.author !== person) {
    return {
      kind: 'rejected',
      reason: `This token belongs to ${person}, not to ${tokens.author}; correct "author" or leave it out.`,
    };
  }
  return { kind: 'channels', channels: [channel(person, typeof name === 'string' ? name : person, tokens)] };
}

function channel(author: string, name: string, tokens: Tokens): FoundChannel {
  return { remoteId: author, name, tokens: { ...tokens, author }, expiresAt: instant(tokens.expires_at) };
}

/** Renewed this long ahead: access tokens live 60 days. */
const refreshAheadMs = 7 * 24 * 3600_000;

/** With a refresh token until that dies (365 days after consent), without one as long as the access token (60 days). */
export function tokenLife({ tokens }: OpenChannel): TokenLife {
  const dies = instant(tokens.expires_at);
  const renews =
    tokens.refresh_token !== undefined &&
    tokens.client_id !== undefined &&
    tokens.client_secret !== undefined;
  if (!renews) return { usableUntil: dies, renewFrom: null, endsAt: dies };
  return {
    usableUntil: dies,
    renewFrom: dies === null ? null : new Date(dies.getTime() - refreshAheadMs),
    endsAt: instant(tokens.refresh_token_expires_at),
  };
}

/**
 * A new access token by the refresh token, which only some apps are given and which itself is not prolonged ("Programmatic
 * Refresh Tokens", learn.microsoft.com, read 2026-11-24).
 */
export async function refresh(open: OpenChannel, call: Call, now: () => Date): Promise<Refreshed> {
  const { tokens } = open;
  const { refresh_token, client_id, client_secret } = tokens;
  if (refresh_token === undefined || client_id === undefined || client_secret === undefined)
    return { kind: 'unneeded' };
  const { renewFrom } = tokenLife(open);
  if (renewFrom === null || renewFrom > now()) return { kind: 'unneeded' };

  const answer = await call({
    base: 'oauth',
    method: 'POST',
    path: '/oauth/v2/accessToken',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token,
      client_id,
      client_secret,
    }).toString(),
  });
  if (answer.kind !== 'answer' || answer.status !== 200) {
    const refusal = refusalOf(answer, { doing: 'renew the access token', tokens, now: now() });
    // 400: "The provided authorization grant or refresh token is invalid, expired or revoked".
    return refusal.kind === 'rejected' ? { ...refusal, kind: 'unauthorized' } : refusal;
  }
  const fresh = fieldsOf(answer.json);
  if (typeof fresh.access_token !== 'string' || typeof fresh.expires_in !== 'number') {
    return { kind: 'unavailable', reason: 'Could not renew the access token: LinkedIn sent none.' };
  }
  const inSeconds = (seconds: number): Date => new Date(now().getTime() + seconds * 1000);
  const next = inSeconds(fresh.expires_in);
  return {
    kind: 'tokens',
    tokens: {
      ...tokens,
      access_token: fresh.access_token,
      expires_at: next.toISOString(),
      ...(typeof fresh.refresh_token === 'string' && fresh.refresh_token !== ''
        ? { refresh_token: fresh.refresh_token }
        : {}),
      ...(typeof fresh.refresh_token_expires_in === 'number'
        ? { refresh_token_expires_at: inSeconds(fresh.refresh_token_expires_in).toISOString() }
        : {}),
    },
    expiresAt: next,
  };
}

function instant(written: string | undefined): Date | null {
  return written === undefined ? null : new Date(written);
}
