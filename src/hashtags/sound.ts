/**
 * The English words among these that a Korean one may be the sound of: 파이썬 "python", 스튜디오 "studio", 필라테스 "pilates".
 * Korean writes loanwords by rules, so that a pattern over English letters tells; what is too short tells nothing.
 */
export function soundingLike(korean: string, english: ByLetter): string[] {
  if (!/^[가-힣]{2,10}$/u.test(korean)) return [];
  const syllables = syllablesOf(korean);
  const { onset, vowel } = syllables[0]!;
  let pattern: RegExp | undefined;
  const found: string[] = [];
  // Nearly all words begin with other letters: no pattern is made for these.
  for (const letter of onset === ieung ? firstVowels[vowel]! : firstLetters[onset]!) {
    for (const word of english.get(letter) ?? []) {
      if (word.length < korean.length || word.length > korean.length * 4) continue;
      if (!hasOnsets(word, syllables)) continue;
      pattern ??= patternOf(syllables);
      if (pattern === undefined) return [];
      if (pattern.test(word)) found.push(word);
    }
  }
  return found;
}

/** Whether the word has letters for what the syllables begin with, in that order: without them no pattern need be made. */
function hasOnsets(word: string, syllables: readonly Syllable[]): boolean {
  let at = 0;
  for (let i = 0; i < syllables.length; i += 1) {
    const { onset } = syllables[i]!;
    if (onset === ieung || (onset === rieul && syllables[i - 1]?.coda === rieulCoda)) continue;
    const letters = firstLetters[onset]!;
    while (at < word.length && !letters.includes(word[at]!)) at += 1;
    if (at === word.length) return false;
    at += 1;
  }
  return true;
}

/** Words in lower case by the letter that they begin with. */
export type ByLetter = ReadonlyMap<string, readonly string[]>;

export function byLetter(words: Iterable<string>): ByLetter {
  const letters = new Map<string, string[]>();
  for (const word of words) {
    const same = letters.get(word[0]!);
    if (same === undefined) letters.set(word[0]!, [word]);
    else same.push(word);
  }
  return letters;
}

interface Syllable {
  readonly onset: number;
  readonly vowel: number;
  readonly coda: number;
}

function syllablesOf(korean: string): Syllable[] {
  return [...korean].map((letter) => {
    const code = letter.charCodeAt(0) - 0xac00;
    return { onset: Math.floor(code / 588), vowel: Math.floor((code % 588) / 28), coda: code % 28 };
  });
}

function patternOf(syllables: readonly Syllable[]): RegExp | undefined {
  let pattern = '';
  let consonants = 0;
  for (let i = 0; i < syllables.length; i += 1) {
    const { onset, vowel, coda } = syllables[i]!;
    const next = syllables[i + 1];
    const before = syllables[i - 1];
    const first = onsets[onset]!;
    // ㄹ closing one syllable and opening the next is one l.
    const doubled = onset === rieul && before?.coda === rieulCoda;
    if (!doubled) pattern += first;
    if (first !== '' && onset !== hieut && !doubled) consonants += 1;
    // A vowel without a consonant before it belongs to the vowel before: 파이 is "py", 에이 is "a".
    const glides =
      coda === 0 && next !== undefined && next.onset === ieung
        ? diphthongs[`${vowel} ${next.vowel}`]
        : undefined;
    if (glides !== undefined) {
      pattern += glides;
      i += 1;
      const closing = codas[next!.coda];
      if (closing === undefined) return undefined;
      if (next!.coda !== 0) consonants += 1;
      pattern += closing;
      continue;
    }
    // 클 is "cl" or "kel".
    pattern += vowel === eu && coda === rieulCoda ? '[aeiou]?' : vowels[vowel]!;
    const last = codas[coda];
    if (last === undefined) return undefined;
    if (coda !== 0) consonants += 1;
    pattern += last;
  }
  return consonants < 3 ? undefined : new RegExp(`^${pattern}e?s?$`);
}

const [rieul, ieung, hieut, rieulCoda, eu] = [5, 11, 18, 8, 18];

/** ㄱ ㄲ ㄴ ㄷ ㄸ ㄹ ㅁ ㅂ ㅃ ㅅ ㅆ ㅇ ㅈ ㅉ ㅊ ㅋ ㅌ ㅍ ㅎ at the beginning of a syllable, as English may write them. */
const onsets = [
  'g{1,2}[hu]?',
  '(?:g|k|c){1,2}',
  '(?:kn|n{1,2})',
  '(?:d{1,2}|th)',
  '(?:t|d){1,2}',
  '(?:wr|r{1,2}h?|l{1,2})',
  'm{1,2}',
  '(?:b{1,2}|v)',
  '(?:p|b){1,2}',
  '(?:sch|sh|ps|sc|s{1,2}|c|th|ti|ci|z)',
  '(?:s{1,2}|c|th)',
  '',
  '(?:j|z{1,2}|g|s|dg)',
  '(?:j|z|ts)',
  '(?:tch|ch|t|zz|ts|c)',
  '(?:ck|ch|c{1,2}|k|q|x)',
  '(?:th|t{1,2})',
  '(?:ph|p{1,2}|f{1,2})',
  '(?:wh|h|f)',
];

const firstLetters = [
  'g',
  'gkc',
  'nk',
  'dt',
  'td',
  'rlw',
  'm',
  'bv',
  'pb',
  'scptz',
  'sct',
  '',
  'jzgsd',
  'jzt',
  'tczc',
  'ckqx',
  't',
  'pf',
  'whf',
];

/** ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅘ ㅙ ㅚ ㅛ ㅜ ㅝ ㅞ ㅟ ㅠ ㅡ ㅢ ㅣ; an r behind a vowel is not heard. */
const vowels = [
  '(?:a|o|u|ou|ah)r?',
  '(?:a|ai|ea)r?',
  '(?:ya|ia|ja)r?',
  '(?:ya|ye)',
  '(?:a|e|i|o|u|ea|ou|io|ia|y)?r?',
  '(?:a|e|ai|ea|ei|ae)r?e?',
  '(?:yo|you|io)',
  '(?:ye|ie)',
  '(?:oa|ou|ow|aw|au|augh|o|a)[rl]?e?',
  '(?:wa|ua|oi|ui|oa)r?',
  '(?:we|wa)',
  '(?:oe|we)',
  '(?:yo|io)',
  '(?:oo|ou|ew|ue|ui|u|o|w)r?',
  '(?:wo|wa|ua|o)r?',
  '(?:we|ue|wa)',
  '(?:wi|ui|we|wee)',
  '(?:u|ew|ue|eu|you|yu|iew|ew)r?e?',
  '',
  '(?:ui|i)',
  '(?:ee|ea|ie|ei|ey|i|e|y)?',
];

const firstVowels = [
  'aouiey',
  'ae',
  'yij',
  'y',
  'aeiouy',
  'aei',
  'yi',
  'yi',
  'oa',
  'wuo',
  'w',
  'ow',
  'yi',
  'oueiw',
  'wuo',
  'wu',
  'wu',
  'ueyi',
  'aeiou',
  'ui',
  'ieay',
];

/** Vowels of two syllables that are one in English: vowel and vowel by their numbers. */
const diphthongs: Readonly<Record<string, string>> = {
  // 아이 에이 오이 아우 오우 이어 에어 우어 아이어 아워
  '0 20': '(?:i|y|ie|igh|ai|ei|uy|ye|ey)e?',
  '5 20': '(?:a|ai|ay|ei|ea|ey)e?',
  '8 20': '(?:oi|oy)',
  '0 13': '(?:ou|ow|au)',
  '20 4': '(?:ea|ee|e|i|ie|ia|io)r?e?',
  '5 4': '(?:ai|a|ea)re?',
};

/** Behind a vowel: none ㄱ ㄴ ㄹ ㅁ ㅂ ㅅ ㅇ; other endings stand in no loanword. */
const codas: Readonly<Record<number, string>> = {
  0: '',
  1: '(?:ck|c|k|g|que|x)e?',
  4: '(?:n{1,2}|gn|m)e?',
  8: '(?:l{1,2}|r)e?',
  16: '(?:mb|m{1,2})e?',
  17: '(?:p{1,2}|b|pe)',
  19: '(?:tt?|d|th|ts)e?',
  21: '(?:ng|n)',
};
