import type { Context } from 'hono';
import type { FaultEnv } from '../../sandbox/faults.ts';
import { GraphRefusal, tokenOf, type Parameters } from '../../sandbox/graph.ts';
import type { Collection, World } from '../../sandbox/state.ts';

/** A professional account and the Page it hangs on. */
export interface Account {
  readonly id: string;
  readonly username: string;
  readonly pageId: string;
  readonly pageName: string;
}

export interface Token {
  /** The token itself. */
  readonly id: string;
  readonly kind: 'user' | 'page';
  readonly accounts: readonly string[];
  readonly permissions: readonly string[];
  /** With `MANAGE`, captions are shown with their `@`. */
  readonly tasks: readonly string[];
  /** Why it is dead: 463 expired, 460 password changed, 458 app removed. */
  readonly dead?: number;
}

export function accountsOf(world: World): Collection<Account> {
  return world.collection<Account>('accounts');
}

export function tokensOf(world: World): Collection<Token> {
  return world.collection<Token>('tokens');
}

const accountId = '17841464917330002';
const pageId = '100264917330002';
const pageToken = 'EAASandboxPageTokenThatOpensNothingOutside0002';

/** One account, its Page, one person. Ids and tokens stay the same, so that a reset does not cut off a channel. */
export function seedAccount(world: World): Readonly<Record<string, string>> {
  if (accountsOf(world).get(accountId) === undefined) {
    accountsOf(world).put({ id: accountId, username: 'sandbox.clinic', pageId, pageName: 'Sandbox Clinic' });
    const shared = {
      accounts: [accountId],
      permissions: [
        'instagram_basic',
        'instagram_content_publish',
        'instagram_manage_insights',
        'pages_read_engagement',
        'pages_show_list',
      ],
      tasks: ['CREATE_CONTENT', 'ANALYZE'],
    };
    tokensOf(world).put({ id: pageToken, kind: 'page', ...shared });
    tokensOf(world).put({ id: 'EAASandboxUserTokenThatOpensNothingOutside0002', kind: 'user', ...shared });
  }
  return { access_token: pageToken, instagram_id: accountId, page_id: pageId };
}

/** The token behind a request, if it may do this. */
export function permit(
  world: World,
  c: Context<FaultEnv>,
  parameters: Parameters,
  permission?: string,
  account?: string,
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
    });
  }
  if (world.takeSwitch('calls-used-up')) throw usedUp(token.accounts[0] ?? '');
  if (account !== undefined && !token.accounts.includes(account)) throw notThere(account);
  if (permission !== undefined && !token.permissions.includes(permission)) {
    throw new GraphRefusal({
      code: 10,
      message: `(#10) Application does not have permission for this action (${permission})`,
    });
  }
  return token;
}

export function notThere(id: string): GraphRefusal {
  return new GraphRefusal({
    code: 100,
    subcode: 33,
    type: 'GraphMethodException',
    message: `Unsupported request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`,
  });
}

function usedUp(account: string): GraphRefusal {
  const usage = { call_count: 100, total_cputime: 25, total_time: 25 };
  return new GraphRefusal({
    code: 80002,
    message: '(#80002) There have been too many calls to this Instagram account.',
    headers: {
      'x-app-usage': JSON.stringify(usage),
      'x-business-use-case-usage': JSON.stringify({
        [account]: [{ type: 'instagram', ...usage, estimated_time_to_regain_access: 19 }],
      }),
    },
  });
}
