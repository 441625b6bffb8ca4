import { fieldOf } from './fields.ts';
import { findUrls } from './urls.ts';

/**
 * What a text of ours and the post that X made of it have in common. X gives back other words than it was sent: links as
 * `https://t.co/…`, `&`, `<` and `>` as entities, a link more for attached media, mentions before a reply, other white
 * space (docs.x.com, data dictionary, examples; read 2026-11-24).
 */
export function fingerprintOfText(text: string): string {
  let rest = text.normalize('NFC');
  for (const { start, end, url } of findUrls(rest).reverse())
    rest = rest.slice(0, start) + plainUrl(url) + rest.slice(end);
  return squeeze(rest);
}

/** The same of a post as X lists it, in either of its two spellings of the fields. */
export function fingerprintOfPost(post: unknown): string {
  // A long post is cut in `text`; its whole words stand in the note.
  const note = fieldOf(post, 'note_tweet') ?? fieldOf(post, 'note_post');
  const source = typeof fieldOf(note, 'text') === 'string' ? note : post;
  let text = decode(String(fieldOf(source, 'text') ?? ''));
  for (const link of linksOf(source)) text = text.replaceAll(link.short, () => link.long);
  return squeeze(text);
}

interface ShortLink {
  readonly short: string;
  /** What it stands for, in the form of `plainUrl`; nothing where it stands for media. */
  readonly long: string;
}

function linksOf(source: unknown): ShortLink[] {
  const urls = fieldOf(fieldOf(source, 'entities'), 'urls');
  return (
    (Array.isArray(urls) ? urls : [])
      .map((entity: unknown) => {
        const expanded = String(fieldOf(entity, 'expanded_url') ?? '');
        const isMedia = fieldOf(entity, 'media_key') !== undefined;
        return { short: String(fieldOf(entity, 'url') ?? ''), long: isMedia ? '' : plainUrl(expanded) };
      })
      .filter(({ short }) => short !== '')
      // The longest first: one may be the beginning of another.
      .sort((a, b) => b.short.length - a.short.length)
  );
}

/**
 * X puts a protocol before a bare domain and may put a slash behind one. A link to a post's picture or film is left out on
 * both sides: in a list it cannot always be told from the link that X adds for attached media.
 */
function plainUrl(url: string): string {
  if (/\/status\/\d+\/(photo|video)\/\d+$/.test(url)) return '';
  return url.replace(/^https?:\/\//i, '').replace(/\/$/, '');
}

function decode(text: string): string {
  const letters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };
  return text.replace(/&(amp|lt|gt);/g, (_, name: string) => letters[name] ?? '');
}

function squeeze(text: string): string {
  return text
    .normalize('NFC')
    .replace(/^\s*(?:@\w+\s+)+/, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}
