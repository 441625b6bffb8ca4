import type { App } from '../app/app.ts';
import type { Publication } from '../domain/publication.ts';
import type { PageContext } from './page.ts';
import { Careful, PostForm } from './parts.tsx';
import { fieldTime } from './times.tsx';

interface ChangeProps {
  readonly app: App;
  readonly c: PageContext;
  readonly publication: Pick<Publication, 'id' | 'dueAt'>;
  /** Where to go afterwards. */
  readonly back: string;
  /** What htmx is to put in place of what, where the page need not be loaded anew. */
  readonly inPlace?: Readonly<Record<string, string>>;
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

function MoveForm({ app, c, publication: { id, dueAt }, back, inPlace }: ChangeProps) {
  const zone = app.config.timetable.timeZone;
  const action = `/publications/${id}/slot`;
  return (
    <details class="careful-box">
      <summary class="button quiet">Move …</summary>
      <PostForm c={c} action={action} class="careful-inside" {...sentBy(action, inPlace)}>
        <input type="hidden" name="back" value={back} />
        <label for={`at-${id}`}>New time ({zone})</label>
        <input
          id={`at-${id}`}
          name="at"
          type="datetime-local"
          value={fieldTime(dueAt, zone)}
          min={fieldTime(app.now(), zone)}
          required
        />
        <button class="primary">Move</button>
      </PostForm>
    </details>
  );
}

function CancelForm({ c, publication: { id }, back, inPlace }: ChangeProps) {
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

function sentBy(action: string, inPlace: ChangeProps['inPlace']): Record<string, string> {
  return inPlace === undefined ? {} : { 'hx-post': action, ...inPlace };
}
