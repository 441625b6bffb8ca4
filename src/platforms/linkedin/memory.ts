import type { Outcome } from '../../domain/attempt.ts';
import type { Call } from '../../net/request.ts';
import type { Order } from '../contract.ts';
import { postUrl } from './wire.ts';

/**
 * What is kept between tries. `post`: the URN that LinkedIn gave. `duplicate`: the URN it named when it refused a repetition.
 * `sent`: when a request was sent that may have made a post. `image`: a picture whose bytes are there,
 * and what it shows (`picture.ts`).
 */
export type Remembered = 'post' | 'duplicate' | 'sent' | 'image';

export function recall(order: Order, name: Remembered): string | undefined {
  const value = order.memory.recall(name);
  return value === '' ? undefined : value;
}

/** Memory knows no removal: an empty value stands for none. */
export function forget(order: Order, name: Remembered): Promise<void> {
  return order.memory.remember(name, '');
}

export function published(call: Call, urn: string): Outcome {
  return { kind: 'published', remoteIds: [urn], url: postUrl(call, urn) };
}
