import { readFileSync } from 'node:fs';

/** Nouns that Korean compounds are made of; read from the file at the first call, kept. */
export function koreanNouns(): ReadonlySet<string> {
  nouns ??= new Set(
    readFileSync(new URL('korean-words.txt', import.meta.url), 'utf8')
      .trim()
      .split(/\s+/),
  );
  return nouns;
}

let nouns: Set<string> | undefined;

/** Longest noun of the list, in letters. */
const longestNoun = 8;

/** A run of Hangul as words: the way through its divisions with the fewest and longest known nouns. */
export function splitKorean(run: string): string[] {
  if (run.length < 3 || run.length > 60) return [run];
  const known = koreanNouns();
  const best: { cost: number; start: number; known: boolean }[] = [{ cost: 0, start: 0, known: true }];
  for (let end = 1; end <= run.length; end += 1) {
    let chosen = { cost: Infinity, start: 0, known: false };
    for (let start = Math.max(0, end - longestNoun); start < end; start += 1) {
      const before = best[start]!;
      const isKnown = known.has(run.slice(start, end));
      const length = end - start;
      // Two unknown parts side by side would be one.
      if (!isKnown && !before.known) continue;
      const cost =
        before.cost + (isKnown ? (length === 1 ? singleCost : knownCost) : unknownCost * length + 2);
      if (cost < chosen.cost) chosen = { cost, start, known: isKnown };
    }
    best.push(chosen);
  }
  const words: string[] = [];
  for (let end = run.length; end > 0; end = best[end]!.start) words.unshift(run.slice(best[end]!.start, end));
  return best[run.length]!.cost < Infinity ? words : [run];
}

const knownCost = 3;
/** Single syllables stand in nearly every word. */
const singleCost = 5.5;
const unknownCost = 2.5;

/**
 * What follows a noun in a sentence: particles, the copula, 하다 and its like. Ordered so that the longest comes first.
 */
const endings = (
  '이라는 이라고 이라면 이라도 으로는 으로도 으로부터 에서는 에서도 에게서 에서 에게 에는 에도 까지 까지도 부터 부터는 처럼 보다 보다는 마다 ' +
  '조차 마저 밖에 이나 이며 이고 이란 이든 으로 로는 로도 라는 라고 라면 라도 하고 하며 하면 하는 하여 해서 해야 해도 했다 합니다 하세요 한다 ' +
  '하기 하지 할 한 된 되는 되면 되어 됩니다 된다 돼요 될 입니다 이다 인데 이에요 예요 이었 였던 였습니다 이지만 이어도 만으로 만은 만이 들이 ' +
  '들은 들을 들의 들에게 들 은 는 이 가 을 를 의 에 와 과 랑 도 만 로 나 야 며 고 란 든 께 께서 뿐 째 쯤 씩'
).split(' ');
const endingSet = new Set(endings);
const longestEnding = Math.max(...endings.map((ending) => ending.length));

/** Whether the rest of a Korean word, behind a noun, is only grammar: 관절|이, 치료|합니다. */
export function isEnding(rest: string): boolean {
  if (rest === '' || endingSet.has(rest)) return true;
  // A verb of the noun goes on with endings of its own: 치료받으세요, 예방하려면.
  if (/^(?:하|해|했|받|되|돼|됐|시키|스럽|롭|입니|이었|였|이지|이라|인)/u.test(rest)) return true;
  if (rest.length > longestEnding && rest.length > 4) return false;
  return endingSet.has(rest.slice(0, -1)) && /[은는도만요]$/u.test(rest);
}
