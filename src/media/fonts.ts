import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { SatoriOptions } from 'satori';
import { UserError } from '../domain/errors.ts';

const packages = createRequire(import.meta.url);

/**
 * Pretendard in two weights, and after it whatever fonts the user has put into `fonts/` beside the card templates: they
 * are asked for the letters that Pretendard does not have (Hanja, Arabic, Hebrew, Thai …).
 *
 * @throws UserError for a file that is no font
 */
export function loadFonts(cardsFolder: string): SatoriOptions['fonts'] {
  const files = extraFonts(cardsFolder);
  const key = files.map((file) => `${file} ${statSync(file).mtimeMs}`).join('\n');
  // satori keeps what it has parsed for as long as it is given the same array.
  if (loaded?.key !== key) loaded = { key, fonts: [...pretendard(), ...files.map(fontIn)] };
  return loaded.fonts;
}

let loaded: { readonly key: string; readonly fonts: SatoriOptions['fonts'] } | undefined;

function pretendard(): SatoriOptions['fonts'] {
  return ([500, 700] as const).map((weight) => ({
    name: 'Pretendard',
    weight,
    style: 'normal',
    // Named latin, but it is the whole font with all 11,172 syllables.
    data: readFileSync(
      packages.resolve(`@fontsource/pretendard/files/pretendard-latin-${weight}-normal.woff`),
    ),
  }));
}

function extraFonts(cardsFolder: string): string[] {
  const folder = path.join(cardsFolder, 'fonts');
  try {
    const names = readdirSync(folder).filter((name) => /\.(?:woff2?|ttf|otf)$/i.test(name));
    return names.sort().map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}

// TrueType (two ways), OpenType, WOFF, WOFF2. A collection, whatever its name, cannot be read.
const signatures = new Set(['00010000', '74727565', '4f54544f', '774f4646', '774f4632']);

function fontIn(file: string): SatoriOptions['fonts'][number] {
  const data = readFileSync(file);
  if (!signatures.has(data.toString('hex', 0, 4))) {
    throw new UserError(
      `${file} is not a font that can be read: put a .ttf, .otf or .woff file there, or remove it.`,
    );
  }
  return { name: path.parse(file).name, data };
}

/** Twemoji's drawing of an emoji as a `data:` address, or undefined when it has none. */
export function emojiPicture(emoji: string): string | undefined {
  for (const name of namesOf(emoji)) {
    try {
      const drawing = readFileSync(packages.resolve(`@twemoji/svg/${name}.svg`));
      return `data:image/svg+xml;base64,${drawing.toString('base64')}`;
    } catch {
      // The next name may exist.
    }
  }
  return undefined;
}

/**
 * Twemoji names its files by code points, and leaves out the selector of the emoji form unless the emoji is joined of
 * several. The first code point alone is the last resort for what is newer than the drawings.
 */
function namesOf(emoji: string): string[] {
  const codes = Array.from(emoji, (sign) => (sign.codePointAt(0) ?? 0).toString(16));
  const plain = codes.filter((code) => code !== 'fe0f');
  return [...new Set([codes.join('-'), plain.join('-'), codes[0] ?? ''])];
}
