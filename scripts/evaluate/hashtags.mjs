// npm run evaluate -- hashtags [--wrong]
// The labelled excerpts of evaluate/hashtags/, ranked by Cutline and by three simpler ways. --wrong: shows where ours errs.
import { labelledExcerpts, slicesOf, table } from './parts/labelled.mjs';
import { baselines } from './parts/baselines.mjs';

export const summary =
  'how well hashtags are ranked for labelled excerpts, beside post order, exact match and BM25';

export async function run(args) {
  const excerpts = labelledExcerpts();
  const ours = await cutline();
  const ways = {
    ...baselines,
    Cutline: ours,
    '(best possible)': ({ candidates, gains }) => ideal(candidates, gains),
  };
  const header = ['', 'n', 'P@1', 'P@3', 'R@5', 'nDCG@5', 'wrong in 3'];
  for (const [half, title] of [
    ['seen', 'Seen while the method was made'],
    ['aside', 'Put aside'],
    ['later', 'Written when the method stood, before more signs were added'],
    ['fresh', 'Written last; first run: nDCG@5 0.60'],
    ['blind-1', 'Written afresh; first run, by the method of before: nDCG@5 0.477'],
    ['blind-2', 'Written afresh after word vectors came; first run: nDCG@5 0.681'],
    ['blind-3', 'Written afresh last; first run: nDCG@5 0.699'],
    ['blind-4', 'By another hand; first run: nDCG@5 0.457'],
    ['blind-5', 'By a third hand; first run: nDCG@5 0.711'],
  ]) {
    const own = excerpts.filter((excerpt) => excerpt.half === half);
    const rows = Object.entries(ways).map(([name, way]) => row(name, own, way));
    const slices = [...new Set(own.flatMap(slicesOf))].map((slice) =>
      row(
        `  Cutline, ${slice}`,
        own.filter((excerpt) => slicesOf(excerpt).includes(slice)),
        ours,
      ),
    );
    console.log(`${title}\n${table(header, [...rows, ...slices])}\n`);
    const chosen = own.map((excerpt) => ours.choose(excerpt).map((tag) => excerpt.gains.get(tag) ?? 0));
    const given = chosen.flat();
    console.log(
      `chosen: ${(given.length / own.length).toFixed(2)} an excerpt, ${percent(given.filter((gain) => gain === 0).length / given.length)} of them wrong, ` +
        `${percent(chosen.filter((gains) => gains.slice(0, 3).includes(0)).length / own.length)} of excerpts with a wrong one among the first three, ` +
        `${percent(chosen.filter((gains) => gains.length === 0).length / own.length)} with none\n`,
    );
  }
  if (args.includes('--wrong'))
    showWrong(
      excerpts.filter(({ half }) => half === 'seen'),
      ours,
    );
}

async function cutline() {
  const dist = (name) => import(new URL(`../../dist/src/${name}.js`, import.meta.url).href);
  const [{ chooseHashtags }, { lexiconOf }, { loadConfig }] = await Promise.all([
    dist('hashtags/choose'),
    dist('app/lexicon'),
    dist('config/config'),
  ]);
  const lexicon = lexiconOf(loadConfig().configFolder);
  const choose = ({ text, candidates }) =>
    chooseHashtags({ candidates, rules: { most: 5, advised: 5 }, lexicon }, { text, roomFor: () => true });
  const rank = (excerpt) => choose(excerpt).ranking.map(({ hashtag }) => hashtag);
  return Object.assign(rank, {
    choose: (excerpt) => choose(excerpt).chosen,
    explain: (excerpt) => choose(excerpt).ranking,
  });
}

function ideal(candidates, gains) {
  return candidates.toSorted((a, b) => (gains.get(b) ?? 0) - (gains.get(a) ?? 0));
}

function row(name, excerpts, way) {
  const figures = excerpts.map((excerpt) => {
    const gains = way(excerpt).map((tag) => excerpt.gains.get(tag) ?? 0);
    const fitting = [...excerpt.gains.values()].filter((gain) => gain > 0).length;
    const best = [...excerpt.gains.values()].sort((a, b) => b - a);
    return [
      gains[0] > 0 ? 1 : 0,
      gains.slice(0, 3).filter((gain) => gain > 0).length / 3,
      fitting === 0 ? 1 : gains.slice(0, 5).filter((gain) => gain > 0).length / fitting,
      dcg(gains) / (dcg(best) || 1),
      gains.slice(0, 3).includes(0) ? 1 : 0,
    ];
  });
  const mean = (i) => figures.reduce((sum, figure) => sum + figure[i], 0) / figures.length;
  return [
    name,
    excerpts.length,
    percent(mean(0)),
    percent(mean(1)),
    percent(mean(2)),
    mean(3).toFixed(3),
    percent(mean(4)),
  ];
}

function dcg(gains) {
  return gains.slice(0, 5).reduce((sum, gain, i) => sum + gain / Math.log2(i + 2), 0);
}

function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}

function showWrong(excerpts, ours) {
  for (const excerpt of excerpts) {
    const ranking = ours.explain(excerpt);
    const gains = ranking.map(({ hashtag }) => excerpt.gains.get(hashtag) ?? 0);
    const best = [...excerpt.gains.values()].sort((a, b) => b - a);
    const ndcg = dcg(gains) / (dcg(best) || 1);
    if (ndcg > 0.85) continue;
    console.log(`${ndcg.toFixed(2)} ${excerpt.post} ${excerpt.text}`);
    console.log(
      `   ${ranking
        .slice(0, 7)
        .map(({ hashtag, score }, i) => `${gains[i]}:${hashtag}(${score})`)
        .join(' ')}`,
    );
    const missed = [...excerpt.gains].filter(
      ([tag, gain]) => gain > 0 && !ranking.slice(0, 5).some(({ hashtag }) => hashtag === tag),
    );
    if (missed.length > 0)
      console.log(`   missed: ${missed.map(([tag, gain]) => `${gain}:${tag}`).join(' ')}`);
  }
}
