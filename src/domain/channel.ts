/** What a platform gave us to act for an account. Values are secrets: they never reach a log, an error or a page. */
export type Tokens = Readonly<Record<string, string>>;

/** One account of ours on one platform. */
export interface Channel {
  readonly id: string;
  readonly platform: string;
  /** What we call it. */
  readonly name: string;
  /** The account's id at the platform. */
  readonly remoteId: string;
  /** Whether it lives in the sandbox that ships with Cutline. */
  readonly sandbox: boolean;
  readonly state: ChannelState;
  /** When the tokens die, where the platform says so. */
  readonly expiresAt: Date | null;
  /** Until then the platform wants no requests of this channel, and why. */
  readonly throttledUntil: Date | null;
  readonly throttledReason: string | null;
  readonly createdAt: Date;
}

/** `unauthorized`: the owner must connect it again before anything more is published there. */
export type ChannelState = 'connected' | 'unauthorized' | 'paused';

/** A channel with the tokens that open it; only the publishing path sees this. */
export interface OpenChannel extends Channel {
  readonly tokens: Tokens;
}
