import { readLexiconFiles } from '../config/lexicon.ts';
import { UserError } from '../domain/errors.ts';
import { parseLexicon, type Lexicon } from '../hashtags/lexicon.ts';

/**
 * The words that mean the same in two languages, from the config folder; read at the first call, a few milliseconds, then
 * kept. `UserError` naming file and line of the first one that cannot be read.
 */
export function lexiconOf(configFolder: string): Lexicon {
  const known = read.get(configFolder);
  if (known !== undefined) return known;
  const files = readLexiconFiles(configFolder);
  const { lexicon, mistakes } = parseLexicon(files.map(({ text }) => text));
  const [mistake] = mistakes;
  if (mistake !== undefined) {
    throw new UserError(
      `${files[mistake.file]!.file}:${mistake.line}: “${mistake.text}” is no line of a lexicon: write “english = 한국어”, several words with commas between them.`,
    );
  }
  read.set(configFolder, lexicon);
  return lexicon;
}

const read = new Map<string, Lexicon>();
