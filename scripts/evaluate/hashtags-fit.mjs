// npm run evaluate -- hashtags-fit [--without signal,signal]
// Learns the weights of src/hashtags/signals.ts from the labelled excerpts: of each two hashtags of an excerpt, which fits
// better (logistic regression over pairs, each excerpt counting the same), then how likely a score means that one fits at all.
// Prints how well weights do that were learnt from the other posts, and the weights learnt from all.
import { loadConfig } from '../../dist/src/config/config.js';
import { lexiconOf } from '../../dist/src/app/lexicon.js';
import { glossaryOf } from '../../dist/src/hashtags/glossary.js';
import { entriesOf, rank } from '../../dist/src/hashtags/rank.js';
import { signalNames } from '../../dist/src/hashtags/signals.js';
import { readText } from '../../dist/src/hashtags/reading.js';
import { labelledExcerpts, table } from './parts/labelled.mjs';

export const summary =
  'learns the weights that rank hashtags, and tries them on posts they were not learnt from';

/** Whoever wrote these texts wrote the signs of the lexicon too: what signs are worth is not learnt from them. */
const knewTheSigns = new Set(['seen', 'aside', 'later', 'blind-1']);
/** Set by hand: src/hashtags/signals.ts says why. */
const byHand = new Set(['denied', 'spread']);
const folds = 8;

export async function run(args) {
  const without = (args[args.indexOf('--without') + 1] ?? '').split(',');
  const learnFrom = args.includes('--from') ? args[args.indexOf('--from') + 1].split(',') : undefined;
  const { names, cases } = casesOf(without, args.includes('--blind-signs'));
  const posts = [...new Set(cases.map(({ post }) => post))];
  const foldOf = new Map(posts.map((post, i) => [post, i % folds]));
  for (let fold = 0; fold < folds; fold += 1) {
    const others = cases.filter(
      ({ post, half }) => foldOf.get(post) !== fold && (learnFrom === undefined || learnFrom.includes(half)),
    );
    const weights = learn(others, names.length);
    for (const each of cases) if (foldOf.get(each.post) === fold) each.scores = scoresBy(each, weights);
  }
  if (args.includes('--wrong'))
    showWrong(cases.filter(({ half }) => half === args[args.indexOf('--wrong') + 1]));
  const halves = [...new Set(cases.map(({ half }) => half))];
  console.log(
    table(
      ['learnt from other posts', 'n', 'P@1', 'P@3', 'nDCG@5'],
      [...halves, 'all'].map((half) =>
        rowOf(
          half,
          cases.filter((each) => half === 'all' || each.half === half),
        ),
      ),
    ),
  );
  const weights = learn(
    cases.filter(({ half }) => learnFrom === undefined || learnFrom.includes(half)),
    names.length,
  );
  for (const each of cases) each.scores = scoresBy(each, weights);
  const { scale, bias } = calibrated(cases);
  console.log('\n' + names.map((name, i) => `  ${name}: ${(weights[i] * scale).toFixed(2)},`).join('\n'));
  console.log(`bias ${bias.toFixed(2)}`);
}

function casesOf(without, blindSigns) {
  const config = loadConfig();
  const lexicon = lexiconOf(config.configFolder);
  const signless = { ...lexicon, signs: new Map() };
  const names = signalNames;
  const cases = labelledExcerpts().map(({ half, post, candidates, text, gains }) => {
    const unfair = blindSigns || knewTheSigns.has(half);
    const own = glossaryOf(unfair ? signless : lexicon, [text], candidates);
    const reading = readText(text, own);
    const { entries, lookout } = entriesOf(candidates, {}, [reading], own);
    const ranked = rank(entries, lookout, { reading, heading: undefined, opens: false });
    return {
      half,
      text,
      tags: ranked.map(({ tag }) => tag.hashtag),
      post: `${half}/${post}`,
      gains: ranked.map(({ tag }) => gains.get(tag.hashtag) ?? 0),
      rows: ranked.map(({ signals }) =>
        Float64Array.from(names, (name, i) => (without.includes(name) || byHand.has(name) ? 0 : signals[i])),
      ),
    };
  });
  return { names, cases };
}

/** Adam over the pairs of all excerpts, with a small pull to zero. */
function learn(cases, n) {
  const weights = new Float64Array(n);
  const [mean, square] = [new Float64Array(n), new Float64Array(n)];
  for (let step = 1; step <= 250; step += 1) {
    const slope = new Float64Array(n);
    for (const { rows, gains } of cases) addSlope(slope, weights, rows, gains);
    for (let i = 0; i < n; i += 1) {
      const g = slope[i] / cases.length + 0.002 * weights[i];
      mean[i] = 0.9 * mean[i] + 0.1 * g;
      square[i] = 0.99 * square[i] + 0.01 * g * g;
      weights[i] -= (0.1 * mean[i]) / (1 - 0.9 ** step) / (Math.sqrt(square[i] / (1 - 0.99 ** step)) + 1e-9);
    }
  }
  return weights;
}

function addSlope(slope, weights, rows, gains) {
  const scores = rows.map((row) => dot(row, weights));
  const pairs = [];
  for (let a = 0; a < rows.length; a += 1)
    for (let b = 0; b < rows.length; b += 1) if (gains[a] > gains[b]) pairs.push([a, b, gains[a] - gains[b]]);
  const sum = pairs.reduce((total, [, , size]) => total + size, 0);
  for (const [a, b, size] of pairs) {
    const pull = ((1 / (1 + Math.exp(scores[a] - scores[b]))) * size) / sum;
    for (let i = 0; i < slope.length; i += 1) slope[i] -= pull * (rows[a][i] - rows[b][i]);
  }
}

function scoresBy({ rows }, weights) {
  return rows.map((row) => dot(row, weights));
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
  return sum;
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

function showWrong(cases) {
  for (const { post, text, tags, gains, scores } of cases) {
    const order = gains.map((_, i) => i).sort((a, b) => scores[b] - scores[a]);
    const line = order.slice(0, 6).map((i) => `${gains[i]}:${tags[i]}(${scores[i].toFixed(1)})`);
    const missed = order.slice(6).filter((i) => gains[i] > 0);
    console.log(`${post} ${text}\n   ${line.join(' ')}`);
    if (missed.length > 0)
      console.log(
        `   missed: ${missed.map((i) => `${gains[i]}:${tags[i]}(${scores[i].toFixed(1)})`).join(' ')}`,
      );
  }
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
