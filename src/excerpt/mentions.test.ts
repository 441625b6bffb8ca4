import { expect, test } from 'vitest';
import { withFewerMentions } from './mentions.ts';

test('mentions beyond the last that is taken stand as words', () => {
  expect(withFewerMentions('@a, @b and @c; mail d@e.org', 2)).toBe('@a, @b and c; mail d@e.org');
  expect(withFewerMentions('@a, @b and @c', 3)).toBeUndefined();
  expect(withFewerMentions('no one', 0)).toBeUndefined();
});
