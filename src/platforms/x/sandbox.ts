import type { Context, Hono } from 'hono';
import type { FaultEnv, FaultInput } from '../../sandbox/faults.ts';
import type { CoveredEndpoint, SandboxDefinition } from '../../sandbox/kit.ts';
import type { World } from '../../sandbox/state.ts';
import { answerTokenRequest, seedAccount, whoAsks } from './sandbox-auth.ts';
import { postPage } from './sandbox-page.tsx';
import { createPost, deletePost } from './sandbox-create.ts';
import { listTimeline, lookUpPosts } from './sandbox-read.ts';
import { shownPosts, threadOf } from './sandbox-shown.ts';

const coverage: readonly CoveredEndpoint[] = [
  {
    method: 'POST',
    path: '/2/tweets',
    state: 'partial',
    remark: 'Text and replies; no media, no polls, no communities.',
  },
  {
    method: 'GET',
    path: '/2/tweets',
    state: 'partial',
    remark: 'Text, entities, references and numbers; no expansions.',
  },
  { method: 'GET', path: '/2/tweets/:id', state: 'partial', remark: 'As the one above, for one post.' },
  { method: 'DELETE', path: '/2/tweets/:id', state: 'supported' },
  { method: 'GET', path: '/2/users/me', state: 'partial', remark: 'id, name and username.' },
  { method: 'GET', path: '/2/users/:id/tweets', state: 'partial', remark: 'No expansions.' },
  {
    method: 'POST',
    path: '/2/oauth2/token',
    state: 'partial',
    remark: 'Refresh tokens; there is no consent page, so no codes.',
  },
  {
    method: 'GET',
    path: '/:user/status/:id',
    state: 'supported',
    remark: 'The page of a post, by any name and by /i/.',
  },
  { method: 'POST', path: '/2/media/upload', state: 'absent', remark: 'Excerpts for X are words alone.' },
  { method: 'GET', path: '/2/tweets/counts/recent', state: 'absent' },
];

/** X API v2 as docs.x.com describes it (contract 2.166, read 2026-11-24), as far as `coverage` says. */
export const sandbox: SandboxDefinition = {
  platform: 'x',
  name: 'X',
  coverage,
  accepts: { method: 'POST', path: '^/2/tweets$' },
  refusals: {
    throttled: refusal(429, 'Too Many Requests', 'Too Many Requests'),
    unauthorized: refusal(401, 'Unauthorized', 'Unauthorized'),
  },
  routes,
  seed: seedAccount,
  posts: shownPosts,
};

function routes(app: Hono<FaultEnv>, world: World): void {
  app.post('/2/oauth2/token', (c) => answerTokenRequest(c, world));
  app.get('/2/users/me', async (c) => {
    const user = await whoAsks(c, world, 'users.read');
    return user instanceof Response ? user : c.json({ data: user });
  });
  app.post('/2/tweets', async (c) => {
    const user = await whoAsks(c, world, 'tweet.write');
    return user instanceof Response ? user : createPost(c, world, user);
  });
  app.delete('/2/tweets/:id', async (c) => {
    const user = await whoAsks(c, world, 'tweet.write');
    return user instanceof Response ? user : deletePost(c, world, user, c.req.param('id'));
  });
  app.get('/2/tweets', async (c) => {
    const user = await whoAsks(c, world, 'tweet.read');
    return user instanceof Response
      ? user
      : lookUpPosts(c, world, user, (c.req.query('ids') ?? '').split(','));
  });
  app.get('/2/tweets/:id', async (c) => {
    const user = await whoAsks(c, world, 'tweet.read');
    return user instanceof Response ? user : lookUpPosts(c, world, user, c.req.param('id'));
  });
  app.get('/2/users/:id/tweets', async (c) => {
    const user = await whoAsks(c, world, 'tweet.read');
    return user instanceof Response ? user : listTimeline(c, world, user, c.req.param('id'));
  });
  app.get('/:user/status/:id', (c) => showPost(c, world, c.req.param('id')));
}

function showPost(c: Context<FaultEnv>, world: World, id: string): Response | Promise<Response> {
  const thread = threadOf(world, id);
  return thread.length === 0 ? c.text('Hmm... this page does not exist.', 404) : c.html(postPage(thread));
}

function refusal(status: number, title: string, detail: string): FaultInput {
  return {
    kind: 'answer-before',
    method: 'POST',
    path: '^/2/tweets$',
    status,
    body: { title, type: 'about:blank', status, detail },
  };
}
