// A person at the pages: signs in by a link, presses buttons, and presses them again where no answer came.
import { setTimeout as pause } from 'node:timers/promises';
import { elapsed } from './elapsed.mjs';

/** Nobody presses a button for longer. */
const patienceMs = 20_000;

/** `address()`: of the pages. `link()`: a new word for a link that signs in. `now()`: by the clock that all live by. */
export function openPerson({ address, link, now }) {
  let session;

  async function signIn() {
    const entered = await fetch(`${address()}/sign-in/${await link()}`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(),
    });
    const cookie = /^[^;]+/.exec(entered.headers.get('set-cookie') ?? '')?.[0];
    if (cookie === undefined) throw new Error(`Signing in was answered with ${entered.status}`);
    const page = await (await fetch(`${address()}/settings`, { headers: { cookie } })).text();
    const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1];
    if (csrf === undefined) throw new Error('The page holds no form');
    return { cookie, csrf };
  }

  /**
   * Sends a form until an answer comes. `isAccepted`: undefined where none came, or where it was refused after an answer
   * had been lost: then the first may have been taken. What was accepted holds from `answeredAt` on, and not before `askedAt`.
   */
  async function press(path, fields = {}) {
    const askedAt = now();
    const until = elapsed() + patienceMs;
    let isSure = true;
    for (;;) {
      const answer = await send(path, fields).catch((error) => ({ status: 0, sentence: String(error) }));
      const answeredAt = now();
      if (answer.status === 303) return { isAccepted: true, askedAt, answeredAt };
      if (answer.status === 422)
        return { isAccepted: isSure ? false : undefined, askedAt, answeredAt, sentence: answer.sentence };
      isSure = false;
      if (elapsed() > until)
        return { isAccepted: undefined, hasGivenUp: true, askedAt, answeredAt, sentence: answer.sentence };
      await pause(100);
    }
  }

  async function send(path, fields) {
    session ??= signIn();
    const { cookie, csrf } = await session.catch((error) => {
      session = undefined;
      throw error;
    });
    const response = await fetch(`${address()}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie },
      body: new URLSearchParams({ ...fields, csrf }),
      signal: AbortSignal.timeout(10_000),
    });
    const sentence = sentenceIn(await response.text());
    // Whoever is signed out is led to the way in.
    const isSignedIn = !response.headers.get('location')?.startsWith('/sign-in');
    if (!isSignedIn || response.status === 403) session = undefined;
    return { status: isSignedIn ? response.status : 401, sentence };
  }

  return { press };
}

/** What the page says is wrong. */
function sentenceIn(page) {
  return page
    .replaceAll(/<(?:script|style|nav|header)[\s\S]*?<\/(?:script|style|nav|header)>/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
}
