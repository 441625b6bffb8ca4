import { foundThere } from '../app/answer-for.ts';
import type { App } from '../app/app.ts';
import { cancel, moveTo, publicationOf, retry } from '../app/change-publication.ts';
import { Collision } from '../app/collisions.ts';
import { edit } from '../app/edit-publication.ts';
import { measure } from '../app/measure.ts';
import { sentenceOf } from '../domain/errors.ts';
import { readTime } from '../schedule/read-time.ts';
import { MoveAnyway } from './change-forms.tsx';
import { goTo } from './flash.ts';
import { ownPath } from './form.ts';
import { Said } from './layout.tsx';
import { partOf, type PageContext } from './page.ts';
import { publicationPage } from './publication.tsx';
import type { Tried } from './tried.ts';
import { inWords } from './times.tsx';

/** `POST /publications/:id/slot` */
export async function moveSlot(app: App, c: PageContext): Promise<Response> {
  const zone = app.config.timetable.timeZone;
  const form = c.get('form');
  const typed = form.text('at');
  return change(
    app,
    c,
    async (id) => {
      const at = readTime(typed, zone, app.now());
      await moveTo(app, id, at, { anyway: form.text('anyway') !== '' });
      return `It goes out ${inWords(at, zone)} now.`;
    },
    (sentence, error) => ({ what: 'move', sentence, at: typed, mayOverrule: error instanceof Collision }),
  );
}

/** `POST /publications/:id/pieces/:number` */
export async function editPiece(app: App, c: PageContext): Promise<Response> {
  const piece = Number(partOf(c, 'number'));
  const text = c.get('form').raw('text');
  return change(
    app,
    c,
    async (id) => {
      const { excerpt } = await edit(app, id, { piece, text });
      return `The words were changed; they take ${excerpt.lengths[piece - 1]} of ${excerpt.limit}.`;
    },
    (sentence) => ({ what: 'edit', sentence, piece, text }),
  );
}

/** `POST /publications/:id/cancellation` */
export async function cancelIt(app: App, c: PageContext): Promise<Response> {
  return change(app, c, (id) => cancel(app, id));
}

/** `POST /publications/:id/retry` */
export async function tryAgain(app: App, c: PageContext): Promise<Response> {
  return change(app, c, async (id) => {
    await retry(app, id);
    return 'It is being tried again.';
  });
}

/** `POST /publications/:id/sighting`: a person has looked, and it is there. */
export async function itIsThere(app: App, c: PageContext): Promise<Response> {
  const address = c.get('form').text('address');
  return change(
    app,
    c,
    async (id) => {
      await foundThere(app, id, address);
      return 'It counts as published, at the address you gave.';
    },
    (sentence) => ({ what: 'found', sentence, address }),
  );
}

/** `POST /publications/:id/metrics`: reads the numbers now, beside the readings that come by themselves. */
export async function readNumbers(app: App, c: PageContext): Promise<Response> {
  const { id } = await publicationOf(app, partOf(c, 'id'));
  const reason = await measure(app, { publicationId: id, age: 'now' });
  return goTo(
    c,
    `/publications/${id}`,
    reason === undefined
      ? { kind: 'done', text: 'The numbers were read just now.' }
      : { kind: 'careful', text: `The numbers could not be read: ${reason}` },
  );
}

/**
 * Does it and goes back to where the form was; `act` resolves to what is said there. A refusal is said in place where htmx sent
 * the form, else on the publication's page, with what had been typed.
 */
async function change(
  app: App,
  c: PageContext,
  act: (id: string) => Promise<string>,
  triedWith: (sentence: string, error: unknown) => Tried = (sentence) => ({ what: 'other', sentence }),
): Promise<Response> {
  const id = partOf(c, 'id');
  // Throws for one that is not there: there is no page to go back to.
  await publicationOf(app, id);
  const back = ownPath(c.get('form').text('back'), `/publications/${id}`);
  try {
    const text = await act(id);
    return goTo(c, back, { kind: 'done', text });
  } catch (error) {
    const sentence = error instanceof Collision ? error.plain : sentenceOf(error);
    if (sentence === undefined) throw error;
    const tried = triedWith(sentence, error);
    if (c.req.header('hx-request') !== 'true')
      return publicationPage(app, c, await publicationOf(app, id), tried);
    return c.html(
      <>
        <Said flash={{ kind: 'careful', text: sentence }} />
        {tried.what === 'move' && tried.mayOverrule ? (
          <MoveAnyway c={c} id={id} at={tried.at} back={back} inPlace={true} />
        ) : null}
      </>,
      422,
    );
  }
}
