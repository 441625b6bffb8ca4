import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The rivals: each gives an excerpt's candidates, best first. */
export const baselines = {
  'post order': ({ candidates }) => candidates,
  'exact match': ({ candidates, text }) => {
    const letters = text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');
    return sorted(candidates, (tag) => (letters.includes(tag.toLowerCase()) ? 1 : 0));
  },
  'BM25, split words': bm25,
};

/** BM25 with the usual 1.2 and 0.75 over words, hashtags split by wordsninja; the excerpt is the only document of its words, so that rarity is how few of the candidates share the word. */
function bm25({ candidates, text }) {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const counts = new Map();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const queries = candidates.map((tag) => split(tag.toLowerCase()));
  const shared = new Map();
  for (const word of queries.flatMap((query) => [...new Set(query)]))
    shared.set(word, (shared.get(word) ?? 0) + 1);
  const usual = 35;
  return sorted(candidates, (_, i) =>
    queries[i].reduce((sum, word) => {
      const count = counts.get(word) ?? 0;
      const rarity = Math.log(1 + (candidates.length - shared.get(word) + 0.5) / (shared.get(word) + 0.5));
      return sum + (rarity * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * words.length) / usual));
    }, 0),
  );
}

function sorted(candidates, scoreOf) {
  const scores = new Map(candidates.map((tag, i) => [tag, scoreOf(tag, i)]));
  return candidates.toSorted((a, b) => scores.get(b) - scores.get(a));
}

/** wordsninja's own way: the cheapest division by the rank of its words. Korean stays whole. */
export function split(text) {
  if (!/^[a-z0-9]+$/.test(text)) return [text];
  costs ??= new Map(
    require('wordsninja/words-en.json').map((word, rank, all) => [
      word,
      Math.log((rank + 1) * Math.log(all.length)),
    ]),
  );
  const best = [{ cost: 0, start: 0 }];
  for (let end = 1; end <= text.length; end += 1) {
    let chosen = { cost: Infinity, start: end - 1 };
    for (let start = Math.max(0, end - 30); start < end; start += 1) {
      const cost = best[start].cost + (costs.get(text.slice(start, end)) ?? 1e6);
      if (cost < chosen.cost) chosen = { cost, start };
    }
    best.push(chosen);
  }
  const words = [];
  for (let end = text.length; end > 0; end = best[end].start) words.unshift(text.slice(best[end].start, end));
  return words;
}

let costs;
