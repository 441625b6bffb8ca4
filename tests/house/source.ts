import fs from 'node:fs';
import path from 'node:path';
import { parseAst } from 'vitest/node';

/** One source file as the rules see it. `path` is relative to the project, with forward slashes. */
export interface Source {
  readonly path: string;
  readonly isTest: boolean;
  readonly imports: readonly Import[];
  /** Every node of the syntax tree, parents before children. Comments are not among them. */
  readonly nodes: readonly Node[];
  lineOf(node: Node): number;
}

/** Static, dynamic and type imports, and exports from elsewhere. */
export interface Import {
  readonly specifier: string;
  /** Project path of the file meant, or undefined for a package. */
  readonly target: string | undefined;
  readonly line: number;
}

/** An ESTree node with TypeScript's. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly parent: Node | undefined;
  readonly [key: string]: unknown;
}

/** Every TypeScript file beneath the folders. */
export function readSources(root: string, folders: readonly string[]): Source[] {
  return folders.flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => `${folder}/${name.replaceAll(path.sep, '/')}`)
      .map((file) => readSource(file, fs.readFileSync(path.join(root, file), 'utf8'))),
  );
}

export function readSource(file: string, text: string): Source {
  const nodes: Node[] = [];
  collect(parseAst(text, { lang: file.endsWith('x') ? 'tsx' : 'ts', astType: 'ts' }), undefined, nodes);
  const lineOf = (node: Node): number => text.slice(0, node.start).split('\n').length;
  return {
    path: file,
    isTest: file.startsWith('tests/') || /\.test\.tsx?$/.test(file),
    nodes,
    lineOf,
    imports: nodes.flatMap((node) => {
      const specifier = importedBy(node);
      if (specifier === undefined) return [];
      const target = specifier.startsWith('.')
        ? path.posix.join(path.posix.dirname(file), specifier)
        : undefined;
      return [{ specifier, target, line: lineOf(node) }];
    }),
  };
}

/** The text of a string or of a template's fixed parts, with `?` for what is put in; undefined for other nodes. */
export function textOf(node: Node): string | undefined {
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  if (node.type === 'JSXText') return node['value'] as string;
  if (node.type === 'TSLiteralType' || node.type !== 'TemplateLiteral') return undefined;
  return (node['quasis'] as { value: { cooked: string } }[]).map((quasi) => quasi.value.cooked).join('?');
}

/** `a.b.c` of a member expression, or the name of an identifier. */
export function dotted(node: Node): string {
  if (node.type === 'Identifier') return node['name'] as string;
  if (node.type !== 'MemberExpression') return '';
  const property = node['property'] as Node;
  const name = node['computed'] === true ? (textOf(property) ?? '') : dotted(property);
  return `${dotted(node['object'] as Node)}.${name}`;
}

function importedBy(node: Node): string | undefined {
  const imports = [
    'ImportDeclaration',
    'ImportExpression',
    'TSImportType',
    'ExportAllDeclaration',
    'ExportNamedDeclaration',
  ];
  if (!imports.includes(node.type)) return undefined;
  const source = node['source'] as Node | null;
  return source === null ? undefined : textOf(source);
}

function collect(value: unknown, parent: Node | undefined, into: Node[]): void {
  if (Array.isArray(value)) {
    for (const each of value) collect(each, parent, into);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (typeof (value as Node).type !== 'string') {
    return;
  }
  const node = { ...value, parent } as Node;
  into.push(node);
  for (const [key, child] of Object.entries(value)) if (key !== 'parent') collect(child, node, into);
}
