import { describe, expect, it } from 'vitest';
import { UserError } from '../domain/errors.ts';
import { platformOf, platforms } from './index.ts';

describe('the list of platforms', () => {
  it('has each id once, lower case, with an `api` address and a default that its threads allow', () => {
    const ids = platforms.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const platform of platforms) {
      expect(platform.id).toMatch(/^[a-z]+$/);
      expect(platform.addresses.api).toMatch(/^https:\/\/[^/]+$/);
      expect(platform.text.maxPieces > 1 || platform.text.defaultMode !== 'thread').toBe(true);
      expect(platformOf(platform.id)).toBe(platform);
    }
  });

  it('names the known ones when another is asked for', () => {
    expect(() => platformOf('myspace')).toThrow(UserError);
    for (const { id } of platforms) expect(() => platformOf('myspace')).toThrow(id);
  });
});
