import { z } from 'zod';
import type { Tokens } from '../../domain/channel.ts';
import { readList } from '../../net/graph-list.ts';
import { openGraph, readingRefusal, type Graph, type GraphFailure } from '../../net/graph.ts';
import type { Call } from '../../net/request.ts';
import type { FoundChannel, Identified } from '../contract.ts';

/**
 * The professional accounts behind a token. Each hangs on a Page, whose token opens it; a Page without the field
 * `instagram_business_account` has none. Given `instagram_id`, just that account is asked for; given `page_id`, just that Page.
 */
export async function identify(tokens: Tokens, call: Call, now: () => Date): Promise<Identified> {
  const graph = openGraph(call, tokens);
  const found = await findAccounts(graph, tokens);
  if (found.kind !== 'accounts') return readingRefusal(found, 'Instagram', now());
  if (found.channels.length > 0) return { kind: 'channels', channels: found.channels };
  return {
    kind: 'rejected',
    reason:
      'Instagram: no professional account hangs on the Pages of this token; link the account to a Page in its settings, or name it with "instagram_id" in the token file.',
  };
}

type Found = { readonly kind: 'accounts'; readonly channels: readonly FoundChannel[] } | GraphFailure;

async function findAccounts(graph: Graph, tokens: Tokens): Promise<Found> {
  const { instagram_id: instagramId, page_id: pageId } = tokens;
  if (instagramId !== undefined) {
    const answer = await graph.get(instagramId, { fields: 'id,username' });
    if (answer.kind !== 'node') return answer;
    const account = accountSchema.safeParse(answer.node);
    return account.success ? { kind: 'accounts', channels: [channelOf(account.data, tokens)] } : misread;
  }
  const pageFields = 'id,name,access_token,instagram_business_account{id,username}';
  if (pageId !== undefined) return ofOnePage(graph, tokens, pageId, pageFields);
  const list = await readList(graph, 'me/accounts', { fields: pageFields, limit: '100' }, pageSchema);
  if (list.kind === 'list')
    return { kind: 'accounts', channels: list.items.flatMap((page) => ofPage(page, tokens)) };
  // A Page has no accounts of that kind: the token is a Page's own.
  if (list.kind === 'error' && list.error.code === 100) {
    return ofOnePage(graph, tokens, 'me', 'id,name,instagram_business_account{id,username}');
  }
  return list;
}

async function ofOnePage(graph: Graph, tokens: Tokens, id: string, fields: string): Promise<Found> {
  const answer = await graph.get(id, { fields });
  if (answer.kind !== 'node') return answer;
  const page = pageSchema.safeParse(answer.node);
  return page.success ? { kind: 'accounts', channels: ofPage(page.data, tokens) } : misread;
}

function ofPage(page: z.infer<typeof pageSchema>, tokens: Tokens): FoundChannel[] {
  const account = page.instagram_business_account;
  if (account === undefined) return [];
  return [
    channelOf(account, { access_token: page.access_token ?? tokens['access_token'] ?? '', page_id: page.id }),
  ];
}

function channelOf(account: z.infer<typeof accountSchema>, tokens: Tokens): FoundChannel {
  return {
    remoteId: account.id,
    name: account.username ?? account.id,
    tokens: { ...tokens, instagram_id: account.id },
    expiresAt: null,
  };
}

const misread = { kind: 'lost', reason: 'The answer was not an account.' } as const;

const accountSchema = z.object({ id: z.string(), username: z.string().optional() });
const pageSchema = z.object({
  id: z.string(),
  access_token: z.string().optional(),
  instagram_business_account: accountSchema.optional(),
});
