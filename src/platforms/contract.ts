import type { z } from 'zod';
import type { Outcome } from '../domain/attempt.ts';
import type { OpenChannel, Tokens } from '../domain/channel.ts';
import type { Excerpt } from '../domain/excerpt.ts';
import type { Metric } from '../domain/metric.ts';
import type { PreviewFacts, TextRules } from '../domain/platform.ts';
import type { Call } from '../net/request.ts';
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
  /** What a token file must hold. Unknown keys are refused. The folder's README says where each comes from. */
  readonly tokenFile: z.ZodType<Tokens>;

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

/** What `publish` and `settle` are given. */
export interface Order {
  readonly excerpt: Excerpt;
  readonly channel: OpenChannel;
  readonly attempt: { readonly id: string; readonly number: number; readonly startedAt: Date };
  /** When the first try began: nothing of ours can be older. */
  readonly firstStartedAt: Date;
  /** Which question this is since the last publish: 1 for the first, 0 within a publish. Reads may lag behind writes: an early "not found" proves nothing. */
  readonly settled: number;
  readonly memory: Memory;
  /** One for each of the excerpt's media, in order. */
  readonly media: readonly MediaFile[];
  readonly now: () => Date;
}

/**
 * Under this name a memory says, with the time of a backup, that it came back from one: what the platform has named since is not
 * in it. Then settle may not conclude from what is missing here that nothing was made; it looks for the words.
 */
export const restoredName = 'restored';

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
