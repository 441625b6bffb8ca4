import { cutSettings } from '../app/cut-settings.ts';
import { excerptsOf, type CutSettings } from '../app/excerpts-of.ts';
import { platformsMeant } from '../app/platforms-meant.ts';
import { sentenceOf, UserError } from '../domain/errors.ts';
import { cutModes, type CutMode, type Excerpt } from '../domain/excerpt.ts';
import { parsePost } from '../markdown/parse.ts';
import { readPost } from '../markdown/read.ts';
import { platformOf, platforms } from '../platforms/index.ts';
import { postFiles } from './post-files.ts';
import { readNamedFile } from './read-file.ts';
import type { Context, Options, Run } from './verb.ts';

/**
 * `cut <files…>`: what each platform would get, without keeping anything. A post that cannot be cut is told of on standard
 * error and the others go on; then the exit code is 2.
 */
export const run: Run = async (context, args, options) => {
  const { io } = context;
  const wanted = typeof options.platform === 'string' ? [platformOf(options.platform)] : undefined;
  const ready = (wanted ?? platforms).map((platform) => ({
    platform,
    settings: settingsFor(context, platform, options),
  }));
  let failed = false;
  for (const file of postFiles(args, io.cwd)) {
    if (io.signal.aborted) return 1;
    try {
      const markdown = readPost(readNamedFile(io.cwd, file).bytes, file);
      const post = parsePost(markdown);
      // Whatever is asked for: a name in the front matter that belongs to no platform is a mistake.
      const named = platformsMeant(markdown, post, platforms);
      const meant = wanted ?? named;
      for (const { platform, settings } of ready) {
        if (!meant.some(({ id }) => id === platform.id)) continue;
        const excerpts = excerptsOf(post, platform, settings);
        for (const [index, excerpt] of excerpts.entries()) {
          const notes = index === 0 ? [...post.notes, ...excerpt.notes] : excerpt.notes;
          io.out(
            options.json === true
              ? asJson(file, { ...excerpt, notes })
              : asText(file, platform.name, { ...excerpt, notes }),
          );
        }
      }
    } catch (thrown) {
      const sentence = sentenceOf(thrown);
      if (sentence === undefined) throw thrown;
      io.err(`cutline: ${sentence.startsWith(file) ? '' : `${file}: `}${sentence}\n`);
      failed = true;
    }
  }
  return failed ? 2 : 0;
};

function settingsFor({ config }: Context, platform: { readonly id: string }, options: Options): CutSettings {
  return {
    ...cutSettings(config, platform, []),
    ...(options.mode === undefined ? {} : { mode: modeOf(options.mode) }),
    ...(options.highlights === undefined ? {} : { mode: 'series', highlights: countOf(options.highlights) }),
    ...(options.explain === true ? { explain: true } : {}),
  };
}

function modeOf(typed: string | boolean): CutMode {
  const mode = cutModes.find((mode) => mode === typed);
  if (mode === undefined)
    throw new UserError(
      `There is no mode "${typed}": write ${cutModes.slice(0, -1).join(', ')} or ${cutModes.at(-1)}.`,
    );
  return mode;
}

function countOf(typed: string | boolean): number {
  const count = Number(typed);
  if (!Number.isInteger(count) || count < 1)
    throw new UserError(
      `"${typed}" is no number of highlights: write a whole number from 1 on, such as --highlights 3.`,
    );
  return count;
}

function asJson(source: string, excerpt: Excerpt): string {
  const {
    platform,
    mode,
    excerpt: number,
    of,
    title,
    pieces,
    hashtags,
    lengths,
    limit,
    unit,
    spans,
    media,
    notes,
  } = excerpt;
  const line = {
    source,
    platform,
    mode,
    excerpt: number,
    of,
    ...(title === undefined ? {} : { title }),
    pieces,
    hashtags,
    lengths,
    limit,
    unit,
    spans,
    media: media.map(({ kind, alt }) => ({ kind, alt })),
    notes,
  };
  return `${JSON.stringify(line)}\n`;
}

function asText(source: string, platformName: string, excerpt: Excerpt): string {
  const { mode, excerpt: number, of, title, pieces, lengths, limit, unit, notes, media } = excerpt;
  const lines = [`── ${platformName}, ${mode} ${number} of ${of} · ${source}`];
  if (title !== undefined) lines.push(`title: ${title}`);
  for (const { kind, cards } of media)
    lines.push(kind === 'picture' ? 'with a picture' : `with a film of ${cards.length} cards`);
  for (const [index, piece] of pieces.entries())
    lines.push('', piece, `   ${lengths[index]} of ${limit} ${unit}`);
  for (const { line, text } of notes) lines.push(line > 0 ? `note, line ${line}: ${text}` : `note: ${text}`);
  return `${lines.join('\n')}\n\n`;
}
