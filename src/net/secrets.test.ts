import { describe, expect, it } from 'vitest';
import { strikeOut } from './secrets.ts';

describe('strikeOut', () => {
  it('takes secrets out as they are and as they stand in an address', () => {
    const secret = 'abc/def+ghi=';
    const text = `sent ${secret} to /x?t=${encodeURIComponent(secret)}`;
    expect(strikeOut(text, [secret])).toBe('sent ••• to /x?t=•••');
  });

  it('takes a longer secret out whole though a shorter one begins it', () => {
    expect(strikeOut('token-one-and-more', ['token-one', 'token-one-and-more'])).toBe('•••');
  });

  it('takes out what parameters hold, known or not', () => {
    expect(strikeOut('GET /x?access_token=unknown1&y=2 client_secret=zz', [])).toBe(
      'GET /x?access_token=•••&y=2 client_secret=•••',
    );
  });

  it('leaves short ones: they would hit words', () => {
    expect(strikeOut('knee pain', ['knee', ''])).toBe('knee pain');
  });
});
