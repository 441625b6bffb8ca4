import { z } from 'zod';
import type { Outcome } from '../../domain/attempt.ts';
import type { Graph, GraphFailure } from '../../net/graph.ts';
import type { MediaFile, Order } from '../contract.ts';
import { markOf } from '../made-for.ts';
import { endOfContainer, failureOf, nextLook } from './outcome.ts';

/** What Instagram prepares before anything is public; alone it is invisible and dies after 24 hours. */
export interface Container {
  readonly kind: 'container';
  readonly id: string;
}

/** Where a container stands ("IG Container", read 2026-11-24). `gone`: Instagram does not know it any more. */
export type Standing =
  | {
      readonly kind: 'standing';
      readonly code: 'IN_PROGRESS' | 'FINISHED' | 'PUBLISHED' | 'ERROR' | 'EXPIRED' | 'gone';
      readonly status: string;
    }
  | GraphFailure;

export async function readStanding(graph: Graph, id: string): Promise<Standing> {
  const answer = await graph.get(encodeURIComponent(id), { fields: 'status_code,status' });
  if (answer.kind === 'error' && isGone(answer.error.code, answer.error.subcode)) {
    return { kind: 'standing', code: 'gone', status: answer.error.message };
  }
  if (answer.kind !== 'node') return answer;
  const read = standingSchema.safeParse(answer.node);
  return read.success
    ? { kind: 'standing', code: read.data.status_code, status: read.data.status ?? read.data.status_code }
    : { kind: 'lost', reason: 'The answer was not the state of a container.' };
}

function isGone(code: number, subcode: number): boolean {
  return code === 24 || (code === 100 && subcode === 33);
}

const standingSchema = z.object({
  status_code: z.enum(['IN_PROGRESS', 'FINISHED', 'PUBLISHED', 'ERROR', 'EXPIRED']),
  status: z.string().optional(),
});

/** The container of an earlier try. `isCurrent`: it was made for these very words and pictures. */
export function keptContainer(
  order: Order,
): { readonly id: string; readonly isCurrent: boolean } | undefined {
  const [id, made] = order.memory.recall('container')?.split(' ') ?? [];
  return id === undefined ? undefined : { id, isCurrent: made === markFor(order) };
}

/** Whether pictures of a carousel have been prepared, though not yet the carousel itself. */
export function hasChildren(order: Order): boolean {
  return order.memory.recall(childName(0)) !== undefined;
}

/** Makes a container for the excerpt, written down at once; or says how far it came. */
export async function makeContainer(
  order: Order,
  graph: Graph,
  caption: string,
): Promise<Container | Outcome> {
  const [first, ...more] = order.media;
  if (first === undefined) throw new Error('An Instagram container needs a picture');
  if (more.length === 0) return create(order, graph, 'container', { ...pictureOf(first), caption });
  const children: string[] = [];
  for (const [index, picture] of order.media.entries()) {
    const child = await finishedChild(order, graph, index, picture);
    if (child.kind !== 'container') return child;
    children.push(child.id);
  }
  return create(order, graph, 'container', { media_type: 'CAROUSEL', children: children.join(','), caption });
}

/** A child must be finished before the carousel is made; one that ended badly is made again. */
async function finishedChild(
  order: Order,
  graph: Graph,
  index: number,
  picture: MediaFile,
): Promise<Container | Outcome> {
  const [known, made] = order.memory.recall(childName(index))?.split(' ') ?? [];
  if (known !== undefined && made === markFor(order)) {
    const standing = await readStanding(graph, known);
    if (standing.kind !== 'standing') return failureOf(standing, 'container', order);
    if (standing.code === 'FINISHED') return { kind: 'container', id: known };
    if (standing.code === 'IN_PROGRESS') return stillWorking(order);
  }
  return create(order, graph, childName(index), { ...pictureOf(picture), is_carousel_item: true });
}

async function create(
  order: Order,
  graph: Graph,
  name: string,
  parameters: Readonly<Record<string, unknown>>,
): Promise<Container | Outcome> {
  const answer = await graph.post(`${encodeURIComponent(order.channel.remoteId)}/media`, parameters);
  if (answer.kind !== 'node') return failureOf(answer, 'container', order);
  const made = madeSchema.safeParse(answer.node);
  if (!made.success) return { kind: 'unavailable', reason: 'Instagram did not name what it prepared.' };
  const { id } = made.data;
  await order.memory.remember(name, `${id} ${markFor(order)}`);

  // Pictures are mostly finished at once, yet it is published only after that was seen.
  const standing = await readStanding(graph, id);
  if (standing.kind !== 'standing') return failureOf(standing, 'container', order);
  if (standing.code === 'FINISHED') return { kind: 'container', id };
  return standing.code === 'IN_PROGRESS' ? stillWorking(order) : endOfContainer(standing.status);
}

export function stillWorking(order: Order): Outcome {
  return { kind: 'processing', reason: 'Instagram is still preparing the picture.', askAt: nextLook(order) };
}

function pictureOf(picture: MediaFile): Record<string, unknown> {
  return { image_url: picture.url, ...(picture.alt === '' ? {} : { alt_text: picture.alt.slice(0, 1000) }) };
}

function childName(index: number): string {
  return `child-${index + 1}`;
}

function markFor({ excerpt }: Order): string {
  return markOf(excerpt.pieces, excerpt.media);
}

const madeSchema = z.object({ id: z.string().min(1) });
