import { describe, expect, test } from 'vitest';
import { findUrls } from './urls.ts';

const cases: readonly (readonly [what: string, text: string, urls: readonly string[]])[] = [
  ['none without a full stop', 'http://localhost and words', []],
  [
    'with and without a protocol',
    'http://a.com, https://b.org and c.net',
    ['http://a.com', 'https://b.org', 'c.net'],
  ],
  ['capital letters', 'HTTPS://Example.COM/A', ['HTTPS://Example.COM/A']],
  ['a full stop that ends the sentence', 'See http://example.com/a.', ['http://example.com/a']],
  [
    'marks that end the sentence',
    'http://example.com/a!!! http://example.com/,,,',
    ['http://example.com/a', 'http://example.com/'],
  ],
  ['parentheses around it', '(http://example.com/a)', ['http://example.com/a']],
  ['parentheses in it', 'http://example.com/a_(b) x', ['http://example.com/a_(b)']],
  ['two pairs of them', 'http://example.com/a_(b_(c)_d)', ['http://example.com/a_(b_(c)_d)']],
  ['three pairs are too many', 'http://example.com/a_(b_(c_(d)))', ['http://example.com/a_']],
  ['an open one', 'http://example.com/a_(b', ['http://example.com/a_']],
  ['an empty one', 'http://example.com/a()', ['http://example.com/a']],
  ['query, fragment, port', 'http://example.com:8080/a?b=c&d#e.', ['http://example.com:8080/a?b=c&d#e']],
  [
    'accents and Cyrillic in the path',
    'http://example.com/café/Русские',
    ['http://example.com/café/Русские'],
  ],
  ['Hangul ends the path', 'http://example.com/a한국', ['http://example.com/a']],
  ['accents in the domain', 'ELPAÍS.com', ['ELPAÍS.com']],
  ['no hyphen at an end of a label', 'http://-a.com http://a-.com', []],
  ['no underscore in the domain itself', 'http://a_b.com', []],
  ['an underscore before it', 'http://a_b.example.com', ['http://a_b.example.com']],
  ['an underscore before it, without a protocol: the part behind it', 'a_b.example.com', ['b.example.com']],
  ['an unknown top-level domain', 'http://a.invalidtld a.bz2 a.b2', []],
  ['a known one that goes on', 'foo.comm foo.com-pany', []],
  ['a known one before another', 'example.com.invalidtld', ['example.com']],
  ['not within a mention, hashtag or cashtag', '@a.com #a.com $a.com #http://a.com', []],
  ['a full-width sign is a letter like another', '＠a.com', ['a.com']],
  ['not within an e-mail address', 'me@a.com john.doe.org@a.com', []],
  ['not behind a hyphen or a slash', 'x/a.com -a.com', []],
  ['behind Hangul and Han', '주소example.com한국 中example.com', ['example.com', 'example.com']],
  ['several in one run of letters', 'twitter.com中文example.com中', ['twitter.com', 'example.com']],
  ['a domain in other letters only with a protocol', '병원.한국 http://병원.한국', ['http://병원.한국']],
  ['a top-level domain of both kinds', 'http://a.vermögensberater', ['http://a.vermögensberater']],
  ['encoded domains', 'http://xn--ls8h.la http://a.xn--p1ai', ['http://xn--ls8h.la', 'http://a.xn--p1ai']],
  ['encoded and not at once', 'http://xn--は.com', []],
  [
    'a label of 63 letters and one of 64',
    `${'a'.repeat(63)}.com ${'a'.repeat(64)}.com`,
    [`${'a'.repeat(63)}.com`],
  ],
  [
    'a label too long once encoded',
    `http://${'あ'.repeat(58)}.com http://${'あ'.repeat(20)}.com`,
    [`http://${'あ'.repeat(20)}.com`],
  ],
  ['a link beyond 4096 letters', `http://a.com/${'b'.repeat(4100)} c.com`, ['c.com']],
  [
    'a short link ends at its name',
    'https://t.co/abc-d https://t.co/abc?x=1',
    ['https://t.co/abc', 'https://t.co/abc?x=1'],
  ],
  ['a short link with too long a name', `https://t.co/${'a'.repeat(41)}`, []],
  ['direction marks around it', '\u2066\u202ahttp://a.com/\u202c\u2069', ['http://a.com/']],
  ['inside the query of another', 'http://a.com?b=https://c.com/d', ['http://a.com?b=https://c.com/d']],
  ['behind a protocol that is none', 'ftp://a.com', []],
];

describe('links in a text', () => {
  test.each(cases)('%s', (_, text, urls) => {
    expect(findUrls(text).map(({ url }) => url)).toEqual(urls);
  });

  test.each(cases)('places: %s', (_, text) => {
    for (const { start, end, url } of findUrls(text)) expect(text.slice(start, end)).toBe(url);
  });
});
