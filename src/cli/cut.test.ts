import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../config/config.ts';
import { UserError } from '../domain/errors.ts';
import { platforms } from '../platforms/index.ts';
import { run as cut } from './cut.ts';
import { run as hashtags } from './hashtags.ts';
import { run as length } from './length.ts';
import type { Context, Options, Run } from './verb.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cutline-cut-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function call(run: Run, args: readonly string[], options: Options, input = '') {
  let out = '';
  let err = '';
  const settings = {
    cutting: { modes: {}, links: {}, link: undefined, citations: 'keep' },
    hashtags: { spelling: {}, synonyms: {}, brand: [], place: [], campaign: [], never: ['spam'] },
    templatesFolder: path.join(folder, 'templates'),
    configFolder: fileURLToPath(new URL('../../config', import.meta.url)),
  };
  const context: Context = {
    io: {
      out: (text) => (out += text),
      err: (text) => (err += text),
      stdin: async () => input,
      cwd: folder,
      terminal: false,
      signal: new AbortController().signal,
    },
    // The other parts of the configuration do not concern these verbs.
    config: settings as unknown as Config,
    app: () => {
      throw new Error('These verbs need no store.');
    },
  };
  const code = await run(context, args, options);
  return {
    code,
    out,
    err,
    lines: out
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line)),
  };
}

const put = (name: string, content: string | Buffer): void => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), content);
};
const [{ id: anyPlatform }] = platforms as [(typeof platforms)[number]];

describe('cut', () => {
  it('prints one JSON line for each excerpt, with everything that others read', async () => {
    put('post.md', '# Heel pain\n\nIt hurts in the morning. Rest helps.\n\n#heelpain #rest');
    const { code, lines } = await call(cut, ['post.md'], { json: true });
    expect(code).toBe(0);
    expect([...new Set(lines.map((line) => line.platform))]).toEqual(platforms.map(({ id }) => id));
    for (const line of lines) {
      expect(line).toMatchObject({
        source: 'post.md',
        excerpt: 1,
        of: 1,
        notes: [],
        lengths: [expect.any(Number)],
      });
      expect(line.pieces[0]).toContain('It hurts in the morning. Rest helps.');
      expect(line.lengths[0]).toBeLessThanOrEqual(line.limit);
      expect(['heelpain', 'rest']).toEqual(expect.arrayContaining(line.hashtags));
      expect(line.hashtags).not.toEqual([]);
      expect(line.spans).toHaveLength(1);
      expect(Array.isArray(line.media)).toBe(true);
      for (const media of line.media) expect(Object.keys(media)).toEqual(['kind', 'alt']);
    }
    expect(lines.some((line) => line.title === 'Heel pain')).toBe(true);
  });

  it('goes through a folder in the order of names, and past what is wrong in it', async () => {
    put('posts/b.md', 'The second post.');
    put('posts/a.txt', 'The first post.');
    put('posts/deep/c.markdown', 'The third post.');
    put('posts/.hidden/d.md', 'Hidden.');
    put('posts/picture.png', 'no post');
    put('posts/bad.md', '---\ntitle: [x\n---\n\nText.');
    put('posts/binary.md', Buffer.from([1, 0, 2]));
    put('posts/empty.md', '');
    const { code, lines, err } = await call(cut, ['posts'], { json: true, platform: anyPlatform });
    expect(lines.map((line) => path.basename(line.source))).toEqual(['a.txt', 'b.md', 'c.markdown']);
    expect(code).toBe(2);
    const told = err.trimEnd().split('\n');
    expect(told).toHaveLength(3);
    expect(told[0]).toMatch(/^cutline: posts.bad\.md: .*line \d, column \d/);
    expect(told[1]).toMatch(/^cutline: posts.binary\.md is not a text file .*offset 0/);
    expect(told[2]).toMatch(/^cutline: posts.empty\.md: The post is empty/);
  });

  it('keeps to the platforms that the post names', async () => {
    put('post.md', `---\nplatforms: [${anyPlatform}]\n---\n\nText.`);
    const { lines } = await call(cut, ['post.md'], { json: true });
    expect(lines.map((line) => line.platform)).toEqual([anyPlatform]);
    put('post.md', '---\nplatforms: [myspace]\n---\n\nText.');
    const { code, err } = await call(cut, ['post.md'], { json: true });
    expect([code, err]).toEqual([2, expect.stringContaining('myspace')]);
  });

  it('refuses a platform in the front matter that there is not, whatever is asked for', async () => {
    put('post.md', `---\nplatforms: [${anyPlatform}, myspace]\n---\n\nText.`);
    const { code, err, out } = await call(cut, ['post.md'], { json: true, platform: anyPlatform });
    expect([code, out, err]).toEqual([2, '', expect.stringMatching(/myspace.*line 2, column/)]);
  });

  it('explains the passages it takes as well', async () => {
    put(
      'post.md',
      '# Knees\n\nA ligament is a band of tissue that holds two bones. It heals slowly.\n\nRest.',
    );
    const { lines } = await call(cut, ['post.md'], {
      json: true,
      platform: anyPlatform,
      highlights: '1',
      explain: true,
    });
    expect(lines).toHaveLength(1);
    expect(lines[0].pieces[0]).toMatch(/^Knees\n\nA ligament is/);
    expect(lines[0].notes.map((note: { rule: string }) => note.rule)).toEqual(['highlight']);
  });

  it('tells on the first line of each platform what was left out of the post', async () => {
    put('post.md', 'Text.\n\n## References\n\n1. One\n2. Two');
    const { lines } = await call(cut, ['post.md'], { json: true, platform: anyPlatform });
    expect(lines[0].notes).toEqual([{ line: 3, rule: 'references', text: expect.any(String) }]);
  });

  it('cuts in the mode that is asked for', async () => {
    put('post.md', `${'A sentence of no great length. '.repeat(3000)}`);
    for (const mode of ['series', 'whole']) {
      const { lines } = await call(cut, ['post.md'], { json: true, platform: anyPlatform, mode });
      expect(lines.map((line) => line.mode)).toEqual(lines.map(() => mode));
      expect(lines.length === 1).toBe(mode === 'whole');
    }
  });

  it('prints for people too', async () => {
    put('post.md', 'It hurts.\n\n## References\n\n1. One\n2. Two');
    const { out } = await call(cut, ['post.md'], { platform: anyPlatform });
    expect(out).toContain('It hurts.');
    expect(out).toMatch(/\d+ of \d+ /);
    expect(out).toMatch(/note, line 3: /);
  });

  it.each([
    ['a file that is not there', ['none.md'], {}, 'none.md'],
    ['a folder without posts', ['empty'], {}, 'holds no post'],
    ['an unknown platform', ['post.md'], { platform: 'myspace' }, 'myspace'],
    ['an unknown mode', ['post.md'], { mode: 'epic' }, 'series'],
  ])('refuses %s with a sentence', async (_name, args, options, words) => {
    mkdirSync(path.join(folder, 'empty'));
    put('post.md', 'Text.');
    const calling = call(cut, args, options);
    await expect(calling).rejects.toThrow(UserError);
    await expect(calling).rejects.toThrow(words);
  });

  it('refuses a template with a mistake, naming file and line', async () => {
    put('post.md', 'Text.');
    put(`templates/${anyPlatform}.md`, 'a\n{{ text');
    const calling = call(cut, ['post.md'], {});
    await expect(calling).rejects.toThrow(UserError);
    await expect(calling).rejects.toThrow(new RegExp(`${anyPlatform}\\.md.* line 2`));
  });

  it('uses a template as soon as it changes', async () => {
    put('post.md', 'Text.');
    put(`templates/${anyPlatform}.md`, 'One: {{ text }}');
    expect((await call(cut, ['post.md'], { json: true, platform: anyPlatform })).lines[0].pieces).toEqual([
      'One: Text.',
    ]);
    put(`templates/${anyPlatform}.md`, 'Two: {{ text }}');
    expect((await call(cut, ['post.md'], { json: true, platform: anyPlatform })).lines[0].pieces).toEqual([
      'Two: Text.',
    ]);
  });
});

describe('hashtags', () => {
  const line = JSON.stringify({
    id: 'a',
    text: 'My knee hurts.',
    candidates: ['foot', 'knee', 'spam'],
    limit: 1,
  });

  it('answers each line', async () => {
    const { lines } = await call(
      hashtags,
      [],
      { json: true },
      `${line}\n\n${JSON.stringify({ text: 'x', candidates: [] })}\n`,
    );
    expect(lines).toEqual([
      {
        id: 'a',
        ranking: [
          { hashtag: 'knee', score: expect.any(Number), why: 'the text says “knee”' },
          { hashtag: 'foot', score: expect.any(Number), why: expect.any(String) },
        ],
        chosen: ['knee'],
      },
      { id: 3, ranking: [], chosen: [] },
    ]);
  });

  it('prints for people too', async () => {
    expect((await call(hashtags, [], {}, line)).out).toMatch(/^a: #knee\n.*#knee: the text says/);
  });

  it.each([
    'nonsense',
    '[]',
    '{"id":1}',
    '{"text":"x"}',
    '{"text":"x","candidates":[1]}',
    '{"text":"x","candidates":[],"limit":-1}',
  ])('tells of the line %s by its number, and answers the others', async (bad) => {
    const { code, err, lines } = await call(hashtags, [], { json: true }, `${line}\n${bad}\n${line}`);
    expect(code).toBe(2);
    expect(err).toMatch(/^cutline: Line 2 .*\n$/);
    expect(lines.map(({ id }) => id)).toEqual(['a', 'a']);
  });
});

describe('length', () => {
  it('answers each line in the unit of the platform', async () => {
    for (const { id, text } of platforms) {
      const long = 'word '.repeat(20_000);
      const input = `${JSON.stringify({ id: 1, text: '한글'.normalize('NFD') })}\n${JSON.stringify({ id: 2, text: long })}`;
      const { lines } = await call(length, [], { json: true, platform: id }, input);
      expect(lines).toEqual([
        { id: 1, length: text.length('한글'), limit: text.limit, unit: text.unit, fits: true },
        { id: 2, length: text.length(long), limit: text.limit, unit: text.unit, fits: false },
      ]);
    }
  });

  it('prints for people too', async () => {
    expect((await call(length, [], { platform: anyPlatform }, '{"id":7,"text":"abc"}')).out).toMatch(
      /^7: 3 of \d+ /,
    );
  });

  it('must be told which platform', async () => {
    await expect(call(length, [], { json: true }, '{"text":"x"}')).rejects.toThrow(UserError);
  });
});
