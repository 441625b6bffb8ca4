/**
 * The process in which cards are drawn and films encoded: fonts, WebAssembly and megabytes of pixels stay out of the one
 * that serves and publishes, and go away with this one. Started by `child.ts`, which sends one job at a time.
 */
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { UserError } from '../domain/errors.ts';
import { cardPainter, type Pixels } from './card.ts';
import type { DrawJob, DrawReply } from './child.ts';
import { holdFrames } from './film-plan.ts';
import { makeFilm } from './film.ts';
import { frames } from './sizes.ts';

process.on('message', (job: DrawJob) => {
  void draw(job).then(
    () => reply({ id: job.id, kind: 'drawn' }),
    (thrown: unknown) => reply(failure(job.id, thrown)),
  );
});
// Without the one who asks there is nobody to draw for.
process.on('disconnect', () => process.exit(0));

async function draw(job: DrawJob): Promise<void> {
  const frame = frames[job.kind];
  const paint = cardPainter(job.template, job.cardsFolder, job.style, frame);
  const cardAt = (index: number): Promise<Pixels> =>
    paint(job.cards[index]!, { number: index + 1, of: job.cards.length });
  const bytes =
    job.kind === 'picture'
      ? await jpeg(await cardAt(0))
      : await makeFilm(holdFrames(job.cards), cardAt, frame);
  await writeFile(job.target, bytes);
}

/** Baseline JPEG, for not every platform takes a progressive one. */
function jpeg({ width, height, rgba }: Pixels): Promise<Uint8Array> {
  return sharp(rgba, { raw: { width, height, channels: 4 } })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 88, progressive: false })
    .toBuffer();
}

function failure(id: number, thrown: unknown): DrawReply {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return {
    id,
    kind: 'failed',
    byUser: error instanceof UserError,
    message: error.message,
    stack: error.stack ?? '',
  };
}

function reply(message: DrawReply): void {
  process.send?.(message);
}
