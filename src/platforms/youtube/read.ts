import type { z } from 'zod';
import type { Call } from '../../net/request.ts';
import type { Refusal } from '../contract.ts';
import { refusalOf } from './refusals.ts';

export interface Reading<T> {
  readonly base: 'api' | 'analytics';
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly schema: z.ZodType<T>;
}

/** One GET. A line that breaks, a fault of YouTube's or an answer of another shape is `unavailable`: reading makes nothing. */
export async function read<T>(
  reading: Reading<T>,
  accessToken: string,
  call: Call,
  now: Date,
): Promise<{ readonly kind: 'read'; readonly value: T } | Refusal> {
  const answer = await call({
    base: reading.base,
    method: 'GET',
    path: `${reading.path}?${new URLSearchParams(reading.query)}`,
    headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
  });
  if (answer.kind !== 'answer')
    return { kind: 'unavailable', reason: `YouTube could not be read: ${answer.reason}` };
  if (answer.status !== 200) return refusalOf(answer, now);
  const value = reading.schema.safeParse(answer.json);
  if (!value.success)
    return { kind: 'unavailable', reason: `YouTube's answer to ${reading.path} has a shape we do not know.` };
  return { kind: 'read', value: value.data };
}
