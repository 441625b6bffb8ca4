import type { Tokens } from '../../domain/channel.ts';
import type { Refusal } from '../contract.ts';
import type { Reply } from './connection.ts';
import { judge } from './verdict.ts';

/** What a call that only reads has brought. A failure of X's own or a lost answer changes nothing: it can be asked again. */
export function readingOf(
  reply: Reply,
  tokens: Tokens,
  now: Date,
): { readonly kind: 'read'; readonly data: unknown } | Refusal {
  if (reply.kind === 'done') return { kind: 'read', data: reply.data };
  if (reply.kind !== 'refused')
    return { kind: 'unavailable', reason: `X could not be asked (${reply.reason})` };
  const verdict = judge(reply, tokens, now);
  return verdict.kind === 'duplicate' || verdict.kind === 'broken'
    ? { kind: 'unavailable', reason: verdict.reason }
    : verdict;
}
