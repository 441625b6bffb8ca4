import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../domain/errors.ts';
import { notThere } from './read-file.ts';

/** The files meant by what was typed: files as they are, folders as the posts that lie in them, in the order of their names. */
export function postFiles(typed: readonly string[], cwd: string): string[] {
  return typed.flatMap((name) => {
    const place = path.resolve(cwd, name);
    const kind = statSync(place, { throwIfNoEntry: false });
    if (kind === undefined) throw notThere(cwd, name);
    if (!kind.isDirectory()) return [name];
    const posts = readdirSync(place, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:md|markdown|mdown|txt)$/i.test(entry.name))
      .map((entry) => path.join(name, path.relative(place, path.join(entry.parentPath, entry.name))))
      .filter((file) => !file.split(path.sep).some((part) => part.startsWith('.') && !/^\.\.?$/.test(part)))
      .sort();
    if (posts.length === 0)
      throw new UserError(`The folder ${name} holds no post: put files ending in .md or .txt into it.`);
    return posts;
  });
}
