import type { App } from '../app/app.ts';
import { examine, type Finding } from '../app/doctor.ts';
import { hasPassword, setPassword } from '../app/sign-in.ts';
import { sentenceOf, UserError } from '../domain/errors.ts';
import { goTo } from './flash.ts';
import { showPage } from './layout.tsx';
import { sessionOn, type PageContext } from './page.ts';
import { count, PostForm } from './parts.tsx';

/** `GET /settings` */
export function showSettings(app: App, c: PageContext): Promise<Response> {
  return settingsPage(app, c);
}

async function settingsPage(app: App, c: PageContext, refusal?: string): Promise<Response> {
  const [password, findings] = await Promise.all([hasPassword(app), examine(app)]);
  return showPage(
    c,
    {
      title: 'Settings',
      here: '/settings',
      ...(refusal === undefined ? {} : { flash: { kind: 'careful', text: refusal } }),
    },
    <>
      <h1>Settings</h1>
      <section class="card narrow" aria-labelledby="password-head">
        <h2 id="password-head">{password ? 'Change the password' : 'Set a password'}</h2>
        <p class="quiet-text">At least 10 characters. Every other browser that is signed in is signed out.</p>
        <PostForm c={c} action="/settings/password" class="fields">
          <label for="password">New password</label>
          <input
            id="password"
            name="password"
            type="password"
            autocomplete="new-password"
            minlength={10}
            required
          />
          <label for="again">The same once more</label>
          <input id="again" name="again" type="password" autocomplete="new-password" required />
          <button class="primary">Set the password</button>
        </PostForm>
      </section>
      <section class="card" aria-labelledby="health-head">
        <h2 id="health-head">How it stands</h2>
        <Findings findings={findings} />
        <p class="quiet-text">
          Times are those of {app.config.timetable.timeZone}; slots, quiet hours and blackout dates are
          written in <code>{app.config.timetable.file}</code>.
        </p>
        <p>
          <a href="/queues">What the queues hold</a>
        </p>
      </section>
    </>,
    refusal === undefined ? 200 : 422,
  );
}

/** `POST /settings/password` */
export async function changePassword(app: App, c: PageContext): Promise<Response> {
  const form = c.get('form');
  const password = form.raw('password');
  try {
    if (password !== form.raw('again'))
      throw new UserError('The two passwords are not the same: type the new one twice.');
    await setPassword(app, password, sessionOn(c).token);
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    return settingsPage(app, c, sentence);
  }
  return goTo(c, '/settings', { kind: 'done', text: 'The password is set.' });
}

/** What asks for a look comes first; what is well is folded, for whoever wants to know. */
function Findings({ findings }: { findings: readonly Finding[] }) {
  const well = findings.filter(({ state }) => state === 'well');
  const other = findings.filter(({ state }) => state !== 'well');
  return (
    <>
      {other.length === 0 ? <p>Nothing asks for a look.</p> : <FindingList findings={other} />}
      <details id="well">
        <summary>{count(well.length, 'thing')} looked at and found well</summary>
        <FindingList findings={well} />
      </details>
    </>
  );
}

function FindingList({ findings }: { findings: readonly Finding[] }) {
  return (
    <ul class="findings">
      {findings.map((finding) => (
        <FindingLine finding={finding} />
      ))}
    </ul>
  );
}

const marks = { well: '✓', warning: '!', wrong: '✗' } as const;

function FindingLine({ finding: { what, state, found, advice } }: { finding: Finding }) {
  return (
    <li class={`finding ${state}`}>
      <span class="mark" aria-hidden="true">
        {marks[state]}
      </span>
      <span>
        <b>{what}</b>
        {state === 'well' ? null : <span class="quiet-text"> ({state})</span>} – {found}
        {advice === undefined ? null : <span class="quiet-text">. {advice}</span>}
      </span>
    </li>
  );
}
