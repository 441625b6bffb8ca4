import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import satori, { type SatoriOptions } from 'satori';
import type { Card } from '../domain/excerpt.ts';
import { UserError } from '../domain/errors.ts';
import { paletteOf } from './colours.ts';
import { fit } from './fit.ts';
import { emojiPicture, loadFonts } from './fonts.ts';
import type { CardStyle } from './card-style.ts';
import type { Frame } from './sizes.ts';
import { type CardTemplate, compileTemplate } from './template.ts';
import {
  beginningOf,
  directionOf,
  mostlyMissing,
  plain,
  rewritten,
  tidy,
  wholeWords,
  withoutMissing,
  type Words,
} from './words.ts';
import { type Markup, mistake, readMarkup } from './tree.ts';

/** Pixels of a drawn card, four bytes each: red, green, blue, opacity. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

export interface Place {
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

/**
 * Prepares the drawing of the cards of one picture or film: fonts are loaded and the template is parsed once.
 * What is returned draws a card: in the largest size in which every word has its place.
 *
 * @throws UserError for a mistake in the template or the style, or for words in a script that no font here has
 */
export function cardPainter(
  template: CardTemplate,
  cardsFolder: string,
  style: CardStyle,
  frame: Frame,
): (card: Card, place: Place) => Promise<Pixels> {
  const fonts = loadFonts(cardsFolder);
  const fill = compileTemplate(template);
  const source = { file: template.file, picture: (name: string) => pictureIn(cardsFolder, name) };
  const palette = paletteOf(style);

  return async (card, place) => {
    const missing = new Set<string>();
    const lay = async (words: Words, size: number): Promise<{ fits: boolean; svg: string }> => {
      const dir = directionOf(`${words.title ?? ''} ${words.text}`);
      const joined = rewritten(words, wholeWords);
      const lines = joined.text.split('\n').filter((line) => line !== '');
      const markup = readMarkup(
        fill({ ...palette, ...place, ...joined, lines, size, dir, lang: style.lang }),
        source,
      );
      return draw(markup, frame, fonts, template.file, missing);
    };
    const written = { brand: style.brand ?? null, title: card.title ?? null, text: card.text };
    const words = await readable(rewritten(written, tidy), lay, missing);
    return rasterise(await fit(words, frame.sizes, lay), frame);
  };
}

/**
 * Words that can be read with the fonts there are. When most letters would be empty boxes nothing is drawn: such a
 * picture helps nobody.
 */
async function readable(
  words: Words,
  lay: (words: Words, size: number) => Promise<unknown>,
  missing: Set<string>,
): Promise<Words> {
  const smallest = 20;
  await lay(beginningOf(words), smallest);
  if (missing.size === 0) return words;
  const plainer = rewritten(words, (text) => plain(text, missing));
  missing.clear();
  await lay(beginningOf(plainer), smallest);
  if (missing.size === 0) return plainer;
  if (mostlyMissing(beginningOf(plainer), missing)) {
    throw new UserError(
      `The words "${words.text.slice(0, 40)}" are in a script that no font here has: put a font that has it (.ttf, .otf or .woff) into templates/cards/fonts/.`,
    );
  }
  return rewritten(plainer, (text) => withoutMissing(text, missing));
}

async function draw(
  markup: Markup,
  frame: Frame,
  fonts: SatoriOptions['fonts'],
  file: string,
  missing: Set<string>,
): Promise<{ fits: boolean; svg: string }> {
  const boxes = new Map<string, Box>();
  const options: SatoriOptions = {
    width: frame.width,
    height: frame.height,
    fonts,
    onNodeDetected: ({ key, left, top, width, height }) => {
      if (key !== undefined) boxes.set(String(key), { left, top, right: left + width, bottom: top + height });
    },
    loadAdditionalAsset: async (code, signs) => {
      const picture = code === 'emoji' ? emojiPicture(signs) : undefined;
      if (picture === undefined) for (const sign of signs) missing.add(sign);
      return picture ?? [];
    },
  };
  try {
    const svg = await satori(markup.root, options);
    return { svg, fits: everyBoxInside(markup, boxes, frame) };
  } catch (thrown) {
    throw await blamed(thrown, markup, options, file);
  }
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** What stands in the flow must lie within the box around it. What is placed absolutely may go where it likes. */
function everyBoxInside(markup: Markup, boxes: ReadonlyMap<string, Box>, frame: Frame): boolean {
  const whole = { left: 0, top: 0, right: frame.width, bottom: frame.height };
  return markup.elements.every(({ element, parent }) => {
    const box = boxes.get(element.key);
    const around = parent === undefined ? whole : boxes.get(String(parent));
    if (!box || !around || element.props.style['position'] === 'absolute') return true;
    // Layout rounds to whole pixels, each box for itself.
    return (
      box.left >= around.left - 1 &&
      box.top >= around.top - 1 &&
      box.right <= around.right + 1 &&
      box.bottom <= around.bottom + 1
    );
  });
}

/** satori does not say where a style is wrong: the element that cannot be drawn even by itself is the place. */
async function blamed(
  thrown: unknown,
  markup: Markup,
  options: SatoriOptions,
  file: string,
): Promise<unknown> {
  for (const { element, line } of markup.elements) {
    const alone = { type: element.type, props: { ...element.props, children: 'a' } };
    try {
      await satori(element.type === 'img' ? { ...alone, props: element.props } : alone, options);
    } catch (cause) {
      return mistake(
        file,
        line,
        cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause),
        cause,
      );
    }
  }
  return thrown;
}

function rasterise(svg: string, frame: Frame): Pixels {
  const image = new Resvg(svg, {
    font: { loadSystemFonts: false },
    fitTo: { mode: 'width', value: frame.width },
  }).render();
  return { width: image.width, height: image.height, rgba: image.pixels };
}

const pictureTypes: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.svg': 'image/svg+xml',
};

/** Pictures come from the folder of cards alone: drawing neither goes to the network nor reads elsewhere. */
function pictureIn(cardsFolder: string, name: string): string {
  const mime = pictureTypes[path.extname(name).toLowerCase()];
  if (mime === undefined || name !== path.basename(name)) {
    throw new Error(`the picture "${name}" must be a .png, .jpg or .svg file that lies beside the template`);
  }
  try {
    return `data:${mime};base64,${readFileSync(path.join(cardsFolder, name)).toString('base64')}`;
  } catch (cause) {
    throw new Error(`there is no picture "${name}" beside the template`, { cause });
  }
}
