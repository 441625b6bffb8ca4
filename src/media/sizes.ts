/** How large a kind of card is, and the text on it. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** Sizes of the text, in pixels, from large to small: the first that fits is taken. */
  readonly sizes: readonly number[];
}

const sizes = [92, 84, 76, 70, 64, 58, 54, 50, 46, 42, 39, 36, 33, 30, 28, 26] as const;

/**
 * 4:5 is the tallest picture that Instagram takes (IG media reference, read 2026-11-24); 9:16 makes a short film of YouTube.
 * In a film the words are seen for seconds, so that they must not become as small as in a picture.
 */
export const frames: { readonly picture: Frame; readonly video: Frame } = {
  picture: { width: 1080, height: 1350, sizes },
  video: { width: 1080, height: 1920, sizes: sizes.slice(0, 13) },
};
