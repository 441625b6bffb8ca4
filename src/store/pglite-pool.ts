import { EventEmitter } from 'node:events';
import type { PGlite } from '@electric-sql/pglite';

interface QueryResult {
  rows: unknown[];
  rowCount: number;
}

/** What BullMQ asks of a pool of node-postgres, over the one connection that PGlite has. */
export class PglitePool extends EventEmitter {
  /** With keepalive promised, an idle worker waits for a notification instead of looking every ten seconds. */
  readonly options = { keepAlive: true };
  readonly #db: PGlite;

  constructor(db: PGlite) {
    super();
    this.#db = db;
    this.setMaxListeners(0);
  }

  async query(text: string, params?: unknown[]): Promise<QueryResult> {
    await turn();
    if (params === undefined || params.length === 0) {
      const results = await this.#db.exec(text);
      const last = results.at(-1);
      return { rows: last?.rows ?? [], rowCount: last?.affectedRows ?? last?.rows.length ?? 0 };
    }
    const result = await this.#db.query(text, params);
    return { rows: result.rows, rowCount: result.affectedRows ?? result.rows.length };
  }

  connect(): Promise<PgliteClient> {
    return Promise.resolve(new PgliteClient(this.#db, this));
  }

  /** The database is closed by whoever opened it. */
  async end(): Promise<void> {}
}

/** A "client of the pool": the same connection, with notifications as events. */
class PgliteClient extends EventEmitter {
  readonly #db: PGlite;
  readonly #pool: PglitePool;
  readonly #unlisten: (() => Promise<void>)[] = [];

  constructor(db: PGlite, pool: PglitePool) {
    super();
    this.#db = db;
    this.#pool = pool;
    this.setMaxListeners(0);
  }

  async query(text: string, params?: unknown[]): Promise<QueryResult> {
    const listen = /^(?:\s|--[^\n]*\n)*listen\s+("[^"]+"|[^"\s;]+)/i.exec(text);
    if (listen === null) return this.#pool.query(text, params);
    await turn();
    const channel = listen[1]!;
    const name = channel.replaceAll('"', '');
    this.#unlisten.push(
      await this.#db.listen(channel, (payload) => this.emit('notification', { channel: name, payload })),
    );
    return { rows: [], rowCount: 0 };
  }

  release(): void {
    for (const unlisten of this.#unlisten.splice(0)) void unlisten().catch(() => {});
  }
}

/** PGlite answers in microtasks: without a turn of the event loop a waiting worker would keep every timer from firing. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
