import fs from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import type { Outcome } from '../domain/attempt.ts';
import type { OpenChannel } from '../domain/channel.ts';
import type { Excerpt } from '../domain/excerpt.ts';
import type { Payment } from '../domain/money.ts';
import { bindCall, type Call } from '../net/request.ts';
import { startSandbox, type RunningSandbox } from '../sandbox/kit.ts';
import { restoredAs, restoredName, type MediaFile, type Order, type Platform } from './contract.ts';

/** A clock that stands until it is moved: no test waits, and none depends on the day it runs. */
export class Clock {
  #at = Date.UTC(2026, 11, 1, 9);
  readonly now = (): Date => new Date(this.#at);

  advance(seconds: number): void {
    this.#at += seconds * 1000;
  }

  /** To the given instant, at least one second on. */
  advanceTo(instant: Date): void {
    this.#at = Math.max(this.#at + 1000, instant.getTime());
  }
}

/** One platform bound to a sandbox of its own over loopback, with its first channel opened. */
export interface Rig {
  readonly platform: Platform;
  readonly sandbox: RunningSandbox;
  readonly clock: Clock;
  readonly call: Call;
  /** Everything the platform was said to have charged for. */
  readonly payments: readonly Payment[];
  channel: OpenChannel;
  /** Gives the channel new tokens when the old ones are near their end, as the application does before it uses them. */
  renew(): Promise<void>;
  close(): Promise<void>;
}

export async function startRig(platform: Platform): Promise<Rig> {
  const clock = new Clock();
  const sandbox = await startSandbox(await platform.sandbox(), { now: clock.now });
  const tokens = platform.tokenFile.parse(sandbox.tokens);
  const payments: Payment[] = [];
  const call = callTo(platform, sandbox.url, Object.values(tokens), payments);
  const identified = await platform.identify(tokens, call, clock.now);
  const found = identified.kind === 'channels' ? identified.channels[0] : undefined;
  if (found === undefined)
    throw new Error(`The seeded tokens open no channel: ${JSON.stringify(identified)}`);
  const channel: OpenChannel = {
    id: 'channel-1',
    platform: platform.id,
    name: found.name,
    remoteId: found.remoteId,
    sandbox: true,
    state: 'connected',
    throttledUntil: null,
    throttledReason: null,
    expiresAt: found.expiresAt,
    createdAt: clock.now(),
    tokens: found.tokens,
  };
  const rig: Rig = {
    platform,
    sandbox,
    clock,
    call,
    payments,
    channel,
    async renew() {
      const refreshed = await platform.refresh(this.channel, call, clock.now);
      if (refreshed.kind !== 'tokens') return;
      this.channel = { ...this.channel, tokens: refreshed.tokens, expiresAt: refreshed.expiresAt };
    },
    close: () => sandbox.close(),
  };
  return rig;
}

/** Every base address of the platform goes to one server. */
export function callTo(
  platform: Platform,
  url: string,
  secrets: readonly string[],
  payments: Payment[] = [],
): Call {
  const addresses = Object.fromEntries(Object.keys(platform.addresses).map((base) => [base, url]));
  return bindCall({ addresses, secrets, paid: async (payment) => void payments.push(payment) });
}

/**
 * One publication's way, told as the application tells it: `unknown` and `processing` lead to settle, `ready`, `unavailable` and
 * `throttled` to publish, an interrupted try to settle.
 */
export class Story {
  readonly rig: Rig;
  readonly excerpt: Excerpt;
  readonly media: readonly MediaFile[];
  readonly memory = new Map<string, string>();
  /** Everything that any step ended in, in order. */
  readonly outcomes: Outcome[] = [];
  publishes = 0;
  /** Remote ids of other publications. */
  readonly others = new Set<string>();
  /** How far the clock that says when it began runs ahead of the platform's. */
  skewMs = 0;
  /** What was remembered after each value that was written down. */
  readonly pasts: ReadonlyMap<string, string>[] = [new Map()];
  /** How many values are still remembered before the process dies; what is written last is kept or lost. */
  death: { after: number; readonly kept: boolean } | undefined;
  readonly #firstStartedAt: Date;
  #settled = 0;
  #attempts = 0;

  constructor(rig: Rig, excerpt: Excerpt, media: readonly MediaFile[]) {
    this.rig = rig;
    this.excerpt = excerpt;
    this.media = media;
    this.#firstStartedAt = rig.clock.now();
  }

  async publish(call: Call = this.rig.call): Promise<Outcome> {
    this.publishes += 1;
    this.#settled = 0;
    const outcome = await this.rig.platform.publish(this.#order(), call);
    this.outcomes.push(outcome);
    return outcome;
  }

  async settle(call: Call = this.rig.call): Promise<Outcome> {
    this.#settled += 1;
    const outcome = await this.rig.platform.settle(this.#order(), call);
    this.outcomes.push(outcome);
    return outcome;
  }

  /** The store comes back from a backup: what was remembered since is gone, and nobody knows what was done. */
  async restore(past: ReadonlyMap<string, string>): Promise<Outcome> {
    this.memory.clear();
    for (const [name, value] of past) this.memory.set(name, value);
    const at = this.#firstStartedAt;
    this.memory.set(restoredName, restoredAs({ slot: at, takenAt: at }));
    this.#settled = 0;
    return this.toEnd({ kind: 'unknown', reason: 'The store came back from a backup.' });
  }

  /** Goes on from `outcome` (undefined: from the start) until nothing more is to be done. */
  async toEnd(outcome?: Outcome): Promise<Outcome> {
    return this.#go(outcome, () => false);
  }

  /** The outcome of the step in which the last of the faults was met. */
  async untilFaultsAreMet(): Promise<Outcome> {
    const outcome = await this.#go(undefined, () => this.rig.sandbox.faults.left === 0);
    if (this.rig.sandbox.faults.left > 0)
      throw new Error('The faults were never met: the request they name is not made.');
    return outcome;
  }

  async #go(outcome: Outcome | undefined, isEnough: () => boolean): Promise<Outcome> {
    const { clock } = this.rig;
    let current = outcome ?? (await this.#orDie(() => this.publish()));
    for (let step = 0; step < 60; step += 1) {
      if (isEnough()) return current;
      switch (current.kind) {
        case 'published':
        case 'rejected':
        case 'unauthorized':
          return current;
        case 'processing':
          clock.advanceTo(current.askAt ?? new Date(clock.now().getTime() + 60_000));
          current = await this.#orDie(() => this.settle());
          break;
        case 'unknown':
          clock.advance(60);
          current = await this.#orDie(() => this.settle());
          break;
        case 'throttled':
          clock.advanceTo(current.retryAt);
          current = await this.#orDie(() => this.publish());
          break;
        case 'unavailable':
        case 'ready':
          clock.advance(30);
          current = await this.#orDie(() => this.publish());
          break;
      }
    }
    throw new Error(`No end after 60 steps; the last was ${JSON.stringify(current)}`);
  }

  /** A process that died leaves an open attempt: the next one settles it. */
  async #orDie(step: () => Promise<Outcome>): Promise<Outcome> {
    try {
      await this.rig.renew();
      return await step();
    } catch (thrown) {
      if (thrown !== died) throw thrown;
      return { kind: 'unknown', reason: 'The process died.' };
    }
  }

  #order(): Order {
    this.#attempts += 1;
    const { clock, channel } = this.rig;
    const firstStartedAt = new Date(this.#firstStartedAt.getTime() + this.skewMs);
    return {
      excerpt: this.excerpt,
      channel,
      attempt: { id: `attempt-${this.#attempts}`, number: this.#attempts, startedAt: clock.now() },
      firstStartedAt,
      notBefore: new Date(firstStartedAt.getTime() - 86_400_000),
      others: this.others,
      settled: this.#settled,
      memory: {
        recall: (name) => this.memory.get(name),
        remember: (name, value) => this.#remember(name, value),
      },
      media: this.media,
      now: clock.now,
    };
  }

  async #remember(name: string, value: string): Promise<void> {
    const { death } = this;
    if (death !== undefined && death.after === 0) {
      this.death = undefined;
      if (death.kept) this.memory.set(name, value);
      throw died;
    }
    if (death !== undefined) death.after -= 1;
    this.memory.set(name, value);
    this.pasts.push(new Map(this.memory));
  }
}

const died = new Error('The process died while it was writing something down.');

/** An excerpt with what is hard to carry: reserved characters, an address, two scripts, an emoji, a line break, hashtags. */
export function sampleExcerpt(platform: Platform, pieces = 1): Excerpt {
  const { text } = platform;
  const words = Array.from({ length: pieces }, (_, index) =>
    text.clean(
      `Which injections help a sore knee? (Part ${index + 2} of 7) A [small] trial: pain fell from 6.1 to 2.9 — *not* ~3_0 — ` +
        'in < 8 weeks 🦵\n무릎이 아플 때: https://clinic.example.org/knee_pain?part=2\n\n#prolotherapy #무릎통증',
    ),
  );
  return {
    platform: platform.id,
    mode: pieces > 1 ? 'thread' : platform.text.defaultMode,
    excerpt: 2,
    of: 7,
    ...(text.title === undefined ? {} : { title: 'Sore knees, part 2' }),
    pieces: words,
    hashtags: ['prolotherapy', '무릎통증'],
    lengths: words.map((piece) => text.length(piece)),
    limit: text.limit,
    unit: text.unit,
    spans: words.map(() => [0, 100] as const),
    media:
      text.media === 'none'
        ? []
        : [
            {
              kind: text.media,
              alt: 'A knee with an arrow',
              cards: [{ title: 'Sore knees', text: 'Part 2' }],
            },
          ],
    notes: [],
  };
}

export interface MediaShelf {
  /** What `platform` needs beside the words. */
  filesFor(platform: Platform): readonly MediaFile[];
  close(): Promise<void>;
}

/** A picture and a film, on disk and behind an address of their own, as platforms that fetch media need them. */
export async function openMediaShelf(): Promise<MediaShelf> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'cutline-media-'));
  const jpeg = await sharp({ create: { width: 1080, height: 1350, channels: 3, background: '#2a6f6b' } })
    .jpeg({ quality: 60 })
    .toBuffer();
  const files = new Map([
    ['card.jpg', { bytes: jpeg, mime: 'image/jpeg' }],
    ['film.mp4', { bytes: filmLike(), mime: 'video/mp4' }],
  ]);
  for (const [name, { bytes }] of files) await fs.writeFile(path.join(folder, name), bytes);
  const server = http.createServer((request, response) => {
    const file = files.get((request.url ?? '').slice(1));
    if (file === undefined) response.writeHead(404).end();
    else
      response
        .writeHead(200, { 'content-type': file.mime, 'content-length': file.bytes.length })
        .end(file.bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const common = (name: string) => ({
    path: path.join(folder, name),
    bytes: files.get(name)?.bytes.length ?? 0,
    alt: 'A knee with an arrow',
    url: `${base}/${name}`,
  });
  const picture: MediaFile = {
    kind: 'picture',
    mime: 'image/jpeg',
    width: 1080,
    height: 1350,
    ...common('card.jpg'),
  };
  const film: MediaFile = {
    kind: 'video',
    mime: 'video/mp4',
    width: 1080,
    height: 1920,
    seconds: 12,
    ...common('film.mp4'),
  };
  const shelf = { none: [], picture: [picture], video: [film] };
  return {
    filesFor: (platform) => shelf[platform.text.media],
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await fs.rm(folder, { recursive: true, force: true });
    },
  };
}

/** The boxes that an MP4 begins with and some bytes: enough for whoever stores a film without playing it. */
function filmLike(): Buffer {
  const box = (type: string, content: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(8 + content.length, 0);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, content]);
  };
  const brand = Buffer.from('isom\0\0\x02\0isomiso2avc1mp41', 'latin1');
  return Buffer.concat([
    box('ftyp', brand),
    box('moov', box('mvhd', Buffer.alloc(100))),
    box('mdat', Buffer.alloc(4096, 7)),
  ]);
}
