// What was really posted, held against what Cutline believes.

/**
 * Every post of every imitation that carries a publication's key: `{[key]: [{piece, mark, id, replyTo, at, url}]}`; `mark` is
 * the number of the edit whose words it has.
 */
export async function readWalls(urls) {
  const found = new Map();
  for (const url of Object.values(urls)) {
    const posts = await (await fetch(`${url}/_sandbox/posts`)).json();
    for (const { id, text, title, replyTo, publishedAt, url: address } of posts) {
      const marks = /(k\d+p\d+k)(?:i(\d+)i)?/.exec(`${title ?? ''} ${text}`);
      if (marks === null) continue;
      const piece = Number(marks[2] ?? 1);
      const edit = /\be(\d+)e\b/.exec(text)?.[1];
      if (!found.has(marks[1])) found.set(marks[1], []);
      const mark = edit === undefined ? undefined : Number(edit);
      found.get(marks[1]).push({ piece, mark, id, replyTo, at: Date.parse(publishedAt), url: address });
    }
  }
  return found;
}

/**
 * One publication's verdict: `doubled`, `lost` and `disordered` say what is wrong; `left`: a person must look; `refused`: failed,
 * with a reason, and nothing is there. `mayBeCancelled`: somebody has asked for that.
 */
export function judge({ key, pieces }, state, outcome, posts = [], mayBeCancelled = false) {
  const verdict = {
    key,
    doubled: 0,
    lost: undefined,
    disordered: undefined,
    left: false,
    refused: undefined,
  };
  const copies = Array.from({ length: pieces }, (_, i) => posts.filter(({ piece }) => piece === i + 1));
  verdict.doubled = copies.reduce((sum, each) => sum + Math.max(0, each.length - 1), 0);
  const isThere = copies.every((each) => each.length > 0);
  const isPartly = copies.some((each) => each.length > 0);

  for (let i = 1; i < pieces; i += 1) {
    for (const post of copies[i]) {
      const parent = copies[i - 1].find(({ id }) => id === post.replyTo);
      if (parent === undefined) verdict.disordered = `piece ${i + 1} does not follow piece ${i}`;
      else if (parent.at > post.at) verdict.disordered = `piece ${i + 1} is older than piece ${i}`;
    }
  }
  if (state === 'published' && !isThere) verdict.lost = 'counts as published and is not there';
  else if (state === 'failed') {
    if (['unknown', 'processing', 'ready'].includes(outcome)) verdict.left = true;
    else if (isThere) verdict.lost = `counts as failed (${outcome}) and is there`;
    else if (isPartly) verdict.lost = `counts as failed (${outcome}) and is there in part`;
    else verdict.refused = outcome;
  } else if (state === 'cancelled' && mayBeCancelled) verdict.isCancelled = true;
  else if (state !== 'published') verdict.lost = `came to no end: ${state}`;
  return verdict;
}
