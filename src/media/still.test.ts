import { describe, expect, it } from 'vitest';
import { type FilmPacket, heldStill } from './still.ts';

/** A packet as the encoder writes it: length, type, three bits and five of the number, and what it says. */
function packet(key: boolean, number: number, says: number): FilmPacket {
  return {
    data: Uint8Array.of(0, 0, 0, 3, key ? 0x65 : 0x61, (key ? 0xb8 : 0xe0) | number, says),
    key,
    lasts: 1,
  };
}

const card = (settled: boolean): FilmPacket[] => [
  packet(true, 0, 90),
  packet(false, 1, 50),
  packet(false, 2, 7),
  packet(false, 3, settled ? 7 : 8),
];
const fade = Array.from({ length: 12 }, (_, index) => packet(false, index + 4, 100 + index));
const numbers = (film: readonly FilmPacket[]): number[] =>
  film.map(({ key, data }) => (key ? 0 : data[5]! & 31));

describe('a card that is held', () => {
  it('is repeated, and all that follows is numbered anew', () => {
    const film = heldStill([...card(true), ...fade, ...card(true)], [4, 4], [40, 6]);
    expect(film).toHaveLength(40 + 12 + 6);
    expect(film.every(({ lasts }) => lasts === 1)).toBe(true);
    expect(new Set(film.slice(3, 40).map(({ data }) => data[6]))).toEqual(new Set([7]));
    expect(numbers(film)).toEqual([
      ...Array.from({ length: 52 }, (_, index) => index % 32),
      0,
      1,
      2,
      3,
      4,
      5,
    ]);
  });

  it('lasts longer instead where the encoder was still at work on it', () => {
    const film = heldStill([...card(false), ...fade, ...card(true)], [4, 4], [40, 6]);
    expect(film.slice(0, 4).map(({ lasts }) => lasts)).toEqual([1, 1, 1, 37]);
    expect(film).toHaveLength(4 + 12 + 6);
  });

  it('lasts longer instead where slices are not numbered as expected', () => {
    const odd = [packet(true, 0, 90), packet(false, 2, 50), packet(false, 4, 7), packet(false, 6, 7)];
    const film = heldStill(odd, [4], [10]);
    expect(film.map(({ lasts }) => lasts)).toEqual([1, 1, 1, 7]);
    expect(numbers(film)).toEqual([0, 2, 4, 6]);
  });
});
