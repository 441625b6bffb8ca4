import { stem } from './stem.ts';

/** What a lexicon is asked. A post's own terms are laid over the house's without copying them. */
export interface Table<K, V> {
  get(key: K): V | undefined;
  has(key: K): boolean;
}

/** Words of several languages that mean the same, and the fields they belong to. */
export interface Lexicon {
  /** What a term can mean; key as `termKey` makes it. */
  readonly senses: Table<string, readonly Sense[]>;
  /** Stems that begin a term of several English words. */
  readonly beginnings: Pick<Table<string, unknown>, 'has'>;
  /** Names of the fields, by number. */
  readonly fields: readonly string[];
  /** How many concepts there are: they are numbered from 0. */
  readonly concepts: number;
  /** Concept → its terms, as they are written. */
  readonly terms: Table<number, readonly string[]>;
  /** Key of a term → the terms it can be told by, where it is not said. */
  readonly signs: Table<string, readonly string[]>;
  /** Beginnings of Korean verbs, written with a hyphen behind them. */
  readonly verbs: Table<string, readonly Sense[]>;
  /** Longest English term, in words. */
  readonly longestPhrase: number;
  /** Longest term of other scripts, in letters. */
  readonly longestTerm: number;
}

export interface Sense {
  /** All terms of one line share it. */
  readonly concept: number;
  readonly field: number;
  /** The term means other things too: it counts only where the text speaks of the field. */
  readonly ambiguous: boolean;
  /** The term names its field: it fits a text that holds several words of the field. */
  readonly broad: boolean;
}

/** A term of the lexicon that stands in a sentence. */
export interface Hit {
  readonly sense: Sense;
  /** First and last token. */
  readonly from: number;
  readonly to: number;
}

/** A word or phrase that gives a subject away. */
export interface Sign {
  readonly key: string;
  readonly stems: readonly string[];
  readonly words: readonly string[];
  readonly korean: boolean;
}

export const emptyLexicon: Lexicon = {
  senses: new Map(),
  terms: new Map(),
  signs: new Map(),
  beginnings: new Set(),
  verbs: new Map(),
  fields: [],
  concepts: 0,
  longestPhrase: 0,
  longestTerm: 0,
};

/** A line that cannot be read. */
export interface LexiconMistake {
  /** Index of its text. */
  readonly file: number;
  readonly line: number;
  readonly text: string;
}

/**
 * Reads the format that `config/lexicon/` explains: `english, english = 한국어, 한국어`, `?` after an ambiguous term,
 * `[field: broad, broad = 넓은말]` before the lines of a field, `한국-` for all that begins so, `subject, subject ~ sign, sign`.
 */
export function parseLexicon(texts: readonly string[]): { lexicon: Lexicon; mistakes: LexiconMistake[] } {
  const senses = new Map<string, Sense[]>();
  const terms = new Map<number, string[]>();
  const signs = new Map<string, string[]>();
  const beginnings = new Set<string>();
  const verbs = new Map<string, Sense[]>();
  const fields: string[] = [];
  const mistakes: LexiconMistake[] = [];
  let concept = 0;
  let longestPhrase = 0;
  let longestTerm = 0;
  const add = (written: string, field: number, broad: boolean): void => {
    const term = written.trim();
    const ambiguous = term.endsWith('?');
    const plain = ambiguous ? term.slice(0, -1) : term;
    const words = plain.includes(' ') || plain.includes('-') ? wordsOf(plain) : undefined;
    const key = words === undefined ? termKey(plain) : words.map(stem).join('');
    if (key === '') return;
    const isVerb = plain.endsWith('-');
    const already = into(isVerb ? verbs : senses, key);
    if (already.at(-1)?.concept !== concept) already.push({ concept, field, ambiguous, broad });
    if (isVerb) return;
    into(terms, concept).push(plain);
    if (isLatin(plain)) {
      const count = words?.length ?? 1;
      longestPhrase = Math.max(longestPhrase, count);
      if (count > 1) beginnings.add(stem(words![0]!));
    } else longestTerm = Math.max(longestTerm, key.length);
  };
  /** Fields of one name are one, in whatever file. */
  const fieldOf = (name: string): number => {
    const known = name === '' ? -1 : fields.indexOf(name);
    return known >= 0 ? known : fields.push(name) - 1;
  };
  for (const [file, text] of texts.entries()) {
    let field = fieldOf('');
    for (const [index, raw] of text.split(/\r?\n/).entries()) {
      const line = raw.trim();
      if (line === '' || line.startsWith('#')) continue;
      if (line.includes('~')) {
        if (!addSigns(line, signs)) mistakes.push({ file, line: index + 1, text: line });
        continue;
      }
      const head = /^\[([^:\]]+)(?::(.*))?\]$/.exec(line);
      if (head !== null) field = fieldOf(head[1]!.trim());
      if (head !== null && (head[2] ?? '').trim() === '') continue;
      const sides = (head === null ? line : (head[2] ?? '')).split(/[=,]/);
      if (
        head === null &&
        (!line.includes('=') || sides.length < 2 || sides.some((term) => term.trim() === ''))
      ) {
        mistakes.push({ file, line: index + 1, text: line });
        continue;
      }
      // Broad words of a field are not one another's synonyms: each is a concept, all fit by their field.
      for (const term of sides) add(term, field, head !== null);
      concept += 1;
    }
  }
  const lexicon = { senses, terms, signs, beginnings, verbs, fields, concepts: concept };
  return { lexicon: { ...lexicon, longestPhrase, longestTerm }, mistakes };
}

/** Hardly any sign is ever asked for: what it is made of is found out when it is. */
function addSigns(line: string, signs: Map<string, string[]>): boolean {
  const [subjects = '', told = '', ...more] = line
    .split('~')
    .map((side) => side.split(',').map((term) => term.trim()));
  if (more.length > 0 || [...subjects, ...told].includes('')) return false;
  for (const subject of subjects) into(signs, termKey(subject)).push(...told);
  return true;
}

export function signOf(term: string): Sign {
  const words = wordsOf(term);
  const stems = words.map(stem);
  return { key: stems.join(''), stems, words, korean: /^\p{Script=Hangul}/u.test(term) };
}

function into<K, V>(map: Map<K, V[]>, key: K): V[] {
  let list = map.get(key);
  if (list === undefined) map.set(key, (list = []));
  return list;
}

export function isLatin(term: string): boolean {
  return /^[a-z]/i.test(term);
}

/** Under which key a term is found: stems without spaces, or letters without spaces. */
export function termKey(term: string): string {
  // Most terms are one plain word.
  if (/^[가-힣]+$/.test(term)) return term;
  if (/^[a-z]+$/.test(term)) return stem(term);
  return wordsOf(term).map(stem).join('');
}

export function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFC')
      .toLowerCase()
      .replaceAll(/['’]/g, '')
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}
