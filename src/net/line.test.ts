import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openLine, type Line } from './line.ts';

// Of nobody, for "localhost", until 2126.
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgIIO8fK15jpZXfScT
YHxge9fzxHhIAtc3xqMaQxBEDvWhRANCAAQvfwgEXLDAhPoyIFx48lw6ja5KfxEK
qo6BFLdCf+HtorgQD9amUHiGqR06Z1UzzX4iRVmfmRX3Gsj4DQv39xUS
-----END PRIVATE KEY-----`;
const cert = `-----BEGIN CERTIFICATE-----
MIIBgDCCASWgAwIBAgIUR4p0dBnTw2j6Ca8cHaZR2n43JEEwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDEwNTMxOFoYDzIxMjYxMDMx
MTA1MzE4WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQvfwgEXLDAhPoyIFx48lw6ja5KfxEKqo6BFLdCf+HtorgQD9amUHiG
qR06Z1UzzX4iRVmfmRX3Gsj4DQv39xUSo1MwUTAdBgNVHQ4EFgQUXto80lNMh2l2
4lu+TWOjcQjsjwIwHwYDVR0jBBgwFoAUXto80lNMh2l24lu+TWOjcQjsjwIwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEA2/GXfQX5FzowdxhogdNr
lkTUlfsgvlAAikmkIBhCoQwCIQCJnmLHg2IPp+BKypqPRby0ce7hzURmFL6F9Cgu
BVNyYA==
-----END CERTIFICATE-----`;

const servers: net.Server[] = [];
const sockets = new Set<net.Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

describe.each([{ secure: false }, { secure: true }])('a line, secure: $secure', ({ secure }) => {
  /** Everything that connections bring, and how each ends. */
  async function listen(onConnection: (socket: net.Socket) => void) {
    const take = (socket: net.Socket): void => {
      sockets.add(socket);
      socket.on('error', () => {});
      onConnection(socket);
    };
    const server = secure ? tls.createServer({ key, cert }, take) : net.createServer(take);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  /** Resolves to the answer's status, or to what went wrong. */
  function send(port: number, line: Line, body = '{}'): Promise<number | string> {
    return new Promise((resolve) => {
      const options = { host: 'localhost', port, method: 'POST', agent: line.agent };
      const sent = secure ? https.request({ ...options, rejectUnauthorized: false }) : http.request(options);
      sent.on('response', (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sent.on('error', (error) => resolve(error.message));
      sent.end(body);
    });
  }

  it('carries a request and its answer', async () => {
    const port = await listen((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 204 No\r\n\r\n'));
    });
    const line = openLine(secure, () => true);
    expect(await send(port, line)).toBe(204);
    expect(line.connected).toBe(true);
  });

  it('writes not one byte of the request when it may no longer be sent by the time the connection stands', async () => {
    let bytes = 0;
    let ended = (): void => {};
    const over = new Promise<void>((resolve) => (ended = resolve));
    const port = await listen((socket) => {
      socket.on('data', (data: Buffer) => (bytes += data.length));
    });
    servers.at(-1)!.on('connection', (wire: net.Socket) => wire.on('close', ended));
    const line = openLine(secure, () => false);
    expect(await send(port, line)).toBe('Too much time went by before it could be sent.');
    await over;
    expect({ bytes, connected: line.connected }).toEqual({ bytes: 0, connected: false });
  });

  it('is asked for leave once the connection stands, not before', async () => {
    const asked: boolean[] = [];
    let accepted = false;
    const port = await listen((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 204 No\r\n\r\n'));
    });
    servers.at(-1)!.on('connection', () => (accepted = true));
    const line = openLine(secure, () => {
      asked.push(accepted || !secure);
      return true;
    });
    expect(await send(port, line)).toBe(204);
    expect(asked).toEqual([true]);
  });

  it('that is cut takes back what has not arrived: the other side sees a reset, never the end of the request', async () => {
    const body = 'x'.repeat(30_000_000);
    let received = 0;
    let endedWell = false;
    let ended = (): void => {};
    const over = new Promise<void>((resolve) => (ended = resolve));
    let begun = (): void => {};
    const reading = new Promise<void>((resolve) => (begun = resolve));
    const port = await listen((socket) => {
      socket.once('data', (data: Buffer) => {
        received += data.length;
        // Whoever does not read leaves the rest in buffers on both sides.
        socket.pause();
        begun();
      });
      socket.on('end', () => (endedWell = true));
      socket.on('close', ended);
    });
    const line = openLine(secure, () => true);
    const answer = send(port, line, body);
    await reading;
    line.cut('No answer in time.');
    for (const socket of sockets) {
      socket.on('data', (data: Buffer) => (received += data.length));
      socket.resume();
    }
    await answer;
    await over;
    expect(line.failure).toBe('No answer in time.');
    // TLS tells of any broken stream as of its end.
    if (!secure) expect(endedWell).toBe(false);
    expect(received).toBeLessThan(body.length);
  });

  it('that is cut before it stands never carries anything', async () => {
    let connections = 0;
    const port = await listen(() => (connections += 1));
    const line = openLine(secure, () => true);
    const answer = send(port, line);
    line.cut('Stopped.');
    expect(await answer).toBe('Stopped.');
    expect({ connections, connected: line.connected }).toEqual({ connections: 0, connected: false });
  });

  it('says why nobody could be reached', async () => {
    const port = await listen(() => {});
    await new Promise((resolve) => servers.pop()!.close(resolve));
    const line = openLine(secure, () => true);
    expect(await send(port, line)).toContain('ECONNREFUSED');
    expect(line.connected).toBe(false);
  });
});
