import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { Temporal } from 'temporal-polyfill';
import type { FaultEnv } from '../../sandbox/faults.ts';
import type { Collection, World } from '../../sandbox/state.ts';

export interface Account {
  /** `UC…` */
  readonly id: string;
  readonly title: string;
  readonly handle: string;
  /** Playlist of uploads, `UU…`. */
  readonly uploads: string;
  readonly createdAt: string;
}

/** A consent that somebody gave; its id is the refresh token. */
export interface Grant {
  readonly id: string;
  /** Null: the Google account has no channel. */
  readonly account: string | null;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
  readonly grantedAt: string;
  /** The consent screen is in "Testing": refresh tokens die after 7 days. */
  readonly testing: boolean;
  readonly revoked: boolean;
}

export interface Snippet {
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly categoryId: string;
}

export interface Status {
  readonly privacyStatus: string;
  readonly publishAt?: string;
  readonly license: string;
  readonly embeddable: boolean;
  readonly publicStatsViewable: boolean;
  readonly selfDeclaredMadeForKids?: boolean;
}

export interface UploadSession {
  readonly id: string;
  readonly account: string;
  readonly parts: readonly string[];
  readonly snippet: Snippet;
  readonly status: Status;
  readonly mime: string;
  /** As X-Upload-Content-Length said; null until a Content-Range names it. */
  readonly total: number | null;
  /** Blobs in order, and how many bytes they are together. */
  readonly blocks: readonly string[];
  readonly kept: number;
  readonly createdAt: string;
}

export interface Film {
  readonly id: string;
  /** A session makes one film, whatever comes after. */
  readonly session: string;
  readonly account: string;
  readonly snippet: Snippet;
  readonly status: Status;
  readonly blob: string;
  readonly createdAt: string;
  readonly processedAt: string;
  /** Public was asked for by a project that has not passed the audit. */
  readonly locked: boolean;
  readonly failure: 'invalidFile' | 'emptyFile' | null;
}

/** What a project has used on one day of Los Angeles. */
interface Usage {
  readonly id: string;
  readonly inserts: number;
  readonly units: number;
}

export const accounts = (world: World): Collection<Account> => world.collection<Account>('account');
export const grants = (world: World): Collection<Grant> => world.collection<Grant>('grant');
export const sessions = (world: World): Collection<UploadSession> =>
  world.collection<UploadSession>('session');
export const films = (world: World): Collection<Film> => world.collection<Film>('film');

/**
 * An access token for 3,599 seconds. It is not kept: it says itself which consent it comes from and when it ends, so that a
 * client that still holds one is understood after a reset.
 */
export function accessFor(
  grant: Grant,
  world: World,
): { readonly token: string; readonly expiresAt: string } {
  const end = world.now().getTime() + 3_599_000;
  return { token: tokenOf(grant, end), expiresAt: new Date(end).toISOString() };
}

function tokenOf(grant: Grant, end: number): string {
  return `ya29.sandbox.${end}.${createHash('sha256').update(`${grant.id} ${end}`).digest('base64url').slice(0, 32)}`;
}

function grantOf(token: string, world: World): Grant | undefined {
  const end = Number(/^ya29\.sandbox\.(\d+)\./.exec(token)?.[1]);
  if (!(end > world.now().getTime())) return undefined;
  return grants(world).find((grant) => !grant.revoked && tokenOf(grant, end) === token);
}

/** Whether the one who asks may see the film: its owner always, others when it is public and could be processed. */
export function visibleTo(film: Film, account: string | undefined, world: World): boolean {
  if (film.account === account) return true;
  return film.failure === null && ['public', 'unlisted'].includes(privacyOf(film, world));
}

/** A planned film turns public at its time; a locked one never. */
export function privacyOf(film: Film, world: World): string {
  if (film.locked) return 'private';
  const { privacyStatus, publishAt } = film.status;
  return publishAt !== undefined && Date.parse(publishAt) <= world.now().getTime() ? 'public' : privacyStatus;
}

/** 11 characters of base64url, as YouTube's ids are. */
export function videoId(world: World): string {
  return createHash('sha256')
    .update(`video ${world.nextId(8)}`)
    .digest('base64url')
    .slice(0, 11);
}

export type Asked = Context<FaultEnv>;

/** The error body of every Google API. */
export function refuse(
  c: Asked,
  code: ContentfulStatusCode,
  reason: string,
  message: string,
  more: { domain?: string; error?: object; locationType?: string; location?: string } = {},
): Response {
  const { domain = 'global', error = {}, ...place } = more;
  return c.json(
    { error: { code, message, errors: [{ message, domain, reason, ...place }], ...error } },
    code,
  );
}

/** Who asks, or the refusal. `scopes` are the short names of those that the method takes: one is enough. */
export function authorise(c: Asked, world: World, scopes: readonly string[]): Account | Response {
  const grant = grantOf(/^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? '', world);
  const header = { location: 'Authorization', locationType: 'header' };
  if (grant === undefined) {
    return refuse(c, 401, 'authError', 'Invalid Credentials', {
      ...header,
      error: { status: 'UNAUTHENTICATED' },
    });
  }
  if (!scopes.some((scope) => grant.scopes.includes(`https://www.googleapis.com/auth/${scope}`))) {
    return refuse(c, 403, 'insufficientPermissions', 'Request had insufficient authentication scopes.', {
      error: {
        status: 'PERMISSION_DENIED',
        details: [
          { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' },
        ],
      },
    });
  }
  const account = grant.account === null ? undefined : accounts(world).get(grant.account);
  return (
    account ??
    refuse(c, 401, 'youtubeSignupRequired', 'Unauthorized', { ...header, domain: 'youtube.header' })
  );
}

/** Takes from the project's daily buckets: 100 inserts, 10,000 units for all else (since 1 June 2026). */
export function spend(c: Asked, world: World, bucket: 'inserts' | 'units'): Response | undefined {
  const usages = world.collection<Usage>('usage');
  const day = pacificDay(world.now());
  const used = usages.get(day) ?? { id: day, inserts: 0, units: 0 };
  if (used[bucket] >= (bucket === 'inserts' ? 100 : 10_000)) return quotaExceeded(c);
  usages.put({ ...used, [bucket]: used[bucket] + 1 });
  return undefined;
}

export function quotaExceeded(c: Asked): Response {
  const message = 'The request cannot be completed because you have exceeded your quota.';
  return refuse(c, 403, 'quotaExceeded', message, { domain: 'youtube.quota' });
}

export function pacificDay(at: Date): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO('America/Los_Angeles')
    .toPlainDate()
    .toString();
}
