import type { App } from '../app/app.ts';
import type { Publication } from '../domain/publication.ts';
import type { PageContext } from './page.ts';
import { Careful, PostForm } from './parts.tsx';
import { fieldTime } from './times.tsx';
import type { Tried } from './tried.ts';

interface ChangeProps {
  readonly app: App;
  readonly c: PageContext;
  readonly publication: Pick<Publication, 'id' | 'dueAt'>;
  /** Where to go afterwards. */
  readonly back: string;
  /** On the calendar htmx puts the list alone in place of what is there. */
  readonly inPlace?: boolean;
  readonly tried?: Tried | undefined;
}

/** Moves a scheduled publication, or takes it off the calendar. Each is folded away until somebody wants it. */
export function ChangeForms(props: ChangeProps) {
  return (
    <>
      <MoveForm {...props} />
      <CancelForm {...props} />
    </>
  );
}

function MoveForm({ app, c, publication: { id, dueAt }, back, inPlace = false, tried }: ChangeProps) {
  const zone = app.config.timetable.timeZone;
  const action = `/publications/${id}/slot`;
  const refused = tried?.what === 'move' ? tried : undefined;
  return (
    <details class="careful-box" open={refused !== undefined}>
      <summary class="button quiet">Move …</summary>
      <PostForm c={c} action={action} class="careful-inside" {...sentBy(action, inPlace)}>
        <input type="hidden" name="back" value={back} />
        <label for={`at-${id}`}>New time ({zone})</label>
        <input
          id={`at-${id}`}
          name="at"
          type="datetime-local"
          value={refused?.at ?? fieldTime(dueAt, zone)}
          min={fieldTime(app.now(), zone)}
          required
        />
        {refused?.mayOverrule === true ? (
          <label class="tick">
            <input type="checkbox" name="anyway" value="yes" /> Do it anyway
          </label>
        ) : null}
        <button class="primary">Move</button>
      </PostForm>
    </details>
  );
}

/** A move that was refused, once more and this time whatever lies near. */
export function MoveAnyway({
  c,
  id,
  at,
  back,
  inPlace,
}: {
  c: PageContext;
  id: string;
  at: string;
  back: string;
  inPlace: boolean;
}) {
  const action = `/publications/${id}/slot`;
  return (
    <PostForm c={c} action={action} class="anyway" {...sentBy(action, inPlace)}>
      <input type="hidden" name="back" value={back} />
      <input type="hidden" name="at" value={at} />
      <input type="hidden" name="anyway" value="yes" />
      <button>Do it anyway</button>
    </PostForm>
  );
}

function CancelForm({ c, publication: { id }, back, inPlace = false }: ChangeProps) {
  const action = `/publications/${id}/cancellation`;
  return (
    <PostForm c={c} action={action} {...sentBy(action, inPlace)}>
      <input type="hidden" name="back" value={back} />
      <Careful name="Cancel …">
        <p>It is taken off the calendar.</p>
        <button class="danger">Take it off</button>
      </Careful>
    </PostForm>
  );
}

/** In place of the whole page htmx takes the list alone, and a refusal comes where sentences are said. */
function sentBy(action: string, inPlace: boolean): Record<string, string> {
  return inPlace
    ? {
        'hx-post': action,
        'hx-target': '#calendar',
        'hx-swap': 'outerMorph',
        'hx-status:422': 'target:#flash swap:innerHTML',
      }
    : {};
}
