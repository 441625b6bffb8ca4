import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ExcerptMedia } from '../domain/excerpt.ts';
import { UserError } from '../domain/errors.ts';
import { openStudio } from './child.ts';
import { filmFrames, framesPerSecond, mostCards } from './film-plan.ts';
import { frames } from './sizes.ts';
import { readTemplate } from './template.ts';
import type { CardStyle } from './card-style.ts';

export type { CardStyle } from './card-style.ts';

/** A picture or film that lies in the folder. */
export interface MadeMedia {
  readonly kind: 'picture' | 'video';
  /** Its name inside the folder: what it shows decides it, so that the same words have the same name for ever. */
  readonly file: string;
  readonly path: string;
  readonly bytes: number;
  /** `image/jpeg` or `video/mp4`. */
  readonly mime: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Films only. */
  readonly seconds?: number;
  readonly alt: string;
}

/**
 * Makes what is not there yet, in the order given. Asking twice is free, also at the same time and from several processes.
 *
 * @throws UserError for a mistake in a template (with file and line) or in a style, and when the disk is full
 */
export interface MakeMedia {
  (media: readonly ExcerptMedia[], style: CardStyle): Promise<MadeMedia[]>;
}

export interface Media {
  readonly make: MakeMedia;
  /** Where a file of this name lies, if it is made; undefined for any name that is not one of ours. */
  pathOf(file: string): string | undefined;
  /** Lets what is being drawn be finished and ends the drawing process. */
  close(): Promise<void>;
}

/** Count up when the drawing itself changes: files made before then keep their names, new ones get others. */
const drawingVersion = 1;

const extensions = { picture: 'jpg', video: 'mp4' } as const;
const mimes = { picture: 'image/jpeg', video: 'video/mp4' } as const;

/**
 * @param folder where the files are put; made when it is missing
 * @param options.templatesFolder holds `cards/picture.html` and `cards/video.html`; each missing one is replaced by our own
 */
export function openMedia(folder: string, options: { readonly templatesFolder: string }): Media {
  const studio = openStudio();
  const cardsFolder = path.resolve(options.templatesFolder, 'cards');
  const target = path.resolve(folder);
  const underWay = new Map<string, Promise<void>>();

  const makeOne = async (medium: ExcerptMedia, style: CardStyle): Promise<MadeMedia> => {
    checkCards(medium);
    const { kind, cards, alt } = medium;
    const template = await readTemplate(cardsFolder, kind);
    const decides = {
      drawingVersion,
      kind,
      cards,
      style,
      template: template.text,
      frame: frames[kind],
      beside: await filesBeside(cardsFolder),
    };
    const file = `${createHash('sha256').update(stable(decides)).digest('hex').slice(0, 32)}.${extensions[kind]}`;
    const where = path.join(target, file);

    let making = underWay.get(file);
    if (!making) {
      making = makeOnce(where, (part) =>
        studio.draw({ kind, cards, style, template, cardsFolder, target: part }),
      );
      underWay.set(file, making);
    }
    try {
      await making;
    } finally {
      underWay.delete(file);
    }
    const { width, height } = frames[kind];
    const length = kind === 'video' && { seconds: filmFrames(cards) / framesPerSecond };
    return {
      kind,
      file,
      path: where,
      bytes: (await stat(where)).size,
      mime: mimes[kind],
      width,
      height,
      ...length,
      alt,
    };
  };

  return {
    make: (media, style) => Promise.all(media.map((medium) => makeOne(medium, style))),
    pathOf: (file) => (/^[0-9a-f]{32}\.(?:jpg|mp4)$/.test(file) ? path.join(target, file) : undefined),
    close: () => studio.close(),
  };
}

function checkCards({ kind, cards }: ExcerptMedia): void {
  if (cards.length === 0 || (kind === 'picture' && cards.length > 1)) {
    throw new Error(`A ${kind} was asked for with ${cards.length} cards.`);
  }
  if (cards.length > mostCards) {
    throw new UserError(
      `A film of ${cards.length} cards would be longer than three minutes: cut the post so that at most ${mostCards} are left.`,
    );
  }
}

/** The template's own pictures and fonts decide how it looks, too. */
async function filesBeside(cardsFolder: string): Promise<string[]> {
  const names = await readdir(cardsFolder, { recursive: true }).catch(() => []);
  const others = names.filter((name) => !name.endsWith('.html')).sort();
  const facts = others.map(async (name) => {
    const { size, mtimeMs } = await stat(path.join(cardsFolder, name));
    return `${name} ${size} ${mtimeMs}`;
  });
  return Promise.all(facts);
}

/** The same text for the same value, in whatever order its keys were written. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

let parts = 0;

/** Nobody ever sees half a file: it gets its name when it is whole. */
async function makeOnce(where: string, draw: (part: string) => Promise<void>): Promise<void> {
  const there = await stat(where).catch(() => undefined);
  // An empty one is what a power cut leaves behind.
  if (there && there.size > 0) return;
  // Another process may be making the same one at the same moment.
  const part = `${where}.${process.pid}-${++parts}.part`;
  try {
    await mkdir(path.dirname(where), { recursive: true });
    await draw(part);
    await rename(part, where);
  } catch (thrown) {
    await rm(part, { force: true });
    if (thrown instanceof Error && /\b(?:ENOSPC|EDQUOT)\b/.test(thrown.message)) {
      throw new UserError(
        `The disk is full, so that no picture or film can be put into ${path.dirname(where)}: make room and try again.`,
        { cause: thrown },
      );
    }
    throw thrown;
  }
}
