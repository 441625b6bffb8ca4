import type { z } from 'zod';
import type { Outcome } from '../domain/attempt.ts';
import type { Channel, OpenChannel, Tokens } from '../domain/channel.ts';
import type { Excerpt } from '../domain/excerpt.ts';
import type { Metric } from '../domain/metric.ts';
import type { Charge } from '../domain/money.ts';
import type { PreviewFacts, TextRules } from '../domain/platform.ts';
import type { Call, Exchange } from '../net/request.ts';
import type { SandboxDefinition } from '../sandbox/kit.ts';

/**
 * Everything Cutline knows of one network. One folder each; `index.ts` there exports the one object that fulfils this.
 * No member may be left out. Nothing here keeps state between calls; nothing calls the clock but through `now`.
 */
export interface Platform {
  /** Lower-case word, used in URLs, commands, files and the environment: `CUTLINE_<ID>_URL`. */
  readonly id: string;
  /** As its owner writes it. */
  readonly name: string;
  readonly text: TextRules;
  readonly preview: PreviewFacts;
  /** Base name → the real address (scheme, host, port). `api` is always there; the others are named as the client needs them. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Where a person looks at a channel with a browser: a path on the address `web`. */
  home(channel: Pick<Channel, 'remoteId' | 'name'>): string;
  /** What a token file must hold. Unknown keys are refused. The folder's README says where each comes from. */
  readonly tokenFile: z.ZodType<Tokens>;
  /** What it charges; `free` where it charges for nothing. What was really charged is told to `call.paid` as it happens. */
  readonly cost: Cost;
  /** What it allows in a day and tells in no header: counted by us. Empty where headers or answers say everything. */
  readonly allowances: readonly Allowance[];

  /**
   * Whether an answer says that little is left, and until when nothing more should be sent for this channel. Asked after every
   * exchange, whatever came of it; it only looks.
   */
  rest(exchange: Exchange, now: Date): Rest | undefined;

  /** How long these tokens live. Only looks. */
  tokenLife(channel: OpenChannel): TokenLife;

  /** Which channels do these tokens open? Only reads. */
  identify(tokens: Tokens, call: Call, now: () => Date): Promise<Identified>;

  /**
   * New tokens ahead of their death. `unneeded` where they do not die or are far from it. The caller holds a lock and
   * stores what comes back before it does anything else. Tokens that were not renewed are returned unchanged among the new ones.
   */
  refresh(channel: OpenChannel, call: Call, now: () => Date): Promise<Refreshed>;

  /**
   * One try to make the excerpt public. Never repeats a request by itself. What the platform names on the way (a piece of
   * a thread, a container, an upload session) is given to `order.memory` at once, and what is already there is not made again.
   */
  publish(order: Order, call: Call): Promise<Outcome>;

  /** What became of earlier tries? Only reads, may be asked any number of times. `unavailable` = surely not there. */
  settle(order: Order, call: Call): Promise<Outcome>;

  /** The numbers of a publication so far, by the ids that `published` gave. */
  measure(remoteIds: readonly string[], channel: OpenChannel, call: Call, now: () => Date): Promise<Measured>;

  /** The imitation, loaded only when asked for. */
  sandbox(): Promise<SandboxDefinition>;
}

/** What an excerpt will cost, one entry for each thing that is charged for. Expected, not promised. */
export interface Cost {
  publish(excerpt: Excerpt): readonly Charge[];
  /** One question what became of it. */
  settle(excerpt: Excerpt): readonly Charge[];
  /** One reading of its numbers. */
  measure(excerpt: Excerpt): readonly Charge[];
}

/** Of platforms that charge for nothing. */
export const free: Cost = { publish: () => [], settle: () => [], measure: () => [] };

/** So many units from one midnight to the next. Reading stops at four fifths of it, so that publishing has the rest. */
export interface Allowance {
  /** One word, unique within the platform; the count is kept under it. */
  readonly name: string;
  readonly most: number;
  /** Whose midnight: an IANA name. */
  readonly timeZone: string;
  /** Whether all our channels there share one count, as where it belongs to the app and not to the account. */
  readonly shared: boolean;
  /** Whether it is certain: then publishing waits as well when it is used up. Else the platform itself has to say so. */
  readonly isFirm: boolean;
  /** Units that a request uses; 0 for those it is not about. */
  units(exchange: Exchange): number;
  /** For a person: "YouTube takes 100 uploads a day". */
  readonly sentence: string;
}

/** Nothing more is sent for the channel before `until`; `reason` is a sentence for a person. */
export interface Rest {
  readonly until: Date;
  readonly reason: string;
}

export interface TokenLife {
  /** Until when they can be used as they are; null: always, or nobody knows, or `publish` itself renews what has died. */
  readonly usableUntil: Date | null;
  /** From when on `refresh` has something to do; null when it never has. */
  readonly renewFrom: Date | null;
  /** When no renewal helps any more and the owner must connect again; null: never, or the platform does not say. */
  readonly endsAt: Date | null;
}

/** What `publish` and `settle` are given. */
export interface Order {
  readonly excerpt: Excerpt;
  readonly channel: OpenChannel;
  readonly attempt: { readonly id: string; readonly number: number; readonly startedAt: Date };
  /** When the first try began, by our clock: the platform's may be wrong against it. */
  readonly firstStartedAt: Date;
  /** A day before that: by no clock can anything of this publication be older. What settle believes not to be there is looked for from here on. */
  readonly notBefore: Date;
  /** Remote ids of our other publications on the channel since then: the same words under one of these are not this one's. */
  readonly others: ReadonlySet<string>;
  /** Which question this is since the last publish: 1 for the first, 0 within a publish. Reads may lag behind writes: an early "not found" proves nothing. */
  readonly settled: number;
  readonly memory: Memory;
  /** One for each of the excerpt's media, in order; none within a settle. */
  readonly media: readonly MediaFile[];
  readonly now: () => Date;
}

/**
 * Under this name a memory says that it came back from a backup, with what `restoredAs` writes. An empty value: not any more, for
 * it was found out since.
 */
export const restoredName = 'restored';

export interface Restored {
  /** The slot that the publication had in the backup. */
  readonly slot: Date;
  /** Whatever was made since then is in no memory. */
  readonly takenAt: Date;
}

export function restoredAs({ slot, takenAt }: Restored): string {
  return `${slot.toISOString()} ${takenAt.toISOString()}`;
}

export function restoredFrom(memory: Memory): Restored | undefined {
  const [slot, takenAt] = (memory.recall(restoredName) ?? '').split(' ');
  return slot === undefined || takenAt === undefined
    ? undefined
    : { slot: new Date(slot), takenAt: new Date(takenAt) };
}

/**
 * Whether what the platform has named since may be missing from a memory. Then settle may not conclude from that that nothing
 * was made; it looks for the words.
 */
export function isRestored(memory: Memory): boolean {
  return restoredFrom(memory) !== undefined;
}

/** What the platform has named so far, over all tries of the publication. */
export interface Memory {
  recall(name: string): string | undefined;
  /** Resolves when it is safely written down. Values are kept encrypted. Rejects when the claim is lost. */
  remember(name: string, value: string): Promise<void>;
}

/** A picture or film that was made for the excerpt. */
export interface MediaFile {
  readonly kind: 'picture' | 'video';
  readonly path: string;
  readonly bytes: number;
  /** `image/jpeg` or `video/mp4`. */
  readonly mime: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Films only. */
  readonly seconds?: number;
  readonly alt: string;
  /** Where the platform may fetch it. */
  readonly url: string;
}

/** The ways of not succeeding that reading calls can end in. */
export type Refusal = Extract<Outcome, { kind: 'rejected' | 'unauthorized' | 'throttled' | 'unavailable' }>;

export interface FoundChannel {
  readonly remoteId: string;
  readonly name: string;
  /** What opens just this channel, to be stored encrypted. */
  readonly tokens: Tokens;
  readonly expiresAt: Date | null;
}

export type Identified = { readonly kind: 'channels'; readonly channels: readonly FoundChannel[] } | Refusal;
export type Refreshed =
  | { readonly kind: 'unneeded' }
  | { readonly kind: 'tokens'; readonly tokens: Tokens; readonly expiresAt: Date | null }
  | Refusal;
export type Measured = { readonly kind: 'measured'; readonly metrics: readonly Metric[] } | Refusal;
