import type { Context, Handler } from 'hono';
import type { FaultEnv } from '../../sandbox/faults.ts';
import type { SandboxPost } from '../../sandbox/kit.ts';
import type { World } from '../../sandbox/state.ts';
import { shownText, type Segment } from './sandbox-text.ts';

export interface Person {
  readonly id: string;
  readonly name: string;
}

export interface Page {
  /** Digits of the URN. */
  readonly id: string;
  readonly name: string;
  readonly vanityName: string;
  readonly roles: readonly { readonly person: string; readonly role: string }[];
}

export interface Token {
  readonly id: string;
  readonly person: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string;
  readonly revoked: boolean;
}

export interface RefreshToken extends Token {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface Picture {
  /** `urn:li:image:…` */
  readonly id: string;
  readonly owner: string;
  readonly uploadKey: string;
  readonly uploadUntil: string;
  readonly blob?: string;
  readonly uploadedAt?: string;
  readonly failed: boolean;
}

export interface Post {
  /** `urn:li:share:…` or `urn:li:ugcPost:…` */
  readonly id: string;
  readonly author: string;
  readonly segments: readonly Segment[];
  readonly content?: { readonly media: { readonly id: string; readonly altText?: string } };
  /** Author, commentary and content as they came, for the refusal of repetitions. */
  readonly sameness: string;
  readonly lifecycleState: 'PUBLISHED' | 'PUBLISH_FAILED';
  readonly createdAt: string;
  readonly remarks: readonly string[];
}

/** Access tokens live this long. */
export const accessTokenMs = 60 * 24 * 3600_000;

export const people = (world: World) => world.collection<Person>('people');
export const pages = (world: World) => world.collection<Page>('pages');
export const accessTokens = (world: World) => world.collection<Token>('accessTokens');
export const refreshTokens = (world: World) => world.collection<RefreshToken>('refreshTokens');
export const pictures = (world: World) => world.collection<Picture>('pictures');
export const postsOf = (world: World) => world.collection<Post>('posts');

/** Whom a token speaks for, and whether it may. */
export interface Session {
  readonly token: Token;
  /** Whether it may write as this author, or (for a page) read and count its posts. */
  mayActFor(author: string, scopes: { readonly page: string; readonly member: string }): boolean;
}

/** Versions that answer; the list is kept and not computed, so that the imitation does not die of old age. */
const liveVersions = [
  '202601',
  '202602',
  '202603',
  '202604',
  '202605',
  '202606',
  '202607',
  '202608',
  '202609',
];

type C = Context<FaultEnv>;

/** Checks what every call under /rest must bring: a live version and a live token. */
export function versioned(
  world: World,
  handle: (c: C, session: Session) => Response | Promise<Response>,
): Handler<FaultEnv> {
  return (c) => {
    const version = c.req.header('linkedin-version');
    if (version === undefined) {
      const message =
        'A version must be present. Please specify a version by adding the Linkedin-Version header.';
      return refuse(c, 400, 'VERSION_MISSING', message);
    }
    if (!liveVersions.includes(version)) {
      return refuse(
        c,
        426,
        'NONEXISTENT_VERSION',
        `Requested version ${version.padEnd(8, '01')} is not active`,
      );
    }
    return signedIn(world, handle)(c, async () => {});
  };
}

/** Checks the token alone: /v2/userinfo and uploads know no version. */
export function signedIn(
  world: World,
  handle: (c: C, session: Session) => Response | Promise<Response>,
): Handler<FaultEnv> {
  return (c) => {
    const bearer = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1];
    if (bearer === undefined)
      return c.json({ status: 401, serviceErrorCode: 401, message: 'Empty oauth2_access_token' }, 401);
    const token = accessTokens(world).get(bearer);
    if (token === undefined) return dead(c, 65600, 'INVALID_ACCESS_TOKEN', 'Invalid access token');
    if (token.revoked || world.takeSwitch('fresh-token')) {
      return dead(
        c,
        65601,
        'REVOKED_ACCESS_TOKEN',
        'The token used in the request has been revoked by the user',
      );
    }
    if (new Date(token.expiresAt) <= world.now()) {
      return dead(c, 65602, 'EXPIRED_ACCESS_TOKEN', 'The token used in the request has expired');
    }
    return handle(c, {
      token,
      mayActFor: (author, scopes) => {
        if (author === `urn:li:person:${token.person}`) return token.scopes.includes(scopes.member);
        const page = pages(world).get(/^urn:li:organization:(\d+)$/.exec(author)?.[1] ?? '');
        return (
          page?.roles.some(({ person }) => person === token.person) === true &&
          token.scopes.includes(scopes.page)
        );
      },
    });
  };
}

function dead(c: C, serviceErrorCode: number, code: string, message: string): Response {
  return c.json({ status: 401, serviceErrorCode, code, message }, 401);
}

/** LinkedIn's newer form of an error. */
export function refuse(c: C, status: 400 | 403 | 404 | 422 | 426, code: string, message: string): Response {
  return c.json({ status, code, message }, status);
}

export function denied(c: C, what: string): Response {
  return c.json(
    {
      status: 403,
      serviceErrorCode: 100,
      code: 'ACCESS_DENIED',
      message: `Not enough permissions to access: ${what}.20260901`,
    },
    403,
  );
}

/** The URN in a path, which must stand there encoded whole; undefined when it does not. */
export function urnInPath(c: C): string | undefined {
  const segment = new URL(c.req.url).pathname.split('/').at(-1) ?? '';
  const urn = decodeURIComponent(segment);
  return segment.includes(':') || !urn.startsWith('urn:li:') ? undefined : urn;
}

/** What stands between the brackets of `name=List(…)` or `name=(…)`, decoded piece by piece; undefined when the brackets are encoded or missing. */
export function restliValue(c: C, name: string, list: 'List' | ''): string[] | undefined {
  const query = new URL(c.req.url).search.slice(1).split('&');
  const raw = query.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
  const inner = raw === undefined ? undefined : new RegExp(`^${list}\\((.*)\\)$`).exec(raw)?.[1];
  return inner?.split(',').map(decodeURIComponent);
}

export function asPeopleSeeIt(world: World, post: Post): SandboxPost {
  const picture = post.content === undefined ? undefined : pictures(world).get(post.content.media.id);
  const seen = world.audienceOf(post.id, post.createdAt);
  return {
    id: post.id,
    account: nameOf(world, post.author),
    text: shownText(post.segments),
    media:
      picture?.blob === undefined
        ? []
        : [{ kind: 'picture', url: world.blobUrl(picture.blob), alt: post.content?.media.altText ?? '' }],
    publishedAt: post.createdAt,
    url: `${world.url}/feed/update/${post.id}/`,
    numbers: {
      impressions: seen.views,
      reactions: seen.likes,
      comments: seen.comments,
      reposts: seen.shares,
      clicks: seen.clicks,
    },
    remarks: post.remarks,
  };
}

function nameOf(world: World, author: string): string {
  const id = author.slice(author.lastIndexOf(':') + 1);
  return (
    (author.startsWith('urn:li:organization:') ? pages(world).get(id)?.name : people(world).get(id)?.name) ??
    author
  );
}
