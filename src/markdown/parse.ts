import { UserError } from '../domain/errors.ts';
import { findHashtags } from '../domain/find-hashtags.ts';
import { uniqueHashtags } from '../domain/hashtag.ts';
import type { Note } from '../domain/note.ts';
import type { Block, FrontMatter, ParsedPost } from '../domain/source-post.ts';
import { draftsOf, type Draft } from './blocks.ts';
import { withoutExtensions } from './extensions.ts';
import { readFrontMatter } from './front-matter.ts';
import { takeOutHashtagLines } from './hashtag-lines.ts';
import { recogniseHeadings } from './headings.ts';
import { lineOf, type Walk } from './inline.ts';
import { guessLanguage } from './language.ts';
import { takeOutReferences } from './references.ts';
import { partStandingLines } from './standing-lines.ts';
import { treeOf } from './tree.ts';
import { recogniseTypedLists } from './typed-lists.ts';
import { finishWords } from './words.ts';

/**
 * A post as blocks of plain words with their places in `written` (UTF-16 units), its hashtags, and notes on what was
 * left out. Any text is valid Markdown; `UserError` only for front matter with a mistake and for a post without words.
 */
export function parsePost(written: string): ParsedPost {
  // Half a letter, as a torn emoji leaves it, would reach a platform as something it refuses.
  const { markdown, notes } = withoutExtensions(written.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
  const root = treeOf(markdown);
  const walk: Walk = { source: markdown, root, images: [], notes: [] };
  const [first] = root.children;
  const head =
    first?.type === 'yaml' ? readFrontMatter(first.value, lineOf(first) + 1) : withoutFrontMatter(markdown);
  const tagged = takeOutHashtagLines(recogniseTypedLists(partStandingLines(draftsOf(walk))));
  const referenced = takeOutReferences(tagged.drafts);
  const { drafts, title } = recogniseHeadings(referenced.drafts);
  const blocks = drafts.map(finish);
  const own = [
    ...tagged.hashtags,
    ...blocks.flatMap(({ kind, text }) =>
      kind === 'code' ? [] : findHashtags(text).map((found) => found.hashtag),
    ),
  ];
  const hashtags = uniqueHashtags([...(head.frontMatter.hashtags ?? []), ...own]);
  refuseWordless(markdown, blocks, hashtags, referenced.notes);
  const shownTitle = head.frontMatter.title ?? title;
  return {
    ...(shownTitle === undefined ? {} : { title: shownTitle }),
    lang: head.frontMatter.lang ?? guessLanguage(sampleOf(blocks)),
    frontMatter: head.frontMatter,
    blocks,
    hashtags,
    images: walk.images,
    notes: [...head.notes, ...notes, ...walk.notes, ...tagged.notes, ...referenced.notes].sort(
      (a, b) => a.line - b.line,
    ),
  };
}

function withoutFrontMatter(markdown: string): { frontMatter: FrontMatter; notes: Note[] } {
  if (/^---[ \t]*\r?\n[a-z]+:(?:[ \t].*)?\r?\n/i.test(markdown)) {
    throw new UserError(
      'The front matter that begins in line 1 never ends: put a line with --- after its last key, or take the first line away.',
    );
  }
  return { frontMatter: {}, notes: [] };
}

function finish(draft: Draft): Block {
  const { text, places, links } = finishWords(draft.words);
  const { kind, span, line, depth, marker, group } = draft;
  return {
    kind,
    text,
    span,
    line,
    depth,
    ...(marker === undefined ? {} : { marker }),
    ...(group === undefined ? {} : { group }),
    links,
    places,
  };
}

function refuseWordless(
  markdown: string,
  blocks: readonly Block[],
  hashtags: readonly string[],
  notes: readonly Note[],
): void {
  if (
    blocks.some(
      (block) => block.kind !== 'image' && block.kind !== 'footnote' && /[\p{L}\p{N}\p{S}]/u.test(block.text),
    )
  )
    return;
  if (markdown.trim() === '')
    throw new UserError('The post is empty: write some text into it and try again.');
  if (notes.length > 0)
    throw new UserError('The post holds only a list of sources: write some text above it and try again.');
  if (/^---[ \t]*\r?\n/.test(markdown)) {
    throw new UserError(
      'The post holds only front matter: write some text below the second line of --- and try again.',
    );
  }
  if (hashtags.length > 0)
    throw new UserError('The post holds only hashtags: write some text above them and try again.');
  throw new UserError(
    'The post holds no words, only pictures, notes or signs: write some text into it and try again.',
  );
}

/** Enough text to tell the language by. */
function sampleOf(blocks: readonly Block[]): string {
  let sample = '';
  for (const block of blocks) {
    if (block.kind !== 'code') sample += `${block.text}\n`;
    if (sample.length > 20_000) break;
  }
  return sample;
}
