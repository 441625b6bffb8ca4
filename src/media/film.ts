import encoder from 'h264-mp4-encoder';
import type { Pixels } from './card.ts';
import { fadeFrames, framesPerSecond } from './film-plan.ts';
import { readPackets, writeFilm } from './mp4.ts';
import { heldStill } from './still.ts';

/** So many frames of a held card are encoded; by the second of them nothing changes any more, and the rest is repeated. */
const encodedOfHold = 4;

/**
 * A film of cards that fade into each other over half a second: MP4, H.264 Baseline in BT.709 limited range, a silent
 * AAC-LC track (players and platforms expect one), the index before the data.
 *
 * @param holds for how many frames each card stands still
 * @param cardAt draws a card, from 0; each is asked for once, in order
 */
export async function makeFilm(
  holds: readonly number[],
  cardAt: (index: number) => Promise<Pixels>,
  size: { readonly width: number; readonly height: number },
): Promise<Uint8Array> {
  const encodedHolds = holds.map((frames) => Math.min(frames, encodedOfHold));
  const { config, packets } = await readPackets(await encode(framesOf(encodedHolds, cardAt), size));
  return writeFilm(config, heldStill(packets, encodedHolds, holds));
}

/** Every frame as planes, to be used before the next is asked for: the same memory serves again. */
async function* framesOf(
  holds: readonly number[],
  cardAt: (index: number) => Promise<Pixels>,
): AsyncGenerator<Uint8Array> {
  let shown: Uint8Array | undefined;
  let between: Uint8Array | undefined;
  for (const [index, frames] of holds.entries()) {
    const next = planes(await cardAt(index));
    between ??= new Uint8Array(next.length);
    if (shown) {
      for (let step = 1; step <= fadeFrames; step++) {
        mix(shown, next, step / (fadeFrames + 1), between);
        yield between;
      }
    }
    for (let frame = 0; frame < frames; frame++) yield next;
    shown = next;
  }
}

/**
 * RGBA to I420 by BT.709 in limited range: full-size luma, then blue and red difference at half the width and height,
 * each the mean of four pixels. Opacity is not looked at: cards are opaque.
 */
export function planes({ width, height, rgba }: Pixels): Uint8Array {
  const out = new Uint8Array((width * height * 3) / 2);
  const blueAt = width * height;
  const redAt = blueAt + blueAt / 4;
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      let [red, green, blue] = [0, 0, 0];
      for (const at of [y * width + x, y * width + x + 1, (y + 1) * width + x, (y + 1) * width + x + 1]) {
        const [r, g, b] = [rgba[at * 4]!, rgba[at * 4 + 1]!, rgba[at * 4 + 2]!];
        out[at] = 16.5 + 0.18259 * r + 0.61423 * g + 0.06201 * b;
        red += r;
        green += g;
        blue += b;
      }
      const at = (y / 2) * (width / 2) + x / 2;
      out[blueAt + at] = 128.5 + (-0.10064 * red - 0.33857 * green + 0.43922 * blue) / 4;
      out[redAt + at] = 128.5 + (0.43922 * red - 0.39894 * green - 0.04027 * blue) / 4;
    }
  }
  return out;
}

/** Writes into `out` so much of `to`, 0 to 1, and the rest of `from`. */
function mix(from: Uint8Array, to: Uint8Array, share: number, out: Uint8Array): void {
  const weight = Math.round(share * 256);
  for (let at = 0; at < out.length; at++) {
    out[at] = (from[at]! * (256 - weight) + to[at]! * weight + 128) >> 8;
  }
}

async function encode(
  frames: AsyncIterable<Uint8Array>,
  size: { width: number; height: number },
): Promise<Uint8Array> {
  const film = await encoder.createH264MP4Encoder();
  film.width = size.width;
  film.height = size.height;
  film.frameRate = framesPerSecond;
  // The fastest: slower ones took two to three times as long for nothing that could be seen.
  film.speed = 10;
  // At 24 the pale background drifted into green at one side and pink at the other; at 16 it does not.
  film.quantizationParameter = 16;
  // A key frame at the beginning of every card.
  film.groupOfPictures = encodedOfHold + fadeFrames;
  film.initialize();
  // When a card cannot be drawn the encoder stays as it is until the process ends: deleting it unfinished aborts all of it.
  for await (const frame of frames) film.addFrameYuv(frame);
  film.finalize();
  const bytes = film.FS.readFile(film.outputFilename);
  // All films share one file system in memory.
  film.FS.unlink(film.outputFilename);
  film.delete();
  return bytes;
}
