/** A post in the sandbox, as a person sees it and as the judge of "exactly once" counts it. */
export interface SandboxPost {
  readonly id: string;
  readonly account: string;
  readonly title?: string;
  readonly text: string;
  readonly media: readonly {
    readonly kind: 'picture' | 'video';
    readonly url: string;
    readonly alt: string;
  }[];
  readonly replyTo?: string;
  readonly publishedAt: string;
  readonly url: string;
  readonly numbers: Readonly<Record<string, number>>;
  /** What the imitation noticed: a text the real platform would have cut, for instance. */
  readonly remarks: readonly string[];
}
