import { expect, it } from 'vitest';
import { z } from 'zod';
import { readList } from './graph-list.ts';
import type { Graph } from './graph.ts';

/** A list of the numbers from 0, ten on a page; what was asked is kept. */
function listOf(count: number): { graph: Graph; asked: (string | undefined)[] } {
  const asked: (string | undefined)[] = [];
  const get: Graph['get'] = async (_path, query) => {
    asked.push(query?.['after']);
    const start = Number(query?.['after'] ?? 0);
    const data = Array.from({ length: Math.min(10, count - start) }, (_, index) => start + index);
    const after = String(start + 10);
    const next =
      start + 10 < count ? { next: `https://graph.example/list?after=${after}&access_token=secret` } : {};
    return { kind: 'node', node: { data, paging: { cursors: { after }, ...next } } };
  };
  const post: Graph['post'] = async () => ({ kind: 'lost', reason: 'Only lists are read here.' });
  return { graph: { get, post }, asked };
}

it('reads to the end by cursor', async () => {
  const { graph, asked } = listOf(25);
  const list = await readList(graph, 'x', {}, z.number());
  expect(list).toMatchObject({ kind: 'list', isWhole: true });
  expect(list.kind === 'list' && list.items).toHaveLength(25);
  expect(asked).toEqual([undefined, '10', '20']);
});

it('stops where everything further lies beyond what is looked for', async () => {
  const { graph, asked } = listOf(1000);
  expect(await readList(graph, 'x', {}, z.number(), (item) => item > 12)).toMatchObject({ isWhole: true });
  expect(asked).toEqual([undefined, '10']);
});

it('says that it has not seen everything when the list is too long', async () => {
  expect(await readList(listOf(1000).graph, 'x', {}, z.number())).toMatchObject({
    kind: 'list',
    isWhole: false,
  });
});

it('takes an answer of another shape for none', async () => {
  expect(await readList(listOf(3).graph, 'x', {}, z.string())).toMatchObject({ kind: 'lost' });
});
