import { UserError } from '../domain/errors.ts';
import type { ParsedPost } from '../domain/source-post.ts';

/**
 * Those of `platforms` that a post is meant for: all of them, unless its front matter names some. Throws `UserError` with line
 * and column for a name that belongs to none.
 */
export function platformsMeant<P extends { readonly id: string }>(
  markdown: string,
  { frontMatter }: Pick<ParsedPost, 'frontMatter'>,
  platforms: readonly P[],
): P[] {
  const named = frontMatter.platforms;
  if (named === undefined) return [...platforms];
  const unknown = named.find((name) => !platforms.some(({ id }) => id === name));
  if (unknown !== undefined) {
    const { line, column } = placeOf(markdown, unknown);
    throw new UserError(
      `The front matter names the platform "${unknown}" in line ${line}, column ${column}, but there is none of that name: write some of ${platforms.map(({ id }) => id).join(', ')}.`,
    );
  }
  return platforms.filter(({ id }) => named.includes(id));
}

/** The name is looked for from the key on, for it may stand in the title above as well. */
function placeOf(markdown: string, name: string): { readonly line: number; readonly column: number } {
  const key = Math.max(0, markdown.search(/^["']?platforms["']?[ \t]*:/m));
  const at = Math.max(key, markdown.indexOf(name, key + 'platforms'.length));
  const before = markdown.slice(0, at).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
