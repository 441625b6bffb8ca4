import type { Note } from './note.ts';
import type { Span } from './source-post.ts';

/** `series`: excerpts that stand alone, for the calendar. `thread`: pieces that go out together. `whole`: as much as fits into one. */
export const cutModes = ['series', 'thread', 'whole'] as const;
export type CutMode = (typeof cutModes)[number];

/** A picture or film that is made from the excerpt itself, before it is published. */
export interface ExcerptMedia {
  readonly kind: 'picture' | 'video';
  /** What someone who cannot see it is told. */
  readonly alt: string;
  /** Words for the cards: one card for a picture, one after the other for a film. */
  readonly cards: readonly Card[];
}

export interface Card {
  readonly title?: string;
  readonly text: string;
}

/** What one platform gets from a source post. A value: it has no date. */
export interface Excerpt {
  /** Id of the platform. */
  readonly platform: string;
  readonly mode: CutMode;
  /** Place in the series, counted from 1. */
  readonly excerpt: number;
  readonly of: number;
  /** Only where the platform has titles. */
  readonly title?: string;
  /** Each the final text of one network post as people will read it, hashtags included; several make a thread. */
  readonly pieces: readonly string[];
  /** Without `#`. */
  readonly hashtags: readonly string[];
  /** Length of each piece in the platform's own unit. */
  readonly lengths: readonly number[];
  readonly limit: number;
  readonly unit: string;
  /**
   * What the pieces show of the source post, a range for each in their order; no two of a series or thread overlap. Where a heading or a
   * line is said again over a piece, its range stands ahead of the piece's own.
   */
  readonly spans: readonly Span[];
  readonly media: readonly ExcerptMedia[];
  readonly notes: readonly Note[];
}

/** Without the ranges of what is only said again: two excerpts under one heading are not the same passage. */
export function ownSpans({ pieces, spans }: Pick<Excerpt, 'pieces' | 'spans'>): readonly Span[] {
  return spans.slice(Math.max(0, spans.length - pieces.length));
}
