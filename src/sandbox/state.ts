import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { audience, type AudienceNumbers } from './audience.ts';

export interface WorldOptions {
  /** Where the world is kept; left out: only in memory. */
  readonly folder?: string;
  readonly now?: () => Date;
}

export interface Entity {
  readonly id: string;
}

/**
 * All that one imitation remembers. Every change is in the journal file before it is answered, so that a process killed at
 * any moment finds, at its next start, exactly what it had accepted.
 */
export class World {
  /** Set when the server listens. */
  url = '';
  readonly now: () => Date;
  /** How long reads lag behind writes, in milliseconds; a fault sets it. */
  lagMs = 0;
  readonly #folder: string | undefined;
  readonly #collections = new Map<string, Map<string, Entity>>();
  readonly #blobs = new Map<string, { bytes: Buffer; mime: string }>();
  readonly #switches = new Map<string, number>();
  #journal: number | undefined;

  constructor(options: WorldOptions) {
    this.now = options.now ?? (() => new Date());
    this.#folder = options.folder;
    if (this.#folder !== undefined) this.#open(this.#folder);
  }

  /** A named set of entities, the same one at each call. */
  collection<T extends Entity>(name: string): Collection<T> {
    const entities = this.#entities(name) as Map<string, T>;
    return {
      get: (id) => entities.get(id),
      all: () => [...entities.values()],
      find: (test) => [...entities.values()].find(test),
      filter: (test) => [...entities.values()].filter(test),
      put: (entity) => {
        entities.set(entity.id, entity);
        this.#write({ collection: name, id: entity.id, value: entity });
        return entity;
      },
      delete: (id) => {
        const had = entities.delete(id);
        if (had) this.#write({ collection: name, id });
        return had;
      },
    };
  }

  /** A new id of `digits` digits, never given before, rising; the first digit is never 0. */
  nextId(digits: number): string {
    const counter = this.collection<{ id: string; last: number }>('_counter');
    const last = (counter.get('id')?.last ?? 0) + 1;
    counter.put({ id: 'id', last });
    return `1${String(last * 7919).padStart(digits - 1, '0')}`;
  }

  /** Keeps bytes; the same bytes get the same key. Shown at `/_sandbox/blobs/<key>`. */
  putBlob(bytes: Buffer, mime: string): string {
    const key = `${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}.${extensionOf(mime)}`;
    if (!this.#blobs.has(key)) {
      this.#blobs.set(key, { bytes, mime });
      if (this.#folder !== undefined) fs.writeFileSync(path.join(this.#folder, 'blobs', key), bytes);
    }
    return key;
  }

  blob(key: string): { bytes: Buffer; mime: string } | undefined {
    const kept = this.#blobs.get(key);
    if (kept !== undefined || this.#folder === undefined || !/^[0-9a-f]{32}\.[a-z0-9]+$/.test(key))
      return kept;
    const file = path.join(this.#folder, 'blobs', key);
    return fs.existsSync(file) ? { bytes: fs.readFileSync(file), mime: mimeOf(key) } : undefined;
  }

  blobUrl(key: string): string {
    return `${this.url}/_sandbox/blobs/${key}`;
  }

  /** Whether something made at `at` is already to be seen by lists: false while reads lag. */
  visible(at: Date | string): boolean {
    return new Date(at).getTime() + this.lagMs <= this.now().getTime();
  }

  /** Numbers of a plain audience for a post: they grow with its age and are the same at each reading of one moment. */
  audienceOf(id: string, publishedAt: Date | string): AudienceNumbers {
    return audience(id, (this.now().getTime() - new Date(publishedAt).getTime()) / 1000);
  }

  /** A platform's own fault switch: true as often as it was set. */
  takeSwitch(name: string): boolean {
    const left = this.#switches.get(name) ?? 0;
    if (left > 0) this.#switches.set(name, left - 1);
    return left > 0;
  }

  setSwitch(name: string, times: number): void {
    this.#switches.set(name, times);
  }

  reset(): void {
    for (const [name, entities] of this.#collections) {
      if (name === '_counter') continue;
      for (const id of entities.keys()) this.collection(name).delete(id);
    }
    this.lagMs = 0;
    this.#switches.clear();
  }

  close(): void {
    if (this.#journal !== undefined) fs.closeSync(this.#journal);
    this.#journal = undefined;
  }

  #entities(name: string): Map<string, Entity> {
    const known = this.#collections.get(name);
    if (known !== undefined) return known;
    const fresh = new Map<string, Entity>();
    this.#collections.set(name, fresh);
    return fresh;
  }

  #open(folder: string): void {
    fs.mkdirSync(path.join(folder, 'blobs'), { recursive: true });
    const file = path.join(folder, 'journal.jsonl');
    if (fs.existsSync(file)) {
      for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
        const entry = readEntry(line);
        if (entry === undefined) continue;
        if (entry.value === undefined) this.#entities(entry.collection).delete(entry.id);
        else this.#entities(entry.collection).set(entry.id, entry.value);
      }
    }
    this.#journal = fs.openSync(file, 'a');
  }

  #write(entry: JournalEntry): void {
    // The line break comes first: behind a line that a kill has cut, a new one would be lost together with it. Appending
    // writes all of it or throws.
    if (this.#journal !== undefined) fs.appendFileSync(this.#journal, `\n${JSON.stringify(entry)}`);
  }
}

export interface Collection<T extends Entity> {
  get(id: string): T | undefined;
  /** In order of making. */
  all(): T[];
  find(test: (entity: T) => boolean): T | undefined;
  filter(test: (entity: T) => boolean): T[];
  /** Inserts, or replaces the one of the same id. */
  put(entity: T): T;
  delete(id: string): boolean;
}

interface JournalEntry {
  readonly collection: string;
  readonly id: string;
  readonly value?: Entity;
}

/** A half-written last line is what a kill leaves behind: it was never answered, so it is passed over. */
function readEntry(line: string): JournalEntry | undefined {
  try {
    return line === '' ? undefined : (JSON.parse(line) as JournalEntry);
  } catch {
    return undefined;
  }
}

const extensions: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'video/mp4': 'mp4',
};

function extensionOf(mime: string): string {
  return extensions[mime] ?? 'bin';
}

function mimeOf(key: string): string {
  const extension = key.slice(key.lastIndexOf('.') + 1);
  return Object.keys(extensions).find((mime) => extensions[mime] === extension) ?? 'application/octet-stream';
}
