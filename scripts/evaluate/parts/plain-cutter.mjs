// What the figures are compared with: sentences put one after the other into a piece until it is full.

/** `atomsOf` and `fillPieces` come from the built modules. Gives the pieces' words, and the lengths of what would be posted. */
export function plainCut(post, { text: rules }, mode, { atomsOf, fillPieces }) {
  const { atoms } = atomsOf(post.blocks, {
    lang: post.lang,
    links: rules.links,
    citations: 'keep',
    clean: rules.clean,
  });
  const hashtags = post.hashtags.slice(0, Math.min(rules.hashtags.advised, rules.hashtags.most));
  const tail = hashtags.length === 0 ? '' : `\n\n${hashtags.map((name) => `#${name}`).join(' ')}`;
  const counter = mode === 'thread' ? '\n\n99/99' : '';
  const frame = rules.length(`text${counter}`) - 4;
  const full = rules.length(`text${tail}${counter}`) - 4;
  const { pieces } = fillPieces(
    atoms,
    (piece) => rules.limit - (mode === 'series' || piece === 0 ? full : frame),
    (text) => rules.length(text),
  );
  const bodies = pieces.map((piece) =>
    piece.map((atom, index) => (index === 0 ? atom.text : atom.join + atom.text)).join(''),
  );
  return {
    bodies,
    lengths: bodies.map((body, index) =>
      rules.length(
        `${body}${mode === 'series' || index === 0 ? tail : ''}${counter === '' ? '' : `\n\n${index + 1}/${bodies.length}`}`,
      ),
    ),
  };
}
