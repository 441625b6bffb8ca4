import { createHash } from 'node:crypto';

/**
 * A short mark of what something was made from, to be remembered beside its remote id: what was prepared for other words or
 * pictures must not go out with these. Of the excerpt, not of files: they may be made anew under other names.
 */
export function markOf(...made: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(made)).digest('hex').slice(0, 16);
}
