import path from 'node:path';
import { dotted, textOf, type Node, type Source } from './source.ts';

/** A rule of the house, with sources that break it and sources that come close and do not: a rule that cannot fail proves nothing. */
export interface Rule {
  readonly rule: string;
  readonly check: (sources: readonly Source[]) => readonly Violation[];
  /** File → text. The value of each, `path:line`, must be found, and nothing else. */
  readonly broken: readonly { readonly files: Files; readonly found: readonly string[] }[];
  readonly kept: readonly Files[];
}

export type Files = Readonly<Record<string, string>>;

export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly sentence: string;
}

const floors: readonly (readonly string[])[] = [
  ['src/domain'],
  ['src/net', 'src/sandbox'],
  [
    ...['markdown', 'excerpt', 'hashtags', 'schedule', 'report'].map((name) => `src/${name}`),
    ...['platforms', 'media', 'store', 'queue', 'config'].map((name) => `src/${name}`),
  ],
  ['src/app'],
  ['src/web', 'src/cli', 'workers'],
  ['src/main'],
];

/** What reads the clock or rolls dice below floor 3, and why it may. An entry that is no longer needed is a violation too. */
const clockReaders: Readonly<Record<string, string>> = {
  'src/sandbox/state.ts': 'The imitation of a remote machine has a clock of its own unless it is given one.',
};

export const rules: readonly Rule[] = [
  {
    rule: 'a folder imports from itself and from lower floors; neighbours do not know each other',
    check: inCode((source) =>
      source.imports.flatMap(({ target, line }) => {
        if (target === undefined) return [];
        const [from, to] = [placeOf(source.path), placeOf(target)];
        if (from === undefined) return [{ line, sentence: `${source.path} lies on no floor` }];
        if (to === undefined) return [{ line, sentence: `imports ${target}, which lies on no floor` }];
        if (from.folder === to.folder || to.floor < from.floor) return [];
        return [
          { line, sentence: `${from.folder} (floor ${from.floor}) imports ${target} (floor ${to.floor})` },
        ];
      }),
    ),
    broken: [
      { files: { 'src/domain/a.ts': `import { b } from '../net/b.ts';` }, found: ['src/domain/a.ts:1'] },
      {
        files: { 'src/markdown/a.ts': `\nexport type { B } from '../excerpt/b.ts';` },
        found: ['src/markdown/a.ts:2'],
      },
      { files: { 'src/net/a.ts': `const b = () => import('../sandbox/b.ts');` }, found: ['src/net/a.ts:1'] },
      { files: { 'src/store/a.ts': `type B = import('../app/b.ts').B;` }, found: ['src/store/a.ts:1'] },
      { files: { 'workers/a.ts': `import '../src/web/b.ts';` }, found: ['workers/a.ts:1'] },
      { files: { 'src/cli/a.ts': `import { main } from '../main.ts';` }, found: ['src/cli/a.ts:1'] },
      { files: { 'src/odds/a.ts': `import { b } from './b.ts';` }, found: ['src/odds/a.ts:1'] },
      { files: { 'src/app/a.ts': `import { b } from '../../tests/b.ts';` }, found: ['src/app/a.ts:1'] },
    ],
    kept: [
      {
        'src/app/a.ts': `import { b } from '../store/b.ts'; import { c } from './c.ts'; import fs from 'node:fs';`,
      },
      {
        'src/platforms/p/a.ts': `import { b } from '../contract.ts'; import { c } from '../../sandbox/kit.ts';`,
      },
      {
        'src/main.ts': `import '../workers/tick.ts';`,
        'src/app/b.test.ts': `import '../../tests/harness/redis.ts';`,
      },
    ],
  },
  {
    rule: 'no file imports itself by way of others',
    check: cycles,
    broken: [
      {
        files: {
          'src/app/a.ts': `import './b.ts';`,
          'src/app/b.ts': `import './c.ts';`,
          'src/app/c.ts': `\nimport type { A } from './a.ts';`,
        },
        found: ['src/app/c.ts:2'],
      },
    ],
    kept: [
      {
        'src/app/a.ts': `import './b.ts'; import './c.ts';`,
        'src/app/b.ts': `import './c.ts';`,
        'src/app/c.ts': '',
      },
    ],
  },
  {
    rule: 'a platform folder never imports another, and only the list imports a platform folder',
    check: inCode((source) =>
      source.imports.flatMap(({ target, line }) => {
        const other = platformOf(target);
        if (
          other === undefined ||
          other === platformOf(source.path) ||
          source.path === 'src/platforms/index.ts'
        )
          return [];
        return [{ line, sentence: `imports ${target}` }];
      }),
    ),
    broken: [
      {
        files: { 'src/platforms/a/client.ts': `import type { B } from '../b/length.ts';` },
        found: ['src/platforms/a/client.ts:1'],
      },
      {
        files: { 'src/platforms/conformance.ts': `import { b } from './b/index.ts';` },
        found: ['src/platforms/conformance.ts:1'],
      },
      {
        files: { 'src/web/a.ts': `const b = await import('../platforms/b/sandbox.ts');` },
        found: ['src/web/a.ts:1'],
      },
    ],
    kept: [
      {
        'src/platforms/index.ts': `import { a } from './a/index.ts';`,
        'src/platforms/a/index.ts': `import './client.ts'; import '../contract.ts';`,
      },
    ],
  },
  {
    rule: 'client and sandbox of a platform never import each other, else both share one misunderstanding',
    check: inCode((source) =>
      source.imports.flatMap(({ target, line }) => {
        if (platformOf(source.path) === undefined || target === undefined) return [];
        const pair = [source.path, target]
          .map((file) => path.posix.basename(file).replace(/\.tsx?$/, ''))
          .toSorted();
        return pair[0] === 'client' && pair[1] === 'sandbox' ? [{ line, sentence: `imports ${target}` }] : [];
      }),
    ),
    broken: [
      {
        files: { 'src/platforms/a/client.ts': `import { b } from './sandbox.ts';` },
        found: ['src/platforms/a/client.ts:1'],
      },
      {
        files: { 'src/platforms/a/sandbox.ts': `import type { B } from './client.ts';` },
        found: ['src/platforms/a/sandbox.ts:1'],
      },
    ],
    kept: [{ 'src/platforms/a/index.ts': `import './client.ts'; const s = () => import('./sandbox.ts');` }],
  },
  {
    rule: 'no file outside the folders of the platforms and their list names a platform',
    check: inCode((source) => {
      if (platformOf(source.path) !== undefined || source.path === 'src/platforms/index.ts') return [];
      return source.nodes.flatMap((node) => {
        const word = platformWord(node);
        return word === undefined ? [] : [{ line: source.lineOf(node), sentence: `names "${word}"` }];
      });
    }),
    broken: [
      { files: { 'src/app/a.ts': `if (platform === 'x') go();` }, found: ['src/app/a.ts:1'] },
      {
        files: { 'src/web/a.tsx': `const a = <p>\n  Connect your Facebook page\n</p>;` },
        found: ['src/web/a.tsx:1'],
      },
      { files: { 'src/app/a.ts': 'const a = `${b}/youtube`;' }, found: ['src/app/a.ts:1'] },
      { files: { 'src/app/a.ts': `const limits = { instagram: 30 };` }, found: ['src/app/a.ts:1'] },
      {
        files: { 'src/app/a.ts': `if (id.startsWith("LinkedIn")) isLinkedinChannel(id);` },
        found: ['src/app/a.ts:1', 'src/app/a.ts:1'],
      },
      { files: { 'src/app/a.ts': `const a = /^twitter/;` }, found: ['src/app/a.ts:1'] },
      { files: { 'src/app/a.ts': `type P = 'x' | 'y';` }, found: ['src/app/a.ts:1'] },
    ],
    kept: [
      { 'src/app/a.ts': `// X and YouTube\nconst p = { x: 1 }; const q = p.x; const r = 'x-forwarded-for';` },
      { 'src/platforms/a/index.ts': `export const id = 'facebook';`, 'src/app/a.test.ts': `cut('x');` },
    ],
  },
  {
    // A child process inherits the environment without anybody reading it; one that needs another is given it by src/config.
    rule: 'only src/config reads the environment',
    check: inCode((source) => {
      if (source.path.startsWith('src/config/')) return [];
      return source.nodes
        .filter(readsEnvironment)
        .map((node) => ({ line: source.lineOf(node), sentence: 'reads process.env' }));
    }),
    broken: [
      { files: { 'src/app/a.ts': `const a = process.env['PORT'];` }, found: ['src/app/a.ts:1'] },
      { files: { 'src/main.ts': `const { env } = process;` }, found: ['src/main.ts:1'] },
      { files: { 'src/main.ts': `import { env } from 'node:process';` }, found: ['src/main.ts:1'] },
      { files: { 'src/main.ts': `start({ ...globalThis.process['env'] });` }, found: ['src/main.ts:1'] },
    ],
    kept: [
      {
        'src/config/a.ts': `const a = process.env;`,
        'src/app/a.ts': `const b = config.env; process.exitCode = 1;`,
      },
      { 'src/app/a.test.ts': `process.env.A = '1';` },
    ],
  },
  {
    rule: 'only src/store holds SQL',
    check: inCode((source) => {
      if (source.path.startsWith('src/store/')) return [];
      const held = source.nodes.filter((node) => isSql(textOf(node) ?? ''));
      return [
        ...held.map((node) => ({
          line: source.lineOf(node),
          sentence: `holds "${textOf(node)?.trim().slice(0, 40)}"`,
        })),
        ...importsOf(source, /^drizzle-orm(?:\/|$)/),
      ];
    }),
    broken: [
      { files: { 'src/app/a.ts': `db.query('select 1');` }, found: ['src/app/a.ts:1'] },
      { files: { 'src/app/a.ts': 'db.query(`\n  SELECT a, ${b}\n  FROM t`);' }, found: ['src/app/a.ts:1'] },
      { files: { 'src/app/a.ts': 'sql`update ${t} set a = 1`;' }, found: ['src/app/a.ts:1'] },
      {
        files: {
          'src/app/a.ts': `const a = ["insert into t values (1)", 'delete from t', 'with a as (select 1) select * from a'];`,
        },
        found: ['src/app/a.ts:1', 'src/app/a.ts:1', 'src/app/a.ts:1'],
      },
      {
        files: {
          'src/queue/a.ts': `run('create schema if not exists a'); run('alter table t add a int'); run('vacuum analyze');`,
        },
        found: ['src/queue/a.ts:1', 'src/queue/a.ts:1', 'src/queue/a.ts:1'],
      },
      { files: { 'src/app/a.ts': `import { eq } from 'drizzle-orm';` }, found: ['src/app/a.ts:1'] },
    ],
    kept: [
      { 'src/store/a.ts': `db.query('select 1 from t'); import { sql } from 'drizzle-orm';` },
      {
        'src/web/a.tsx': `const a = ['Select a post from the list', 'Update the title', 'delete', 'select', 'with care', 'create a channel'];`,
      },
    ],
  },
  {
    rule: 'only src/markdown imports unified and what belongs to it',
    check: inCode((source) =>
      source.path.startsWith('src/markdown/')
        ? []
        : importsOf(
            source,
            /^(?:unified|vfile|mdast|unist|hast|(?:remark|rehype|mdast|micromark|unist)-.+|micromark)(?:\/|$)/,
          ),
    ),
    broken: [
      { files: { 'src/excerpt/a.ts': `import type { Root } from 'mdast';` }, found: ['src/excerpt/a.ts:1'] },
      {
        files: {
          'src/app/a.ts': `const a = await import('remark-parse'); import { unified } from 'unified';`,
        },
        found: ['src/app/a.ts:1', 'src/app/a.ts:1'],
      },
    ],
    kept: [
      {
        'src/markdown/a.ts': `import 'remark-gfm'; import type { Root } from 'mdast';`,
        'src/app/a.ts': `import { read } from '../markdown/read.ts';`,
      },
    ],
  },
  {
    rule: 'nothing below floor 3 calls the clock or a random source; both come in as arguments',
    check: (sources) => {
      const readers = inCode((source) => {
        const place = placeOf(source.path);
        if (place === undefined || place.floor >= 3) return [];
        return source.nodes
          .filter(readsClock)
          .map((node) => ({ line: source.lineOf(node), sentence: 'calls the clock or a random source' }));
      })(sources);
      const unneeded = Object.keys(clockReaders).filter(
        (file) =>
          sources.some((source) => source.path === file) && !readers.some((reader) => reader.path === file),
      );
      return [
        ...readers.filter((reader) => clockReaders[reader.path] === undefined),
        ...unneeded.map((file) => ({
          path: file,
          line: 1,
          sentence: 'is on the list of clock readers and reads none',
        })),
      ];
    },
    broken: [
      {
        files: { 'src/schedule/a.ts': `const a = new Date();\nconst b = Date.now();` },
        found: ['src/schedule/a.ts:1', 'src/schedule/a.ts:2'],
      },
      {
        files: { 'src/net/a.ts': `export const f = (now = Date.now) => now() - performance.now();` },
        found: ['src/net/a.ts:1', 'src/net/a.ts:1'],
      },
      {
        files: { 'src/store/a.ts': `import { randomUUID, randomBytes as bytes } from 'node:crypto';` },
        found: ['src/store/a.ts:1', 'src/store/a.ts:1'],
      },
      {
        files: {
          'src/hashtags/a.ts': `const a = Math.random() + crypto.randomInt(3); crypto.getRandomValues(b);`,
        },
        found: ['src/hashtags/a.ts:1', 'src/hashtags/a.ts:1', 'src/hashtags/a.ts:1'],
      },
      { files: { 'src/schedule/a.ts': `const a = Temporal.Now.instant();` }, found: ['src/schedule/a.ts:1'] },
      { files: { 'src/sandbox/state.ts': `export const a = 1;` }, found: ['src/sandbox/state.ts:1'] },
    ],
    kept: [
      {
        'src/schedule/a.ts': `const a = new Date(b).getTime(); const c = now(); const d = Date.UTC(2026, 1, 1); type D = Date;`,
      },
      {
        'src/app/a.ts': `const a = new Date();`,
        'src/net/b.test.ts': `Date.now();`,
        'src/sandbox/state.ts': `const now = () => new Date();`,
      },
    ],
  },
  {
    rule: 'files are named in kebab-case by what they are: no utils, helpers, manager, service, handler',
    check: (sources) =>
      sources.flatMap(({ path: file }) => {
        const words = file.split(/[/.-]/);
        const forbidden = words.find((word) =>
          /^(?:utils?|helpers?|managers?|services?|handlers?)$/i.test(word),
        );
        if (forbidden !== undefined) return [{ path: file, line: 1, sentence: `is named "${forbidden}"` }];
        const kebab = file
          .split('/')
          .every((part) => /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.test)?(?:\.tsx?)?$/.test(part));
        return kebab ? [] : [{ path: file, line: 1, sentence: 'is not in kebab-case' }];
      }),
    broken: [
      { files: { 'src/app/date-utils.ts': '' }, found: ['src/app/date-utils.ts:1'] },
      {
        files: { 'src/app/helpers/a.ts': '', 'workers/job-handler.test.ts': '' },
        found: ['src/app/helpers/a.ts:1', 'workers/job-handler.test.ts:1'],
      },
      {
        files: { 'src/app/importPost.ts': '', 'src/web/Page.tsx': '' },
        found: ['src/app/importPost.ts:1', 'src/web/Page.tsx:1'],
      },
    ],
    kept: [{ 'src/app/import-post.ts': '', 'src/web/page.test.tsx': '', 'src/platforms/x/t2.ts': '' }],
  },
  {
    rule: 'no "any"',
    check: (sources) =>
      sources.flatMap((source) =>
        source.nodes
          .filter((node) => node.type === 'TSAnyKeyword')
          .map((node) => ({ path: source.path, line: source.lineOf(node), sentence: 'says "any"' })),
      ),
    broken: [
      {
        files: { 'src/app/a.ts': `const a: any = 1;\nconst b = c as any[];` },
        found: ['src/app/a.ts:1', 'src/app/a.ts:2'],
      },
    ],
    kept: [{ 'src/app/a.ts': `const any = 'any'; expect.any(Number); // any` }],
  },
  {
    rule: 'no test is skipped, and none shuts out the others',
    check: (sources) =>
      sources.flatMap((source) =>
        source.nodes
          .filter(
            (node) =>
              node.type === 'MemberExpression' &&
              /^(?:test|it|describe)(?:\.\w+)*\.(?:skip|only|todo|fails|skipIf|runIf)$/.test(dotted(node)),
          )
          .map((node) => ({
            path: source.path,
            line: source.lineOf(node),
            sentence: `says ${dotted(node)}`,
          })),
      ),
    broken: [
      {
        files: {
          'src/app/a.test.ts': `test.skip('a', f);\ndescribe.only('b', f);\nit.skipIf(c)('d', f);\ntest.todo('e');`,
        },
        found: [1, 2, 3, 4].map((line) => `src/app/a.test.ts:${line}`),
      },
    ],
    kept: [{ 'src/app/a.test.ts': `test('a', f); test.each([1])('b', f); list.skip(1);` }],
  },
];

/** A check of every file that is no test, one by one. */
function inCode(check: (source: Source) => readonly Omit<Violation, 'path'>[]): Rule['check'] {
  return (sources) =>
    sources
      .filter((source) => !source.isTest)
      .flatMap((source) => check(source).map((violation) => ({ path: source.path, ...violation })));
}

function placeOf(file: string): { readonly folder: string; readonly floor: number } | undefined {
  for (const [floor, folders] of floors.entries()) {
    const folder = folders.find((each) => file === `${each}.ts` || file.startsWith(`${each}/`));
    if (folder !== undefined) return { folder, floor };
  }
  return undefined;
}

function platformOf(file: string | undefined): string | undefined {
  return /^src\/platforms\/([^/]+)\//.exec(file ?? '')?.[1];
}

function importsOf(source: Source, packages: RegExp): Omit<Violation, 'path'>[] {
  return source.imports
    .filter(({ specifier }) => packages.test(specifier))
    .map(({ specifier, line }) => ({ line, sentence: `imports ${specifier}` }));
}

/** Reports the import that closes a circle, once. */
function cycles(sources: readonly Source[]): Violation[] {
  const byPath = new Map(sources.filter((source) => !source.isTest).map((source) => [source.path, source]));
  const done = new Set<string>();
  const found: Violation[] = [];
  const visit = (source: Source, way: readonly string[]): void => {
    for (const { target, line } of source.imports) {
      const next = byPath.get(target ?? '');
      if (next === undefined || done.has(next.path)) continue;
      const at = way.indexOf(next.path);
      if (at < 0) visit(next, [...way, next.path]);
      else
        found.push({
          path: source.path,
          line,
          sentence: `closes a circle: ${[...way.slice(at), next.path].join(' → ')}`,
        });
    }
    done.add(source.path);
  };
  for (const source of byPath.values()) if (!done.has(source.path)) visit(source, [source.path]);
  return found;
}

function platformWord(node: Node): string | undefined {
  const pattern =
    node.type === 'Literal' ? (node['regex'] as { pattern: string } | undefined)?.pattern : undefined;
  const name =
    node.type === 'Identifier' || node.type === 'JSXIdentifier' ? (node['name'] as string) : undefined;
  const text = textOf(node) ?? pattern ?? name ?? '';
  if (name === undefined && /^x$/i.test(text)) return text;
  return /facebook|instagram|youtube|linkedin|twitter/i.exec(text)?.[0];
}

function readsEnvironment(node: Node): boolean {
  if (node.type === 'MemberExpression') return /(?:^|\.)process\.env$/.test(dotted(node));
  if (node.type === 'ImportSpecifier') {
    const from = (node.parent?.['source'] as Node | undefined) ?? node;
    return dotted(node['imported'] as Node) === 'env' && /^(?:node:)?process$/.test(textOf(from) ?? '');
  }
  if (node.type !== 'VariableDeclarator' || node['init'] === null) return false;
  const pattern = node['id'] as Node;
  if (pattern.type !== 'ObjectPattern' || !/(?:^|\.)process$/.test(dotted(node['init'] as Node)))
    return false;
  return (pattern['properties'] as Node[]).some(
    (property) => property.type === 'Property' && dotted(property['key'] as Node) === 'env',
  );
}

/** The beginnings of statements. */
const statements = [
  /select\s+(?:distinct\s|count\(|now\(|pg_|\d|\*|[\s\S]*\sfrom\s)/,
  /insert\s+into\s/,
  /update\s+\S+\s+(?:as\s+\w+\s+)?set\s/,
  /delete\s+from\s/,
  /(?:truncate\s|vacuum(?:\s|$))/,
  /with\s+(?:recursive\s+)?\w+\s+as\s+(?:materialized\s+)?\(/,
  /(?:create|alter|drop)\s+(?:or\s+replace\s+|unique\s+)?(?:table|schema|index|view|type|function|trigger|sequence|database|role|extension)\s/,
].map((statement) => new RegExp(`^\\s*${statement.source}`, 'i'));

/** The first word is in one case throughout, so that a sentence of a page ("Select … from …") is not taken for a statement. */
function isSql(text: string): boolean {
  return /^\s*(?:[a-z]+|[A-Z]+)(?:\s|$)/.test(text) && statements.some((statement) => statement.test(text));
}

function readsClock(node: Node): boolean {
  if (node.type === 'NewExpression')
    return dotted(node['callee'] as Node) === 'Date' && (node['arguments'] as Node[]).length === 0;
  if (node.type === 'CallExpression') return dotted(node['callee'] as Node) === 'Date';
  if (node.type === 'MemberExpression') {
    const inner =
      node.parent?.type === 'MemberExpression' &&
      node.parent['object'] !== undefined &&
      dotted(node.parent).startsWith(`${dotted(node)}.`);
    return (
      !inner &&
      /(?:^|\.)(?:Date\.now|Math\.random|performance\.now|process\.hrtime(?:\.bigint)?|Temporal\.Now\.\w+|(?:web)?crypto\.(?:random\w+|getRandomValues))$/i.test(
        dotted(node),
      )
    );
  }
  if (node.type !== 'ImportSpecifier') return false;
  const from = textOf((node.parent?.['source'] as Node | undefined) ?? node) ?? '';
  return (
    /^(?:node:)?crypto$/.test(from) && /^(?:random|getRandomValues)/.test(dotted(node['imported'] as Node))
  );
}
