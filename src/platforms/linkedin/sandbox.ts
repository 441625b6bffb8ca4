import type { SandboxDefinition } from '../../sandbox/kit.ts';
import { wallPage } from '../../sandbox/page.tsx';
import type { World } from '../../sandbox/state.ts';
import { listRoles, readPage, renewToken, userInfo } from './sandbox-accounts.ts';
import { beginUpload, readPicture, takeUpload } from './sandbox-pictures.ts';
import { createPost, findPosts, readPost } from './sandbox-posts.ts';
import { memberStatistics, pageStatistics } from './sandbox-statistics.ts';
import {
  accessTokenMs,
  accessTokens,
  asPeopleSeeIt,
  pages,
  people,
  postsOf,
  refreshTokens,
  signedIn,
  versioned,
} from './sandbox-world.ts';

/** An imitation of LinkedIn's page and member posting (learn.microsoft.com, version 202609, read 2026-11-24). */
export const linkedinSandbox: SandboxDefinition = {
  platform: 'linkedin',
  name: 'LinkedIn',
  coverage: [
    {
      method: 'POST',
      path: '/oauth/v2/accessToken',
      state: 'partial',
      remark: 'only grant_type=refresh_token',
    },
    { method: 'GET', path: '/v2/userinfo', state: 'supported' },
    { method: 'GET', path: '/rest/organizationAcls', state: 'partial', remark: 'only q=roleAssignee' },
    { method: 'GET', path: '/rest/organizations/:id', state: 'supported' },
    { method: 'POST', path: '/rest/posts', state: 'partial', remark: 'text and one picture' },
    { method: 'GET', path: '/rest/posts', state: 'partial', remark: 'only q=author' },
    { method: 'GET', path: '/rest/posts/:urn', state: 'supported' },
    { method: 'POST', path: '/rest/images', state: 'partial', remark: 'only action=initializeUpload' },
    { method: 'GET', path: '/rest/images/:urn', state: 'supported' },
    { method: 'PUT', path: '/dms-uploads/:key', state: 'supported' },
    {
      method: 'GET',
      path: '/rest/organizationalEntityShareStatistics',
      state: 'partial',
      remark: 'only per post',
    },
    {
      method: 'GET',
      path: '/rest/memberCreatorPostAnalytics',
      state: 'partial',
      remark: 'only q=entity, TOTAL',
    },
    { method: 'GET', path: '/feed/update/:urn/', state: 'supported' },
    { method: 'GET', path: '/oauth/v2/authorization', state: 'absent' },
    { method: 'POST', path: '/rest/posts/:urn', state: 'absent', remark: 'editing' },
    { method: 'DELETE', path: '/rest/posts/:urn', state: 'absent' },
    { method: 'POST', path: '/rest/socialActions/:urn/comments', state: 'absent' },
    { method: 'POST', path: '/rest/videos', state: 'absent' },
    { method: 'POST', path: '/rest/documents', state: 'absent' },
  ],
  accepts: { method: 'POST', path: '^/rest/posts$' },
  refusals: {
    throttled: {
      kind: 'answer-before',
      method: 'POST',
      path: '^/rest/posts$',
      status: 429,
      body: {
        message: 'Resource level throttle APPLICATION DAY limit for calls to this resource is reached.',
        serviceErrorCode: 101,
        status: 429,
      },
    },
    unauthorized: {
      kind: 'answer-before',
      method: 'POST',
      path: '^/rest/posts$',
      status: 401,
      body: {
        status: 401,
        serviceErrorCode: 65601,
        code: 'REVOKED_ACCESS_TOKEN',
        message: 'The token used in the request has been revoked by the user',
      },
    },
  },
  routes(app, world) {
    app.post('/oauth/v2/accessToken', (c) => renewToken(c, world));
    app.get(
      '/v2/userinfo',
      signedIn(world, (c, session) => userInfo(c, session, world)),
    );
    app.get(
      '/rest/organizationAcls',
      versioned(world, (c, session) => listRoles(c, session, world)),
    );
    app.get(
      '/rest/organizations/:id',
      versioned(world, (c, session) => readPage(c, session, world)),
    );
    app.post(
      '/rest/posts',
      versioned(world, (c, session) => createPost(c, session, world)),
    );
    app.get(
      '/rest/posts',
      versioned(world, (c, session) => findPosts(c, session, world)),
    );
    app.get(
      '/rest/posts/:urn',
      versioned(world, (c, session) => readPost(c, session, world)),
    );
    app.post(
      '/rest/images',
      versioned(world, (c, session) => beginUpload(c, session, world)),
    );
    app.get(
      '/rest/images/:urn',
      versioned(world, (c, session) => readPicture(c, session, world)),
    );
    app.put(
      '/dms-uploads/:key',
      signedIn(world, (c) => takeUpload(c, world)),
    );
    app.get(
      '/rest/organizationalEntityShareStatistics',
      versioned(world, (c, session) => pageStatistics(c, session, world)),
    );
    app.get(
      '/rest/memberCreatorPostAnalytics',
      versioned(world, (c, session) => memberStatistics(c, session, world)),
    );
    app.get('/feed/update/:urn/', (c) => {
      const post = postsOf(world).get(c.req.param('urn'));
      if (post?.lifecycleState !== 'PUBLISHED') return c.text('This post cannot be displayed.', 404);
      return c.html(wallPage('LinkedIn', [asPeopleSeeIt(world, post)]));
    });
  },
  seed,
  posts: (world) =>
    postsOf(world)
      .filter((post) => post.lifecycleState === 'PUBLISHED')
      .reverse()
      .map((post) => asPeopleSeeIt(world, post)),
};

const seeded = {
  person: 'Sb7xClinic2',
  page: '2414183',
  accessToken: 'sandbox-linkedin-access-token',
  refreshToken: 'sandbox-linkedin-refresh-token',
  clientId: 'sandbox-linkedin-client',
  clientSecret: 'sandbox-linkedin-client-secret',
};
const refreshTokenMs = 365 * 24 * 3600_000;

/** A clinic's page and the person who runs it. The token opens both: `author` says which. */
function seed(world: World): Record<string, string> {
  const { person, page, clientId, clientSecret } = seeded;
  const scopes = [
    'openid',
    'profile',
    'w_member_social',
    'w_organization_social',
    'r_organization_social',
    'rw_organization_admin',
    'r_member_postAnalytics',
  ];
  if (people(world).get(person) === undefined) people(world).put({ id: person, name: 'Sandbox Person' });
  if (pages(world).get(page) === undefined) {
    const roles = [{ person, role: 'ADMINISTRATOR' }];
    pages(world).put({ id: page, name: 'Sandbox Clinic', vanityName: 'sandbox-clinic', roles });
  }
  const until = (ms: number): string => new Date(world.now().getTime() + ms).toISOString();
  // A sandbox that has stood for months must still open: dead tokens of its own account come to life again.
  const alive = <T extends { expiresAt: string }>(token: T | undefined): T | undefined =>
    token !== undefined && new Date(token.expiresAt) > world.now() ? token : undefined;
  const access =
    alive(accessTokens(world).get(seeded.accessToken)) ??
    accessTokens(world).put({
      id: seeded.accessToken,
      person,
      scopes,
      expiresAt: until(accessTokenMs),
      revoked: false,
    });
  const refresh =
    alive(refreshTokens(world).get(seeded.refreshToken)) ??
    refreshTokens(world).put({
      id: seeded.refreshToken,
      person,
      scopes,
      clientId,
      clientSecret,
      expiresAt: until(refreshTokenMs),
      revoked: false,
    });
  return {
    access_token: access.id,
    author: `urn:li:organization:${page}`,
    refresh_token: refresh.id,
    client_id: clientId,
    client_secret: clientSecret,
    expires_at: access.expiresAt,
    refresh_token_expires_at: refresh.expiresAt,
  };
}
