import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  fingerprint,
  fromLittleText,
  littleTextLength,
  toLittleText,
  withSafeAddresses,
} from './little-text.ts';
import { readCommentary, shownText, writtenText } from './sandbox-text.ts';

test('the length is that of what is sent, however it is counted', () => {
  const scraps = fc.constantFrom(
    ...'a 한 # #tag a#b #1 @ @[N (x)](urn:li:person:1) @[ ( ) [ ] * _ \\ | { } < > ~ / www. https://a.b/c_(d) &#x \n . \t'.split(
      ' ',
    ),
    ' ',
    '\n',
  );
  fc.assert(
    fc.property(fc.array(scraps, { maxLength: 14 }), (parts) => {
      const text = parts.join('');
      return littleTextLength(text) === toLittleText(text).length;
    }),
    { numRuns: 2000, seed: 20261124 },
  );
});

describe('toLittleText', () => {
  const cases: readonly (readonly [shown: string, sent: string])[] = [
    ['plain words, nothing else.', 'plain words, nothing else.'],
    ['\\ | { } @ [ ] ( ) < > # * _ ~', '\\\\ \\| \\{ \\} \\@ \\[ \\] \\( \\) \\< \\> \\# \\* \\_ \\~'],
    ['#prolotherapy #무릎통증', '{hashtag|\\#|prolotherapy} {hashtag|\\#|무릎통증}'],
    ['(#knee)', '\\({hashtag|\\#|knee}\\)'],
    ['#sports_medicine', '{hashtag|\\#|sports\\_medicine}'],
    ["#it's", "{hashtag|\\#|it}'s"],
    ['#2fast but #1', '{hashtag|\\#|2fast} but \\#1'],
    ['C# and a#b and ##', 'C\\# and a\\#b and \\#\\#'],
    ['https://a.example/x_y?utm_source=a_b#knee', 'https://a.example/x_y?utm_source=a_b#knee'],
    ['https://a.example/x_(y)#knee', 'https://a.example/x_%28y%29#knee'],
    ['(see https://a.example/a_b).', '\\(see https://a.example/a_b\\).'],
    ['www.a.example/a_b, naver.me/a_b_', 'www.a.example/a_b, naver.me/a_b\\_'],
    ['medium.com/@yoon/a~b', 'medium.com/@yoon/a%7Eb'],
    ['by @[Knee (UK)](urn:li:organization:7)!', 'by @[Knee \\(UK\\)](urn:li:organization:7)!'],
    ['mail me@clinic.example', 'mail me\\@clinic.example'],
    ['@[No one](https://x.example)', '\\@\\[No one\\]\\(https://x.example\\)'],
    ['{hashtag|\\#|trick}', '\\{hashtag\\|\\\\\\#\\|trick\\}'],
    ['line\n\nline', 'line\n\nline'],
  ];
  it.each(cases)('%j is sent as %j', (shown, sent) => {
    expect(toLittleText(shown)).toBe(sent);
    expect(littleTextLength(shown)).toBe(sent.length);
  });

  it('can always be read back, by us and by the other side, without losing a character', () => {
    fc.assert(
      fc.property(hardText, (text) => {
        const sent = toLittleText(text);
        const shown = withSafeAddresses(text);
        expect(fromLittleText(sent)).toBe(shown);
        const { segments, cutAt } = readCommentary(sent);
        expect(cutAt).toBeUndefined();
        expect(shownText(segments)).toBe(shown);
        expect(fingerprint(fromLittleText(writtenText(segments)))).toBe(fingerprint(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('counts a text of a megabyte within the patience of a page', () => {
    const text = '#1 (a_b) '.repeat(110_000) + '1'.repeat(10_000);
    expect(littleTextLength(text)).toBe(110_000 * 13 + 10_000);
  });
});

/** Texts made of what is reserved, what looks like a hashtag or an address, and anything at all; no whole mentions. */
const hardText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...'\\|{}@[]()<>#*_~ \n&/＃',
        '#knee',
        '#무릎',
        '#é',
        'https://a.b/c_d#e',
        '{hashtag|\\#|x}',
      ),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
    ),
    { maxLength: 25 },
  )
  .map((parts) => parts.join('').normalize('NFC'))
  .filter((text) => !text.includes('](urn:li:'));

describe('fingerprint', () => {
  it('is the same for what was sent and for what LinkedIn gives back', () => {
    const shown = '  By @[Knee (UK)](urn:li:organization:7):  cafe\u0301\n\n#knee_pain ';
    const { segments } = readCommentary(toLittleText(shown));
    expect(fingerprint(fromLittleText(writtenText(segments)))).toBe('By Knee (UK): café #knee_pain');
    expect(fingerprint(fromLittleText(toLittleText(shown)))).toBe('By Knee (UK): café #knee_pain');
  });
});
