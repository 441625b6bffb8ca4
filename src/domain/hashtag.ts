/** Stored form of a hashtag: NFC, without `#`, case kept for show. */
export function normaliseHashtag(written: string): string {
  return written
    .normalize('NFC')
    .replace(/^[#＃]+/u, '')
    .trim();
}

/** Two hashtags are the same when their keys are: letter case and Unicode form do not count. */
export function hashtagKey(hashtag: string): string {
  return normaliseHashtag(hashtag).toLowerCase();
}

/** Each hashtag once, the first spelling kept, order kept. */
export function uniqueHashtags(hashtags: Iterable<string>): string[] {
  const byKey = new Map<string, string>();
  for (const written of hashtags) {
    const hashtag = normaliseHashtag(written);
    const key = hashtagKey(hashtag);
    if (key !== '' && !byKey.has(key)) byKey.set(key, hashtag);
  }
  return [...byKey.values()];
}
