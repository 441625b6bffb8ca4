import type { RootContent } from 'mdast';
import type { Data, Processor } from 'unified';

/** What of GitHub's syntax a text can hold at all, seen by its letters. */
export interface Syntax {
  /** Bare e-mail addresses. */
  readonly emails: boolean;
  /** Bare web addresses. */
  readonly addresses: boolean;
  readonly tables: boolean;
}

export function syntaxOf(markdown: string): Syntax {
  const head = headLength(markdown);
  const body = head === 0 ? markdown : markdown.slice(head);
  return {
    emails: body.includes('@'),
    addresses: /http|www/i.test(body),
    // A delimiter row is made of these: a bar, or else a colon beside a hyphen.
    tables: /\||:-|-:/.test(body),
  };
}

/** Length of the front matter: its `link: https://…` is no text. */
export function headLength(markdown: string): number {
  return frontMatter.exec(markdown)?.[0].length ?? 0;
}

const frontMatter = /^---[ \t]*(?:\r\n?|\n)(?:[^]*?(?:\r\n?|\n))??---[ \t]*(?=[\r\n]|$)/;

/**
 * Takes out of the parser what this text cannot hold. Bare addresses and tables cost more than all of CommonMark: the one is
 * tried at every word, the other at every line, and then nearly always there is none. What is parsed stays the same.
 */
export function sparing(this: Processor, syntax: Syntax): void {
  const unneeded = new Set([
    ...(syntax.emails ? [] : ['emailAutolink']),
    ...(syntax.addresses ? [] : ['protocolAutolink', 'wwwAutolink']),
    ...(syntax.tables ? [] : ['table']),
  ]);
  const { micromarkExtensions = [], fromMarkdownExtensions = [] } = this.data();
  for (const extension of micromarkExtensions) {
    extension.text = spared(extension.text, unneeded);
    extension.flow = spared(extension.flow, unneeded);
  }
  for (const extension of fromMarkdownExtensions.flat()) {
    if (extension.enter?.['literalAutolink'] === undefined) continue;
    extension.transforms = (extension.transforms ?? []).map(onlyWhereSpelled);
  }
}

type Constructs = NonNullable<Extension['text']>;
type Extension = NonNullable<Data['micromarkExtensions']>[number];
type Construct = Exclude<NonNullable<Constructs[string]>, readonly unknown[]>;

/** From a letter to what may begin with it: a letter of which nothing is left is then as plain as any other. */
function spared(constructs: Constructs | undefined, unneeded: ReadonlySet<string>): Constructs {
  const left: Constructs = {};
  for (const [letter, found] of Object.entries(constructs ?? {})) {
    const needed = [found ?? []].flat().filter(({ name = '' }) => !unneeded.has(name));
    if (needed.length > 0) left[letter] = needed.map(onlyBeforeAt);
  }
  return left;
}

/** Every word may be the beginning of an e-mail address; it is tried only where an `@` follows the word. */
function onlyBeforeAt(construct: Construct): Construct {
  const { name, previous } = construct;
  if (name !== 'emailAutolink' || previous === undefined) return construct;
  return {
    ...construct,
    previous(code) {
      if (!previous.call(this, code)) return false;
      const start = this.now();
      return /^[\w.+-]+@/.test(this.sliceSerialize({ start, end: { ...start, _bufferIndex: Infinity } }));
    },
  };
}

/**
 * Addresses that are there only once escapes and character references are read are looked for in the finished tree. Its
 * blocks are handed on one by one, and only those with a text that may hold one.
 */
function onlyWhereSpelled(transform: Transform): Transform {
  return (tree) => {
    for (const block of tree.children) if (maySpell(block)) transform({ type: 'root', children: [block] });
  };
}

type Transform = NonNullable<Exclude<FromMarkdown, readonly unknown[]>['transforms']>[number];
type FromMarkdown = NonNullable<Data['fromMarkdownExtensions']>[number];

function maySpell(block: RootContent): boolean {
  const waiting: RootContent[] = [block];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === 'text' && /@|http|www/i.test(node.value)) return true;
    if ('children' in node) for (const child of node.children) waiting.push(child);
  }
  return false;
}
