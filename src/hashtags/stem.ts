/**
 * An English word without its endings, by Porter's rules (M. F. Porter, "An algorithm for suffix stripping", 1980), in
 * lower case: "injections", "injecting" and "injected" are all "inject". Other languages' words come back as they are.
 */
export function stem(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
  const known = remembered.get(word);
  if (known !== undefined) return known;
  const stemmed = irregular[word] ?? strip(word);
  if (remembered.size > 20_000) remembered.clear();
  remembered.set(word, stemmed);
  return stemmed;
}

/** A text says the same words again and again. */
const remembered = new Map<string, string>();

/** Plurals and spellings that no rule finds. */
const irregular: Readonly<Record<string, string>> = {
  feet: 'foot',
  teeth: 'tooth',
  women: 'woman',
  men: 'man',
  children: 'child',
  kids: 'kid',
  mice: 'mouse',
  geese: 'goos',
  knives: 'knife',
  wives: 'wife',
  lives: 'life',
  leaves: 'leaf',
  vertebrae: 'vertebra',
  diagnoses: 'diagnosi',
  disk: 'disc',
  disks: 'disc',
  discs: 'disc',
  fibre: 'fiber',
  fibres: 'fiber',
  colour: 'color',
  colours: 'color',
  centre: 'center',
  ran: 'run',
  slept: 'sleep',
  bought: 'bui',
  taught: 'teach',
  swam: 'swim',
  drove: 'drive',
  broke: 'break',
  broken: 'break',
  hurts: 'hurt',
  news: 'new',
};

function strip(word: string): string {
  let w = word;
  if (w.endsWith('sses')) w = w.slice(0, -2);
  else if (w.endsWith('ies')) w = w.length > 4 ? w.slice(0, -2) : w.slice(0, -1);
  else if (w.endsWith('s') && !/(?:ss|us|is)$/.test(w)) w = w.slice(0, -1);
  w = pastAndProgressive(w);
  if (w.endsWith('y') && hasVowel(w.slice(0, -1))) w = `${w.slice(0, -1)}i`;
  for (const rules of [second, third]) w = replaced(w, rules, 1);
  w = replaced(w, fourth, 2);
  if (w.endsWith('e')) {
    const base = w.slice(0, -1);
    if (measure(base) > 1 || (measure(base) === 1 && !endsShort(base))) w = base;
  }
  return w.endsWith('ll') && measure(w) > 1 ? w.slice(0, -1) : w;
}

function pastAndProgressive(w: string): string {
  if (w.endsWith('eed')) return measure(w.slice(0, -3)) > 0 ? w.slice(0, -1) : w;
  const ending = w.endsWith('ed') ? 2 : w.endsWith('ing') ? 3 : 0;
  const base = w.slice(0, w.length - ending);
  if (ending === 0 || !hasVowel(base)) return w;
  if (/(?:at|bl|iz)$/.test(base)) return `${base}e`;
  if (/([^aeioulsz])\1$/.test(base)) return base.slice(0, -1);
  return measure(base) === 1 && endsShort(base) ? `${base}e` : base;
}

type Rule = readonly [ending: string, put: string];
/** Most rules end in other letters than the word. */
type ByLastLetter = readonly (readonly Rule[] | undefined)[];

function byLastLetter(rules: readonly Rule[]): ByLastLetter {
  const letters: Rule[][] = [];
  for (const rule of rules) (letters[rule[0].charCodeAt(rule[0].length - 1)] ??= []).push(rule);
  return letters;
}

const second = byLastLetter([
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['abli', 'able'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
]);

const third = byLastLetter([
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
]);

const fourth = byLastLetter(
  [
    'ement,ment,ance,ence,able,ible,ant,ent,ism,ate,iti,ous,ive,ize,al,er,ic,ou'.split(','),
    ['sion', 'tion'],
  ].flatMap((endings, list) => endings.map((ending) => [ending, list === 1 ? ending[0]! : ''] as const)),
);

/** The first ending that the word has, replaced when enough stands before it. */
function replaced(w: string, rules: ByLastLetter, least: number): string {
  for (const [ending, put] of rules[w.charCodeAt(w.length - 1)] ?? []) {
    if (!w.endsWith(ending)) continue;
    const base = w.slice(0, w.length - ending.length);
    return measure(base) >= least ? base + put : w;
  }
  return w;
}

/** How often a vowel is followed by a consonant. */
function measure(w: string): number {
  let count = 0;
  let before = false;
  for (let i = 0; i < w.length; i += 1) {
    const vowel = isVowel(w, i);
    if (before && !vowel) count += 1;
    before = vowel;
  }
  return count;
}

function hasVowel(w: string): boolean {
  for (let i = 0; i < w.length; i += 1) if (isVowel(w, i)) return true;
  return false;
}

/** a e i o u, and a y behind another letter. */
function isVowel(w: string, i: number): boolean {
  switch (w.charCodeAt(i)) {
    case 97:
    case 101:
    case 105:
    case 111:
    case 117:
      return true;
    case 121:
      return i > 0 && !isVowel(w, i - 1);
    default:
      return false;
  }
}

/** Consonant, vowel, consonant other than w, x, y: "hop". */
function endsShort(w: string): boolean {
  const last = w.length - 1;
  return last >= 2 && !isVowel(w, last) && isVowel(w, last - 1) && !isVowel(w, last - 2) && !/[wxy]$/.test(w);
}
