import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { App } from '../../src/app/app.ts';
import { openApp } from '../../src/app/open-app.ts';
import { newSignInLink } from '../../src/app/sign-in.ts';
import { loadConfig } from '../../src/config/config.ts';
import { platforms } from '../../src/platforms/index.ts';
import { saveChannel } from '../../src/store/channels.ts';
import { openEmbedded } from '../../src/store/database.ts';
import { pagesOf } from '../../src/web/pages.ts';
import { clockOfTests } from './hour.ts';
import { freshPglite } from './pglite.ts';

/** The pages without a server, workers or sandboxes: nothing that is queued ever goes out. One browser is signed in. */
export interface WebApp {
  readonly app: App;
  get(address: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Sends a form with its word; several values of one name in an array. */
  post(
    address: string,
    fields: Readonly<Record<string, string | readonly string[]>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>;
  close(): Promise<void>;
}

/** A channel is there for each platform, by the name of "Clinic on …". */
export async function openPages(): Promise<WebApp> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cutline-web-'));
  const config = loadConfig({ CUTLINE_DATA: folder, CUTLINE_LOG: 'silent' }, folder);
  const clock = clockOfTests();
  const opened = await openApp(config, {
    platforms,
    now: clock.now,
    database: await openEmbedded(undefined, await freshPglite()),
  });
  const { app } = opened;
  await clock.tell(app.database);
  for (const { id, name } of platforms) {
    await saveChannel(app.database.db, app.vault, {
      id: `channel-${id}`,
      platform: id,
      name: `Clinic on ${name}`,
      remoteId: '1',
      sandbox: false,
      expiresAt: null,
      tokens: { access_token: 'a' },
    });
  }
  const pages = pagesOf(app);
  const signedIn = await pages.request(`/sign-in/${await newSignInLink(app)}`, { method: 'POST' });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0]!)
    .find((line) => line.startsWith('cutline='))!;
  const get: WebApp['get'] = async (address, headers = {}) =>
    pages.request(address, { headers: { ...headers, cookie } });
  const csrf = /name="csrf" value="([^"]+)"/.exec(await (await get('/posts')).text())![1]!;
  return {
    app,
    get,
    post: async (address, fields, headers = {}) => {
      const body = new FormData();
      body.append('csrf', csrf);
      for (const [name, value] of Object.entries(fields))
        for (const each of [value].flat()) body.append(name, each as string);
      return pages.request(address, { method: 'POST', headers: { ...headers, cookie }, body });
    },
    close: async () => {
      await opened.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The sentence that a page says at its top, as text. */
export function saidOn(html: string): string {
  const said = /class="said \w+">.*?<span>([^<]*)<\/span><\/p>/s.exec(html)?.[1] ?? '';
  return said.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}
