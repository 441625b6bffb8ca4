import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { cutline, expectSentence, newFolder, type Ended } from './cutline.ts';

// What a new user tries, on the program as it is built. Each gets one sentence, and nothing is begun that would stay half done.

// Whole programs start and stop here, on a machine that may be busy with more than this.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let cwd: string;

beforeAll(() => {
  cwd = newFolder();
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
    fs.writeFileSync(path.join(cwd, name), content);
  }
  fs.mkdirSync(path.join(cwd, 'empty'));
});

afterAll(() => fs.rmSync(cwd, { recursive: true, force: true }));

const post = 'My neck hurts when it rains. Rest helps it.\n\n#neck\n';
const utf16 = Buffer.from(`\ufeff${post}`, 'utf16le');
/** Nine aliases of nine, seven deep: 4.8 million values. */
const exploding = ['a: &a [x]']
  .concat(
    [...'bcdefgh'].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[i]}`).join(', ')}]`),
  )
  .join('\n');

const files: Readonly<Record<string, string | Buffer>> = {
  'post.md': post,
  'nothing.md': '',
  'blank.md': ' \n\n\t\n',
  'hashtags.md': '#pain #neck\n#knee\n',
  'front.md': '---\ntitle: Neck\n---\n',
  'unclosed.md': '---\ntitle: Neck\n\nMy neck hurts.\n',
  'syntax.md': '---\ntitle: [Neck\nlang: en\n---\n\nMy neck hurts.\n',
  'key.md': '---\nplatforms: [mastodon]\n---\n\nMy neck hurts.\n',
  'aliases.md': `---\n${exploding}\n---\n\nMy neck hurts.\n`,
  'junk.md': Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 197 + 13) % 256)),
  'latin1.md': Buffer.from('Stra\xdfe und R\xfccken.\n', 'latin1'),
  'utf16.md': utf16,
  'crlf.md': post.replaceAll('\n', '\r\n'),
  'utf16-unmarked.md': utf16.subarray(2),
  'word.md': `${'a'.repeat(20_000)}\n`,
  'megabyte.md': `${'The neck hurts when it rains. '.repeat(34_953)}\n\n#neck\n`,
  'one.md': '---\nplatforms: [linkedin]\n---\n\nMy neck hurts.\n',
  'tokens/empty.json': '{}',
  'tokens/no.json': 'access_token=abc',
  'cut-off/x.md': 'Hello\n{{ text\n',
  'silent/x.md': 'Read the full text at {{ link }}\n',
  'long/x.md': `${'word '.repeat(80)}{{ text }}\n`,
  'filter/x.md': '{{ text | nosuch }}\n',
  'cards/cards/picture.html': '<div>{{ text </div>\n',
  'open-card/cards/video.html': '<div>\n<p>{{ text }}</div>\n',
  'own/timetable.yaml': 'zone: Asia/Seoul\n',
  'aliased/hashtags.yaml': `${exploding}\n`,
};

/** Everything that is asked of the store is refused before there is one: no data folder was made. */
function expectNothingMade(): void {
  expect(fs.existsSync(path.join(cwd, 'data'))).toBe(false);
}

const badPosts: readonly (readonly [name: string, sentence: RegExp])[] = [
  ['missing.md', /missing\.md.*(?:does not exist|no such file)/],
  ['nothing.md', /nothing\.md: The post is empty: write some text/],
  ['blank.md', /blank\.md: The post is empty/],
  ['hashtags.md', /hashtags\.md: The post holds only hashtags: write/],
  ['front.md', /front\.md: The post holds only front matter: write/],
  ['unclosed.md', /unclosed\.md: .* line 1 never ends: put/],
  ['syntax.md', /syntax\.md: The front matter has a mistake in line 3, column 1: /],
  ['key.md', /key\.md: .*"mastodon" in line 2, column 13, .*facebook, instagram, x, youtube, linkedin/],
  ['aliases.md', /aliases\.md: The front matter in line 2 uses aliases that multiply beyond measure: write/],
  ['junk.md', /junk\.md is not a text file \(byte 0x[0-9a-f]{2} at offset \d+\): save/],
  ['latin1.md', /latin1\.md is not UTF-8 text \(byte 0xdf at offset 4\): .*save it with the encoding UTF-8/],
  [
    'utf16-unmarked.md',
    /utf16-unmarked\.md looks like UTF-16 without its mark \(byte 0x00 at offset 1\): open/,
  ],
];

describe.each(badPosts)('%s', (name, sentence) => {
  test.each([['cut'], ['syndicate', '--now']])('given to %s', async (...verb) => {
    const ended = await cutline([...verb, name], { cwd });
    expect([ended.code, ended.out]).toEqual([2, '']);
    expectSentence(ended, sentence);
    expectNothingMade();
  });
});

test('all of them given to import at once', async () => {
  // A name that does not exist stops it before the first; the others are each told of.
  const there = badPosts.slice(1);
  const ended = await cutline(['import', ...there.map(([name]) => name)], { cwd });
  expect([ended.code, ended.out]).toEqual([2, '']);
  const told = ended.err.trimEnd().split('\n');
  expect(told).toHaveLength(there.length);
  for (const [i, [, sentence]] of there.entries()) expectSentence({ err: `${told[i]}\n` }, sentence);
  expectNothingMade();
});

const mistakes: readonly (readonly [
  what: string,
  args: readonly string[],
  sentence: RegExp,
  env?: Readonly<Record<string, string>>,
])[] = [
  [
    'a folder without posts',
    ['cut', 'empty'],
    /folder empty holds no post: put files ending in \.md or \.txt/,
  ],
  ['a folder for one post', ['syndicate', 'empty'], /empty is a folder: name the files in it/],
  [
    'an unknown platform',
    ['cut', 'post.md', '--platform', 'mastodon'],
    /"mastodon"; the known ones are facebook/,
  ],
  [
    'a platform left out by the post',
    ['syndicate', 'one.md', '--platform', 'x'],
    /one\.md is not meant for x: .*linkedin/,
  ],
  ['an unknown mode', ['cut', 'post.md', '--mode', 'best'], /no mode "best": write series, thread or whole/],
  ['an unknown verb', ['cutt', 'post.md'], /unknown command 'cutt'.*"cutline --help"/],
  ['an unknown verb of a group', ['channels', 'make'], /unknown command 'make': "cutline channels --help"/],
  ['an unknown option', ['cut', '--loud', 'post.md'], /unknown option '--loud': "cutline cut --help"/],
  ['an option without its value', ['cut', 'post.md', '--mode'], /argument missing: "cutline cut --help"/],
  ['no file at all', ['cut'], /missing required argument 'files': "cutline cut --help"/],
  ['one word too many', ['report', 'a', 'b'], /too many arguments/],
  ['a platform for a filter', ['length', '--platform', 'mastodon'], /"mastodon"; the known ones are/],
  ['an unknown state', ['publications', 'list', '--state', 'gone'], /"gone": it takes draft, approved/],
  [
    'a template that is cut off',
    ['cut', 'post.md'],
    /cut-off.x\.md has a mistake in line 2, column 1: .*mend it/,
    { CUTLINE_TEMPLATES: 'cut-off' },
  ],
  [
    'such a template for a whole way',
    ['syndicate', 'post.md', '--now'],
    /cut-off.x\.md has a mistake in line 2/,
    { CUTLINE_TEMPLATES: 'cut-off' },
  ],
  [
    'a template without the text',
    ['import', 'post.md'],
    /silent.x\.md never shows the text: write \{\{ text \}\}/,
    { CUTLINE_TEMPLATES: 'silent' },
  ],
  [
    'a template that leaves no room',
    ['import', 'post.md'],
    /leave no room for the text within 280/,
    { CUTLINE_TEMPLATES: 'long' },
  ],
  ...(
    [
      ['cut-off', /cut-off.x\.md has a mistake in line 2, column 1: .*mend it, or take the file away/],
      [
        'filter',
        /filter.x\.md has a mistake in line 1, column 1: there is no filter "nosuch"; mend it, or take the file away/,
      ],
      ['cards', /cards.picture\.html, line 1: \{\{ is not closed by \}\}; mend it, or take the file away/],
      ['open-card', /cards.video\.html, line 2: <\/div> where <\/p> .*; mend it, or take the file away/],
    ] as const
  ).flatMap(([folder, sentence]): (typeof mistakes)[number][] => [
    [`a start with the template of ${folder}`, ['start'], sentence, { CUTLINE_TEMPLATES: folder }],
    ...['web', 'workers'].map((part): (typeof mistakes)[number] => [
      `${part} with the template of ${folder}`,
      [part],
      sentence,
      { CUTLINE_TEMPLATES: folder, DATABASE_URL: 'postgres://127.0.0.1:1/x' },
    ]),
  ]),
  [
    'a mistake in a config file',
    ['cut', 'post.md'],
    /timetable\.yaml:1:1: "zone" is not a key here/,
    { CUTLINE_CONFIG: 'own' },
  ],
  [
    'a config file that explodes',
    ['cut', 'post.md'],
    /hashtags\.yaml.*aliases/,
    { CUTLINE_CONFIG: 'aliased' },
  ],
  [
    'a config folder that is not there',
    ['cut', 'post.md'],
    /CUTLINE_CONFIG names .*nowhere, which is not a folder/,
    { CUTLINE_CONFIG: 'nowhere' },
  ],
  ['a port that is none', ['start'], /CUTLINE_PORT is "many", but must be a port/, { CUTLINE_PORT: 'many' }],
  [
    'an address with a path',
    ['start'],
    /CUTLINE_X_URL must hold scheme, host and port alone: write "http:\/\/a\.org"/,
    { CUTLINE_X_URL: 'http://a.org/2' },
  ],
  [
    'a key of the wrong length',
    ['start'],
    /CUTLINE_SECRET_KEY must be 32 bytes/,
    { CUTLINE_SECRET_KEY: 'abc' },
  ],
  [
    'Redis without PostgreSQL',
    ['start'],
    /REDIS_URL is set but DATABASE_URL is not/,
    { REDIS_URL: 'redis://127.0.0.1:1' },
  ],
  [
    'the whole on PostgreSQL',
    ['start'],
    /DATABASE_URL is set: "npm run web" and "npm run workers"/,
    { DATABASE_URL: 'postgres://127.0.0.1:1/x' },
  ],
  ['a part without PostgreSQL', ['workers'], /DATABASE_URL is not set: .*"npm start"/],
  [
    'an address of another database',
    ['web'],
    /DATABASE_URL must begin with postgres:\/\//,
    { DATABASE_URL: 'mysql://127.0.0.1/x' },
  ],
];

for (const [what, args, sentence, env = {}] of mistakes) {
  test(what, async () => {
    const ended = await cutline(args, { cwd, env });
    expect([ended.code, ended.out]).toEqual([2, '']);
    expectSentence(ended, sentence);
    expectNothingMade();
  });
}

test('the doctor tells of templates and database alike, and goes on', async () => {
  const env = { DATABASE_URL: 'postgres://127.0.0.1:1/x' };
  for (const [folder, found] of [
    ['cut-off', /cut-off.x\.md has a mistake in line 2, column 1/],
    ['cards', /cards.cards.picture\.html, line 1: \{\{ is not closed by \}\}/],
  ] as const) {
    const ended = await cutline(['doctor', '--json'], { cwd, env: { ...env, CUTLINE_TEMPLATES: folder } });
    expect([ended.code, ended.err]).toEqual([1, '']);
    const findings = ended.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { what: string });
    expect(findings).toContainEqual({
      what: 'templates',
      state: 'wrong',
      found: expect.stringMatching(found),
      advice: expect.any(String),
    });
    expect(findings).toContainEqual({
      what: 'store',
      state: 'wrong',
      found: expect.stringMatching(/^PostgreSQL at 127\.0\.0\.1:1 cannot be reached/),
    });
  }
});

describe('strange, but a post', () => {
  test.each(['utf16.md', 'crlf.md'])('as other systems save it: %s', async (name) => {
    const { code, out } = await cutline(['cut', name, '--platform', 'x', '--json'], { cwd });
    expect(code).toBe(0);
    expect(linesOf({ out })[0]!.pieces).toEqual(['My neck hurts when it rains. Rest helps it.\n\n#neck']);
  });

  test.each(['word.md', 'megabyte.md'])('%s is cut to what fits, and nothing of it is lost', async (name) => {
    const { code, out } = await cutline(['cut', name, '--platform', 'x', '--json'], { cwd });
    expect(code).toBe(0);
    const lines = linesOf({ out });
    expect(lines.every(({ lengths, limit }) => lengths.every((length) => length <= limit))).toBe(true);
    const letters = (text: string): number => text.replaceAll(/#\w+|[^a-zA-Z]/g, '').length;
    const posted = lines.flatMap(({ pieces }) => pieces).reduce((sum, piece) => sum + letters(piece), 0);
    expect(posted).toBe(letters(String(files[name])));
  });

  test('a post that is wrong does not keep the others of its folder from being cut', async () => {
    const folder = path.join(cwd, 'mixed');
    fs.mkdirSync(folder);
    for (const name of ['post.md', 'syntax.md', 'one.md'])
      fs.copyFileSync(path.join(cwd, name), path.join(folder, name));
    const ended = await cutline(['cut', 'mixed', '--platform', 'linkedin', '--json'], { cwd });
    expect(ended.code).toBe(2);
    expectSentence(ended, /mixed.syntax\.md: .*line 3, column 1/);
    expect(linesOf(ended).map(({ source }) => path.basename(source))).toEqual(['one.md', 'post.md']);
  });
});

interface Line {
  readonly source: string;
  readonly pieces: readonly string[];
  readonly lengths: readonly number[];
  readonly limit: number;
}

function linesOf({ out }: Pick<Ended, 'out'>): Line[] {
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}
