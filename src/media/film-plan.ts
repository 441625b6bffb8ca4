import type { Card } from '../domain/excerpt.ts';
import { weightOf } from './words.ts';

/** A constant rate; what is shown hardly moves, so that more would only be more to encode. */
export const framesPerSecond = 24;
export const fadeFrames = framesPerSecond / 2;

// People read about sixteen Latin letters, or eight syllables of Hangul, in a second.
const weightPerSecond = 16;
const leastHold = 2.5;
const mostHold = 6;
const leastTotal = 8;
const mostTotal = 45;

/** More cards than this make a film of over three minutes, which is not a short one any more (YouTube Help 15424877, read 2026-11-24). */
export const mostCards = 59;

/**
 * For how many frames each card stands still, between its fades: as long as one needs to read it, 2.5 to 6 seconds, and
 * the whole film 8 to 45 seconds. A film of one or two cards holds them longer than that, and one of more than fifteen
 * is longer, rather than that a card goes by unread.
 */
export function holdFrames(cards: readonly Card[]): number[] {
  const wished = cards.map((card) =>
    Math.min(
      mostHold,
      Math.max(leastHold, 1.5 + weightOf(`${card.title ?? ''}${card.text}`) / weightPerSecond),
    ),
  );
  const fades = ((cards.length - 1) * fadeFrames) / framesPerSecond;
  const sum = wished.reduce((total, seconds) => total + seconds, 0);
  const room = Math.min(
    Math.max(sum, leastTotal - fades),
    Math.max(mostTotal - fades, leastHold * cards.length),
  );
  return room >= sum
    ? wished.map((seconds) => Math.ceil(((seconds * room) / sum) * framesPerSecond - 1e-6))
    : squeezed(wished, room).map((seconds) => Math.floor(seconds * framesPerSecond + 1e-6));
}

/** Takes from what each card has above the least, in proportion. */
function squeezed(wished: readonly number[], room: number): number[] {
  const least = leastHold * wished.length;
  const above = wished.reduce((total, seconds) => total + seconds, 0) - least;
  const share = above > 0 ? (room - least) / above : 0;
  return wished.map((seconds) => leastHold + (seconds - leastHold) * share);
}

export function filmFrames(cards: readonly Card[]): number {
  return holdFrames(cards).reduce((total, frames) => total + frames, 0) + (cards.length - 1) * fadeFrames;
}
