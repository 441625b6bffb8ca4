import { describe, expect, it } from 'vitest';
import { UserError } from '../domain/errors.ts';
import { parsePost } from './parse.ts';

const post = (yaml: string): string => `---\n${yaml}\n---\n\nThe text.\n`;
const frontMatterOf = (yaml: string) => parsePost(post(yaml)).frontMatter;
const notesOf = (yaml: string) => parsePost(post(yaml)).notes;

describe('front matter', () => {
  it('reads every key it knows', () => {
    const yaml =
      'title: Heel pain\ncampaign: Spring\nhashtags: [heel, foot]\nlang: en-CA\nlink: https://a.org/x\nplatforms: x, facebook\nevergreen: true';
    expect(frontMatterOf(yaml)).toEqual({
      title: 'Heel pain',
      campaign: 'Spring',
      hashtags: ['heel', 'foot'],
      lang: 'en',
      link: 'https://a.org/x',
      platforms: ['x', 'facebook'],
      evergreen: true,
    });
  });

  it.each([
    ['a list', 'hashtags: [heel, "#foot", back pain]'],
    ['a list in lines', 'tags:\n  - heel\n  - "#foot"\n  - back pain'],
    ['a list with bare signs', 'tags:\n  - #heel\n  - #foot\n  - #backpain'],
    ['a string with commas', 'hashtags: heel, foot, back-pain'],
    ['a string with spaces', 'hashtags: heel foot backpain'],
    ['a bare string with signs', 'hashtags: #heel #foot #backpain'],
    ['both keys', 'tags: heel\nhashtags: foot, heel, back pain'],
  ])('takes hashtags from %s', (_name, yaml) => {
    expect([...frontMatterOf(yaml).hashtags!].sort()).toEqual(['backpain', 'foot', 'heel']);
  });

  it('puts them before those of the text', () => {
    expect(parsePost('---\nhashtags: heel\n---\n\nText.\n\n#foot #Heel\n').hashtags).toEqual([
      'heel',
      'foot',
    ]);
  });

  it('notes what cannot be a hashtag, and what it does not know', () => {
    expect(notesOf('hashtags: [heel, 2024, "!"]\nauthor: me')).toEqual([
      {
        line: 2,
        rule: 'no-hashtag',
        text: '“2024”, “!” cannot be a hashtag, which needs a letter: passed over.',
      },
      { line: 3, rule: 'front-matter-key', text: expect.stringContaining('“author”') },
    ]);
  });

  it('may be empty', () => {
    expect(parsePost('---\n---\n\nText.\n').frontMatter).toEqual({});
    expect(frontMatterOf('# only a remark\ntitle:')).toEqual({});
  });

  it.each([
    ['a bracket that is not closed', 'title: x\nhashtags: [a, b', 'is not closed: write ] at its end'],
    ['a tab', 'title: x\n\tlang: en', 'line 3, column 1'],
    ['a key twice', 'title: x\nlang: en\ntitle: y', 'line 4, column 1'],
    [
      'evergreen that is neither yes nor no',
      'title: x\nevergreen: often',
      'line 3, column 1: “evergreen” must be',
    ],
    ['a list alone', '- a\n- b', 'line 2, column 1'],
    ['a list where a text belongs', 'lang: en\ntitle: [a]', 'line 3, column 1'],
    ['a language that is none', 'lang: english', 'line 2, column 1'],
    ['an address that is none', 'link: example.org', 'line 2, column 1'],
    ['an address of a script', 'link: javascript:alert(1)', 'line 2, column 1'],
  ])('names line and column of %s', (_name, yaml, place) => {
    const parsing = (): unknown => parsePost(post(yaml));
    expect(parsing).toThrow(UserError);
    expect(parsing).toThrow(place);
  });

  it('refuses aliases that multiply, without expanding them', () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const below = level === 0 ? '[x]' : `[${Array.from({ length: 9 }, () => `*l${level - 1}`).join(',')}]`;
      return `l${level}: &l${level} ${below}`;
    });
    expect(() => parsePost(post(levels.join('\n')))).toThrow(/aliases that multiply/);
  });

  it('allows an alias that does not', () => {
    expect(frontMatterOf('campaign: &name Spring\ntitle: *name').title).toBe('Spring');
  });

  it('is not overrun by keys that mean something to the language it is written in', () => {
    expect(notesOf('__proto__: {title: x}\nconstructor: y').map((note) => note.rule)).toEqual([
      'front-matter-key',
      'front-matter-key',
    ]);
  });

  it('takes a title with a colon, a hash or an apostrophe as it is written', () => {
    expect(frontMatterOf("title: Braces: don't wait").title).toBe("Braces: don't wait");
    expect(frontMatterOf('title: Our #1 tip').title).toBe('Our #1 tip');
    expect(frontMatterOf('title: "Quoted: yes"').title).toBe('Quoted: yes');
  });

  it('says that it never ends', () => {
    expect(() => parsePost('---\ntitle: x\n\nText.\n')).toThrow(/never ends/);
  });

  it('is not seen in a line of dashes', () => {
    expect(parsePost('---\n\nText.\n').blocks[0]!.text).toBe('Text.');
  });
});
