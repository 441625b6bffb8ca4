import type { App } from '../app/app.ts';
import type { StoredPublication } from '../store/publications.ts';
import type { PageContext } from './page.ts';
import { platformName, PostForm } from './parts.tsx';
import type { Tried } from './tried.ts';

interface EditProps {
  readonly app: App;
  readonly c: PageContext;
  readonly publication: StoredPublication;
  readonly tried: Tried | undefined;
}

/** Other words for what has not gone out: a form for each piece, folded away until somebody wants it. */
export function EditForms({ app, c, publication: { id, platform, excerpt }, tried }: EditProps) {
  const refused = tried?.what === 'edit' ? tried : undefined;
  const threaded = excerpt.pieces.length > 1;
  return (
    <details class="edit" open={refused !== undefined}>
      <summary class="button quiet">Edit the words …</summary>
      <p class="quiet-text">
        What you write goes out as it stands, hashtags included; the post itself stays as it is.
        {excerpt.media.length === 0 ? '' : ' Its picture or film keeps the words it was made of.'}
      </p>
      {excerpt.pieces.map((piece, i) => (
        <PostForm c={c} action={`/publications/${id}/pieces/${i + 1}`} class="fields">
          <label for={`piece-${i + 1}`}>{threaded ? `Piece ${i + 1} of the thread` : 'The words'}</label>
          <textarea
            id={`piece-${i + 1}`}
            name="text"
            rows={Math.min(20, Math.max(5, Math.ceil(piece.length / 60) + piece.split('\n').length))}
            required
            dir="auto"
            aria-describedby={`piece-${i + 1}-said`}
          >
            {refused?.piece === i + 1 ? refused.text : piece}
          </textarea>
          <p class="quiet-text" id={`piece-${i + 1}-said`}>
            {platformName(app, platform)} takes {excerpt.limit}{' '}
            {excerpt.unit === 'bytes' ? 'bytes' : 'characters'}, counted its own way; now it is{' '}
            {excerpt.lengths[i]}.
          </p>
          <button class="primary">Save the words</button>
        </PostForm>
      ))}
    </details>
  );
}
