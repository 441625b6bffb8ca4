import { Liquid } from 'liquidjs';
import { expect, test } from 'vitest';
import { templateMistake } from './template-mistake.ts';

const liquid = new Liquid({ strictVariables: true, strictFilters: true });

// The engine's own messages are read: another version of it that words them otherwise shows here.
test.each([
  ['{{ text | nosuch }}', 'there is no filter "nosuch"'],
  ['{{ nosuch }}', 'there is no word "nosuch" to be shown'],
  ['{{ | upcase }}', 'between {{ and }} stands nothing that can be shown'],
  ['{{ text', '{{ is not closed by }}'],
  ['{% if text %}a', '{% if text %} is not closed by its end'],
  ['{% nosuch %}', 'there is no tag "nosuch"'],
])('%s', (template, words) => {
  let said = '';
  try {
    liquid.parseAndRenderSync(template, { text: 'a' });
  } catch (error) {
    said = (error as Error).message.split('\n')[0]!.replace(/, line:\d+, col:\d+$/, '');
  }
  expect(templateMistake(said)).toBe(words);
});
