import { UserError } from '../domain/errors.ts';
import type { CardStyle } from './card-style.ts';

/** All the colours a card needs, as `#rrggbb`. */
export interface Palette {
  readonly background: string;
  readonly accent: string;
  /** For the words: dark on a light background, light on a dark one. */
  readonly ink: string;
  /** For what may stand back: brand, count. */
  readonly muted: string;
  /** For hairlines and the part of the film that is still to come. */
  readonly line: string;
}

const defaultBackground = '#faf8f4';
const defaultAccent = '#0f766e';
const darkInk = '#1d2129';
const lightInk = '#f8fafc';

/**
 * The two colours of a style and those that follow from them.
 *
 * @throws UserError when one of them is not written `#rgb` or `#rrggbb`
 */
export function paletteOf(style: CardStyle): Palette {
  const background = hex('background', style.background ?? defaultBackground);
  const accent = hex('accent', style.accent ?? defaultAccent);
  const ink = contrast(darkInk, background) >= contrast(lightInk, background) ? darkInk : lightInk;
  return { background, accent, ink, muted: mix(ink, background, 0.34), line: mix(ink, background, 0.86) };
}

function hex(name: string, written: string): string {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(written.trim());
  const long = short
    ? `#${short
        .slice(1)
        .map((digit) => digit + digit)
        .join('')}`
    : written.trim();
  if (!/^#[0-9a-f]{6}$/i.test(long)) {
    throw new UserError(`The ${name} colour of the cards, "${written}", must be written like #0f766e.`);
  }
  return long.toLowerCase();
}

/** Contrast as WCAG 2.2 defines it, 1 to 21. */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) =>
    value <= 0.04045 * 255 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** `share` of the second colour, 0 to 1. */
function mix(one: string, other: string, share: number): string {
  const others = channels(other);
  const mixed = channels(one).map((value, index) =>
    Math.round(value * (1 - share) + (others[index] ?? 0) * share),
  );
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
}
