import type { Hono } from 'hono';
import type { FaultEnv } from '../../sandbox/faults.ts';
import {
  answering,
  errorBody,
  graphPath,
  GraphRefusal,
  insightsAnswer,
  listPage,
  pick,
  textOf,
} from '../../sandbox/graph.ts';
import type { SandboxDefinition } from '../../sandbox/kit.ts';
import { wallPage } from '../../sandbox/page.tsx';
import type { World } from '../../sandbox/state.ts';
import { pagesOf, permit, seedAccount, tokensOf } from './sandbox-account.ts';
import { addPhoto } from './sandbox-photos.ts';
import {
  addPost,
  checkMessage,
  newestFirst,
  postNode,
  postOr33,
  postsOf,
  putPost,
  shown,
} from './sandbox-posts.ts';

/** A Facebook Page that lives on this machine; what it refuses and why stands in the README. */
export const sandbox: SandboxDefinition = {
  platform: 'facebook',
  name: 'Facebook',
  coverage: [
    { method: 'GET', path: `${graphPath}/me`, state: 'supported' },
    { method: 'GET', path: `${graphPath}/me/accounts`, state: 'supported' },
    {
      method: 'POST',
      path: `${graphPath}/:page/feed`,
      state: 'partial',
      remark: 'No scheduling, no targeting, no link card.',
    },
    {
      method: 'POST',
      path: `${graphPath}/:page/photos`,
      state: 'partial',
      remark: 'By address only, no multipart file.',
    },
    { method: 'GET', path: `${graphPath}/:page/published_posts`, state: 'supported' },
    { method: 'GET', path: `${graphPath}/:post/insights`, state: 'supported' },
    { method: 'GET', path: `${graphPath}/:id`, state: 'partial', remark: 'Pages and posts.' },
    { method: 'GET', path: '/:page/posts/:post', state: 'supported' },
    { method: 'GET', path: `${graphPath}/:page/feed`, state: 'absent' },
    { method: 'POST', path: `${graphPath}/:page/videos`, state: 'absent' },
    { method: 'POST', path: `${graphPath}/:page/video_reels`, state: 'absent' },
    { method: 'POST', path: `${graphPath}/:post/comments`, state: 'absent' },
    { method: 'POST', path: `${graphPath}/:post`, state: 'absent' },
    { method: 'DELETE', path: `${graphPath}/:post`, state: 'absent' },
    { method: 'GET', path: `${graphPath}/oauth/access_token`, state: 'absent' },
  ],
  accepts: { method: 'POST', path: '/v[0-9.]+/[0-9]+/(feed|photos)$' },
  refusals: {
    throttled: {
      kind: 'answer-before',
      status: 400,
      body: { error: errorBody({ code: 32, message: '(#32) Page request limit reached' }) },
    },
    unauthorized: {
      kind: 'answer-before',
      status: 400,
      body: {
        error: errorBody({
          code: 190,
          subcode: 463,
          message: 'Error validating access token: Session has expired.',
        }),
      },
    },
  },
  routes,
  seed: seedAccount,
  posts: (world) => newestFirst(world).map((post) => shown(world, post)),
};

function routes(app: Hono<FaultEnv>, world: World): void {
  app.get(
    `${graphPath}/me/accounts`,
    answering((c, parameters) => {
      const token = permit(world, c, parameters, 'pages_show_list');
      if (token.kind === 'page') {
        throw new GraphRefusal({
          code: 100,
          message: '(#100) Tried accessing nonexisting field (accounts) on node type (Page)',
        });
      }
      const pages = pagesOf(world).filter(({ id }) => token.pages.includes(id));
      return listPage(c.req.url, pages, parameters, (page) => {
        const access_token = tokensOf(world).find(
          ({ kind, pages }) => kind === 'page' && pages[0] === page.id,
        )?.id;
        return pick({ ...page, access_token, tasks: token.tasks }, 'Page', textOf(parameters, 'fields'));
      });
    }),
  );
  app.get(
    `${graphPath}/me`,
    answering((c, parameters) => {
      const token = permit(world, c, parameters);
      const me =
        token.kind === 'page'
          ? pagesOf(world).get(token.pages[0] ?? '')
          : { id: token.userId, name: 'Sandbox person' };
      return pick({ ...me }, token.kind === 'page' ? 'Page' : 'User', textOf(parameters, 'fields'));
    }),
  );
  app.post(
    `${graphPath}/:page/feed`,
    answering((c, parameters) => {
      const page = c.req.param('page') ?? '';
      permit(world, c, parameters, 'pages_manage_posts', page);
      return { id: addPost(world, page, parameters).id };
    }),
  );
  app.post(
    `${graphPath}/:page/photos`,
    answering(async (c, parameters) => {
      const page = c.req.param('page') ?? '';
      permit(world, c, parameters, 'pages_manage_posts', page);
      const caption = textOf(parameters, 'caption') ?? textOf(parameters, 'message') ?? '';
      const isPublished = textOf(parameters, 'published') !== 'false';
      if (isPublished) checkMessage(world, page, caption);
      const photo = await addPhoto(world, page, parameters);
      if (!isPublished) return { id: photo.id };
      return { id: photo.id, post_id: putPost(world, page, caption, [photo.id]).id };
    }),
  );
  app.get(
    `${graphPath}/:page/published_posts`,
    answering((c, parameters) => {
      const page = c.req.param('page') ?? '';
      permit(world, c, parameters, 'pages_read_engagement', page);
      const posts = newestFirst(world).filter((post) => post.page === page && world.visible(post.createdAt));
      return listPage(c.req.url, posts, parameters, (post) =>
        pick(postNode(world, post), 'Post', textOf(parameters, 'fields')),
      );
    }),
  );
  app.get(
    `${graphPath}/:post/insights`,
    answering((c, parameters) => {
      const post = postOr33(world, c.req.param('post') ?? '');
      permit(world, c, parameters, 'read_insights', post.page);
      const numbers = world.audienceOf(post.id, post.createdAt);
      return insightsAnswer(post.id, textOf(parameters, 'metric'), {
        post_media_view: numbers.views,
        post_total_media_view_unique: numbers.reach,
        post_clicks: numbers.clicks,
        post_reactions_by_type_total: {
          like: numbers.likes - Math.floor(numbers.likes / 4),
          love: Math.floor(numbers.likes / 4),
        },
      });
    }),
  );
  app.get(
    `${graphPath}/:id`,
    answering((c, parameters) => {
      const token = permit(world, c, parameters);
      const id = c.req.param('id') ?? '';
      const page = token.pages.includes(id) ? pagesOf(world).get(id) : undefined;
      if (page !== undefined) {
        const access_token = tokensOf(world).find(
          ({ kind, pages }) => kind === 'page' && pages[0] === id,
        )?.id;
        return pick({ ...page, access_token }, 'Page', textOf(parameters, 'fields'));
      }
      const post = postOr33(world, id);
      permit(world, c, parameters, 'pages_read_engagement', post.page);
      return pick(postNode(world, post), 'Post', textOf(parameters, 'fields'));
    }),
  );
  app.get('/:page/posts/:post', (c) => {
    const post = postsOf(world).get(`${c.req.param('page')}_${c.req.param('post')}`);
    return post === undefined
      ? c.text('There is no such post.', 404)
      : c.html(wallPage('Facebook', [shown(world, post)]));
  });
}
