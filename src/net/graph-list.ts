import { z } from 'zod';
import type { Graph, GraphFailure } from './graph.ts';

/** `isWhole`: the list was read as far as was asked, so what is not in it is not there. */
export type GraphList<T> =
  | { readonly kind: 'list'; readonly items: readonly T[]; readonly isWhole: boolean }
  | GraphFailure;

const mostPages = 10;

/**
 * Reads a list page after page until an item is `beyond` what is looked for, the list ends, or 10 pages are read. It goes on
 * by cursor: the address in `paging.next` holds the token.
 */
export async function readList<T>(
  graph: Graph,
  path: string,
  query: Readonly<Record<string, string>>,
  item: z.ZodType<T>,
  beyond: (item: T) => boolean = () => false,
): Promise<GraphList<T>> {
  const schema = z.object({ data: z.array(item), paging: pagingSchema });
  const items: T[] = [];
  let after: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await graph.get(path, after === undefined ? query : { ...query, after });
    if (answer.kind !== 'node') return answer;
    const read = schema.safeParse(answer.node);
    if (!read.success) return { kind: 'lost', reason: 'The answer was not a list of the expected shape.' };
    items.push(...read.data.data);
    after = read.data.paging?.next === undefined ? undefined : read.data.paging.cursors?.after;
    if (after === undefined || read.data.data.some(beyond)) return { kind: 'list', items, isWhole: true };
  }
  return { kind: 'list', items, isWhole: false };
}

const pagingSchema = z
  .object({
    cursors: z.object({ after: z.string().optional() }).optional(),
    next: z.string().optional(),
  })
  .optional();
