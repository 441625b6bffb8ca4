import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UserError } from '../domain/errors.ts';
import { compileFrame, defaultFrame } from './frame.ts';

const all = {
  text: 'The text.',
  hashtags: '#pain #neck',
  title: 'Title',
  link: 'https://a.org',
  counter: '2/7',
  campaign: 'Spring',
};

describe('defaultFrame', () => {
  it('puts a blank line between what is there', () => {
    expect(defaultFrame.render(all)).toBe('The text.\n\nhttps://a.org\n\n#pain #neck\n\n2/7');
    expect(defaultFrame.render({ text: 'The text.' })).toBe('The text.');
  });
});

describe('compileFrame', () => {
  it('shows every word', () => {
    const frame = compileFrame('{{title}}|{{text}}|{{hashtags}}|{{link}}|{{counter}}|{{campaign}}', 'x.md');
    expect(frame.render(all)).toBe('Title|The text.|#pain #neck|https://a.org|2/7|Spring');
  });

  it('knows what is not there, and closes up empty lines', () => {
    const frame = compileFrame(
      '{% if title %}{{ title }}:{% endif %}{{ text }}\r\n\r\n{{ link }}  \n\n{{ hashtags }}\n',
      'x.md',
    );
    expect(frame.render({ text: 'The text.', hashtags: '#pain' })).toBe('The text.\n\n#pain');
    expect(frame.render({ text: 'The text.', title: 'Title' })).toBe('Title:The text.');
  });

  it('sets hashtags into the text where it is asked to, and the others where they are placed', () => {
    const frame = compileFrame('{{ text | inline: hashtags }}\n\n{{ hashtags | beside: text }}', 'x.md');
    expect(frame.render({ text: 'The neck, and the neck.', hashtags: '#pain #neck' })).toBe(
      'The #neck, and the neck.\n\n#pain',
    );
    expect(frame.render({ text: 'The neck.', hashtags: '#neck' })).toBe('The #neck.');
    expect(frame.render({ text: 'The neck.' })).toBe('The neck.');
  });

  it('leaves the words as they are, whatever they look like', () => {
    const frame = compileFrame('{{ text }}', 'x.md');
    expect(frame.render({ text: '{{ title }} <b> & {% if %}' })).toBe('{{ title }} <b> & {% if %}');
  });

  it('does what a template asks for beyond placing words', () => {
    const frame = compileFrame(
      '{% if text contains "pain" %}Ouch: {% endif %}{{ text | upcase }}{% if counter %} ({{ counter }}){% else %}!{% endif %}',
      'x.md',
    );
    expect(frame.render({ text: 'my pain', counter: '1/2' })).toBe('Ouch: MY PAIN (1/2)');
    expect(frame.render({ text: 'my knee' })).toBe('MY KNEE!');
  });

  it('shows one word as often as it is placed, and again with other words', () => {
    const frame = compileFrame(
      '{{ title }}{% unless title %}Untitled{% endunless %}: {{ text }} {%- if link and title %} {{ title }}{% endif %}',
      'x.md',
    );
    expect(frame.render({ text: 'One.', title: 'T', link: 'L' })).toBe('T: One. T');
    expect(frame.render({ text: 'Two.', title: 'U', link: 'L' })).toBe('U: Two. U');
    expect(frame.render({ text: 'Three.' })).toBe('Untitled: Three.');
  });

  it.each([
    ['a tag that is not closed', 'a\n{{ text }}\n{% if link %}', 'line 3'],
    ['a brace that is not closed', 'a\n{{ text ', 'line 2'],
    ['a tag that does not exist', '{{ text }}\n\n{% iff x %}', 'line 3'],
    ['a word that does not exist', '{{ text }}\n{{ hashtag }}', 'line 2'],
    ['a filter that does not exist', '{{ text | shout }}', 'line 1'],
    ['another file', '{{ text }}\n{% include "../../etc/passwd" %}', 'x.md'],
    ['no text', 'Hello {{ hashtags }}', 'never shows the text'],
    ['no text but the word', 'Read the full text at {{ link }}', 'never shows the text'],
    ['a text that is only shown sometimes', '{% if link %}{{ text }}{% endif %}', 'never shows the text'],
    ['a loop without end', '{{ text }}{% for i in (1..100000000) %}x{% endfor %}', 'x.md'],
  ])('refuses %s', (_name, source, place) => {
    const compiling = (): unknown => compileFrame(source, 'templates/x.md');
    expect(compiling).toThrow(UserError);
    expect(compiling).toThrow(place);
    expect(compiling).toThrow('templates/x.md');
    expect(compiling).toThrow(/^[^\n]*\.$/);
  });
});

describe('the templates that ship', () => {
  const folder = new URL('../../templates/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.md'));

  it.each(files)('%s shows text and hashtags and nothing of its remarks', (name) => {
    const frame = compileFrame(readFileSync(new URL(name, folder), 'utf8'), name);
    expect(frame.render({ text: 'The text.', hashtags: '#pain' })).toBe('The text.\n\n#pain');
  });
});
