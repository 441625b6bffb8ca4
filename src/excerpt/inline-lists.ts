/**
 * Where the second and later items of a list begin that was typed into one line: "1.) The first 2.) The second",
 * "a. One b. Two", "i. One ii. Two", "가. 하나 나. 둘", "① 하나 ② 둘", "• One • Two". Offsets in order; none where the numbers
 * do not follow one another.
 */
export function inlineListStarts(text: string): number[] {
  if (!maybe.test(text)) return [];
  return [...new Set([...numbered(text), ...circled(text), ...bulleted(text)])].sort((a, b) => a - b);
}

const maybe = /②|\s(?:[•⁃‣◦▪●]|\(?(?:\p{Nd}{1,3}|[b-zB나ب]|i[iv]|II)(?:\.\)|[.)])(?:\s|$))/u;

const marker =
  /(?<=^|\s)([•⁃‣◦▪●]\s*)?(\(?)(\p{Nd}{1,3}|[ivx]{1,5}|[IVX]{1,5}|[a-zA-Z]|[가나다라마바사아자차카타파하]|[أبجدهوزحطي])(\.\)|[.)])(?=\s+\S|(?<=\))\p{L})/gu;

interface Marker {
  readonly at: number;
  readonly style: string;
  readonly value: number;
}

/** In which order each kind of mark counts. */
const alphabets: readonly string[] = [
  'abcdefghijklmnopqrstuvwxyz',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  '가나다라마바사아자차카타파하',
  'أبجدهوزحطي',
];
const romans = 'i ii iii iv v vi vii viii ix x xi xii'.split(' ');

/** What a mark may count: "i" is the first of the Roman numbers and the ninth letter. */
function readingsOf(mark: string): { readonly kind: string; readonly value: number }[] {
  if (/^\p{Nd}/u.test(mark)) return [{ kind: '1', value: numberOf(mark) }];
  const readings = alphabets.flatMap((letters, index) => {
    const at = mark.length === 1 ? letters.indexOf(mark) : -1;
    return at < 0 ? [] : [{ kind: `letters ${index}`, value: at + 1 }];
  });
  const roman = romans.indexOf(mark.toLowerCase());
  if (roman >= 0)
    readings.unshift({ kind: mark === mark.toLowerCase() ? 'roman' : 'Roman', value: roman + 1 });
  return readings;
}

/** Arabic, Persian and Indian digits count as ours do. */
function numberOf(digits: string): number {
  return Array.from(digits).reduce((sum, digit) => {
    const code = digit.codePointAt(0)!;
    let zero = code;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && code - zero < 9) zero -= 1;
    return sum * 10 + (code - zero);
  }, 0);
}

function numbered(text: string): number[] {
  const starts: number[] = [];
  let runs: Marker[] = [];
  for (const match of text.matchAll(marker)) {
    const bullet = match[1] !== undefined;
    const found = readingsOf(match[3]!).map(({ kind, value }) => ({
      at: match.index,
      style: `${bullet ? '•' : ''}${match[2]}${kind}${match[4]}`,
      value,
    }));
    const before = text.slice(Math.max(0, match.index - 6), match.index);
    // "A. Smith met B. Jones": a capital in the middle of a sentence is an initial. "1) time, 2) money" is one sentence.
    const inside = /[A-Z]/.test(match[3]!) ? !/[.!?;]\s+$/u.test(before) : /[,،、]\s*$/u.test(before);
    const next = inside
      ? []
      : found.filter((each) =>
          runs.some(({ style, value }) => style === each.style && each.value === value + 1),
        );
    if (next.length > 0) {
      starts.push(match.index);
      runs = next;
      continue;
    }
    const opened = found.filter((each) => opensList(text, each, bullet));
    if (opened.length > 0) runs = opened;
  }
  return starts;
}

/** The first item stands at the beginning of a line, or after the colon that announces it. */
function opensList(text: string, { at, value, style }: Marker, bullet: boolean): boolean {
  if (style.includes('1') ? !bullet && value > 1 : value !== 1) return false;
  return /(?:^|\n|[:：])\s*$/u.test(text.slice(Math.max(0, at - 12), at)) || at === 0;
}

/** ① ② ③: that the numbers follow one another is sign enough. Not those that are spoken of: "①과 ②는 다릅니다". */
function circled(text: string): number[] {
  if (!text.includes('②')) return [];
  const starts: number[] = [];
  const opens = text.trimStart().startsWith('①');
  let last = 0;
  for (const match of text.matchAll(/[①-⑳](?![과와은는이가을를의나,、]\s?)/gu)) {
    const { index } = match;
    if (index > 0 && !opens && !/\s/u.test(text[index - 1]!)) continue;
    const value = match[0].charCodeAt(0) - 0x245f;
    if (value === last + 1 && value > 1) starts.push(index);
    last = value;
  }
  return starts;
}

function bulleted(text: string): number[] {
  if (!/^\s*[•⁃‣◦▪●]/u.test(text)) return [];
  return Array.from(
    text.matchAll(/(?<=\S)\s+(?=[•⁃‣◦▪●]\s*[^\s\d])/gu),
    (match) => match.index + match[0].length,
  );
}
