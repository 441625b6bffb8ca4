import { stem } from './stem.ts';

/** Words of several languages that mean the same, and the fields they belong to. */
export interface Lexicon {
  /** What a term can mean; key as `termKey` makes it. */
  readonly senses: ReadonlyMap<string, readonly Sense[]>;
  /** Stems that begin a term of several English words. */
  readonly beginnings: ReadonlySet<string>;
  /** Names of the fields, by number. */
  readonly fields: readonly string[];
  /** Concept → keys of its terms. */
  readonly terms: ReadonlyMap<number, readonly string[]>;
  /** Concept → the words of its English terms, from which its meaning is learnt. */
  readonly english: ReadonlyMap<number, readonly string[]>;
  /** Key of a term → the terms it can be told by, where it is not said. */
  readonly signs: ReadonlyMap<string, readonly Sign[]>;
  /** Beginnings of Korean verbs, written with a hyphen behind them. */
  readonly verbs: ReadonlyMap<string, readonly Sense[]>;
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
  english: new Map(),
  signs: new Map(),
  beginnings: new Set(),
  verbs: new Map(),
  fields: [],
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
  const byConcept = new Map<number, string[]>();
  const english = new Map<number, string[]>();
  const signs = new Map<string, Sign[]>();
  const beginnings = new Set<string>();
  const verbs = new Map<string, Sense[]>();
  const fields: string[] = [];
  const mistakes: LexiconMistake[] = [];
  let concept = 0;
  let longestPhrase = 0;
  let longestTerm = 0;
  const add = (written: string, sense: Omit<Sense, 'ambiguous'>): void => {
    const term = written.trim();
    const ambiguous = term.endsWith('?');
    const plain = ambiguous ? term.slice(0, -1) : term;
    const key = termKey(plain);
    if (key === '') return;
    const table = plain.endsWith('-') ? verbs : senses;
    const already = table.get(key) ?? [];
    if (!already.some((other) => other.concept === sense.concept)) already.push({ ...sense, ambiguous });
    table.set(key, already);
    if (table === verbs) return;
    const terms = byConcept.get(sense.concept);
    if (terms === undefined) byConcept.set(sense.concept, [key]);
    else terms.push(key);
    if (/^[a-z]/i.test(plain)) {
      const words = wordsOf(plain);
      longestPhrase = Math.max(longestPhrase, words.length);
      english.set(sense.concept, [...(english.get(sense.concept) ?? []), ...words]);
      if (words.length > 1) beginnings.add(stem(words[0]!));
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
      const terms = (head === null ? line : (head[2] ?? '')).split(/[=,]/);
      if (
        head === null &&
        (!line.includes('=') || terms.length < 2 || terms.some((term) => term.trim() === ''))
      ) {
        mistakes.push({ file, line: index + 1, text: line });
        continue;
      }
      // Broad words of a field are not one another's synonyms: each is a concept, all fit by their field.
      for (const term of terms) add(term, { concept, field, broad: head !== null });
      concept += 1;
    }
  }
  return {
    lexicon: {
      senses,
      terms: byConcept,
      english,
      signs,
      beginnings,
      verbs,
      fields,
      longestPhrase,
      longestTerm,
    },
    mistakes,
  };
}

function addSigns(line: string, signs: Map<string, Sign[]>): boolean {
  const [subjects = '', told = '', ...more] = line
    .split('~')
    .map((side) => side.split(',').map((term) => term.trim()));
  if (more.length > 0 || [...subjects, ...told].includes('')) return false;
  for (const subject of subjects) {
    const known = signs.get(termKey(subject)) ?? [];
    for (const term of told) {
      const words = wordsOf(term);
      const stems = words.map(stem);
      known.push({ key: stems.join(''), stems, words, korean: /^\p{Script=Hangul}/u.test(term) });
    }
    signs.set(termKey(subject), known);
  }
  return true;
}

/** Under which key a term is found: stems without spaces, or letters without spaces. */
export function termKey(term: string): string {
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
