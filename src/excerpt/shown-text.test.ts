import { describe, expect, it } from 'vitest';
import type { Block } from '../domain/source-post.ts';
import { shownText, type TextPolicy } from './shown-text.ts';

const policy: TextPolicy = { lang: 'en', links: 'keep', citations: 'drop', clean: (text) => text };
const show = (text: string, changed: Partial<TextPolicy> = {}): string => {
  const block: Block = {
    kind: 'paragraph',
    text,
    span: [0, text.length],
    line: 1,
    depth: 0,
    links: [],
    places: [],
  };
  return shownText(block, { start: 0, end: text.length }, { ...policy, ...changed });
};

describe('a title or comma glued to the next word', () => {
  it.each([
    ['Dr.Kim says so.', 'Dr. Kim says so.'],
    ['It hurts,and it aches,too.', 'It hurts, and it aches, too.'],
    ['3,000 of a,b and https://a.org/x,yz stay.', '3,000 of a,b and https://a.org/x,yz stay.'],
    ['Ask Prof.Lee or Mrs.Ortiz.', 'Ask Prof. Lee or Mrs. Ortiz.'],
  ])('in %j is parted', (text, expected) => {
    expect(show(text)).toBe(expected);
  });

  it.each(['See dr.kim.com.', 'See Dr.Kim.com.', 'Write to a.Dr.Kim@b.org.', 'https://a.org/Dr.Kim is it.'])(
    'in %j is an address',
    (text) => {
      expect(show(text)).toBe(text);
    },
  );
});

describe('links', () => {
  const url = 'https://example.org/a';
  const text = 'Read here and there.';
  const block: Block = {
    kind: 'paragraph',
    text,
    span: [0, text.length],
    line: 1,
    depth: 0,
    links: [
      { text: 'here', url, at: 5 },
      { text: 'there', url: `${url}/b`, at: 14 },
    ],
    places: [],
  };
  const shown = (links: TextPolicy['links'], seen = new Set<string>()): string =>
    shownText(block, { start: 0, end: text.length }, { ...policy, links, seen });

  it('are kept, or dropped to their words', () => {
    expect(shown('keep')).toBe(`Read here (${url}) and there (${url}/b).`);
    expect(shown('words')).toBe(text);
  });

  it('are shown once in a post where that is wanted', () => {
    const seen = new Set([url]);
    expect(shown('once', seen)).toBe(`Read here and there (${url}/b).`);
    expect(shown('once', seen)).toBe(text);
  });
});

describe('citations', () => {
  it.each([
    ['It helps [3].', 'It helps.'],
    ['It helps [2-5, 7], some say [8–9].', 'It helps, some say.'],
    ['It helps (Rabago, 2017).', 'It helps.'],
    ['It helps (Rabago & Nourani, 2017; Panjabi et al., 2005b) a bit.', 'It helps a bit.'],
    ['효과가 있습니다 (김철수 등, 2019).', '효과가 있습니다.'],
  ])('in %j are dropped', (text, expected) => {
    expect(show(text)).toBe(expected);
    expect(show(text, { citations: 'keep' })).toBe(text);
  });

  it.each([
    'It opened (March 2018).',
    'It is cheap (see below).',
    'Take [one] of 3.',
    'At 5 (in 2019) and [2019].',
    'Rabago (2017) said so.',
  ])('are not seen in %j', (text) => {
    expect(show(text)).toBe(text);
  });

  it('alone leave nothing', () => {
    expect(show('[3]')).toBe('');
  });
});
