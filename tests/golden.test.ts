import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { excerptsOf } from '../src/app/excerpts-of.ts';
import type { Excerpt } from '../src/domain/excerpt.ts';
import { defaultFrame } from '../src/excerpt/frame.ts';
import { parsePost } from '../src/markdown/parse.ts';
import { platforms } from '../src/platforms/index.ts';

const folder = new URL('golden/', import.meta.url);
const posts = readdirSync(folder);

// Beside each post.md what every platform gets of it. A change of behaviour is a change of these files: look at it, then let
// `npx vitest run tests/golden.test.ts --update` write it.
describe.each(posts)('golden excerpts of %s', (name) => {
  const post = parsePost(readFileSync(new URL(`${name}/post.md`, folder), 'utf8'));

  it.each(platforms.map(({ id }) => id))('on %s', async (id) => {
    const platform = platforms.find((each) => each.id === id)!;
    const settings = { frame: defaultFrame, citations: 'drop' } as const;
    const modes = platform.text.maxPieces > 1 ? (['series', 'thread'] as const) : [platform.text.defaultMode];
    const text = modes.map((mode) => shown(excerptsOf(post, platform, { ...settings, mode }))).join('\n');
    await expect(text).toMatchFileSnapshot(new URL(`${name}/${id}.txt`, folder).pathname);
  });
});

function shown(excerpts: readonly Excerpt[]): string {
  return excerpts
    .map(({ mode, excerpt, of, title, pieces, lengths, limit, unit, notes }) => {
      const parts = [`=== ${mode} ${excerpt}/${of}${title === undefined ? '' : ` · ${title}`}`];
      for (const [index, piece] of pieces.entries())
        parts.push(piece, `--- ${lengths[index]}/${limit} ${unit}`);
      for (const { line, rule, text } of notes) parts.push(`note ${line} ${rule}: ${text}`);
      return `${parts.join('\n')}\n`;
    })
    .join('\n');
}
