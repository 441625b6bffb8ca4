import type { Excerpt } from '../domain/excerpt.ts';
import type { MediaFile } from '../platforms/contract.ts';
import { findPublication } from '../store/publications.ts';
import type { App } from './app.ts';

/** Makes a publication's pictures and films ahead of its slot, so that they can be looked at and nothing is late. */
export async function render(app: App, job: { readonly publicationId: string }): Promise<void> {
  const publication = await findPublication(app.database.db, job.publicationId);
  if (publication !== undefined) await mediaFor(app, publication.excerpt);
}

/** The files of an excerpt's media, made when they are not there yet. Throws `UserError` for a template that is wrong. */
export async function mediaFor(app: App, excerpt: Excerpt): Promise<MediaFile[]> {
  if (excerpt.media.length === 0) return [];
  const { name, accent } = app.config.brand;
  const made = await app.media.make(excerpt.media, {
    lang: /[\uac00-\ud7a3]/u.test(excerpt.pieces.join('')) ? 'ko' : 'en',
    ...(name === undefined ? {} : { brand: name }),
    ...(accent === undefined ? {} : { accent }),
  });
  return made.map(({ file, ...rest }) => ({ ...rest, url: `${app.mediaBase()}/media/${file}` }));
}
