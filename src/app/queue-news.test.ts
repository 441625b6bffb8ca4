import { expect, test } from 'vitest';
import { queueNews } from './queue-news.ts';

test('the same complaint is logged once a minute, another at once; before it begins nothing is', () => {
  const lines: object[] = [];
  let now = 0;
  const news = queueNews({ warn: (line: object) => void lines.push(line) }, () => new Date(now));
  news.tell(new Error('connect ECONNREFUSED'), 'tick');
  expect(lines).toEqual([]);
  expect(news.last).toBe('connect ECONNREFUSED');

  news.begin();
  for (const where of ['tick', 'cut', 'publish']) news.tell(new Error('connect ECONNREFUSED'), where);
  news.tell(new Error('READONLY'), 'cut');
  now = 59_000;
  news.tell(new Error('connect ECONNREFUSED'), 'cut');
  now = 61_000;
  news.tell(new Error('connect ECONNREFUSED'), 'settle');
  expect(lines).toEqual([
    { where: 'tick', error: 'connect ECONNREFUSED' },
    { where: 'cut', error: 'READONLY' },
    { where: 'settle', error: 'connect ECONNREFUSED' },
  ]);
});

test('a server that is away is one complaint, however the drivers put it, and statements of SQL stay out of the log', () => {
  const lines: object[] = [];
  const news = queueNews({ warn: (line: object) => void lines.push(line) }, () => new Date(0));
  news.begin();
  const stopped = Object.assign(new Error('terminating connection due to administrator command'), {
    code: '57P01',
  });
  news.tell(new Error('Failed query: select "id" from "cutline"."publication"', { cause: stopped }), 'tick');
  news.tell(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), 'cut');
  news.tell(new Error('Connection terminated unexpectedly'), 'cut');
  expect(lines).toEqual([{ where: 'tick', error: 'terminating connection due to administrator command' }]);
});
