/**
 * Where the second and later items of a list begin that was typed into one line: "1.) The first 2.) The second",
 * "a. One b. Two", "• One • Two". Offsets in order; none where the numbers do not follow one another.
 */
export function inlineListStarts(text: string): number[] {
  if (!maybe.test(text)) return [];
  return [...numbered(text), ...bulleted(text)].sort((a, b) => a - b);
}

const maybe = /\s(?:[•⁃‣◦▪●]|\(?(?:\d{1,3}|[b-z])(?:\.\)|[.)])\s)/u;

const marker = /(?<=^|\s)([•⁃‣◦▪●]\s*)?(\(?)(\d{1,3}|[a-z])(\.\)|[.)])(?=\s+\S|(?<=\))\p{L})/gu;

interface Marker {
  readonly at: number;
  readonly style: string;
  readonly value: number;
}

function numbered(text: string): number[] {
  const starts: number[] = [];
  let run: Marker | undefined;
  for (const match of text.matchAll(marker)) {
    const letter = /[a-z]/.test(match[3]!);
    const found = {
      at: match.index,
      style: `${match[1] === undefined ? '' : '•'}${match[2]}${letter ? 'a' : '1'}${match[4]}`,
      value: letter ? match[3]!.charCodeAt(0) - 96 : Number(match[3]),
    };
    if (run !== undefined && found.style === run.style && found.value === run.value + 1) {
      starts.push(found.at);
      run = found;
    } else if (opensList(text, found, letter, match[1] !== undefined)) {
      run = found;
    }
  }
  return starts;
}

/** The first item stands at the beginning of a line, or after the colon that announces it. */
function opensList(text: string, { at, value }: Marker, letter: boolean, bullet: boolean): boolean {
  if (letter ? value !== 1 : !bullet && value > 1) return false;
  return /(?:^|\n|[:：])\s*$/u.test(text.slice(Math.max(0, at - 12), at)) || at === 0;
}

function bulleted(text: string): number[] {
  if (!/^\s*[•⁃‣◦▪●]/u.test(text)) return [];
  return Array.from(
    text.matchAll(/(?<=\S)\s+(?=[•⁃‣◦▪●]\s*[^\s\d])/gu),
    (match) => match.index + match[0].length,
  );
}
