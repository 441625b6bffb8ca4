import { createHash } from 'node:crypto';
import { uniqueHashtags } from '../../domain/hashtag.ts';
import type { Excerpt } from '../../domain/excerpt.ts';
import { firstWords, withoutAngleBrackets } from './text.ts';

/** What is sent when a film is announced: the parts `snippet` and `status` of the videos resource (read 2026-11-24). */
export function videoResource(excerpt: Excerpt, mark: string) {
  return {
    snippet: {
      title: titleOf(excerpt),
      description: descriptionOf(excerpt),
      tags: tagsOf(excerpt.hashtags, mark),
      // "Education": what a clinic explains; it can be assigned in every region.
      categoryId: '27',
    },
    status: {
      privacyStatus: 'public',
      // Must always be said. Text cards are not made for children, and need no label for synthetic scenes either.
      selfDeclaredMadeForKids: false,
      embeddable: true,
    },
  };
}

export function titleOf(excerpt: Excerpt): string {
  const title = excerpt.title?.trim() ?? '';
  return withoutAngleBrackets(title === '' ? firstWords(excerpt.pieces[0] ?? '') : title);
}

export function descriptionOf(excerpt: Excerpt): string {
  return excerpt.pieces[0] ?? '';
}

/**
 * A hidden tag that tells one publication's film from every other, so that it can be found again when the upload session
 * that made it is gone. Tags are shown to nobody but come back to the owner.
 */
export function markFor(attemptId: string): string {
  return `${markPrefix}${createHash('sha256').update(attemptId).digest('hex').slice(0, 8)}`;
}

export const markPrefix = 'cl-';

/** The mark, then hashtags while they fit: all tags may count 500 characters (snippet.tags, read 2026-11-24). */
function tagsOf(hashtags: readonly string[], mark: string): string[] {
  const tags = [mark];
  for (const hashtag of uniqueHashtags(hashtags)) {
    if (countedLength([...tags, hashtag]) <= 500) tags.push(hashtag);
  }
  return tags;
}

/** A comma counts between tags, and two quotes around a tag that holds a space. */
function countedLength(tags: readonly string[]): number {
  return tags.reduce((sum, tag) => sum + tag.length + (tag.includes(' ') ? 2 : 0), tags.length - 1);
}
