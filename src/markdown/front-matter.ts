import { parseDocument } from 'yaml';
import { UserError } from '../domain/errors.ts';
import { isHashtag } from '../domain/find-hashtags.ts';
import { uniqueHashtags } from '../domain/hashtag.ts';
import type { Note } from '../domain/note.ts';
import type { FrontMatter } from '../domain/source-post.ts';
import { yamlMistake } from '../domain/yaml-mistake.ts';

/**
 * What the YAML at the head of a post says. `firstLine` is the line of the post on which `yaml` begins.
 * Keys that mean nothing here become notes; a mistake is a `UserError` with line and column of the post.
 */
export function readFrontMatter(
  yaml: string,
  firstLine: number,
): { frontMatter: FrontMatter; notes: Note[] } {
  const document = parseDocument(quoteTitles(quoteHashtags(yaml)), {
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [mistake] = document.errors;
  if (mistake !== undefined) throw broken(placeAt(yaml, mistake.pos[0], firstLine), yamlMistake(mistake));
  const values = valuesOf(document, firstLine);
  const notes: Note[] = [];
  const frontMatter: { -readonly [key in keyof FrontMatter]: FrontMatter[key] } = {};
  for (const [key, value] of Object.entries(values)) {
    const place = placeOfKey(yaml, key, firstLine);
    if (value === null || value === '') continue;
    if (key === 'title') frontMatter.title = textOf(key, value, place);
    else if (key === 'campaign') frontMatter.campaign = textOf(key, value, place);
    else if (key === 'lang') frontMatter.lang = languageOf(textOf(key, value, place), place);
    else if (key === 'link') frontMatter.link = linkOf(textOf(key, value, place), place);
    else if (key === 'platforms') frontMatter.platforms = listOf(key, value, place);
    else if (key === 'evergreen') frontMatter.evergreen = yesOrNo(key, value, place);
    else if (key === 'hashtags' || key === 'tags') {
      const { hashtags, refused } = hashtagsOf(key, value, place);
      frontMatter.hashtags = uniqueHashtags([...(frontMatter.hashtags ?? []), ...hashtags]);
      if (refused.length > 0) notes.push(refusedNote(refused, place));
    } else {
      notes.push({
        line: place.line,
        rule: 'front-matter-key',
        text: `“${key}” in the front matter means nothing here and was passed over.`,
      });
    }
  }
  return { frontMatter, notes };
}

/** To YAML an unquoted `#` opens a comment, and `hashtags: #pain #neck` would be empty. Nobody who writes that means a comment. */
function quoteHashtags(yaml: string): string {
  return yaml.replaceAll(/^((?:hashtags|tags):|[ \t]*-)[ \t]+(#[^\s"'].*)$/gm, `$1 '$2'`);
}

/** "title: Braces: your questions" and "title: Our #1 tip" mean what they say, though YAML reads a mapping and a comment there. */
function quoteTitles(yaml: string): string {
  return yaml.replaceAll(
    /^((?:title|campaign):[ \t]+)([^\s"'|>&*[{#].*(?::[ \t]|[ \t]#).*)$/gm,
    (_, key: string, value: string) => `${key}'${value.replaceAll("'", "''")}'`,
  );
}

interface Position {
  readonly line: number;
  readonly column: number;
}

function broken({ line, column }: Position, what: string): UserError {
  return new UserError(
    `The front matter has a mistake in line ${line}, column ${column}: ${what}; mend it, or take away everything between the two lines of ---.`,
  );
}

function placeAt(yaml: string, offset: number, firstLine: number): Position {
  const before = yaml.slice(0, offset).split('\n');
  return { line: firstLine + before.length - 1, column: before.at(-1)!.length + 1 };
}

function placeOfKey(yaml: string, key: string, firstLine: number): Position {
  const lines = yaml.split('\n');
  const at = lines.findIndex((line) => line.replace(/^["']/, '').startsWith(key));
  return { line: firstLine + Math.max(at, 0), column: 1 };
}

/** A few aliases are fine; ones that multiply ("billion laughs") are refused before they are expanded. */
const mostAliases = 50;

function valuesOf(document: ReturnType<typeof parseDocument>, firstLine: number): Record<string, unknown> {
  let values: unknown;
  try {
    values = document.toJS({ maxAliasCount: mostAliases });
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause;
    throw new UserError(
      `The front matter in line ${firstLine} uses aliases that multiply beyond measure: write its values out, without & and *.`,
      { cause },
    );
  }
  if (values === null || values === undefined) return {};
  if (typeof values !== 'object' || Array.isArray(values)) {
    throw broken({ line: firstLine, column: 1 }, 'it must be lines of “key: value”');
  }
  return values as Record<string, unknown>;
}

function textOf(key: string, value: unknown, place: Position): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return String(value).normalize('NFC').replaceAll(/\s+/g, ' ').trim();
  }
  throw broken(place, `“${key}” must be a text`);
}

function yesOrNo(key: string, value: unknown, place: Position): boolean {
  if (typeof value === 'boolean') return value;
  if (value === 'yes') return true;
  if (value === 'no') return false;
  throw broken(place, `“${key}” must be true or false`);
}

function listOf(key: string, value: unknown, place: Position): string[] {
  const entries = Array.isArray(value) ? value : textOf(key, value, place).split(/[,\s]+/u);
  return entries.map((entry: unknown) => textOf(key, entry, place)).filter((entry) => entry !== '');
}

/**
 * A list, or one string in which commas, `#` or else spaces part the hashtags. What no network would make a link of is
 * taken out of each: spaces, hyphens, dots.
 */
function hashtagsOf(key: string, value: unknown, place: Position): { hashtags: string[]; refused: string[] } {
  const entries = Array.isArray(value) ? listOf(key, value, place) : [textOf(key, value, place)];
  const written = entries
    .flatMap((entry) => entry.split(/[,#＃]/.test(entry) || Array.isArray(value) ? /[,#＃]+/u : /\s+/u))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const closed = written.map((entry) =>
    isHashtag(entry) ? entry : entry.replaceAll(/[^\p{L}\p{M}\p{N}_]+/gu, ''),
  );
  return {
    hashtags: closed.filter(isHashtag),
    refused: written.filter((_, index) => !isHashtag(closed[index]!)),
  };
}

function refusedNote(refused: readonly string[], { line }: Position): Note {
  const quoted = refused.map((entry) => `“${entry}”`).join(', ');
  return {
    line,
    rule: 'no-hashtag',
    text: `${quoted} cannot be a hashtag, which needs a letter: passed over.`,
  };
}

function languageOf(written: string, place: Position): string {
  const [primary] = written.toLowerCase().split(/[-_]/);
  if (primary === undefined || !/^[a-z]{2,3}$/.test(primary)) {
    throw broken(place, `“lang” must be a language such as en or ko, not “${written}”`);
  }
  return primary;
}

function linkOf(written: string, place: Position): string {
  if (!/^https?:\/\/\S+$/i.test(written) || !URL.canParse(written)) {
    throw broken(place, `“link” must be a whole address that starts with https://, not “${written}”`);
  }
  return written;
}
