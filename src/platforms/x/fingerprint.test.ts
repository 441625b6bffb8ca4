import { describe, expect, test } from 'vitest';
import { fingerprintOfPost, fingerprintOfText } from './fingerprint.ts';

const link = (url: string, expanded_url: string, more = {}) => ({
  start: 0,
  end: 0,
  url,
  expanded_url,
  ...more,
});

const same: readonly (readonly [what: string, sent: string, post: object])[] = [
  ['plain words', 'Knees hurt.', { text: 'Knees hurt.' }],
  ['entities', 'R&D <b> &amp;', { text: 'R&amp;D &lt;b&gt; &amp;amp;' }],
  ['white space', ' a  b\n\nc ', { text: 'a b\nc' }],
  ['another Unicode form', 'cafe\u0301', { text: 'café' }],
  [
    'a link',
    'See https://example.com/a?b=1&c=2.',
    {
      text: 'See https://t.co/abc.',
      entities: { urls: [link('https://t.co/abc', 'https://example.com/a?b=1&c=2')] },
    },
  ],
  [
    'a bare domain, which X gives a protocol and a slash',
    'Dr.Kim at Example.com',
    {
      text: 'https://t.co/1 at https://t.co/12',
      entities: {
        urls: [link('https://t.co/1', 'http://Dr.Kim'), link('https://t.co/12', 'http://example.com/')],
      },
    },
  ],
  [
    'media that X adds a link for',
    'Words',
    {
      text: 'Words https://t.co/m',
      entities: { urls: [link('https://t.co/m', 'https://x.com/a/status/1/photo/1', { media_key: '3_1' })] },
    },
  ],
  [
    'a link of the author to a picture of a post',
    'See https://x.com/a/status/1/photo/1',
    {
      text: 'See https://t.co/m',
      entities: { urls: [link('https://t.co/m', 'https://x.com/a/status/1/photo/1')] },
    },
  ],
  ['mentions before a reply', 'Words', { text: '@clinic @other Words' }],
  ['a long post, whole in its note', 'Long words', { text: 'Long…', note_tweet: { text: 'Long words' } }],
  ['the same in the newer spelling', 'Long words', { text: 'Long…', note_post: { text: 'Long words' } }],
];

describe('fingerprints are the same for', () => {
  test.each(same)('%s', (_, sent, post) => {
    expect(fingerprintOfPost(post)).toBe(fingerprintOfText(sent));
  });
});

test('other words have another one', () => {
  expect(fingerprintOfPost({ text: 'Knees hurt!' })).not.toBe(fingerprintOfText('Knees hurt.'));
  expect(
    fingerprintOfPost({
      text: 'https://t.co/a',
      entities: { urls: [link('https://t.co/a', 'https://example.com/1')] },
    }),
  ).not.toBe(fingerprintOfText('https://example.com/2'));
});
