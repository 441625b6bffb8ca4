import type { Outcome } from './attempt.ts';
import type { Excerpt } from './excerpt.ts';

export const publicationStates = [
  'draft',
  'approved',
  'scheduled',
  'publishing',
  'settling',
  'published',
  'failed',
  'cancelled',
] as const;
export type PublicationState = (typeof publicationStates)[number];

/** Every move that is allowed; the store checks each write against it. */
const moves: Readonly<Record<PublicationState, readonly PublicationState[]>> = {
  draft: ['approved', 'cancelled'],
  approved: ['scheduled', 'cancelled'],
  scheduled: ['publishing', 'cancelled'],
  publishing: ['published', 'settling', 'scheduled', 'failed'],
  settling: ['published', 'scheduled', 'failed'],
  published: [],
  // By a person alone: try it again, it was found there, or let it be.
  failed: ['scheduled', 'published', 'cancelled'],
  cancelled: [],
};

/** Whether a publication may go from one state to another. */
export function mayMove(from: PublicationState, to: PublicationState): boolean {
  return moves[from].includes(to);
}

/** The states from which a publication may come into `to`. */
export function statesBefore(to: PublicationState): PublicationState[] {
  return publicationStates.filter((from) => mayMove(from, to));
}

/** What is remembered under a name that begins so is a piece of a thread, and everybody can see it. */
export const pieceOut = 'piece:';

/** Where the id of a piece that is out is remembered; counted from 1. */
export function pieceName(index: number): string {
  return `${pieceOut}${index + 1}`;
}

/** An excerpt given to a channel and a slot. */
export interface Publication {
  readonly id: string;
  readonly postId: string;
  /** Version of the source post that the excerpt was cut from. */
  readonly postHash: string;
  readonly campaignId: string | null;
  readonly channelId: string;
  readonly platform: string;
  readonly excerpt: Excerpt;
  readonly state: PublicationState;
  /** The slot's instant. After a failed try: when the next one is due. */
  readonly dueAt: Date;
  /** Why this time was chosen, one sentence. */
  readonly slotReason: string;
  /** Why it does not go out though its time may have come; null when nothing holds it. */
  readonly holdReason: string | null;
  /** 0: the first time its post goes round; each time an evergreen post comes again, one more. */
  readonly round: number;
  /** The slot that went by unused, when it was made up for at another time. */
  readonly lateSince: Date | null;
  /** Rises with every claim; a worker that holds an older number may write nothing more. */
  readonly fence: number;
  readonly outcome: Outcome | null;
  readonly url: string | null;
  readonly remoteIds: readonly string[];
  readonly publishedAt: Date | null;
}
