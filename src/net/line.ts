import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';

/** The connection of one request, for whatever client sends it. */
export interface Line {
  /** To be handed to that client: it serves one request and keeps nothing. */
  readonly agent: http.Agent;
  /** Whether the other side was reached and the request handed over: from then on anything may have arrived. */
  readonly connected: boolean;
  /** Why it ended, where that is known. */
  readonly failure: string | undefined;
  /**
   * Ends it. What the other side has not received yet never reaches it: a mere close would leave the kernel delivering for
   * a quarter of an hour, long after somebody else has looked and found nothing.
   */
  cut(reason: string): void;
}

/**
 * A connection of its own, as a kept one that has gone stale would make an unknown outcome out of nothing. `mayStillSend` is asked
 * when it stands, in the moment before the first byte of the request is written: a process can be frozen while it waits for that.
 */
export function openLine(secure: boolean, mayStillSend: () => boolean): Line {
  const agent = secure ? new https.Agent({ keepAlive: false }) : new http.Agent({ keepAlive: false });
  let wire: net.Socket | undefined;
  let stopped: string | undefined;
  let connected = false;
  let failure: string | undefined;

  const createConnection = (options: object, done: Done): void => {
    const opened = net.connect(options as net.NetConnectOpts);
    wire = opened;
    const fail = (error: Error): void => {
      failure ??= error.message;
      done(error);
    };
    const handOver = (socket: net.Socket): void => {
      if (!mayStillSend()) {
        opened.destroy();
        return fail(new Error('Too much time went by before it could be sent.'));
      }
      connected = true;
      done(null, socket);
    };
    opened.on('error', fail);
    opened.once('close', () => {
      if (!connected) fail(new Error('the connection was closed before anything was sent'));
    });
    opened.once('connect', () => {
      if (!secure) return handOver(opened);
      const secured = tls.connect({ ...options, socket: opened });
      secured.on('error', fail);
      secured.once('secureConnect', () => handOver(secured));
    });
    if (stopped !== undefined) opened.destroy(new Error(stopped));
  };
  (agent as http.Agent & Connects).createConnection = createConnection;

  return {
    agent,
    get connected() {
      return connected;
    },
    get failure() {
      return failure;
    },
    cut: (reason) => {
      stopped = reason;
      failure ??= reason;
      if (wire?.connecting === true) wire.destroy(new Error(reason));
      else wire?.resetAndDestroy();
    },
  };
}

type Done = (error: Error | null, socket?: Duplex) => void;

/** What every agent has at run time (Node's documentation, http.Agent), though its types leave it out. */
interface Connects {
  createConnection(options: object, done: Done): void;
}
