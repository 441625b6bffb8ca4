import type { Context } from 'hono';
import type { FaultEnv } from '../../sandbox/faults.ts';
import type { World } from '../../sandbox/state.ts';
import { readCommentary, writtenText } from './sandbox-text.ts';
import { denied, pictures, postsOf, refuse, urnInPath, type Post, type Session } from './sandbox-world.ts';

type C = Context<FaultEnv>;
type Body = Readonly<Record<string, unknown>>;

/** "Posts API" and "Post API schema" (learn.microsoft.com, li-lms-2026-01, read 2026-11-24). */
const knownFields = [
  'author',
  'commentary',
  'visibility',
  'distribution',
  'content',
  'lifecycleState',
  'isReshareDisabledByAuthor',
  'contentLandingPage',
  'contentCallToActionLabel',
];
const neededFields = ['author', 'visibility', 'distribution', 'lifecycleState'];
const visibilities: readonly unknown[] = ['PUBLIC', 'CONNECTIONS', 'LOGGED_IN', 'CONTAINER'];
const feedDistributions: readonly unknown[] = ['MAIN_FEED', 'NONE'];
const mostCharacters = 3000;
const duplicateMemoryMs = 10 * 60_000;

export async function createPost(c: C, session: Session, world: World): Promise<Response> {
  const body: unknown = await c.req.json().catch(() => undefined);
  if (!isObject(body))
    return refuse(c, 400, 'ILLEGAL_ARGUMENT', 'Request body could not be converted to data map');
  const refusal =
    refusedForm(c, body) ??
    refusedAuthor(c, body, session) ??
    refusedWords(c, body) ??
    refusedPicture(c, body, world);
  if (refusal !== undefined) return refusal;

  const author = String(body.author);
  const commentary = typeof body.commentary === 'string' ? body.commentary : '';
  const media = mediaOf(body);
  const sameness = JSON.stringify([author, commentary, media ?? null]);
  const since = world.now().getTime() - duplicateMemoryMs;
  const first = postsOf(world).find(
    (post) =>
      post.sameness === sameness &&
      post.lifecycleState === 'PUBLISHED' &&
      new Date(post.createdAt).getTime() > since,
  );
  if (first !== undefined) return duplicate(c, first.id);

  const { segments, cutAt } = readCommentary(commentary);
  const post: Post = {
    // Which of both kinds LinkedIn makes is not documented; clients must live with either.
    id: media === undefined ? `urn:li:share:${world.nextId(19)}` : `urn:li:ugcPost:${world.nextId(19)}`,
    author,
    segments,
    ...(media === undefined ? {} : { content: { media } }),
    sameness,
    lifecycleState: world.takeSwitch('publish-failed') ? 'PUBLISH_FAILED' : 'PUBLISHED',
    createdAt: world.now().toISOString(),
    remarks:
      cutAt === undefined
        ? []
        : [
            `LinkedIn would have shown only this much: an unescaped "${cutAt.character}" stood at place ${cutAt.place + 1}` +
              `, and the ${commentary.length - cutAt.place} characters from there on are lost.`,
          ],
  };
  postsOf(world).put(post);
  return c.body(null, 201, { 'x-restli-id': post.id });
}

function refusedForm(c: C, body: Body): Response | undefined {
  const strange = Object.keys(body).find((field) => !knownFields.includes(field));
  if (strange !== undefined) {
    const message = `ERROR :: /${strange} :: unrecognized field found but not allowed\n`;
    return c.json({ message, status: 422 }, 422);
  }
  const missing = neededFields.find((field) => body[field] === undefined);
  if (missing !== undefined) return refuse(c, 400, 'MISSING_FIELD', `${missing} is a required field`);
  const distribution = isObject(body.distribution) ? body.distribution : {};
  const wrong =
    (body.lifecycleState !== 'PUBLISHED' && 'lifecycleState') ||
    (!visibilities.includes(body.visibility) && 'visibility') ||
    (!feedDistributions.includes(distribution.feedDistribution) && 'distribution/feedDistribution');
  if (wrong !== false)
    return refuse(c, 400, 'INVALID_VALUE_FOR_FIELD', `The value of ${wrong} is not allowed`);
  return undefined;
}

function refusedAuthor(c: C, body: Body, session: Session): Response | undefined {
  if (!/^urn:li:(organization:\d+|person:[\w-]+)$/.test(String(body.author))) {
    return refuse(c, 400, 'INVALID_URN_TYPE', 'author must be a person or an organization');
  }
  const may = session.mayActFor(String(body.author), {
    page: 'w_organization_social',
    member: 'w_member_social',
  });
  if (may) return undefined;
  const message =
    'Unpermitted fields present in REQUEST_BODY: Data Processing Exception while processing fields [/author]';
  return c.json({ status: 403, serviceErrorCode: 100, code: 'ACCESS_DENIED', message }, 403);
}

function refusedWords(c: C, body: Body): Response | undefined {
  const commentary = body.commentary ?? '';
  if (typeof commentary !== 'string')
    return refuse(c, 400, 'INVALID_VALUE_FOR_FIELD', 'commentary must be a string');
  if (commentary.trim() === '' && body.content === undefined) {
    return refuse(c, 400, 'INVALID_VALUE_BLANK_FIELD', 'commentary must not be blank');
  }
  if (commentary.length <= mostCharacters) return undefined;
  const message = `commentary length ${commentary.length} can't exceeded maximum ${mostCharacters} length`;
  return refuse(c, 400, 'FIELD_LENGTH_TOO_LONG', message);
}

function refusedPicture(c: C, body: Body, world: World): Response | undefined {
  if (body.content === undefined) return undefined;
  const media = mediaOf(body);
  if (media === undefined) {
    return refuse(
      c,
      400,
      'INVALID_VALUE_FOR_FIELD',
      'This imitation knows no content but media with one picture',
    );
  }
  if (media.altText?.trim() === '')
    return refuse(c, 400, 'INVALID_VALUE_BLANK_FIELD', 'altText must not be blank');
  const picture = pictures(world).get(media.id);
  if (picture === undefined) return refuse(c, 400, 'INVALID_IMAGE_ID', `${media.id} is no image`);
  if (picture.owner !== body.author) {
    const message =
      'Accessing this image resource is forbidden. Please check your permissions for this resource';
    return refuse(c, 403, 'ACCESS_DENIED', message);
  }
  if (picture.blob === undefined)
    return refuse(c, 400, 'MEDIA_ASSET_WAITING_UPLOAD', `${media.id} has no bytes yet`);
  if (picture.failed)
    return refuse(c, 400, 'MEDIA_ASSET_PROCESSING_FAILED', `${media.id} could not be processed`);
  return undefined;
}

function duplicate(c: C, urn: string): Response {
  return c.json(
    {
      errorDetailType: 'com.linkedin.common.error.BadRequest',
      message: `com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of ${urn}`,
      errorDetails: {
        inputErrors: [{ description: 'Duplicate post is detected', input: {}, code: 'DUPLICATE_POST' }],
      },
      status: 422,
    },
    422,
  );
}

/** `GET /rest/posts?q=author`: what a page has posted, last changed first. */
export function findPosts(c: C, session: Session, world: World): Response {
  const author = c.req.query('author') ?? '';
  if (c.req.query('q') !== 'author' || c.req.header('x-restli-method') !== 'FINDER') {
    return refuse(c, 400, 'PARAM_INVALID', 'A finder needs q=author and the header X-RestLi-Method: FINDER');
  }
  if (!mayRead(session, author)) return denied(c, 'partnerApiPostsExternal.FINDER-author');
  const start = Number(c.req.query('start') ?? 0);
  const count = Math.min(100, Number(c.req.query('count') ?? 10));
  const seen = postsOf(world)
    .filter((post) => post.author === author && world.visible(post.createdAt))
    .reverse();
  const elements = seen.slice(start, start + count).map(asApiGivesIt);
  return c.json({ paging: { start, count, links: [], total: seen.length }, elements });
}

export function readPost(c: C, session: Session, world: World): Response {
  const urn = urnInPath(c);
  if (urn === undefined) return refuse(c, 400, 'ILLEGAL_ARGUMENT', 'The URN in the path must be encoded');
  const post = postsOf(world).get(urn);
  if (post === undefined) return refuse(c, 404, 'NOT_FOUND', `${urn} was not found`);
  if (!mayRead(session, post.author)) return denied(c, 'partnerApiPostsExternal.GET');
  return c.json(asApiGivesIt(post));
}

/** A member's own posts cannot be read: `r_member_social` is given to nobody. */
function mayRead(session: Session, author: string): boolean {
  return session.mayActFor(author, { page: 'r_organization_social', member: 'r_member_social' });
}

function asApiGivesIt(post: Post): object {
  const at = new Date(post.createdAt).getTime();
  return {
    id: post.id,
    author: post.author,
    commentary: writtenText(post.segments),
    visibility: 'PUBLIC',
    lifecycleState: post.lifecycleState,
    lifecycleStateInfo: { isEditedByAuthor: false },
    isReshareDisabledByAuthor: false,
    distribution: { feedDistribution: 'MAIN_FEED', targetEntities: [], thirdPartyDistributionChannels: [] },
    ...(post.content === undefined ? {} : { content: post.content }),
    createdAt: at,
    publishedAt: at,
    lastModifiedAt: at,
  };
}

function mediaOf(body: Body): { id: string; altText?: string } | undefined {
  const media = isObject(body.content) ? body.content.media : undefined;
  if (!isObject(media) || typeof media.id !== 'string') return undefined;
  return { id: media.id, ...(typeof media.altText === 'string' ? { altText: media.altText } : {}) };
}

function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
