import fs from 'node:fs';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { platforms } from '../../src/platforms/index.ts';
import { startSandbox } from '../../src/sandbox/kit.ts';
import { cutline, expectLoopback, newFolder, startCutline, watched, type Running } from './cutline.ts';

// Where requests go is decided by the environment alone: each address of each platform is a server of the test's own here,
// over http and over https. It notes the paths it is asked for and has an imitation answer them.

// Whole programs start and stop here, on a machine that may be busy with more than this.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const loopback = path.join(import.meta.dirname, 'loopback');
const endings: (() => Promise<unknown>)[] = [];
let cwd: string;

beforeAll(() => {
  cwd = newFolder();
  endings.push(async () => fs.rmSync(cwd, { recursive: true, force: true }));
});

afterAll(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

test.each(['http', 'https'] as const)(
  'everything goes where the environment says, over %s',
  async (scheme) => {
    const { env, asked } = await surround(scheme);
    const connections = path.join(cwd, `${scheme}.connections`);
    const server = startCutline(['start'], {
      cwd,
      env: { ...env, ...watched(connections), CUTLINE_DATA: scheme },
    });
    endings.push(() => server.stop());
    await server.says(/Cutline is ready/);
    await publishEverywhere(server, scheme);
    expect(await server.stop()).toBe(0);

    for (const [base, needed] of Object.entries(paths))
      for (const each of needed)
        expect([...asked.get(base)!], base).toContainEqual(expect.stringMatching(each));
    expectLoopback(connections);
  },
);

/** Real paths of the platforms, by the address that they are behind. */
const paths: Readonly<Record<string, readonly RegExp[]>> = {
  'facebook.api': [/^GET \/v\d+\.\d\/\d+$/, /^POST \/v\d+\.\d\/\d+\/feed$/, /\/insights$/],
  'instagram.api': [/^POST \/v\d+\.\d\/\d+\/media$/, /^POST \/v\d+\.\d\/\d+\/media_publish$/],
  'x.api': [/^GET \/2\/users\/me$/, /^POST \/2\/tweets$/, /^POST \/2\/oauth2\/token$/, /^GET \/2\/tweets/],
  'youtube.api': [/^GET \/youtube\/v3\/channels$/, /^GET \/youtube\/v3\/videos$/],
  'youtube.upload': [/^POST \/upload\/youtube\/v3\/videos$/, /^PUT \/upload\/youtube\/v3\/videos$/],
  'youtube.oauth': [/^POST \/token$/],
  'youtube.analytics': [/^GET \/v2\/reports$/],
  'linkedin.api': [/^POST \/rest\/posts$/],
  'linkedin.oauth': [/^POST \/oauth\/v2\/accessToken$/],
};

/** A server for each address, variables that name them, and what each was asked for, such as `POST /2/tweets`. */
async function surround(scheme: 'http' | 'https') {
  const env: Record<string, string> = { NODE_EXTRA_CA_CERTS: path.join(loopback, 'cert.pem') };
  const asked = new Map<string, Set<string>>();
  for (const platform of platforms) {
    const sandbox = await startSandbox(await platform.sandbox());
    endings.push(() => sandbox.close());
    // Tokens that are about to die have to be renewed before anything can be published.
    const dying = 'expires_at' in sandbox.tokens ? { expires_at: new Date(Date.now() + 5000) } : {};
    const tokens = JSON.stringify({ ...sandbox.tokens, ...dying });
    fs.writeFileSync(path.join(cwd, `${platform.id}.json`), tokens);
    for (const base of Object.keys(platform.addresses)) {
      const noted = new Set<string>();
      asked.set(`${platform.id}.${base}`, noted);
      const variable = ['CUTLINE', platform.id, ...(base === 'api' ? [] : [base]), 'URL'];
      env[variable.join('_').toUpperCase()] = await serve(scheme, passOn(sandbox.url, noted));
    }
  }
  return { env, asked };
}

async function publishEverywhere(server: Running, scheme: string): Promise<void> {
  const run = (...args: string[]) => cutline(args, { cwd, env: { CUTLINE_DATA: scheme } });
  for (const { id } of platforms)
    expect(await run('channels', 'add', id, '--token-file', `${id}.json`)).toMatchObject({
      code: 0,
      err: '',
    });
  fs.writeFileSync(
    path.join(cwd, 'post.md'),
    `My neck hurts when it rains, over ${scheme}. Rest helps it.\n`,
  );
  const ended = await run('syndicate', 'post.md', '--now', '--json');
  expect(ended.code, ended.err + server.said.err).toBe(0);
  for (const line of ended.out.trimEnd().split('\n')) {
    const { id } = JSON.parse(line) as { id: string };
    expect(await run('publications', 'measure', id)).toMatchObject({ code: 0 });
  }
}

function passOn(to: string, noted: Set<string>) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url!, to);
    noted.add(`${request.method} ${url.pathname}`);
    const { method = 'GET', headers } = request;
    const onward = http.request(url, { method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  };
}

async function serve(scheme: 'http' | 'https', answer: ReturnType<typeof passOn>): Promise<string> {
  const read = (name: string): Buffer => fs.readFileSync(path.join(loopback, name));
  const server =
    scheme === 'http'
      ? http.createServer(answer)
      : https.createServer({ key: read('key.pem'), cert: read('cert.pem') }, answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
