import { readFileSync } from 'node:fs';
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
} from 'yaml';
import { z } from 'zod';
import { UserError } from '../domain/errors.ts';
import { yamlMistake } from '../domain/yaml-mistake.ts';

/**
 * Reads and checks a YAML file; one that is not there, or empty, is the same as `{}`. Throws `UserError` with file, line and
 * column of the first mistake and the number of further ones.
 */
export function readYaml<T extends z.ZodType>(file: string, schema: T): z.output<T> {
  const lines = new LineCounter();
  const document = parseDocument(readText(file), {
    lineCounter: lines,
    stringKeys: true,
    prettyErrors: false,
  });
  const mistakes = [...syntaxMistakes(document)];
  if (mistakes.length === 0) {
    const read = schema.safeParse(plainValue(document, file));
    if (read.success) return read.data;
    mistakes.push(...read.error.issues.flatMap((issue) => mistakesOf(issue, document)));
  }
  const [first, ...others] = mistakes.sort((a, b) => a.at - b.at);
  const { line, col } = lines.linePos(first!.at);
  const more = others.length === 0 ? '' : ` (and ${others.length} more in this file)`;
  throw new UserError(`${file}:${line}:${col}: ${first!.text}${more}.`);
}

interface Mistake {
  /** Offset in the file. */
  readonly at: number;
  readonly text: string;
}

function readText(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return '';
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw new UserError(`${file} is not text in UTF-8: save it as UTF-8.`, { cause: error });
    throw new UserError(
      `${file} cannot be read (${code ?? String(error)}): see to its owner and permissions.`,
      { cause: error },
    );
  }
}

function* syntaxMistakes(document: Document): Generator<Mistake> {
  for (const error of [...document.errors, ...document.warnings])
    yield { at: error.pos[0], text: yamlMistake(error) };
  const lost: Mistake[] = [];
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) === undefined)
        lost.push({
          at: startOf(alias) ?? 0,
          text: `*${alias.source} names nothing: no &${alias.source} stands above it`,
        });
    },
  });
  yield* lost;
}

/** Aliases that multiply into a huge value are refused: a few lines could otherwise fill the memory. */
function plainValue(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new UserError(
      `${file} cannot be used: its aliases (*name) multiply into far too much, so write the values out.`,
      {
        cause: error,
      },
    );
  }
}

function mistakesOf(issue: z.core.$ZodIssue, document: Document): Mistake[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      at: placeOf(document, [...path, key], 'key'),
      text: `"${key}" ${issue.message}`,
    }));
  }
  if (issue.code === 'invalid_key') {
    const why = issue.issues[0]?.message ?? 'is not a key here';
    return [{ at: placeOf(document, path, 'key'), text: `"${path.at(-1)}" ${why}` }];
  }
  return [{ at: placeOf(document, path, 'value'), text: `${nameOf(path)} ${wordsOf(issue)}` }];
}

function nameOf(path: readonly (string | number)[]): string {
  if (path.length === 0) return 'The file';
  return path
    .map((step, i) => (typeof step === 'number' ? ` entry ${step + 1}` : i === 0 ? step : ` → ${step}`))
    .join('');
}

/** Our own messages go on from the name; those of the library are put into a person's words. */
function wordsOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}`;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text (in quotes where it begins with # or looks like a number)',
  number: 'a number',
  int: 'a whole number',
  array: 'a list, each entry on a line of its own after "- "',
  object: 'a list of "key: value" lines',
  record: 'a list of "key: value" lines',
};

/** Walks from the top as far as the path leads: what is missing is told at the place it is missing from. */
function placeOf(document: Document, path: readonly (string | number)[], want: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let at = startOf(node) ?? 0;
  for (const [i, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) break;
      at =
        (want === 'key' && i === path.length - 1 ? undefined : startOf(pair.value)) ??
        startOf(pair.key) ??
        at;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      at = startOf(node) ?? at;
    } else break;
  }
  return at;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
