import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { defaultTemplates } from './default-templates.ts';
import { compileTemplate, type TemplateValues } from './template.ts';

const values: TemplateValues = {
  title: null,
  text: '<script> & {{ title }}',
  lines: ['<script> & {{ title }}'],
  number: 1,
  of: 2,
  brand: null,
  accent: '#000000',
  background: '#ffffff',
  ink: '#000000',
  muted: '#777777',
  line: '#eeeeee',
  size: 40,
  dir: 'ltr',
  lang: 'en',
};

describe('templates', () => {
  it.each(['picture', 'video'] as const)(
    'templates/cards/%s.html is the one that is built in',
    async (kind) => {
      const file = fileURLToPath(new URL(`../../templates/cards/${kind}.html`, import.meta.url));
      expect(await readFile(file, 'utf8')).toBe(defaultTemplates[kind]);
    },
  );

  it('take words as words, never as markup or as a template', () => {
    expect(compileTemplate({ file: 'a.html', text: '<p>{{ text }}</p>' })(values)).toBe(
      '<p data-line="1">&lt;script&gt; &amp; {{ title }}</p data-line="1">',
    );
  });

  it.each([
    ['\n{{ text | shout }}', 'a.html, line 2: there is no filter "shout"'],
    ['<p>\n\n{{ colour }}</p>', 'a.html, line 3: there is no word "colour"'],
    ['<p>{% include "other" %}</p>', 'a.html, line 1: '],
    ['<p>{% for i in (1..99999999) %}x{% endfor %}</p>', 'a.html, line 1: memory alloc limit exceeded'],
  ])('name file and line of a mistake: %j', (text, message) => {
    expect(() => compileTemplate({ file: 'a.html', text })(values)).toThrow(message);
  });
});
