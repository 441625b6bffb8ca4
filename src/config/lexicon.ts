import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../domain/errors.ts';

/** A file of words in two languages, as it was read. */
export interface LexiconFile {
  readonly file: string;
  readonly text: string;
}

/**
 * The text files of `lexicon/` in the config folder, in the order of their names; none where there is no such folder.
 * `UserError` when one cannot be read.
 */
export function readLexiconFiles(configFolder: string): LexiconFile[] {
  const folder = path.join(configFolder, 'lexicon');
  return namesIn(folder).map((name) => {
    const file = path.join(folder, name);
    try {
      return { file, text: readFileSync(file, 'utf8') };
    } catch (cause) {
      throw new UserError(
        `${file} cannot be read (${String((cause as NodeJS.ErrnoException).code)}): look at its permissions, or take it away.`,
        { cause },
      );
    }
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.txt'))
      .sort();
  } catch {
    return [];
  }
}
