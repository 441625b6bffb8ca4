import { expect, test } from 'vitest';
import { findMentions } from './find-mentions.ts';

test.each([
  ['Ask @yoon.clinic. And (@dr_kim)!', ['yoon.clinic', 'dr_kim']],
  ['Write to a.b@c.org or see medium.com/@name', []],
  ['@a @b', ['a', 'b']],
  ['우리 @clinic에서', ['clinic']],
  ['@ 9:00', []],
])('mentions of %j', (text, names) => {
  const found = findMentions(text);
  expect(found.map(({ name }) => name)).toEqual(names);
  for (const { name, start, end } of found) expect(text.slice(start, end)).toBe(`@${name}`);
});
