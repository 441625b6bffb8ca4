import { cappedNames, emptyKey, longer, wordList, type WordKey, type WordList } from './words.ts';

/**
 * A run of Latin letters and digits as words: the cheapest way through all of its divisions, where a word costs what it is
 * rare, a pair of words that belong together costs less, and breaking against the writer's capitals costs more.
 */
export function splitLatin(run: string): string[] {
  if (run.length < 2 || run.length > longestRun) return [run];
  const letters = foldedLetters(run);
  if (letters === undefined) return [run];
  return cheapest(run, letters, wordList());
}

/** Nobody writes longer ones; the way through one would only take time. */
const longestRun = 120;
const longestWord = 24;
/** Ways into a place that are followed further. */
const kept = 5;

/** In nats, as everything here. */
export const costs = {
  /** Each word: hashtags have few. */
  word: 1.5,
  /** A word in no list, before its letters. */
  unknown: 9,
  /** Each of its letters, on top of what their order costs. */
  unknownLetter: 0.35,
  /** A break inside a word of a hashtag that shows its words by capitals. */
  insideHump: 4,
  /** No break where small letters turn into capitals. */
  overHump: 3,
  /** No break between letters and digits, in a word that no list has. */
  mixed: 7,
  /** A last word that nothing can end with: "in", "the". */
  dangling: 2.5,
  number: 8,
  /** A pair is at most this much cheaper to follow than the second word alone. */
  pairGain: 9,
};

const dangling = new Set('a an the in of to and or for at as is if by we he'.split(' '));

/** a–z as 1–26, digits as 27, from the run with case and accents folded; undefined where other letters stand. */
function foldedLetters(run: string): Uint8Array | undefined {
  const codes = new Uint8Array(run.length);
  for (let i = 0; i < run.length; i += 1) {
    let code = run.charCodeAt(i) | 32;
    if (code > 127) code = run[i]!.normalize('NFD').toLowerCase().charCodeAt(0);
    if (code >= 97 && code <= 122) codes[i] = code - 96;
    else if (run.charCodeAt(i) >= 48 && run.charCodeAt(i) <= 57) codes[i] = 27;
    else return undefined;
  }
  return codes;
}

interface Way {
  readonly cost: number;
  /** Where its last word begins. */
  readonly start: number;
  /** Undefined: a word of no list. */
  readonly key: WordKey | undefined;
  readonly before: Way | undefined;
}

function cheapest(run: string, codes: Uint8Array, list: WordList): string[] {
  const edges = edgesOf(run, codes);
  const ways: Way[][] = [[{ cost: 0, start: 0, key: undefined, before: undefined }]];
  for (let i = 1; i <= run.length; i += 1) ways.push([]);
  for (let start = 0; start < run.length; start += 1) {
    const into = ways[start]!;
    if (into.length === 0) continue;
    let key = emptyKey;
    let humps = 0;
    const longest = Math.min(run.length, start + longestWord);
    for (let end = start + 1; end <= longest; end += 1) {
      const code = codes[end - 1]!;
      key = longer(key, code === 27 ? run.charCodeAt(end - 1) : code + 96);
      if (end - 1 > start && edges[end - 1] === 1) humps += costs.overHump;
      if (end < run.length && codes[end] === 27 && code === 27) continue;
      if (start > 0 && codes[start] === 27 && codes[start - 1] === 27) continue;
      const known = list.word(key);
      const named = humps > 0 && cappedNames().has(run.slice(start, end));
      const alone =
        (known ?? strange(codes, start, end, list)) +
        costs.word +
        (end === run.length && start > 0 && end - start <= 3 && dangling.has(run.slice(start).toLowerCase())
          ? costs.dangling
          : 0) +
        (named ? -costs.overHump : humps) +
        (edges[start] === 2 ? costs.insideHump : 0);
      for (const way of into) {
        const together = known === undefined || way.key === undefined ? undefined : list.pair(way.key, key);
        const cost =
          way.cost +
          alone -
          (together === undefined ? 0 : Math.max(0, Math.min(costs.pairGain, known! - together)));
        keep(ways[end]!, {
          cost,
          start,
          key: known === undefined ? undefined : key,
          before: start === 0 ? undefined : way,
        });
      }
    }
  }
  const words: string[] = [];
  let end = run.length;
  for (let way = ways[end]![0]; way !== undefined; way = way.before) {
    words.push(run.slice(way.start, end));
    end = way.start;
  }
  return words.length === 0 ? [run] : words.reverse();
}

/** The best few, cheapest first. */
function keep(ways: Way[], way: Way): void {
  if (ways.length === kept && ways[kept - 1]!.cost <= way.cost) return;
  let at = ways.length < kept ? ways.length : kept - 1;
  while (at > 0 && ways[at - 1]!.cost > way.cost) {
    ways[at] = ways[at - 1]!;
    at -= 1;
  }
  ways[at] = way;
}

/** What a word in no list costs: a number, letters with digits, or a name nobody has heard of. */
function strange(codes: Uint8Array, start: number, end: number, list: WordList): number {
  let digits = 0;
  for (let i = start; i < end; i += 1) if (codes[i] === 27) digits += 1;
  const length = end - start;
  if (digits === length) return costs.number;
  if (digits > 0) return 12 + costs.mixed + 2 * length;
  return costs.unknown + list.unknown(codes, start, end) + costs.unknownLetter * length;
}

/** Between each letter and the one before it: 1 where the writer shows a new word, 2 where the capitals show none, else 0. */
function edgesOf(run: string, codes: Uint8Array): Uint8Array {
  const edges = new Uint8Array(run.length + 1);
  const isUpper = (i: number): boolean => codes[i] !== 27 && run[i] !== run[i]!.toLowerCase();
  const isLower = (i: number): boolean => codes[i] !== 27 && run[i] === run[i]!.toLowerCase();
  let shows = false;
  for (let i = 1; i < run.length; i += 1) {
    if (isLower(i - 1) && isUpper(i)) {
      edges[i] = 1;
      shows = true;
    }
  }
  // A short run of capitals is an abbreviation.
  if (!shows && run.length <= 5 && run.length > 2) {
    for (let i = 1; i < run.length; i += 1) if (isUpper(i - 1) && isUpper(i)) edges[i] = 2;
  }
  if (!shows) return edges;
  for (let i = 1; i < run.length; i += 1) {
    const sameCase =
      (isLower(i - 1) && isLower(i)) ||
      (isUpper(i - 1) && isUpper(i) && !(i + 1 < run.length && isLower(i + 1)));
    if (edges[i] === 0 && (sameCase || (isUpper(i - 1) && isLower(i) && (i < 2 || !isUpper(i - 2)))))
      edges[i] = 2;
  }
  return edges;
}
