import { describe, expect, it } from 'vitest';
import { planes } from './film.ts';

/** Luma, blue and red difference of a picture in one colour. */
function converted(red: number, green: number, blue: number): (number | undefined)[] {
  const rgba = Uint8Array.from({ length: 4 * 4 * 4 }, (_, at) => [red, green, blue, 255][at % 4]!);
  const out = planes({ width: 4, height: 4, rgba });
  expect(out).toHaveLength(24);
  return [out[5], out[17], out[21]];
}

describe('planes', () => {
  // The values of ITU-R BT.709 for eight bits in limited range.
  it.each([
    ['white', [255, 255, 255], [235, 128, 128]],
    ['black', [0, 0, 0], [16, 128, 128]],
    ['red', [255, 0, 0], [63, 102, 240]],
    ['green', [0, 255, 0], [173, 42, 26]],
    ['blue', [0, 0, 255], [32, 240, 118]],
  ] as const)('of %s', (_, [red, green, blue], expected) => {
    expect(converted(red, green, blue)).toEqual(expected);
  });
});
