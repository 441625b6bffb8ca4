import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { bindCall, type Answer, type CallOptions, type Request } from './request.ts';

/** A server that speaks bytes, so that an answer can end anywhere. */
const servers: net.Server[] = [];
const sockets = new Set<net.Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function listen(onConnection: (socket: net.Socket) => void): Promise<string> {
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers with `text` once the head of the request is there, then does `then`. */
function answering(text: string, then: (socket: net.Socket) => void = (socket) => void socket.end()) {
  const heads: string[] = [];
  const onConnection = (socket: net.Socket): void => {
    let head = '';
    let answered = false;
    socket.on('data', (bytes) => {
      head += bytes.toString('latin1');
      if (answered || !head.includes('\r\n\r\n')) return;
      answered = true;
      heads.push(head);
      if (text === '') then(socket);
      else socket.write(text, () => then(socket));
    });
  };
  return { heads, onConnection };
}

function ask(
  host: string,
  request: Partial<Request> = {},
  options: Partial<CallOptions> = {},
): Promise<Answer> {
  const call = bindCall({ addresses: { api: `http://${host}` }, secrets: [], ...options });
  return call({ base: 'api', method: 'POST', path: '/posts', body: '{}', ...request });
}

const cut = (socket: net.Socket): void => void socket.resetAndDestroy();

describe('an answer', () => {
  it('comes with its status, headers in lower case, bytes and JSON', async () => {
    const head =
      'HTTP/1.1 201 Created\r\nX-Restli-Id: urn:1\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 10';
    const { heads, onConnection } = answering(`${head}\r\n\r\n{"a":"é"}`);
    const host = await listen(onConnection);
    const answer = await ask(host, { headers: { authorization: 'Bearer x' } });
    expect(answer).toMatchObject({
      kind: 'answer',
      status: 201,
      headers: { 'x-restli-id': 'urn:1', 'set-cookie': 'a=1, b=2' },
      json: { a: 'é' },
    });
    expect(heads[0]).toContain('POST /posts HTTP/1.1');
    expect(heads[0]?.toLowerCase()).toContain('content-length: 2');
    expect(heads[0]).toContain('authorization: Bearer x');
  });

  it('that is no JSON keeps its bytes', async () => {
    const { onConnection } = answering('HTTP/1.1 503 Oh\r\nContent-Length: 4\r\n\r\n<b/>');
    const answer = await ask(await listen(onConnection));
    expect(answer).toMatchObject({ kind: 'answer', status: 503, json: undefined, body: Buffer.from('<b/>') });
  });

  it('that is read as JSON, in chunks, without a length', async () => {
    const { onConnection } = answering(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"a"\r\n3\r\n:1}\r\n0\r\n\r\n',
    );
    expect(await ask(await listen(onConnection), { method: 'GET' })).toMatchObject({
      status: 200,
      json: { a: 1 },
    });
  });

  it('that is long and ends with its connection is whole', async () => {
    const long = 'x'.repeat(5_000_000);
    const { onConnection } = answering(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${long}`);
    const answer = await ask(await listen(onConnection));
    expect(answer.kind === 'answer' && answer.body.length).toBe(long.length);
  });

  it('to an empty POST is asked for with a length of 0, to a GET without any', async () => {
    const { heads, onConnection } = answering('HTTP/1.1 204 No\r\n\r\n');
    const host = await listen(onConnection);
    const call = bindCall({ addresses: { api: `http://${host}/` }, secrets: [] });
    await call({ base: 'api', method: 'POST', path: '/empty' });
    await call({ base: 'api', method: 'GET', path: '/read?a=1' });
    expect(heads[0]?.toLowerCase()).toContain('content-length: 0');
    expect(heads[1]).toContain('GET /read?a=1 HTTP/1.1');
    expect(heads[1]?.toLowerCase()).not.toContain('content-length');
  });

  it('that sends elsewhere is not followed', async () => {
    const { heads, onConnection } = answering(
      'HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n',
    );
    expect(await ask(await listen(onConnection))).toMatchObject({ kind: 'answer', status: 302 });
    expect(heads).toHaveLength(1);
  });

  it('that comes before a large body is read to its end is still an answer', async () => {
    const { onConnection } = answering(
      'HTTP/1.1 413 Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}',
      (socket) => void socket.pause(),
    );
    const answer = await ask(await listen(onConnection), { body: Buffer.alloc(20_000_000) });
    expect(answer).toMatchObject({ kind: 'answer', status: 413 });
  });
});

describe('not sent', () => {
  it('when the connection is refused', async () => {
    const host = await listen(() => {});
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(await ask(host)).toMatchObject({
      kind: 'not-sent',
      reason: expect.stringContaining('ECONNREFUSED') as string,
    });
    expect((await ask(host, {}, { addresses: { api: `https://${host}` } })).kind).toBe('not-sent');
  });

  it('when the other side speaks no TLS, or hangs up in the middle of it', async () => {
    for (const onConnection of [(socket: net.Socket) => void socket.end('HTTP/1.1 400 Bad\r\n\r\n'), cut]) {
      const host = await listen(onConnection);
      expect((await ask(host, {}, { addresses: { api: `https://${host}` } })).kind).toBe('not-sent');
    }
  });

  it('when TLS is not through in time', async () => {
    const host = await listen(() => {});
    const answer = await ask(host, { timeoutMs: 400 }, { addresses: { api: `https://${host}` } });
    expect(answer).toEqual({ kind: 'not-sent', reason: `No answer from ${host} within 0.4 s.` });
  });

  it('when it was stopped before', async () => {
    const { heads, onConnection } = answering('HTTP/1.1 200 OK\r\n\r\n');
    const host = await listen(onConnection);
    expect((await ask(host, {}, { signal: AbortSignal.abort() })).kind).toBe('not-sent');
    expect(heads).toEqual([]);
  });

  it('and nothing at all when the claim is lost: then the call rejects', async () => {
    const { heads, onConnection } = answering('HTTP/1.1 200 OK\r\n\r\n');
    const host = await listen(onConnection);
    const beforeSend = () => Promise.reject(new Error('the claim is lost'));
    await expect(ask(host, {}, { beforeSend })).rejects.toThrow('the claim is lost');
    expect(heads).toEqual([]);
  });
});

describe('lost', () => {
  it('when the connection is cut before the status line', async () => {
    for (const end of [cut, (socket: net.Socket) => void socket.end()]) {
      const answer = await ask(await listen(answering('', end).onConnection));
      expect(answer.kind).toBe('lost');
      expect(answer).not.toHaveProperty('status');
    }
  });

  it('when it is cut in the middle of the headers', async () => {
    const answer = await ask(await listen(answering('HTTP/1.1 200 OK\r\nContent-Le', cut).onConnection));
    expect(answer.kind).toBe('lost');
    expect(answer).not.toHaveProperty('status');
  });

  it('when it is cut in the body, with the status that came', async () => {
    for (const [head, end] of [
      ['Content-Length: 50', cut],
      ['Content-Length: 50', (socket: net.Socket) => void socket.end()],
      ['Transfer-Encoding: chunked', (socket: net.Socket) => void socket.end()],
    ] as const) {
      const answer = await ask(
        await listen(answering(`HTTP/1.1 201 Created\r\n${head}\r\n\r\n5\r\n{"id"`, end).onConnection),
      );
      expect(answer).toMatchObject({ kind: 'lost', status: 201 });
    }
  });

  it('when no answer comes in time, and when only its head does', async () => {
    const silent = await listen(answering('', () => {}).onConnection);
    expect(await ask(silent, { timeoutMs: 400 })).toEqual({
      kind: 'lost',
      reason: `No answer from ${silent} within 0.4 s.`,
    });
    const slow = await listen(
      answering('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{', () => {}).onConnection,
    );
    expect(await ask(slow, { timeoutMs: 400 })).toMatchObject({ kind: 'lost', status: 200 });
  });

  it('when it is stopped while waiting', async () => {
    const stop = new AbortController();
    const host = await listen(answering('', () => stop.abort()).onConnection);
    expect(await ask(host, {}, { signal: stop.signal })).toEqual({
      kind: 'lost',
      reason: 'Stopped while waiting for the answer.',
    });
  });

  it('when what comes back is no HTTP, or another protocol', async () => {
    for (const text of [
      'SMTP ready\r\n\r\n',
      'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
    ]) {
      const answer = await ask(await listen(answering(text, () => {}).onConnection), { timeoutMs: 5000 });
      expect(answer.kind).toBe('lost');
      if (answer.kind === 'lost') expect(answer.reason).not.toContain('within');
    }
  });
});

describe('the request', () => {
  it('is sent once, whatever becomes of it', async () => {
    const { heads, onConnection } = answering('', cut);
    const host = await listen(onConnection);
    await ask(host);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(heads).toHaveLength(1);
  });

  it('goes over a connection of its own each time', async () => {
    let connections = 0;
    const { onConnection } = answering('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', () => {});
    const host = await listen((socket) => {
      connections += 1;
      onConnection(socket);
    });
    await ask(host);
    await ask(host);
    expect(connections).toBe(2);
  });

  it('names the base that has no address', async () => {
    await expect(ask('127.0.0.1:1', { base: 'uploads' })).rejects.toThrow(
      'No address is known for the base "uploads"',
    );
  });

  it('leaves no secret in a reason', async () => {
    const host = await listen(answering('', cut).onConnection);
    const answer = await ask(host, {}, { secrets: ['127.0.0.1'] });
    expect(answer).toMatchObject({ kind: 'lost', reason: expect.stringMatching(/^•••:\d+: /) as string });
  });
});
