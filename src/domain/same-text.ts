import { findHashtags } from './find-hashtags.ts';

/** Two excerpts say the same when their keys are equal: hashtags, letter case and white space do not count. */
export function textKey(pieces: readonly string[]): string {
  const text = pieces.join('\n').normalize('NFC');
  let bare = '';
  let from = 0;
  for (const { start, end } of findHashtags(text)) {
    bare += text.slice(from, start);
    from = end;
  }
  const words = plain(bare + text.slice(from));
  return words === '' ? plain(text) : words;
}

function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().toLowerCase();
}
