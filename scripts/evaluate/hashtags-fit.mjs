// npm run evaluate -- hashtags-fit [--without signal,signal] [--write]
// Learns src/hashtags/weights.ts from the labelled excerpts: of each two hashtags of an excerpt, which fits better (a small
// network over the signals, learnt from pairs, each excerpt counting the same), then how likely a score means that one fits.
// Prints how well weights do on each set that were learnt from the other sets alone.
import fs from 'node:fs';
import path from 'node:path';
import { loadConfig } from '../../dist/src/config/config.js';
import { lexiconOf } from '../../dist/src/app/lexicon.js';
import { glossaryOf } from '../../dist/src/hashtags/glossary.js';
import { entriesOf, rank } from '../../dist/src/hashtags/rank.js';
import { signalNames } from '../../dist/src/hashtags/signals.js';
import { readText } from '../../dist/src/hashtags/reading.js';
import { home, labelledExcerpts, table } from './parts/labelled.mjs';

export const summary =
  'learns the weights that rank hashtags, and tries them on posts they were not learnt from';

/** Whoever wrote these texts wrote the signs of the lexicon too: what signs are worth is not learnt from them. */
const knewTheSigns = new Set(['seen', 'aside', 'later', 'blind-1']);
/** Units of the network between signals and score. */
const hidden = 4;

export async function run(args) {
  const without = (args[args.indexOf('--without') + 1] ?? '').split(',');
  const cases = casesOf(without);
  const halves = [...new Set(cases.map(({ half }) => half))];
  if (!args.includes('--write')) {
    for (const half of halves) {
      const score = learn(cases.filter((each) => each.half !== half)).score;
      for (const each of cases) if (each.half === half) each.scores = each.rows.map(score);
    }
    const rows = [...halves, 'all'].map((half) =>
      rowOf(
        half,
        cases.filter((each) => half === 'all' || each.half === half),
      ),
    );
    console.log(table(['learnt from the other sets', 'n', 'P@1', 'P@3', 'nDCG@5'], rows));
    return;
  }
  const { weights, score } = learn(cases);
  for (const each of cases) each.scores = each.rows.map(score);
  const file = path.join(home, 'src/hashtags/weights.ts');
  fs.writeFileSync(file, written(weights, calibrated(cases)));
  console.log(`${file} is written: format it.`);
}

function casesOf(without) {
  const config = loadConfig();
  const lexicon = lexiconOf(config.configFolder);
  const signless = { ...lexicon, signs: new Map() };
  return labelledExcerpts().map(({ half, post, candidates, text, gains }) => {
    const own = glossaryOf(knewTheSigns.has(half) ? signless : lexicon, [text], candidates);
    const reading = readText(text, own);
    const { entries, lookout } = entriesOf(candidates, candidates.length, {}, [reading], own);
    const ranked = rank(entries, lookout, { reading, heading: undefined, opens: false });
    return {
      half,
      post: `${half}/${post}`,
      ...pairsOf(ranked.map(({ tag }) => gains.get(tag.hashtag) ?? 0)),
      rows: ranked.map(({ signals }) =>
        Float64Array.from(signals, (signal, i) => (without.includes(signalNames[i]) ? 0 : signal)),
      ),
    };
  });
}

/** Which of two hashtags fits better, and by how much as a share of all that there is to tell. */
function pairsOf(gains) {
  const pairs = [];
  for (let a = 0; a < gains.length; a += 1)
    for (let b = 0; b < gains.length; b += 1)
      if (gains[a] > gains[b]) pairs.push([a, b, gains[a] - gains[b]]);
  const sum = pairs.reduce((total, [, , size]) => total + size, 0);
  return { gains, pairs: pairs.map(([a, b, size]) => [a, b, size / sum]) };
}

const inputs = signalNames.length;
/** The direct weights; then for each unit its weights, where it starts from and what it is worth. */
const unitSize = inputs + 2;

/** Adam over the pairs of all excerpts, with a small pull to zero. */
function learn(cases) {
  const n = inputs + hidden * unitSize;
  const weights = firstWeights(n);
  const [mean, square] = [new Float64Array(n), new Float64Array(n)];
  for (let step = 1; step <= 200; step += 1) {
    const slope = new Float64Array(n);
    for (const each of cases) addSlope(slope, weights, each);
    for (let i = 0; i < n; i += 1) {
      const g = slope[i] / cases.length + 0.001 * weights[i];
      mean[i] = 0.9 * mean[i] + 0.1 * g;
      square[i] = 0.99 * square[i] + 0.01 * g * g;
      weights[i] -= (0.05 * mean[i]) / (1 - 0.9 ** step) / (Math.sqrt(square[i] / (1 - 0.99 ** step)) + 1e-9);
    }
  }
  return { weights, score: (row) => scoreBy(weights, row, new Float64Array(hidden)) };
}

/** The same at every run: a unit that starts from nothing learns what its neighbour learns. */
function firstWeights(n) {
  const weights = new Float64Array(n);
  let seed = 1;
  for (let i = inputs; i < n; i += 1) {
    seed = (seed * 1664525 + 1013904223) % 2 ** 32;
    weights[i] = (seed / 2 ** 32 - 0.5) * 0.6;
  }
  return weights;
}

function scoreBy(weights, row, bends) {
  let sum = 0;
  for (let i = 0; i < inputs; i += 1) sum += weights[i] * row[i];
  for (let unit = 0; unit < hidden; unit += 1) {
    const at = inputs + unit * unitSize;
    let inside = weights[at + inputs];
    for (let i = 0; i < inputs; i += 1) inside += weights[at + i] * row[i];
    bends[unit] = Math.tanh(inside);
    sum += weights[at + inputs + 1] * bends[unit];
  }
  return sum;
}

function addSlope(slope, weights, { rows, pairs }) {
  const bends = rows.map(() => new Float64Array(hidden));
  const scores = rows.map((row, i) => scoreBy(weights, row, bends[i]));
  const pulls = new Float64Array(rows.length);
  for (const [a, b, size] of pairs) {
    const pull = size / (1 + Math.exp(scores[a] - scores[b]));
    pulls[a] -= pull;
    pulls[b] += pull;
  }
  for (const [tag, row] of rows.entries()) {
    const pull = pulls[tag];
    if (pull === 0) continue;
    for (let i = 0; i < inputs; i += 1) slope[i] += pull * row[i];
    for (let unit = 0; unit < hidden; unit += 1) {
      const at = inputs + unit * unitSize;
      const bend = bends[tag][unit];
      const inside = pull * weights[at + inputs + 1] * (1 - bend * bend);
      for (let i = 0; i < inputs; i += 1) slope[at + i] += inside * row[i];
      slope[at + inputs] += inside;
      slope[at + inputs + 1] += pull * bend;
    }
  }
}

function written(weights, { scale, bias }) {
  const list = (from, by) =>
    `[${Array.from(weights.subarray(from, from + inputs), (weight) => (weight * by).toFixed(3)).join(', ')}]`;
  const units = Array.from({ length: hidden }, (_, unit) => {
    const at = inputs + unit * unitSize;
    const worth = (weights[at + inputs + 1] * scale).toFixed(3);
    return `  { of: ${list(at, 1)}, from: ${weights[at + inputs].toFixed(3)}, worth: ${worth} },`;
  });
  return `// Learnt from evaluate/hashtags/ by \`npm run evaluate -- hashtags-fit --write\`; not to be changed by hand.

/** In the order of \`signalNames\`: what each signal is worth by itself. */
export const direct: readonly number[] = ${list(0, scale)};

/** Several signals together, bent: where all speak or none does, a little more or less says little. */
export const units: readonly { readonly of: readonly number[]; readonly from: number; readonly worth: number }[] = [
${units.join('\n')}
];

export const bias = ${bias.toFixed(3)};
`;
}

/** Scale and shift under which the logistic function of a score is the share of hashtags that fit. */
function calibrated(cases) {
  let [scale, bias] = [1, 0];
  for (let step = 0; step < 2000; step += 1) {
    let [byScale, byBias, n] = [0, 0, 0];
    for (const { scores, gains } of cases) {
      for (const [i, score] of scores.entries()) {
        const wrong = 1 / (1 + Math.exp(-scale * score - bias)) - (gains[i] > 0 ? 1 : 0);
        byScale += wrong * score;
        byBias += wrong;
        n += 1;
      }
    }
    scale -= (0.5 * byScale) / n;
    bias -= (0.5 * byBias) / n;
  }
  return { scale, bias };
}

function rowOf(name, cases) {
  const sums = { first: 0, three: 0, ndcg: 0 };
  for (const { scores, gains } of cases) {
    const order = gains.map((_, i) => i).sort((a, b) => scores[b] - scores[a]);
    const got = order.map((i) => gains[i]);
    const best = gains.toSorted((a, b) => b - a);
    sums.first += got[0] > 0 ? 1 : 0;
    sums.three += got.slice(0, 3).filter((gain) => gain > 0).length / 3;
    sums.ndcg += dcg(got) / (dcg(best) || 1);
  }
  const share = (sum) => `${((100 * sum) / cases.length).toFixed(1)} %`;
  return [name, cases.length, share(sums.first), share(sums.three), (sums.ndcg / cases.length).toFixed(3)];
}

function dcg(gains) {
  return gains.slice(0, 5).reduce((sum, gain, i) => sum + gain / Math.log2(i + 2), 0);
}
