import type { CutMode } from './excerpt.ts';

/** What cutting and choosing hashtags must know of a platform: plain facts, no calls. */
export interface TextRules {
  /** Most that one piece may hold, in `unit`. */
  readonly limit: number;
  /** Name of the unit: `weighted`, `characters`, `bytes`, `utf-16`, `little-text`. */
  readonly unit: string;
  /** Length of a text exactly as the platform counts it, in `unit`. The text is NFC. */
  readonly length: (text: string) => number;
  /** Puts a text into the form the platform accepts (for instance without `<` and `>`). The words stay. */
  readonly clean: (text: string) => string;
  /** Most pieces of one thread; 1 where there are no threads. */
  readonly maxPieces: number;
  readonly defaultMode: CutMode;
  readonly hashtags: HashtagRules;
  /** Absent where as many accounts as one likes may be mentioned. */
  readonly mentions?: { readonly most: number };
  /** Absent where posts have no title. */
  readonly title?: { readonly limit: number; readonly length: (text: string) => number };
  /** What becomes of links, unless the house says otherwise: only words where they would not be clickable. */
  readonly links: LinkPolicy;
  /** Where the limits were read, and when. */
  readonly sources: readonly LimitSource[];
  /** What must be made from the text; `none` where words alone are enough. */
  readonly media: 'none' | 'picture' | 'video';
}

/** `keep`: addresses follow the words that lead there. `once`: each address the first time. `words`: no addresses. */
export const linkPolicies = ['keep', 'once', 'words'] as const;
export type LinkPolicy = (typeof linkPolicies)[number];

/** A limit as a page states it. */
export interface LimitSource {
  /** What is limited: `text`, `hashtags`, `title` … */
  readonly what: string;
  /** With its unit: `280 weighted`. */
  readonly limit: string;
  /** Title or address of the page. */
  readonly page: string;
  /** Day it was read, YYYY-MM-DD. */
  readonly read: string;
}

export interface HashtagRules {
  /** Never more than this many. */
  readonly most: number;
  /** As many as read well there. */
  readonly advised: number;
}

/** Where a reader's view is folded ("… more"): characters and lines, whichever comes first. */
export interface PreviewFacts {
  readonly foldCharacters: number;
  readonly foldLines: number;
}
