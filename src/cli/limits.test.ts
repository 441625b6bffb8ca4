import { describe, expect, it } from 'vitest';
import { platforms } from '../platforms/index.ts';
import { isOld } from './limits.ts';

describe('isOld', () => {
  it('is true from six months on', () => {
    expect(isOld('2026-05-24', Date.UTC(2026, 10, 23))).toBe(false);
    expect(isOld('2026-05-24', Date.UTC(2026, 10, 25))).toBe(true);
  });
});

describe('the sources of limits', () => {
  it('name a page and a day for every platform, and the limit that is cut by', () => {
    for (const { text } of platforms) {
      expect(text.sources.map(({ limit }) => limit.replaceAll(',', '')).join(' ')).toContain(
        String(text.limit),
      );
      for (const { page, read } of text.sources) {
        expect(page).not.toBe('');
        expect(read).toMatch(/^\d{4}-\d\d-\d\d$/);
      }
    }
  });
});
