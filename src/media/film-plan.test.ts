import { array, assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filmFrames, framesPerSecond, holdFrames, mostCards } from './film-plan.ts';

const seconds = (frames: number): number => frames / framesPerSecond;
const cards = (texts: readonly string[]) => texts.map((text) => ({ text }));

describe('the time of a film', () => {
  it('holds a card as long as it takes to read it', () => {
    const [short = 0, long = 0, korean = 0] = holdFrames(
      cards(['Hello', 'a'.repeat(48), '가'.repeat(24), 'and more '.repeat(5)]),
    );
    expect(seconds(short)).toBe(2.5);
    expect(seconds(long)).toBe(4.5);
    expect(korean).toBe(long);
  });

  it('is 8 to 45 seconds, 2.5 to 6 for a card, as long as the number of cards allows it', () => {
    assert(
      property(array(string({ maxLength: 300 }), { minLength: 3, maxLength: 15 }), (texts) => {
        const total = seconds(filmFrames(cards(texts)));
        expect(total).toBeGreaterThanOrEqual(8);
        expect(total).toBeLessThanOrEqual(45);
        for (const frames of holdFrames(cards(texts))) {
          expect(seconds(frames)).toBeGreaterThanOrEqual(2.33);
          expect(seconds(frames)).toBeLessThanOrEqual(6.05);
        }
      }),
    );
  });

  it('gives one card eight seconds, and the most cards less than three minutes', () => {
    expect(seconds(filmFrames(cards(['Hello'])))).toBe(8);
    expect(seconds(filmFrames(cards(Array.from({ length: mostCards }, () => 'x'.repeat(500)))))).toBeLessThan(
      180,
    );
  });
});
