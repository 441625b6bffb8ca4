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
import { accountsOf, notThere, permit, seedAccount, tokensOf, type Account } from './sandbox-account.ts';
import { addContainer, containersOf, lookAt, standingOf } from './sandbox-containers.ts';
import {
  mediaNode,
  mediaOf,
  mostPosts,
  newestFirst,
  publishContainer,
  publishedToday,
  shown,
} from './sandbox-media.ts';

/** An Instagram account that lives on this machine; what it refuses and why stands in the README. */
export const sandbox: SandboxDefinition = {
  platform: 'instagram',
  name: 'Instagram',
  coverage: [
    { method: 'GET', path: `${graphPath}/me`, state: 'supported' },
    { method: 'GET', path: `${graphPath}/me/accounts`, state: 'supported' },
    {
      method: 'POST',
      path: `${graphPath}/:account/media`,
      state: 'partial',
      remark: 'Pictures and carousels of pictures; no reels, no stories, no tagging.',
    },
    { method: 'POST', path: `${graphPath}/:account/media_publish`, state: 'supported' },
    { method: 'GET', path: `${graphPath}/:account/media`, state: 'supported' },
    { method: 'GET', path: `${graphPath}/:account/content_publishing_limit`, state: 'supported' },
    { method: 'GET', path: `${graphPath}/:media/insights`, state: 'supported' },
    {
      method: 'GET',
      path: `${graphPath}/:id`,
      state: 'partial',
      remark: 'Pages, accounts, containers and media.',
    },
    { method: 'GET', path: '/p/:shortcode/', state: 'supported' },
    { method: 'POST', path: `${graphPath}/:media/comments`, state: 'absent' },
    { method: 'DELETE', path: `${graphPath}/:media`, state: 'absent' },
    { method: 'GET', path: `${graphPath}/ig_hashtag_search`, state: 'absent' },
    { method: 'GET', path: `${graphPath}/oauth/access_token`, state: 'absent' },
  ],
  accepts: { method: 'POST', path: '/media_publish$' },
  refusals: {
    throttled: {
      kind: 'answer-before',
      status: 400,
      body: { error: errorBody({ code: 4, message: '(#4) Application request limit reached' }) },
    },
    unauthorized: {
      kind: 'answer-before',
      status: 400,
      body: {
        error: errorBody({
          code: 190,
          subcode: 460,
          message: 'Error validating access token: The password was changed.',
        }),
      },
    },
  },
  routes,
  seed: seedAccount,
  posts: (world) => newestFirst(world).map((media) => shown(world, media)),
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
      const accounts = accountsOf(world).filter(({ id }) => token.accounts.includes(id));
      return listPage(c.req.url, accounts, parameters, (account) =>
        pick({ ...pageNode(world, account), tasks: token.tasks }, 'Page', textOf(parameters, 'fields')),
      );
    }),
  );
  app.get(
    `${graphPath}/me`,
    answering((c, parameters) => {
      const token = permit(world, c, parameters);
      const account = accountsOf(world).get(token.accounts[0] ?? '');
      return token.kind === 'page' && account !== undefined
        ? pick(pageNode(world, account), 'Page', textOf(parameters, 'fields'))
        : pick({ id: '100264917330900', name: 'Sandbox person' }, 'User', textOf(parameters, 'fields'));
    }),
  );
  app.post(
    `${graphPath}/:account/media`,
    answering(async (c, parameters) => {
      const account = c.req.param('account') ?? '';
      permit(world, c, parameters, 'instagram_content_publish', account);
      return { id: (await addContainer(world, account, parameters)).id };
    }),
  );
  app.post(
    `${graphPath}/:account/media_publish`,
    answering((c, parameters) => {
      const account = c.req.param('account') ?? '';
      permit(world, c, parameters, 'instagram_content_publish', account);
      return { id: publishContainer(world, account, textOf(parameters, 'creation_id') ?? '').id };
    }),
  );
  app.get(
    `${graphPath}/:account/media`,
    answering((c, parameters) => {
      const account = c.req.param('account') ?? '';
      const token = permit(world, c, parameters, 'instagram_basic', account);
      const media = newestFirst(world).filter(
        (made) => made.account === account && world.visible(made.publishedAt),
      );
      return listPage(c.req.url, media, parameters, (made) =>
        pick(mediaNode(world, made, token.tasks.includes('MANAGE')), 'IGMedia', textOf(parameters, 'fields')),
      );
    }),
  );
  app.get(
    `${graphPath}/:account/content_publishing_limit`,
    answering((c, parameters) => {
      const account = c.req.param('account') ?? '';
      permit(world, c, parameters, 'instagram_content_publish', account);
      const limit = {
        quota_usage: publishedToday(world, account),
        config: { quota_total: mostPosts, quota_duration: 86_400 },
      };
      const fields = textOf(parameters, 'fields')?.split(',') ?? ['quota_usage'];
      return { data: [Object.fromEntries(Object.entries(limit).filter(([name]) => fields.includes(name)))] };
    }),
  );
  app.get(
    `${graphPath}/:media/insights`,
    answering((c, parameters) => {
      const id = c.req.param('media') ?? '';
      const media = mediaOf(world).get(id);
      if (media === undefined) throw notThere(id);
      permit(world, c, parameters, 'instagram_manage_insights', media.account);
      const numbers = world.audienceOf(media.id, media.publishedAt);
      return insightsAnswer(id, textOf(parameters, 'metric'), {
        views: numbers.views,
        reach: numbers.reach,
        likes: numbers.likes,
        comments: numbers.comments,
        shares: numbers.shares,
        saved: numbers.saves,
        total_interactions: numbers.likes + numbers.comments + numbers.shares + numbers.saves,
        reposts: 0,
        follows: 0,
        profile_visits: 0,
      });
    }),
  );
  app.get(
    `${graphPath}/:id`,
    answering((c, parameters) => {
      const id = c.req.param('id') ?? '';
      const token = permit(world, c, parameters);
      const fields = textOf(parameters, 'fields');
      const mine = (account: string): boolean => token.accounts.includes(account);
      const account = accountsOf(world).find((one) => mine(one.id) && (one.id === id || one.pageId === id));
      if (account?.pageId === id) return pick(pageNode(world, account), 'Page', fields);
      if (account !== undefined)
        return pick({ id, username: account.username, name: account.pageName }, 'IGUser', fields);
      const container = containersOf(world).get(id);
      if (container !== undefined && mine(container.account)) {
        return pick({ id, ...standingOf(world, lookAt(world, container)) }, 'IGContainer', fields);
      }
      const media = mediaOf(world).get(id);
      if (media === undefined || !mine(media.account)) throw notThere(id);
      return pick(mediaNode(world, media, token.tasks.includes('MANAGE')), 'IGMedia', fields);
    }),
  );
  app.get('/p/:shortcode/', (c) => {
    const media = mediaOf(world).find(({ shortcode }) => shortcode === c.req.param('shortcode'));
    return media === undefined
      ? c.text('There is no such post.', 404)
      : c.html(wallPage('Instagram', [shown(world, media)]));
  });
}

function pageNode(world: World, account: Account): Readonly<Record<string, unknown>> {
  return {
    id: account.pageId,
    name: account.pageName,
    access_token: tokensOf(world).find(
      ({ kind, accounts }) => kind === 'page' && accounts.includes(account.id),
    )?.id,
    instagram_business_account: { id: account.id, username: account.username },
  };
}
