/** How the cards of one channel look. Colours are written `#rgb` or `#rrggbb`. */
export interface CardStyle {
  /** The line at the bottom. */
  readonly brand?: string;
  readonly accent?: string;
  readonly background?: string;
  /** Language of the words, BCP 47. */
  readonly lang: string;
}
