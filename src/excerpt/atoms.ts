import type { Note } from '../domain/note.ts';
import { spanIn, type Block, type Span } from '../domain/source-post.ts';
import { sentencesOf, type Sentence } from './sentences.ts';
import type { Division } from './clauses.ts';
import { gluedTitle, marked, shownText, type TextPolicy } from './shown-text.ts';

/** What cutting never divides unless it must: a sentence, heading, or row, as it will be read. */
export interface Atom {
  /** Final words, number or bullet included. */
  readonly text: string;
  /** What stands between it and the atom before, when both are in one piece. */
  readonly join: '' | ' ' | '\n' | '\n\n';
  readonly kind: Block['kind'];
  /** Headings: 1–6. */
  readonly depth: number;
  readonly line: number;
  readonly span: Span;
  /** A heading, or a line that announces what follows: it does not end a piece where that can be avoided. */
  readonly leads?: true;
  /** Where its words stand in a block; what is made of several blocks has none. */
  readonly block?: Block;
  readonly sentence?: Sentence;
  /** Only part of a sentence. */
  readonly part?: Part;
  /** Said before, and said again because what follows leans on it. */
  readonly carried?: true;
}

/** What of a sentence is left when it is divided; `from` and `to` in the text of the whole. */
export interface Part {
  readonly whole: Atom;
  readonly from: number;
  readonly to: number;
  /** How it is divided from the part before it, and from the one behind it; absent at the ends of the sentence. */
  readonly ahead?: Division;
  readonly behind?: Division;
}

/** The atoms of a post in reading order, as the policy shows them; notes say what has no place in an excerpt. */
export function atomsOf(blocks: readonly Block[], policy: TextPolicy): { atoms: Atom[]; notes: Note[] } {
  const atoms: Atom[] = [];
  const notes: Note[] = [];
  let before: Block | undefined;
  const shown = blocks.filter((block) => block.kind !== 'image' && block.kind !== 'footnote');
  const once = { ...policy, seen: new Set<string>() };
  for (const [index, block] of shown.entries()) {
    const from = atoms.length;
    addBlock(atoms, block, { before, after: shown[index + 1] }, once);
    const glued = gluedIn(block, atoms.slice(from));
    if (glued !== undefined) notes.push(glued);
    before = block;
  }
  for (const block of blocks) {
    if (block.kind !== 'footnote') continue;
    notes.push({
      line: block.line,
      rule: 'footnote',
      text: 'A footnote was left out: nothing in an excerpt can point to it.',
    });
  }
  return { atoms, notes };
}

interface Neighbours {
  readonly before: Block | undefined;
  readonly after: Block | undefined;
}

function addBlock(atoms: Atom[], block: Block, { before, after }: Neighbours, policy: TextPolicy): void {
  const sentences = sentencesIn(block, policy.lang);
  const leading =
    after !== undefined && (block.kind === 'heading' || announces(block, after, sentences.length));
  let end = 0;
  let first = true;
  for (const sentence of sentences) {
    const words = shownText(block, sentence, policy);
    if (words === '') continue;
    const last = sentence === sentences.at(-1);
    atoms.push({
      text: marked(
        block,
        words,
        { first, last: last && !(after?.kind === 'quote' && after.group === block.group) },
        policy.lang,
      ),
      join: first
        ? joinOfBlocks(before, block, atoms.length === 0)
        : joinInside(block.text, end, sentence.start),
      kind: block.kind,
      depth: block.depth,
      line: block.line,
      span: spanIn(block, sentence.start, sentence.end),
      block,
      sentence,
      ...((leading && last) || (first && !last && isLabel(block, words)) ? { leads: true } : {}),
    });
    first = false;
    end = sentence.end;
  }
}

function sentencesIn(block: Block, lang: string): readonly Sentence[] {
  if (block.kind === 'heading') return [{ start: 0, end: block.text.length }];
  const known = found.get(block);
  if (known?.lang === lang) return known.sentences;
  const sentences = sentencesOf(block.text, lang);
  found.set(block, { lang, sentences });
  return sentences;
}

/** A post is cut for one platform after the other, and its sentences are the same for all. */
const found = new WeakMap<Block, { readonly lang: string; readonly sentences: readonly Sentence[] }>();

/** A line that ends in a colon, or a short paragraph of one sentence before a list or table. */
function announces(block: Block, after: Block, sentences: number): boolean {
  if (/[:：]$/u.test(block.text)) return true;
  const listed = (after.kind === 'list-item' || after.kind === 'table-row') && after.group !== block.group;
  return listed && block.kind === 'paragraph' && sentences === 1 && block.text.length <= longestLeadIn;
}

const longestLeadIn = 160;

/** "5. Weeks 15 and 16: taper." heads what the item says. */
function isLabel({ kind }: Block, words: string): boolean {
  return kind === 'list-item' && words.length <= longestLabel;
}

const longestLabel = 40;

function joinOfBlocks(before: Block | undefined, block: Block, first: boolean): Atom['join'] {
  if (first || before === undefined) return '';
  const together = block.group !== undefined && block.group === before.group && block.kind !== 'quote';
  return together ? '\n' : '\n\n';
}

function joinInside(text: string, end: number, start: number): Atom['join'] {
  const gap = text.slice(end, start);
  if (gap !== '') return gap.includes('\n') ? '\n' : ' ';
  return isGlued(text, end) ? ' ' : '';
}

/** Whether a space was forgotten between two sentences; scripts that write none do not forget it. */
function isGlued(text: string, end: number): boolean {
  return /[.!?…~]["”’)\]]*$/u.test(text.slice(Math.max(0, end - 6), end)) && !unspaced.test(text[end] ?? '');
}

const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}①-⑳]/u;

/** Says so once for a block in which a space was set that the author forgot. */
function gluedIn(block: Block, atoms: readonly Atom[]): Note | undefined {
  const at = atoms.findIndex(
    ({ join, span }, index) => index > 0 && join === ' ' && span[0] === atoms[index - 1]!.span[1],
  );
  const title = gluedTitle.exec(block.kind === 'code' ? '' : block.text)?.[0];
  if (at < 1 && title === undefined) return undefined;
  const word = at < 1 ? title! : /\S{1,24}$/u.exec(atoms[at - 1]!.text)![0];
  return {
    line: block.line,
    rule: 'forgotten-space',
    text: `A space was forgotten after “${word}”, where a web address would be seen: it was set.`,
  };
}
