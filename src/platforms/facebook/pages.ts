import { z } from 'zod';
import type { Tokens } from '../../domain/channel.ts';
import { readList } from '../../net/graph-list.ts';
import { openGraph, readingRefusal, type Graph, type GraphFailure } from '../../net/graph.ts';
import type { Call } from '../../net/request.ts';
import type { FoundChannel, Identified } from '../contract.ts';

/**
 * The Pages a token opens ("Long-Lived Access Tokens", read 2026-11-24). A user's token lists them with a token for each;
 * with `page_id` just that one is asked for, which also reaches Pages that only a business portfolio knows; a Page's own
 * token opens that Page.
 */
export async function identify(tokens: Tokens, call: Call, now: () => Date): Promise<Identified> {
  const graph = openGraph(call, tokens);
  const found = await findPages(graph, tokens);
  if (found.kind !== 'pages') return readingRefusal(found, 'Facebook', now());
  const channels = found.pages
    .filter((page) => mayPublish(page))
    .map((page): FoundChannel => {
      const access_token = page.access_token ?? tokens['access_token'] ?? '';
      return {
        remoteId: page.id,
        name: page.name,
        tokens: { access_token, page_id: page.id },
        expiresAt: null,
      };
    });
  if (channels.length > 0) return { kind: 'channels', channels };
  const names = found.pages.map((page) => page.name).join(', ');
  return {
    kind: 'unauthorized',
    reason:
      names === ''
        ? 'Facebook: this token opens no Page; make it with the permission pages_show_list by someone who works on the Page.'
        : `Facebook: whoever made this token may not publish on ${names}; the Page task "Content" is missing.`,
  };
}

async function findPages(
  graph: Graph,
  tokens: Tokens,
): Promise<{ kind: 'pages'; pages: readonly Page[] } | GraphFailure> {
  const pageId = tokens['page_id'];
  if (pageId !== undefined) return onePage(graph, pageId, 'id,name,access_token');
  const list = await readList(
    graph,
    'me/accounts',
    { fields: 'id,name,access_token,tasks', limit: '100' },
    pageSchema,
  );
  if (list.kind === 'list') return { kind: 'pages', pages: list.items };
  // A Page has no accounts: the token is a Page's own.
  if (list.kind === 'error' && list.error.code === 100) return onePage(graph, 'me', 'id,name');
  return list;
}

async function onePage(
  graph: Graph,
  id: string,
  fields: string,
): Promise<{ kind: 'pages'; pages: readonly Page[] } | GraphFailure> {
  const answer = await graph.get(id, { fields });
  if (answer.kind !== 'node') return answer;
  const page = pageSchema.safeParse(answer.node);
  return page.success
    ? { kind: 'pages', pages: [page.data] }
    : { kind: 'lost', reason: 'The answer was not a Page.' };
}

const pageSchema = z.object({
  id: z.string(),
  name: z.string(),
  access_token: z.string().optional(),
  tasks: z.array(z.string()).optional(),
});
type Page = z.infer<typeof pageSchema>;

/** Tasks are told only in a user's list; elsewhere the first publish says it. */
function mayPublish(page: Page): boolean {
  return page.tasks === undefined || page.tasks.includes('CREATE_CONTENT') || page.tasks.includes('MANAGE');
}
