import type { Context } from 'hono';
import type { FaultEnv } from '../../sandbox/faults.ts';
import { GraphRefusal, tokenOf, type Parameters } from '../../sandbox/graph.ts';
import type { Collection, World } from '../../sandbox/state.ts';

export interface Page {
  readonly id: string;
  readonly name: string;
}

export interface Token {
  /** The token itself. */
  readonly id: string;
  readonly kind: 'user' | 'page';
  readonly userId: string;
  readonly pages: readonly string[];
  readonly permissions: readonly string[];
  readonly tasks: readonly string[];
  /** Why it is dead: 463 expired, 460 password changed, 458 app removed. */
  readonly dead?: number;
}

export function pagesOf(world: World): Collection<Page> {
  return world.collection<Page>('pages');
}

export function tokensOf(world: World): Collection<Token> {
  return world.collection<Token>('tokens');
}

const pageId = '100264917330001';
const pageToken = 'EAASandboxPageTokenThatOpensNothingOutside0001';

/** One Page and one person who works on it. Ids and tokens stay the same, so that a reset does not cut off a channel. */
export function seedAccount(world: World): Readonly<Record<string, string>> {
  if (pagesOf(world).get(pageId) === undefined) {
    pagesOf(world).put({ id: pageId, name: 'Sandbox Clinic' });
    const shared = {
      userId: '100264917330900',
      pages: [pageId],
      permissions: ['pages_show_list', 'pages_read_engagement', 'pages_manage_posts', 'read_insights'],
      tasks: ['ANALYZE', 'CREATE_CONTENT'],
    };
    tokensOf(world).put({ id: pageToken, kind: 'page', ...shared });
    tokensOf(world).put({ id: 'EAASandboxUserTokenThatOpensNothingOutside0001', kind: 'user', ...shared });
  }
  return { access_token: pageToken, page_id: pageId };
}

/**
 * The token behind a request, if it may do this. With `page`, only that Page's own token will do: a person's token is
 * refused there.
 */
export function permit(
  world: World,
  c: Context<FaultEnv>,
  parameters: Parameters,
  permission?: string,
  page?: string,
): Token {
  const given = tokenOf(c, parameters);
  if (given === undefined) {
    throw new GraphRefusal({
      code: 2500,
      message: 'An active access token must be used to query information about the current user.',
    });
  }
  const token = tokensOf(world).get(given);
  if (token === undefined) {
    throw new GraphRefusal({ code: 190, message: 'Invalid OAuth access token - Cannot parse access token' });
  }
  if (token.dead !== undefined) {
    throw new GraphRefusal({
      code: 190,
      subcode: token.dead,
      message: 'Error validating access token: The session has been invalidated.',
      headers: {
        'www-authenticate': 'OAuth "Facebook Platform" "invalid_token" "The session has been invalidated."',
      },
    });
  }
  if (world.takeSwitch('calls-used-up')) throw usedUp(page ?? token.pages[0] ?? '');
  if (page !== undefined && (token.kind !== 'page' || token.pages[0] !== page)) {
    throw new GraphRefusal({
      status: 403,
      code: 200,
      message:
        '(#200) If posting to a page, requires a page access token with sufficient permissions on that page',
    });
  }
  if (permission !== undefined && !token.permissions.includes(permission)) {
    throw new GraphRefusal({
      status: 403,
      code: 200,
      message: `(#200) If posting to a page, requires both pages_read_engagement and pages_manage_posts; missing: ${permission}`,
    });
  }
  return token;
}

/** The two headers of "Rate Limits": percent, and minutes until calls are taken again. */
function usedUp(page: string): GraphRefusal {
  const usage = { call_count: 100, total_cputime: 25, total_time: 25 };
  return new GraphRefusal({
    code: 32,
    message: '(#32) Page request limit reached',
    headers: {
      'x-app-usage': JSON.stringify(usage),
      'x-business-use-case-usage': JSON.stringify({
        [page]: [{ type: 'pages', ...usage, estimated_time_to_regain_access: 19 }],
      }),
    },
  });
}
