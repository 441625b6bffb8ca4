import { readFileSync, readdirSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../domain/errors.ts';
import { cutModes, type CutMode, type Excerpt } from '../domain/excerpt.ts';
import type { TextRules } from '../domain/platform.ts';
import { compileFrame, defaultFrame } from '../excerpt/frame.ts';
import { parsePost } from '../markdown/parse.ts';
import { excerptsOf, type CutSettings } from './excerpts-of.ts';

/** Rules of every kind that a platform may have, simple enough to be checked by eye. They are no platform's. */
const units = (text: string): number => text.length;
const points = (text: string): number => Array.from(text).length;
const bytes = (text: string): number => Buffer.byteLength(text);
const weighted = (text: string): number => {
  const rest = text.replaceAll(/https?:\/\/\S+/gu, '');
  const urls = text.match(/https?:\/\/\S+/gu)?.length ?? 0;
  return (
    urls * 23 + Array.from(rest).reduce((sum, letter) => sum + (letter.codePointAt(0)! <= 0x10ff ? 1 : 2), 0)
  );
};
const same = (text: string): string => text;

const kinds: Readonly<Record<string, TextRules>> = {
  short: {
    limit: 280,
    unit: 'weighted',
    length: weighted,
    clean: same,
    maxPieces: 25,
    defaultMode: 'series',
    hashtags: { most: 4, advised: 2 },
    sources: [],
    links: 'keep',
    media: 'none',
  },
  caption: {
    limit: 900,
    unit: 'utf-16',
    length: units,
    clean: same,
    maxPieces: 1,
    defaultMode: 'series',
    hashtags: { most: 5, advised: 5 },
    sources: [],
    links: 'words',
    media: 'picture',
  },
  film: {
    limit: 1200,
    unit: 'bytes',
    length: bytes,
    clean: (text) => text.replaceAll('<', '‹').replaceAll('>', '›'),
    maxPieces: 1,
    defaultMode: 'whole',
    hashtags: { most: 15, advised: 3 },
    title: { limit: 40, length: points },
    sources: [],
    links: 'keep',
    media: 'video',
  },
  escaped: {
    limit: 600,
    unit: 'escaped',
    length: (text) => points(text) + (text.match(/[()[\]{}_*~|\\@<>]/g)?.length ?? 0),
    clean: same,
    maxPieces: 3,
    defaultMode: 'thread',
    hashtags: { most: 30, advised: 5 },
    sources: [],
    links: 'keep',
    media: 'none',
  },
};

function cutAs(kind: string, markdown: string, settings: Partial<CutSettings> = {}): Excerpt[] {
  return excerptsOf(
    parsePost(markdown),
    { id: kind, text: kinds[kind]! },
    { frame: defaultFrame, ...settings },
  );
}

const example = (name: string): string =>
  readFileSync(new URL(`../../examples/${name}.md`, import.meta.url), 'utf8');

describe('golden excerpts', () => {
  const folder = new URL('../excerpt/golden/', import.meta.url);
  const posts = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const cases = posts.flatMap(({ name }) => Object.keys(kinds).map((kind) => [name, kind] as const));

  // A change of behaviour is a change of these files: look at it, then let `npx vitest run -u` write it.
  it.each(cases)('%s as %s', async (name, kind) => {
    const markdown = readFileSync(new URL(`${name}/post.md`, folder), 'utf8');
    await expect(shown(cutAs(kind, markdown))).toMatchFileSnapshot(
      new URL(`${name}/${kind}.txt`, folder).pathname,
    );
  });
});

function shown(excerpts: readonly Excerpt[]): string {
  return excerpts
    .map(({ mode, excerpt, of, title, pieces, lengths, limit, unit, media, notes }) => {
      const parts = [`=== ${mode} ${excerpt}/${of}${title === undefined ? '' : ` · ${title}`}`];
      for (const [index, piece] of pieces.entries())
        parts.push(piece, `--- ${lengths[index]}/${limit} ${unit}`);
      for (const { kind, cards } of media) parts.push(`${kind}: ${JSON.stringify(cards)}`);
      for (const { line, rule, text } of notes) parts.push(`note ${line} ${rule}: ${text}`);
      return `${parts.join('\n')}\n`;
    })
    .join('\n');
}

describe('excerptsOf', () => {
  const long = `# Heel pain\n\n${'The band under the foot is strong and holds the arch. It is loaded with every step. '.repeat(12)}\n\n#heelpain #foot #arch`;

  it('cuts a series of excerpts that are counted', () => {
    const excerpts = cutAs('short', long);
    expect(excerpts.length).toBeGreaterThan(3);
    for (const [index, excerpt] of excerpts.entries()) {
      expect(excerpt).toMatchObject({
        mode: 'series',
        excerpt: index + 1,
        of: excerpts.length,
        limit: 280,
        unit: 'weighted',
      });
      expect(excerpt.pieces).toHaveLength(1);
      expect(excerpt.lengths).toEqual([weighted(excerpt.pieces[0]!)]);
      for (const hashtag of excerpt.hashtags) expect(excerpt.pieces[0]).toContain(`#${hashtag}`);
    }
  });

  it('cuts a thread with counters, hashtags in its first piece', () => {
    const [excerpt, ...others] = cutAs('short', long, { mode: 'thread' });
    expect(others).toEqual([]);
    const { pieces, hashtags } = excerpt!;
    expect(pieces.map((piece) => piece.split('\n\n').at(-1))).toEqual(
      pieces.map((_, index) => `${index + 1}/${pieces.length}`),
    );
    expect(hashtags.length).toBeGreaterThan(0);
    expect(pieces.map((piece) => piece.includes('#'))).toEqual(pieces.map((_, index) => index === 0));
  });

  it('starts another thread where one may not be longer', () => {
    const excerpts = cutAs('escaped', long.repeat(3));
    expect(excerpts.map(({ pieces }) => pieces.length)).toEqual([3, 3]);
    expect(excerpts[1]!.pieces[1]).toMatch(/\n\n2\/3$/);
  });

  it('keeps room for counters of two digits', () => {
    const [excerpt] = cutAs(
      'short',
      long.replace('\n\n#', `${' More of it follows here and goes on and on.'.repeat(60)}\n\n#`),
      {
        mode: 'thread',
      },
    );
    expect(excerpt!.pieces.length).toBeGreaterThan(9);
    for (const length of excerpt!.lengths) expect(length).toBeLessThanOrEqual(280);
  });

  it('makes a series where there are no threads, and says so', () => {
    const [first] = cutAs('caption', long, { mode: 'thread' });
    expect(first!.mode).toBe('series');
    expect(first!.notes.map((note) => note.rule)).toContain('no-threads');
  });

  it('puts as much as fits into one, and says what is left out', () => {
    const excerpts = cutAs('short', long, { mode: 'whole' });
    expect(excerpts).toHaveLength(1);
    expect(excerpts[0]!.pieces[0]).toMatch(/^Heel pain\n\nThe band/);
    expect(excerpts[0]!.notes).toEqual([
      { line: 3, rule: 'left-out', text: expect.stringMatching(/^\d+ sentences/) },
    ]);
  });

  it('stops after as many excerpts as are wanted', () => {
    expect(cutAs('short', long, { maxExcerpts: 2 }).map(({ excerpt, of }) => [excerpt, of])).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  it('gives the same again', () => {
    for (const kind of Object.keys(kinds)) expect(cutAs(kind, long)).toEqual(cutAs(kind, long));
  });

  it('never ends a piece with a heading, nor with the line before a list', () => {
    const filler = 'This sentence is here to fill the piece nearly to its end so that little room is left. ';
    const markdown = `${filler.repeat(2)}\n\n## What helps\n\nThese things help:\n\n1. ${filler}\n2. ${filler}`;
    const pieces = cutAs('short', markdown).flatMap((excerpt) => excerpt.pieces);
    expect(pieces.length).toBeGreaterThan(1);
    for (const piece of pieces) expect(piece).not.toMatch(/(?:What helps|:)$/);
    expect(pieces.join('\n')).toContain('What helps\n\nThese things help:\n\n1. This');
  });

  it('does not leave a last piece of a few words where the others can give', () => {
    const sentence = 'This is a sentence of some fifty letters, or so. ';
    const pieces = cutAs('short', `${sentence.repeat(10)}The end.`).map((excerpt) => excerpt.pieces[0]!);
    expect(pieces.at(-1)!.length).toBeGreaterThan(80);
  });

  it('shows where links lead, where they can be followed', () => {
    const markdown =
      'See [our page](https://example.org/p) or https://example.org/q, or [write](mailto:a@b.org). And [www.example.org](http://www.example.org/).';
    expect(cutAs('short', markdown)[0]!.pieces).toEqual([
      'See our page (https://example.org/p) or https://example.org/q, or write. And www.example.org.',
    ]);
    expect(cutAs('caption', markdown)[0]!.pieces).toEqual([
      'See our page or https://example.org/q, or write. And www.example.org.',
    ]);
  });

  it('has the link of the post, else of the house, where it can be followed', () => {
    const settings = { link: 'https://example.org/house' };
    expect(cutAs('short', 'Text.', settings)[0]!.pieces).toEqual(['Text.\n\nhttps://example.org/house']);
    expect(cutAs('short', '---\nlink: https://example.org/own\n---\nText.', settings)[0]!.pieces).toEqual([
      'Text.\n\nhttps://example.org/own',
    ]);
    expect(cutAs('caption', 'Text.', settings)[0]!.pieces).toEqual(['Text.']);
  });

  it('mentions no more accounts than are taken, and says so', () => {
    const rules = { ...kinds['caption']!, mentions: { most: 2 } };
    const post = parsePost('Thanks to @ann, @bob and @cy. Write to d@example.org.');
    const [excerpt] = excerptsOf(post, { id: 'caption', text: rules }, { frame: defaultFrame });
    expect(excerpt!.pieces).toEqual(['Thanks to @ann, @bob and cy. Write to d@example.org.']);
    expect(excerpt!.lengths).toEqual([excerpt!.pieces[0]!.length]);
    expect(excerpt!.notes.map(({ rule }) => rule)).toEqual(['mentions']);
  });

  it('counts the frame in', () => {
    const frame = compileFrame(`${'Clinic news. '.repeat(8)}\n\n{{ text }}\n\n{{ hashtags }}`, 'short.md');
    for (const { pieces, lengths } of cutAs('short', long, { frame })) {
      expect(pieces[0]).toMatch(/^Clinic news/);
      expect(lengths[0]).toBeLessThanOrEqual(280);
    }
  });

  it('shows each hashtag once where the frame sets them into the text, and counts them', () => {
    const frame = compileFrame('{{ text | inline: hashtags }}\n\n{{ hashtags | beside: text }}', 'short.md');
    const excerpts = cutAs('short', long, { frame });
    expect(excerpts.some(({ pieces }) => /the #(?:foot|arch)/.test(pieces[0]!))).toBe(true);
    for (const { pieces, lengths, hashtags } of excerpts) {
      expect(lengths[0]).toBe(weighted(pieces[0]!));
      expect(lengths[0]).toBeLessThanOrEqual(280);
      expect(
        (pieces[0]!.match(/#\w+/g) ?? []).map((hashtag) => hashtag.slice(1).toLowerCase()).toSorted(),
      ).toEqual([...hashtags].toSorted());
    }
  });

  it('refuses a frame that leaves no room', () => {
    const frame = compileFrame(`${'Clinic news. '.repeat(21)}{{ text }}`, 'short.md');
    expect(() => cutAs('short', long, { frame })).toThrow(UserError);
  });

  it('gives a title its own place where posts have one', () => {
    const [one] = cutAs('film', '# Heel pain & why\n\nText <b>one</b> 3 \\< 5.');
    expect(one).toMatchObject({ title: 'Heel pain & why', pieces: ['Text one 3 ‹ 5.'] });
    const titles = cutAs(
      'film',
      `# A title that is much longer than forty letters can be\n\n${long.repeat(3)}`,
      {
        mode: 'series',
      },
    ).map(({ title }) => title!);
    expect(titles[0]).toBe(`A title that is much longer than … (1/${titles.length})`);
    for (const title of titles) expect(points(title)).toBeLessThanOrEqual(40);
    expect(cutAs('film', 'It begins with a sentence. And goes on.')[0]!.title).toBe(
      'It begins with a sentence.',
    );
  });

  it('makes cards from the words of the excerpt', () => {
    const [picture] = cutAs('caption', long);
    expect(picture!.media).toEqual([
      { kind: 'picture', alt: expect.any(String), cards: [{ title: 'Heel pain', text: expect.any(String) }] },
    ]);
    const [film] = cutAs('film', example('1-plantar-fasciitis'));
    const [{ kind, cards, alt }] = film!.media as [Excerpt['media'][number]];
    expect(kind).toBe('video');
    expect(cards.length).toBeGreaterThanOrEqual(3);
    expect(cards.length).toBeLessThanOrEqual(6);
    for (const card of cards) {
      expect(card.text.length).toBeLessThanOrEqual(160);
      expect(film!.pieces[0]).toContain(card.text.replace(/ …$/, ''));
      expect(alt).toContain(card.text);
    }
  });

  it('takes hashtags of the campaign first, by the house’s spelling, and none that are never used', () => {
    const [excerpt] = cutAs('short', 'My foot hurts.\n\n#foot #feet #pain', {
      campaignHashtags: ['spring'],
      pinned: ['foot'],
      never: ['pain'],
      houseStyle: { spelling: { spring: 'Spring' }, synonyms: { feet: 'foot' } },
    });
    expect(excerpt!.hashtags).toEqual(['Spring', 'foot']);
    expect(excerpt!.pieces).toEqual(['My foot hurts.\n\n#Spring #foot']);
  });

  it('marks a quotation, so that nobody takes it for the author’s words', () => {
    const markdown = '> It hurt. Then it did not.\n>\n> I walk again.\n\nA patient.\n\n> “Good.”';
    expect(cutAs('short', markdown)[0]!.pieces).toEqual([
      '“It hurt. Then it did not.\n\n“I walk again.”\n\nA patient.\n\n“Good.”',
    ]);
  });

  it('leaves footnotes and pictures out, the footnotes with a note', () => {
    const [excerpt] = cutAs('short', 'One.[^1]\n\n![a knee](k.png)\n\nTwo.\n\n[^1]: Note.');
    expect(excerpt!.pieces).toEqual(['One.\n\nTwo.']);
    expect(excerpt!.notes).toMatchObject([{ line: 7, rule: 'footnote' }]);
  });

  it.each(['series', 'thread'] as const)('knows what of the source each piece of a %s shows', (mode) => {
    for (const name of ['1-plantar-fasciitis', '2-desk-neck-ko']) {
      const markdown = example(name);
      for (const kind of Object.keys(kinds)) {
        const excerpts = cutAs(kind, markdown, { mode });
        expectTrueSpans(excerpts, markdown);
      }
    }
  });

  it('gives each half of a divided sentence its own place in the source', () => {
    const clause = 'the muscles around the joint must hold it [all day](https://example.org/a) and all night';
    const markdown = `# Knees\n\n${Array.from({ length: 9 }, () => clause).join(', ')}.`;
    const excerpts = cutAs('short', markdown);
    expect(excerpts.length).toBeGreaterThan(2);
    expectTrueSpans(excerpts, markdown);
    for (const { pieces, spans } of excerpts.slice(0, -1)) {
      expect(pieces[0]).toMatch(/, …$/);
      expect(markdown.slice(...spans[0]!)).toMatch(/^(?:# )?(?:Knees|the muscles)[^]*night,$/);
    }
  });

  it('has a range of its own for a heading that is said again', () => {
    const markdown = `## Knees\n\n${'The knee is a hinge that carries all of you, day after day. '.repeat(4)}\n\n${Array.from({ length: 9 }, (_, at) => `It goes on with number ${at}, and so it does for quite some time.`).join(' ')}`;
    const again = cutAs('short', markdown).filter(({ notes }) =>
      notes.some(({ rule }) => rule === 'said-again'),
    );
    expect(again.length).toBeGreaterThan(0);
    for (const { spans } of again) {
      expect(spans).toHaveLength(2);
      expect(markdown.slice(...spans[0]!)).toBe('Knees');
    }
  });
});

/** What is said again, where a piece says something again, comes ahead of its own range; those follow one another, and hold its words. */
function expectTrueSpans(excerpts: readonly Excerpt[], markdown: string): void {
  let end = 0;
  for (const { pieces, spans, notes } of excerpts) {
    const again = notes.filter(({ rule }) => rule === 'said-again').length;
    expect(spans).toHaveLength(pieces.length + again);
    const own = spans.slice(again);
    for (const [at, piece] of pieces.entries()) {
      const [from, to] = own[at]!;
      expect(from).toBeGreaterThanOrEqual(end);
      expect(to).toBeGreaterThan(from);
      end = to;
      const shown = [...spans.slice(0, again), own[at]!].map((span) => markdown.slice(...span)).join(' ');
      const words = piece
        .split(/\n\n(?:#\S|\d+\/\d+$)/)[0]!
        .split(/\s+/)
        .filter((word) => !/^(?:\d+\.|…|•|\(https?:.*)$/.test(word));
      for (const word of words)
        expect(shown.normalize('NFC')).toContain(word.replaceAll(/[…“”]|\(https?:.*/g, ''));
    }
  }
}

it('a word of the same letters, cut in a quotation, has spans that follow one another', () => {
  const spans = cutAs('short', `> ${'👍🏽'.repeat(900)} words behind it.`).flatMap((excerpt) => excerpt.spans);
  expect(spans.length).toBeGreaterThan(3);
  for (const [at, [from, to]] of spans.entries()) {
    expect(to).toBeGreaterThan(from);
    expect(from).toBeGreaterThanOrEqual(at === 0 ? 0 : spans[at - 1]![1]);
  }
});

describe('a space that was forgotten', () => {
  const texts = (markdown: string): string[] => cutAs('short', markdown).flatMap(({ pieces }) => pieces);

  it('between two sentences is set, and a note says so', () => {
    const [excerpt] = cutAs(
      'short',
      'It hurts the knee and gives pain.It goes away.\n\n매일 하세요.그리고 쉬세요.',
    );
    expect(excerpt!.pieces[0]).toBe(
      'It hurts the knee and gives pain. It goes away.\n\n매일 하세요. 그리고 쉬세요.',
    );
    expect(excerpt!.notes.map(({ rule, line }) => [rule, line])).toEqual([
      ['forgotten-space', 1],
      ['forgotten-space', 3],
    ]);
  });

  it.each([
    'See Clinic.It and example.com for it.',
    'It is 3.5 kg in v2.0.1 of readme.Txt here.',
    'Write to a.Kim@b.org or see https://a.org/pain.It now.',
    '膝が痛い。休みましょう。',
  ])('is not seen in %s', (text) => {
    expect(texts(text)).toEqual([text]);
  });
});

describe('bad input', () => {
  it('with carriage returns and decomposed Korean gives the same words', () => {
    const markdown = example('2-desk-neck-ko');
    const words = (text: string) => cutAs('short', text).map(({ pieces }) => pieces);
    expect(words(markdown.replaceAll('\n', '\r\n').normalize('NFD'))).toEqual(words(markdown));
  });

  it.each(cutModes)('of one word of 20,000 letters is cut as %s', (mode) => {
    for (const kind of Object.keys(kinds)) {
      const excerpts = cutAs(kind, `Word:\n\n${'a'.repeat(20_000)}`, { mode });
      for (const { lengths, limit } of excerpts) expect(Math.max(...lengths)).toBeLessThanOrEqual(limit);
      expect(excerpts.flatMap(({ notes }) => notes.map((note) => note.rule))).toContain('long-word');
    }
  });

  it('of a megabyte is cut', () => {
    const markdown = `${example('1-plantar-fasciitis').split('\n\n1. Buch')[0]}\n\n`.repeat(370);
    const post = parsePost(markdown);
    for (const [id, text] of Object.entries(kinds)) {
      for (const { lengths, limit } of excerptsOf(post, { id, text }, { frame: defaultFrame }))
        expect(Math.max(...lengths)).toBeLessThanOrEqual(limit);
    }
  });

  it('of one sentence of two hundred thousand words is cut', () => {
    const rules = kinds['short']!;
    const post = parsePost('knees '.repeat(200_000));
    for (const mode of ['series', 'thread'] as const) {
      const excerpts = excerptsOf(post, { id: 'short', text: rules }, { frame: defaultFrame, mode });
      expect(
        excerpts
          .flatMap(({ pieces }) => pieces)
          .join(' ')
          .match(/knees/g),
      ).toHaveLength(200_000);
    }
  });

  it('of headings alone is cut', () => {
    const markdown = Array.from(
      { length: 30 },
      (_, index) => `## Heading number ${index} ${'of some length '.repeat(index)}`,
    ).join('\n\n');
    expect(lettersOf(cutAs('short', markdown))).toBe(wordsIn(markdown.replaceAll('#', '')));
  });
});

/** Without what marks a cut or a quotation. */
const wordsIn = (text: string): string => text.replaceAll(/[\s…“”「」]+/gu, '');

/** Everything the pieces show, without the counters of threads and without what is said again. */
function lettersOf(excerpts: readonly Excerpt[]): string {
  const pieces = excerpts.flatMap((excerpt) => {
    const again = excerpt.notes.some(({ rule }) => rule === 'said-again');
    return excerpt.pieces.map((piece) => {
      const own = again ? piece.slice(piece.indexOf('\n\n') + 2) : piece;
      return excerpt.pieces.length > 1 ? own.replace(/\n\n\d+\/\d+$/, '') : own;
    });
  });
  return wordsIn(pieces.join('\n'));
}

describe('whatever the post', () => {
  const word = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.constantFrom(
        'pain',
        'knee,',
        'Muscle',
        'ligaments.',
        'it',
        'helps!',
        '(for',
        'some)',
        '3.5',
        'mg',
        'Dr.',
        'why?',
      ),
    },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        '무릎이',
        '아픕니다.',
        '관절',
        '통증을',
        '줄입니다.',
        '휴식,',
        '膝が痛い。',
        '関節',
        '治疗。',
      ),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        '👩‍⚕️',
        '🇰🇷🇨🇦',
        '👍🏽',
        'é'.normalize('NFD'),
        '한글'.normalize('NFD'),
        'שלום',
        'مرحبا.',
      ),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        `https://example.org/${'path/'.repeat(9)}?q=1`,
        'www.example.org',
        '#inline',
        '@someone',
      ),
    },
    {
      weight: 1,
      arbitrary: fc.string({ minLength: 1, maxLength: 400, unit: fc.constantFrom('a', 'b', '한', '👍🏽') }),
    },
  );
  const sentence = fc.array(word, { minLength: 1, maxLength: 60 }).map((words) => words.join(' '));
  const block = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.array(sentence, { minLength: 1, maxLength: 4 }).map((sentences) => sentences.join(' ')),
    },
    { weight: 1, arbitrary: sentence.map((text) => `## ${text}`) },
    {
      weight: 2,
      arbitrary: fc
        .array(sentence, { minLength: 1, maxLength: 5 })
        .map((items) => items.map((item, index) => `${index + 1}. ${item}`).join('\n')),
    },
    { weight: 1, arbitrary: sentence.map((text) => `> ${text}`) },
  );
  const markdown = fc.array(block, { minLength: 1, maxLength: 8 }).map((blocks) => blocks.join('\n\n'));
  const kind = fc.constantFrom(...Object.keys(kinds));
  const mode = fc.constantFrom<CutMode>(...cutModes);
  // One seed: a failure of the common run is everyone's failure.
  const run = { numRuns: 150, seed: 20_261_124 };

  it('no piece is over the limit, none is empty, and lengths are true', () => {
    fc.assert(
      fc.property(markdown, kind, mode, (text, kind, mode) => {
        const rules = kinds[kind]!;
        const post = parsePostOf(text);
        if (post === undefined) return;
        const tagged = {
          ...post,
          hashtags: [...post.hashtags, 'pain', '관절', 'averyveryverylonghashtagindeed'],
        };
        for (const excerpt of excerptsOf(
          tagged,
          { id: kind, text: rules },
          { frame: defaultFrame, mode, link: 'https://example.org/link' },
        )) {
          for (const [index, piece] of excerpt.pieces.entries()) {
            expect(piece.trim()).not.toBe('');
            expect(excerpt.lengths[index]).toBe(rules.length(piece));
            expect(excerpt.lengths[index]).toBeLessThanOrEqual(rules.limit);
            expect(piece).toBe(piece.normalize('NFC'));
          }
          expect(excerpt.pieces.length).toBeLessThanOrEqual(rules.maxPieces);
          expect(excerpt.hashtags.length).toBeLessThanOrEqual(rules.hashtags.most);
          if (rules.title !== undefined)
            expect(rules.title.length(excerpt.title ?? 'x')).toBeLessThanOrEqual(rules.title.limit);
        }
      }),
      run,
    );
  });

  /** Words in order, none lost, none over the limit; `spoil` is what a faulty cutter would make of the excerpts. */
  const keepsAll = (spoil: (excerpts: Excerpt[]) => Excerpt[] = (excerpts) => excerpts) =>
    fc.property(
      markdown,
      fc.constantFrom('short', 'escaped'),
      fc.constantFrom<CutMode>('series', 'thread'),
      (text, kind, mode) => {
        const post = parsePostOf(text);
        if (post === undefined) return;
        const rules = kinds[kind]!;
        const settings = { frame: defaultFrame, mode };
        const excerpts = spoil(excerptsOf({ ...post, hashtags: [] }, { id: kind, text: rules }, settings));
        const written = post.blocks.map((block) => `${block.marker ?? ''}${block.text}`).join('\n');
        expect(lettersOf(excerpts).replaceAll(/\(http[^)]*\)/g, '')).toBe(wordsIn(written));
        for (const { pieces } of excerpts)
          for (const piece of pieces) expect(rules.length(piece)).toBeLessThanOrEqual(rules.limit);
      },
    );

  it('words stand in order and none is lost, in a series and in a thread', () => {
    fc.assert(keepsAll(), run);
  });

  const spoilt = (spoil: (pieces: readonly string[]) => readonly string[]) => (excerpts: Excerpt[]) =>
    excerpts.map((excerpt) => ({ ...excerpt, pieces: spoil(excerpt.pieces) }));
  it.each([
    ['loses an excerpt', (excerpts: Excerpt[]) => excerpts.slice(0, -1)],
    ['changes their order', (excerpts: Excerpt[]) => excerpts.toReversed()],
    ['says an excerpt twice', (excerpts: Excerpt[]) => [...excerpts, ...excerpts.slice(-1)]],
    ['loses a letter', spoilt(([first, ...others]) => [first!.replace(/\p{L}/u, ''), ...others])],
    ['is over the limit', spoilt((pieces) => pieces.map((piece) => `${piece}${' '.repeat(700)}.`))],
  ])('a cutter that %s is found out', (_, spoil) => {
    expect(fc.check(keepsAll(spoil), { ...run, numRuns: 40, endOnFailure: true }).failed).toBe(true);
  });

  /** Cuts between two words although a comma, semicolon or colon, or a full stop, stands earlier in the piece, two words in. */
  const cutsBetweenWords = (pieces: readonly string[]): string[] =>
    pieces.filter((piece) => {
      const text = piece.replace(/\n\n\d+\/\d+$/, '').replace(/^… /, '');
      if (!/[^\s,;:.] …$/u.test(text)) return false;
      return Array.from(text.matchAll(/[,;:.](?=\s)/gu)).some(({ index }) =>
        /\S\s+\S/u.test(text.slice(0, index)),
      );
    });

  it('a sentence is never cut between words in a piece where a clause has ended', () => {
    const said = fc.oneof(
      {
        weight: 30,
        arbitrary: fc.constantFrom('pain', 'knees', '무릎이', '걷는', 'muscles', 'heel', 'arch'),
      },
      { weight: 1, arbitrary: fc.constantFrom('walk,', 'rest;', '통증,') },
    );
    const words = fc.array(said, { minLength: 5, maxLength: 160, size: 'max' });
    const post = fc
      .array(words, { minLength: 1, maxLength: 4 })
      .map((sentences) => sentences.map((said) => `Knees ${said.join(' ')}.`).join(' '));
    let between = 0;
    fc.assert(
      fc.property(post, fc.constantFrom<CutMode>('series', 'thread'), (text, mode) => {
        const pieces = cutAs('short', text, { mode }).flatMap((excerpt) => excerpt.pieces);
        between += pieces.filter((piece) => /[^,;:.] …(?:\n|$)/u.test(piece)).length;
        expect(cutsBetweenWords(pieces)).toEqual([]);
      }),
      run,
    );
    // There were such cuts: where no clause had ended.
    expect(between).toBeGreaterThan(0);
    expect(cutsBetweenWords(['Knees hurt a lot, but muscles …'])).toHaveLength(1);
  });

  it('no letter as people see it is broken', () => {
    const whole = ['👩‍⚕️', '🇰🇷🇨🇦', '👍🏽', '한'];
    const dense = fc
      .array(fc.constantFrom(...whole), { minLength: 100, maxLength: 700 })
      .map((letters) => letters.join(''));
    fc.assert(
      fc.property(dense, fc.constantFrom('short', 'caption', 'film'), (text, kind) => {
        for (const { pieces } of cutAs(kind, text, { mode: 'series' })) {
          expect(pieces[0]!.replaceAll('…', '').replaceAll(/👩‍⚕️|🇰🇷|🇨🇦|👍🏽|한/gu, '')).toBe('');
        }
      }),
      { ...run, numRuns: 40 },
    );
  });

  function parsePostOf(text: string) {
    try {
      return parsePost(text);
    } catch (thrown) {
      // A post of hashtags alone is refused, and rightly.
      if (thrown instanceof UserError) return undefined;
      throw thrown;
    }
  }
});
