import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openGraph, readingRefusal, regainAt, unsettled, type GraphError } from './graph.ts';
import { bindCall } from './request.ts';

const token = 'EAAsecretToken123';
const now = new Date('2026-11-24T09:00:00Z');
let server: http.Server;
let address = '';
let asked: http.IncomingMessage | undefined;
let reply: { status: number; body: string; headers?: Record<string, string> } = { status: 200, body: '{}' };

beforeAll(async () => {
  server = http.createServer((request, response) => {
    asked = request;
    response.writeHead(reply.status, reply.headers).end(reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

function get() {
  return openGraph(bindCall({ addresses: { api: address }, secrets: [] }), { access_token: token }).get(
    'me',
    { fields: 'id' },
  );
}

it('sends the token in a header and never in the address', async () => {
  reply = { status: 200, body: '{"id":"1"}' };
  expect(await get()).toEqual({ kind: 'node', node: { id: '1' } });
  expect(asked?.headers.authorization).toBe(`Bearer ${token}`);
  expect(asked?.url).toMatch(/^\/v\d+\.\d+\/me\?fields=id$/);
});

it('strikes the token out of an error that repeats it', async () => {
  reply = {
    status: 400,
    body: JSON.stringify({ error: { code: 190, message: `Malformed access token ${token}` } }),
  };
  const answer = await get();
  expect(answer).toMatchObject({ kind: 'error', error: { about: 'token' } });
  expect(JSON.stringify(answer)).not.toContain(token);
});

it('takes the longest time that the headers name', async () => {
  reply = {
    status: 400,
    body: JSON.stringify({ error: { code: 4, message: 'limit', is_transient: true } }),
    headers: {
      'x-business-use-case-usage':
        '{"1":[{"type":"pages","estimated_time_to_regain_access":3},{"type":"x","estimated_time_to_regain_access":7}]}',
    },
  };
  expect(await get()).toMatchObject({ kind: 'error', error: { about: 'calls', regainMinutes: 7 } });
});

it.each([
  [500, '{"error":{"code":100,"message":"x"}}', { kind: 'error', error: { about: 'transient' } }],
  [500, '<html>', { kind: 'lost' }],
  [200, '', { kind: 'lost' }],
  [200, '[1]', { kind: 'lost' }],
  [404, '{"error":"not the usual shape"}', { kind: 'lost' }],
])('HTTP %i with %s says what it says and no more', async (status, body, wanted) => {
  reply = { status, body };
  expect(await get()).toMatchObject(wanted);
});

it('doubles the wait with each try, up to four hours', () => {
  const error: GraphError = { code: 4, subcode: 0, message: 'x', about: 'calls' };
  const minutes = [1, 2, 3, 4, 5, 9].map(
    (tries) => (regainAt(error, now, tries).getTime() - now.getTime()) / 60_000,
  );
  expect(minutes).toEqual([15, 30, 60, 120, 240, 240]);
});

it('never lets a refused question stand for "nothing was made"', () => {
  for (const about of ['token', 'permission', 'request', 'transient'] as const) {
    const failure = { kind: 'error', error: { code: 1, subcode: 0, message: 'x', about } } as const;
    expect(unsettled(failure, 'It', now).kind).toBe('unknown');
  }
  expect(readingRefusal({ kind: 'lost', reason: 'cut' }, 'It', now).kind).toBe('unavailable');
});
