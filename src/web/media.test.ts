import { expect, test } from 'vitest';
import { sliceOf } from './media.ts';

const asked = (range: string | undefined) => {
  const { status, start, end } = sliceOf(1000, range);
  return [status, start, end];
};

test('all of it, unless a part is asked for', () => {
  expect(asked(undefined)).toEqual([200, 0, 999]);
  expect(asked('bytes=-')).toEqual([200, 0, 999]);
  expect(asked('lines=1-2')).toEqual([200, 0, 999]);
});

test('a part, from its first to its last byte', () => {
  expect(asked('bytes=0-')).toEqual([206, 0, 999]);
  expect(asked('bytes=100-199')).toEqual([206, 100, 199]);
  expect(asked('bytes=900-5000')).toEqual([206, 900, 999]);
  expect(sliceOf(1000, 'bytes=100-199').headers).toEqual({
    'accept-ranges': 'bytes',
    'content-length': '100',
    'content-range': 'bytes 100-199/1000',
  });
});

test('the last so many bytes', () => {
  expect(asked('bytes=-10')).toEqual([206, 990, 999]);
  expect(asked('bytes=-5000')).toEqual([206, 0, 999]);
});

test('a part that is not there is refused, and its size said', () => {
  expect(sliceOf(1000, 'bytes=1000-').status).toBe(416);
  expect(sliceOf(1000, 'bytes=5-2').headers).toEqual({ 'content-range': 'bytes */1000' });
});
