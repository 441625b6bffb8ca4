import { z } from 'zod';
import type { Graph, GraphFailure } from './graph.ts';

/** The numbers of one object by metric name; a metric without data is absent, not 0. */
export type Insights =
  | { readonly kind: 'insights'; readonly values: ReadonlyMap<string, number> }
  | GraphFailure;

/**
 * Reads an object's insights. One name that the API does not know fails the whole call with code 100, so then each is
 * asked for alone and those that are refused are left out. Fails when no name is known, or for any other reason.
 */
export async function readInsights(graph: Graph, id: string, names: readonly string[]): Promise<Insights> {
  const together = await ask(graph, id, names);
  if (together.kind !== 'error' || together.error.code !== 100 || names.length < 2) return together;
  const values = new Map<string, number>();
  let anyKnown = false;
  for (const name of names) {
    const alone = await ask(graph, id, [name]);
    if (alone.kind === 'insights') {
      anyKnown = true;
      for (const [found, value] of alone.values) values.set(found, value);
    } else if (alone.kind !== 'error' || alone.error.code !== 100) return alone;
  }
  return anyKnown ? { kind: 'insights', values } : together;
}

async function ask(graph: Graph, id: string, names: readonly string[]): Promise<Insights> {
  const answer = await graph.get(`${encodeURIComponent(id)}/insights`, { metric: names.join(',') });
  if (answer.kind !== 'node') return answer;
  const read = insightsSchema.safeParse(answer.node);
  if (!read.success) return { kind: 'lost', reason: 'The answer was not a list of insights.' };
  const values = new Map<string, number>();
  for (const metric of read.data.data) {
    // A metric may come once for each of its periods; only the whole life is a total.
    if (metric.period !== undefined && metric.period !== 'lifetime') continue;
    const value = metric.total_value?.value ?? metric.values?.at(-1)?.value;
    if (value !== undefined) values.set(metric.name, sum(value));
  }
  return { kind: 'insights', values };
}

/** A value is a number, or an object of numbers by kind that together make it. */
const valueSchema = z.union([z.number(), z.record(z.string(), z.number())]);
const insightsSchema = z.object({
  data: z.array(
    z.object({
      name: z.string(),
      period: z.string().optional(),
      values: z.array(z.object({ value: valueSchema.optional() })).optional(),
      total_value: z.object({ value: valueSchema.optional() }).optional(),
    }),
  ),
});

function sum(value: number | Record<string, number>): number {
  return typeof value === 'number' ? value : Object.values(value).reduce((total, part) => total + part, 0);
}
