import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config/config.ts';
import { UserError } from '../domain/errors.ts';
import { compileFrame, defaultFrame, type Frame } from '../excerpt/frame.ts';
import { lexiconOf } from './lexicon.ts';
import type { CutSettings } from './excerpts-of.ts';

/**
 * What the configuration says about cutting for one platform, with its template, if there is one.
 * `campaignHashtags` are those of the post's campaign; those that config names for every post come after them.
 */
export function cutSettings(
  config: Pick<Config, 'cutting' | 'hashtags' | 'templatesFolder' | 'configFolder'>,
  platform: { readonly id: string },
  campaignHashtags: readonly string[],
): CutSettings {
  const { cutting, hashtags } = config;
  const mode = Object.hasOwn(cutting.modes, platform.id) ? cutting.modes[platform.id] : undefined;
  const links = Object.hasOwn(cutting.links, platform.id) ? cutting.links[platform.id] : undefined;
  return {
    ...(mode === undefined ? {} : { mode }),
    ...(links === undefined ? {} : { links }),
    ...(cutting.link === undefined ? {} : { link: cutting.link }),
    frame: frameOf(config.templatesFolder, platform.id),
    campaignHashtags: [...campaignHashtags, ...hashtags.campaign],
    brand: hashtags.brand,
    place: hashtags.place,
    never: hashtags.never,
    lexicon: () => lexiconOf(config.configFolder),
    citations: cutting.citations,
    houseStyle: { spelling: hashtags.spelling, synonyms: hashtags.synonyms },
  };
}

/** The template is read anew each time, so that a change shows at once; it is compiled anew only when it has changed. */
function frameOf(folder: string, platform: string): Frame {
  const file = path.join(folder, `${platform}.md`);
  const source = readTemplate(file);
  if (source === undefined) return defaultFrame;
  const known = compiled.get(file);
  if (known?.source === source) return known.frame;
  const frame = compileFrame(source, file);
  compiled.set(file, { source, frame });
  return frame;
}

const compiled = new Map<string, { readonly source: string; readonly frame: Frame }>();

function readTemplate(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new UserError(
      `The template ${file} cannot be read (${code}): look at its permissions, or take it away.`,
      { cause },
    );
  }
}
