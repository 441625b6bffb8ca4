/**
 * How a try to publish ended, as a value that names who acts next. Only bugs are thrown.
 *
 * - `published`: nobody.
 * - `processing`: the platform is still at work: settle later.
 * - `ready`: what was prepared there is complete and not yet public: publish goes on with it.
 * - `rejected`: the author must change something. Nothing was made.
 * - `unauthorized`: the owner must connect the channel again. Nothing was made.
 * - `throttled`: wait until `retryAt`. Nothing was made.
 * - `unavailable`: it surely did not happen: try again.
 * - `unknown`: it may have happened: settle first.
 *
 * `reason` is a sentence for a person and never holds a secret.
 */
export type Outcome =
  | { readonly kind: 'published'; readonly remoteIds: readonly string[]; readonly url: string }
  | { readonly kind: 'processing'; readonly reason: string; readonly askAt?: Date }
  | { readonly kind: 'ready'; readonly reason: string }
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'unauthorized'; readonly reason: string }
  | { readonly kind: 'throttled'; readonly reason: string; readonly retryAt: Date }
  | { readonly kind: 'unavailable'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export type OutcomeKind = Outcome['kind'];

/** One try to publish, or to find out what became of one. Written down before the request leaves. */
export interface Attempt {
  readonly id: string;
  readonly publicationId: string;
  readonly kind: 'publish' | 'settle';
  /** Counted from 1 within the publication. */
  readonly number: number;
  /** The claim under which it was made; a later claim makes it stale. */
  readonly fence: number;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly outcome: Outcome | null;
}
