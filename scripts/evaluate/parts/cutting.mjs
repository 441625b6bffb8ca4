// What the subjects about cutting share: the built modules, posts of a folder, and what is wrong with a piece.
import fs from 'node:fs';
import path from 'node:path';

const dist = (name) => import(new URL(`../../../dist/src/${name}.js`, import.meta.url).href);

export async function cutter() {
  const [
    { parsePost },
    { excerptsOf, orderOf },
    { platforms },
    { defaultFrame },
    { opensPointingBack },
    { sentencesOf },
    { atomsOf },
    { fillPieces },
  ] = await Promise.all(
    [
      'markdown/parse',
      'app/excerpts-of',
      'platforms/index',
      'excerpt/frame',
      'excerpt/penalties',
      'excerpt/sentences',
      'excerpt/atoms',
      'excerpt/fill',
    ].map(dist),
  );
  return {
    parsePost,
    excerptsOf,
    orderOf,
    platforms,
    frame: defaultFrame,
    opensPointingBack,
    sentencesOf,
    atomsOf,
    fillPieces,
  };
}

export function postsOf(folder) {
  return fs
    .readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.md') && path.basename(name).toLowerCase() !== 'readme.md')
    .sort()
    .map((name) => ({ name, markdown: fs.readFileSync(path.join(folder, name), 'utf8') }));
}

/** The text of a piece without link, hashtags and counter of the plain frame. */
export function bodyOf(piece, { hashtags, pieces }, index, link) {
  let body = piece;
  if (pieces.length > 1) body = body.replace(/\n\n\d+\/\d+$/, '');
  if (index === 0 && hashtags.length > 0) body = body.slice(0, body.lastIndexOf(`\n\n#${hashtags[0]}`));
  if (index === 0 && link !== undefined && body.endsWith(`\n\n${link}`))
    body = body.slice(0, -link.length - 2);
  return body;
}

/** Without the heading or sentence that is said again over words that point back: what is the piece's own. */
export function ownWords(body, notes) {
  return notes.some(({ rule }) => rule === 'said-again') ? body.slice(body.indexOf('\n\n') + 2) : body;
}

/** Text as one run of letters, for asking whether anything is lost. */
export function lettersOf(text) {
  return text.replaceAll(/[\s…“”「」]+/gu, '');
}
