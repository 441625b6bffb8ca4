/**
 * LinkedIn's "little Text Format", in which a post's words travel ("little Text Format", learn.microsoft.com, li-lms-2026-01,
 * read 2026-11-24). Reserved: `\ | { } @ [ ] ( ) < > # * _ ~`, each to be escaped with a backslash when meant as itself. An
 * unescaped one is not refused: LinkedIn answers 201 and drops the rest of the text from there.
 */

/**
 * Puts a text as people read it into little text. Hashtags become templates, the one form that is sure to stay a hashtag; a
 * mention written `@[Name](urn:li:organization:1)` stays one; everything else reserved is escaped, inside addresses too
 * (they are shown without the backslash and become links by themselves).
 */
export function toLittleText(text: string): string {
  return text.replace(special, (found, address?: string, name?: string, urn?: string, hashtag?: string) => {
    if (address !== undefined) return escapeReserved(address);
    if (urn !== undefined) return `@[${escapeReserved(name ?? '')}](${urn})`;
    if (hashtag !== undefined) return `{hashtag|\\#|${hashtag}}`;
    return `\\${found}`;
  });
}

/** Reads little text as people would see it: templates as `#word`, mentions as their name, escapes gone. */
export function fromLittleText(little: string): string {
  return little.replace(
    written,
    (found, escaped?: string, word?: string, name?: string) =>
      escaped ??
      (word !== undefined ? `#${fromLittleText(word)}` : name !== undefined ? fromLittleText(name) : found),
  );
}

/**
 * Length in UTF-16 units of what is sent. Whether LinkedIn counts the escaped or the shown form is not stated; the escaped
 * one is never shorter, so it is the safe one.
 */
export function littleTextLength(text: string): number {
  return toLittleText(text).length;
}

/** What two texts share when people would call them the same, whichever of both forms they were read from by `fromLittleText`. */
export function fingerprint(shown: string): string {
  return shown.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

function escapeReserved(text: string): string {
  return text.replace(reserved, '\\$&');
}

const reserved = /[\\|{}@[\]()<>#*_~]/gu;

/**
 * An address, a mention, a hashtag, or one reserved character. A hashtag is letters and digits with at least one letter ("#1"
 * is a rank) and ends before "_", which is reserved; one glued to a word, a slash or an ampersand is not meant as one.
 */
const special =
  /(https?:\/\/\S+)|@\[([^\]\n]+)\]\((urn:li:(?:person|organization):[\w-]+)\)|(?<![\p{L}\p{N}\p{M}_/&#])#([\p{N}\p{M}]*\p{L}[\p{L}\p{N}\p{M}]*)|[\\|{}@[\]()<>#*_~]/gu;

/** An escape, a template, or a mention. */
const written = /\\(.)|\{hashtag\|\\?[#＃]\|([^}]*)\}|@\[((?:\\.|[^\]\\])*)\]\([^)]*\)/gsu;
