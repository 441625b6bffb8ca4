// A second opinion on where a sentence or clause ends. It knows nothing of the cutter's own rules: punctuation, the white space behind it,
// a few Korean endings, and the sentences of Intl.Segmenter.

const sentences = new Intl.Segmenter('und', { granularity: 'sentence' });

/** Behind a comma, semicolon, colon or dash, or a Korean ending; "-고 있다" and the like are one verb. */
const clauseEnds =
  /[,;:،؛](?=\s)|[，；：、]|\s[–—](?=\s)|[가-힣](?:며|면서|지만|니다만|[는은]데도?|[어아해여셔려져와워]서|니까|거나|므로|[하되이으라다]면)(?=,?\s)|[가-힣](?<![라다냐자광사최재창경보참신권예피원중금수리])고(?=\s(?!있|싶|나|말|계|보|가|생각))/gu;
const terminal =
  /[.!?…。！？؟۔।~^ㅎㅋㅠㅜ⁰-⁹¹²³☺-➿\u{1f300}-\u{1faff}](?:["'”’»)\]）」』*]|[ \u00a0\u202f]»)*$/u;

/** How a piece ends: `sentence`, `clause`, or `middle`. `after` is how the next one begins. */
export function endingOf(body, after, blocks) {
  const cut = /\s?…$/u.test(body) && after.startsWith('…');
  const said = cut ? body.replace(/\s?…$/u, '') : body;
  // What closes a quotation may be ours.
  const bare = said.replace(/[”」]$/u, '');
  const isBlock = [said, bare].some((text) =>
    blocks.some((block) => block.endsWith(text.slice(-20)) || text.endsWith(block)),
  );
  if (!cut && (terminal.test(said) || isBlock)) return 'sentence';
  if (!cut && isLine(said, after, blocks)) return 'sentence';
  const next = after.replace(/^…\s?/u, '');
  if (/[,;:،؛，；：、–—]$/u.test(said) || /^[–—-]\s/u.test(next)) return 'clause';
  return endsIn(`${said} ${next.slice(0, 12)}`).includes(said.length) ? 'clause' : 'middle';
}

/** Items that were typed into one line end where the next number begins; lines end where they end. */
function isLine(said, after, blocks) {
  const tail = said.slice(-15);
  return (
    /^(?:\(?[0-9a-z가-하]{1,3}[.)]|[①-⑳•])/u.test(after) ||
    blocks.some((block) => block.includes(`${tail}\n`))
  );
}

/** Whether a piece that ends in the middle holds an earlier end, of a sentence or clause of two words at least. Headings are none. */
export function hadBetter(body, headings) {
  const paragraphs = body.replace(/\s?…$/u, '').replace(/^…\s?/u, '').split('\n\n');
  while (paragraphs.length > 1 && headings.includes(paragraphs[0])) paragraphs.shift();
  if (paragraphs.length > 1) return true;
  const [text] = paragraphs;
  return endsIn(text).some((at) => at < text.length && words(text.slice(0, at)) > 1);
}

/** Where sentences and clauses end in a text, its own end included. */
export function endsIn(text) {
  const ends = new Set();
  for (const { index, segment } of sentences.segment(text)) ends.add(index + segment.trimEnd().length);
  for (const match of text.matchAll(clauseEnds)) ends.add(match.index + match[0].length);
  return [...ends].sort((a, b) => a - b);
}

function words(text) {
  const spaced = text.trim().split(/\s+/u).length;
  return /[\p{Script=Han}\p{Script=Hiragana}]/u.test(text)
    ? Math.max(spaced, Math.floor(text.length / 3))
    : spaced;
}

/** The fewest pieces into which a text can be put that is cut only at such ends; what stands between two of them is never parted but where it must be. */
export function fewestPieces(bodies, room, length) {
  let pieces = 0;
  let current = '';
  for (const body of bodies)
    for (const paragraph of body.replace(/\s?…$/u, '').replace(/^…\s?/u, '').split('\n\n')) {
      let from = 0;
      for (const [index, end] of endsIn(paragraph).entries()) {
        const said = paragraph.slice(from, end).trim();
        from = end;
        const joined = current === '' ? said : `${current}${index === 0 ? '\n\n' : ' '}${said}`;
        if (current !== '' && length(joined) <= room) current = joined;
        else {
          pieces += Math.max(1, Math.ceil(length(said) / room));
          current = said;
        }
      }
    }
  return pieces;
}
