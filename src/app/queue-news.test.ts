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
