import type { Child } from 'hono/jsx';
import type { App } from '../app/app.ts';
import { mediaFor } from '../app/render.ts';
import { sentenceOf } from '../domain/errors.ts';
import type { Excerpt, ExcerptMedia } from '../domain/excerpt.ts';
import type { PreviewFacts } from '../domain/platform.ts';
import type { PageContext } from './page.ts';
import { Bar, Hashtags } from './parts.tsx';

interface ExcerptViewProps {
  readonly app: App;
  readonly excerpt: Excerpt;
  readonly mediaPath: string;
  /** All of the text is to be seen, however long it is. */
  readonly unfolded?: boolean;
}

/** An excerpt about as its readers will see it, with what is good to know of it. `mediaPath` makes and shows its pictures. */
export function ExcerptView({ app, excerpt, mediaPath, unfolded = false }: ExcerptViewProps) {
  const preview = app.platforms.find(({ id }) => id === excerpt.platform)?.preview;
  const threaded = excerpt.pieces.length > 1;
  return (
    <div class="excerpt">
      {excerpt.title === undefined ? null : (
        <p class="excerpt-title" dir="auto">
          {excerpt.title}
        </p>
      )}
      {excerpt.media.map((medium, i) => (
        <MediaBox medium={medium} path={`${mediaPath}?of=${i}`} />
      ))}
      {excerpt.pieces.map((piece, i) => (
        <div class="piece">
          {threaded ? (
            <p class="piece-number">
              {i + 1} of {excerpt.pieces.length} in the thread
            </p>
          ) : null}
          <Folded text={piece} preview={preview} unfolded={unfolded} />
          <Length length={excerpt.lengths[i] ?? 0} excerpt={excerpt} />
        </div>
      ))}
      <Hashtags hashtags={excerpt.hashtags} />
      {excerpt.notes.length === 0 ? null : (
        <ul class="notes">
          {excerpt.notes.map((note) => (
            <li>
              {note.line === 0 ? '' : `Line ${note.line}: `}
              {note.text}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/**
 * Answers with the pictures and films of an excerpt, made now if they are not there yet: a fragment for htmx, and without
 * any script the picture or film itself.
 */
export async function showMedia(app: App, c: PageContext, excerpt: Excerpt): Promise<Response> {
  const wanted = Number(c.req.query('of') ?? '0');
  try {
    const file = (await mediaFor(app, excerpt))[wanted];
    if (file === undefined) return c.notFound();
    const src = new URL(file.url).pathname;
    if (c.req.header('hx-request') !== 'true') return c.redirect(src, 303);
    return c.html(
      file.kind === 'picture' ? (
        <img src={src} alt={file.alt} width={file.width} height={file.height} />
      ) : (
        <video
          src={src}
          aria-label={file.alt}
          width={file.width}
          height={file.height}
          controls
          preload="metadata"
        />
      ),
    );
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === undefined || c.req.header('hx-request') !== 'true') throw error;
    return c.html(<p class="media-refused">{sentence}</p>);
  }
}

/** A picture comes by itself when it is scrolled to; a film takes a while to make, so a person asks for it. */
function MediaBox({ medium, path }: { medium: ExcerptMedia; path: string }) {
  const picture = medium.kind === 'picture';
  return (
    <div class={`media ${medium.kind}`}>
      <a
        class="button quiet"
        href={path}
        hx-get={path}
        hx-trigger={picture ? 'intersect once, click' : 'click'}
        hx-target="closest .media"
        hx-indicator="closest .media"
        hx-config='{"timeout":240000}'
      >
        {picture ? 'Show the picture' : 'Make and show the film'}
      </a>
      <p class="media-waits htmx-indicator">{picture ? 'Drawing the picture …' : 'Making the film …'}</p>
      <p class="quiet-text">{medium.alt}</p>
    </div>
  );
}

/** The text as it stands before "… more" is pressed, and the rest of it. */
function Folded({
  text,
  preview,
  unfolded,
}: {
  text: string;
  preview: PreviewFacts | undefined;
  unfolded: boolean;
}) {
  const fold = preview === undefined ? undefined : foldAt(text, preview);
  if (fold === undefined) {
    return (
      <p class="words" dir="auto">
        <Words text={text} />
      </p>
    );
  }
  return (
    <div class="folded">
      <p class="words" dir="auto">
        <Words text={text.slice(0, fold)} />
      </p>
      <details open={unfolded}>
        <summary title="Here the platform folds the text: readers see the rest after a tap">… more</summary>
        <p class="words" dir="auto">
          <Words text={text.slice(fold).trimStart()} />
        </p>
      </details>
    </div>
  );
}

/** Where a reader's view ends, or undefined when all of it is seen. Never inside a word, as the platforms themselves do it. */
export function foldAt(text: string, { foldCharacters, foldLines }: PreviewFacts): number | undefined {
  const lines = text.split('\n');
  const byLines = lines.length > foldLines ? lines.slice(0, foldLines).join('\n').length : Infinity;
  const letters = [...text];
  const byCharacters =
    letters.length > foldCharacters ? letters.slice(0, foldCharacters).join('').length : Infinity;
  const at = Math.min(byLines, byCharacters);
  if (at === Infinity) return undefined;
  if (at === byLines) return at;
  const space = text.slice(0, at + 1).search(/\s+\S*$/u);
  return space > 0 ? space : at;
}

function Words({ text }: { text: string }): Child {
  return text
    .split(/(#[\p{L}\p{N}\p{M}_]+|https?:\/\/\S+)/gu)
    .map((part, i) => (i % 2 === 1 ? <span class="linked">{part}</span> : part)) as unknown as Child;
}

function Length({ length, excerpt: { limit, unit } }: { length: number; excerpt: Excerpt }) {
  return (
    <div class="length">
      <Bar share={length / limit} />
      <span title={`Counted as the platform counts: ${unit}`}>
        {length} of {limit} {unit === 'bytes' ? 'bytes' : 'characters'}
      </span>
    </div>
  );
}
