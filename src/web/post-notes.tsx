import type { Note } from '../domain/note.ts';
import { count } from './parts.tsx';

/** What is good to know of a post as it was written, each with its line. */
export function PostNotes({ notes }: { notes: readonly Note[] }) {
  if (notes.length === 0) return null;
  return (
    <details class="card" open={notes.length <= 6}>
      <summary>
        <h2>{count(notes.length, 'note')} on the post</h2>
      </summary>
      <ul class="notes">
        {notes.map((note) => (
          <li>
            {note.line === 0 ? null : (
              <>
                <a href={`#line-${note.line}`}>Line {note.line}</a>:{' '}
              </>
            )}
            {note.text}
          </li>
        ))}
      </ul>
    </details>
  );
}
