import { UserError } from '../domain/errors.ts';
import type { Excerpt } from '../domain/excerpt.ts';
import { findHashtags } from '../domain/find-hashtags.ts';
import { uniqueHashtags } from '../domain/hashtag.ts';
import { editPublication, type StoredPublication } from '../store/publications.ts';
import type { App } from './app.ts';
import { publicationOf } from './change-publication.ts';
import { fittingLength } from './fitting-length.ts';
import { publishDue } from './publish-due.ts';

/** Other words for one piece; `piece` counts from 1. */
export interface Edit {
  readonly piece: number;
  readonly text: string;
}

/**
 * Puts other words in the place of a piece, up to the second before the publication goes out. They are measured as the
 * platform counts them. Pictures and films keep the words they were made of. Throws `UserError` when there is no such piece,
 * the text is empty, over the limit or mentions too many, or it is too late.
 */
export async function edit(app: App, id: string, { piece, text }: Edit): Promise<StoredPublication> {
  const publication = await publicationOf(app, id);
  const platform = app.platforms.find((each) => each.id === publication.platform);
  if (platform === undefined)
    throw new UserError(`There is no platform for publication ${id} any more: it cannot be measured.`);
  const { excerpt } = publication;
  if (excerpt.pieces[piece - 1] === undefined)
    throw new UserError(
      `Publication ${id} has ${excerpt.pieces.length === 1 ? 'one piece' : `${excerpt.pieces.length} pieces`}: there is no piece ${piece}.`,
    );
  const words = platform.text.clean(text.normalize('NFC').replaceAll('\r\n', '\n')).trim();
  if (words === '') throw new UserError('The new text is empty: cancel the publication instead.');
  const measured = fittingLength(words, platform);
  if (!(await editPublication(app.database.db, id, withPiece(excerpt, piece - 1, words, measured)))) {
    const { state } = await publicationOf(app, id);
    throw new UserError(
      `Publication ${id} is ${state === 'scheduled' ? 'under way, a part of it is out already' : state}: it can no longer be edited.`,
    );
  }
  await publishDue(app);
  return publicationOf(app, id);
}

function withPiece(excerpt: Excerpt, index: number, text: string, length: number): Excerpt {
  const pieces = excerpt.pieces.with(index, text);
  return {
    ...excerpt,
    pieces,
    lengths: excerpt.lengths.with(index, length),
    hashtags: uniqueHashtags(pieces.flatMap((piece) => findHashtags(piece).map(({ hashtag }) => hashtag))),
  };
}
