// npm run evaluate -- sentences [file]
// Divides texts whose sentences were marked by hand and prints precision, recall and texts without a mistake for each language, beside
// Intl.Segmenter and two packages. The file holds JSON Lines {"id","lang","sentences":[…],"text"?}; without one, our own sets are taken.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';

export const summary = 'how well texts are divided into sentences, beside Intl.Segmenter and two packages';

export async function run(args) {
  const { sentencesOf } = await import(new URL('../../dist/src/excerpt/sentences.js', import.meta.url).href);
  const own = fileURLToPath(new URL('../../evaluate/sentences/', import.meta.url));
  const files = args.length > 0 ? args : fs.readdirSync(own).map((name) => own + name);
  const rivals = {
    ours: (text, lang) => sentencesOf(text, lang).map(({ start, end }) => text.slice(start, end)),
    'Intl.Segmenter': bySegmenter,
    ...(await packages()),
  };
  for (const file of files) compare(file, rivals);
}

function compare(file, rivals) {
  const cases = fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
  const langs = [...new Set(cases.map(({ lang }) => lang))];
  const count = cases.reduce((sum, { sentences }) => sum + sentences.length, 0);
  console.log(
    `\n${file}: ${count} sentences in ${cases.length} texts. Precision / recall of the ends, and texts without a mistake.\n`,
  );
  const rows = Object.entries(rivals).map(([name, split]) => [
    name,
    ...[...langs, 'all'].map((lang) => {
      const own = cases.filter((each) => lang === 'all' || each.lang === lang);
      return figures(own, split);
    }),
  ]);
  print([['', ...langs, 'all'], ...rows]);
  const wrong = cases.filter((each) => figures([each], rivals.ours).startsWith('100.0/100.0') === false);
  for (const { id, lang, sentences, text } of wrong)
    console.log(
      `\n${id}\n  marked ${JSON.stringify(sentences)}\n  ours   ${JSON.stringify(rivals.ours(text ?? textOf(lang, sentences), lang))}`,
    );
}

/** Where a text is not given, its sentences stand side by side as their language writes them. */
function textOf(lang, sentences) {
  return sentences.join(lang === 'ja' || lang === 'zh' ? '' : ' ');
}

/** The ends inside a text, counted in letters that are no white space: that is the same for everyone, whatever a program does with spaces. */
function endsOf(sentences) {
  const ends = new Set();
  let at = 0;
  for (const sentence of sentences) {
    at += sentence.replaceAll(/\s+/gu, '').length;
    ends.add(at);
  }
  ends.delete(at);
  return ends;
}

function figures(cases, split) {
  let right = 0;
  let found = 0;
  let wanted = 0;
  let whole = 0;
  for (const { lang, sentences, text } of cases) {
    const want = endsOf(sentences);
    const got = endsOf(split(text ?? textOf(lang, sentences), lang));
    const both = [...got].filter((end) => want.has(end)).length;
    right += both;
    found += got.size;
    wanted += want.size;
    if (both === got.size && both === want.size) whole += 1;
  }
  const share = (part, all) => (all === 0 ? '100.0' : ((part / all) * 100).toFixed(1));
  return `${share(right, found)}/${share(right, wanted)} ${whole}/${cases.length}`;
}

function bySegmenter(text, lang) {
  return Array.from(
    new Intl.Segmenter(lang, { granularity: 'sentence' }).segment(text),
    ({ segment }) => segment,
  );
}

/** Those of the two packages that are installed; both are only there for this comparison. */
async function packages() {
  const found = {};
  const splitter = await import('sentence-splitter').catch(() => undefined);
  if (splitter !== undefined)
    found['sentence-splitter'] = (text) =>
      splitter
        .split(text)
        .filter(({ type }) => type === 'Sentence')
        .map(({ raw }) => raw);
  const sbd = await import('sbd').catch(() => undefined);
  if (sbd !== undefined) found.sbd = (text) => sbd.default.sentences(text, {});
  for (const name of ['sentence-splitter', 'sbd'])
    if (!(name in found)) console.log(`${name} is not installed: npm install brings it.`);
  return found;
}

function print(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
}
