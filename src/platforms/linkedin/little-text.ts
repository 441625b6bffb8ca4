/**
 * LinkedIn's "little Text Format", in which a post's words travel ("little Text Format", learn.microsoft.com, li-lms-2026-01,
 * read 2026-11-24). Reserved: `\ | { } @ [ ] ( ) < > # * _ ~`, each to be escaped with a backslash when meant as itself. An
 * unescaped one is not refused: LinkedIn answers 201 and drops the rest of the text from there.
 */

/**
 * Puts a text as people read it into little text. Hashtags become templates, the one form that is sure to stay a hashtag; a
 * mention written `@[Name](urn:li:organization:1)` stays one; addresses stay what `withSafeAddresses` makes of them; everything
 * else reserved is escaped.
 */
export function toLittleText(text: string): string {
  const safe = withSafeAddresses(text);
  return safe.replace(
    mayHoldAddress(text) ? special : specialButAddresses,
    (found, address?: string, name?: string, urn?: string, hashtag?: string) => {
      if (address !== undefined) {
        const end = addressEnd(address);
        return address.slice(0, end) + escapeReserved(address.slice(end));
      }
      if (urn !== undefined) return `@[${escapeReserved(name ?? '')}](${urn})`;
      if (hashtag !== undefined) return `{hashtag|\\#|${escapeReserved(hashtag)}}`;
      return `\\${found}`;
    },
  );
}

/**
 * The text with brackets and other reserved signs of its addresses percent-encoded, as any address may be: a backslash would
 * become part of the address (seen with `utm_source`: jikig-ai/soleur #5140, read 2026-11-24), and a bare "(" cuts the text off.
 * `_`, `#` and `@` are left: they are seen not to cut (same place), and `#` may not be encoded.
 */
export function withSafeAddresses(text: string): string {
  if (!mayHoldAddress(text)) return text;
  return text.replace(addresses, (address) => {
    const end = addressEnd(address);
    const safe = address
      .slice(0, end)
      .replace(/[\\|{}[\]()<>*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
    return safe + address.slice(end);
  });
}

function mayHoldAddress(text: string): boolean {
  return text.includes('/') || text.includes('www.') || text.includes('WWW.');
}

/** Where an address really ends: what closes the sentence or the bracket around it is none of it. */
function addressEnd(address: string): number {
  let end = address.length;
  for (;;) {
    const last = address[end - 1] ?? '';
    const opener = last === ')' ? '(' : last === ']' ? '[' : undefined;
    const kept = address.slice(0, end - 1);
    if (opener !== undefined && kept.split(opener).length > kept.split(last).length) return end;
    if (opener === undefined && !/[.,;:!?'"*_~|{}<>…]/.test(last)) return end;
    end -= 1;
  }
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
  let escapes = 0;
  let addressed: boolean | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= reservedCodes.length || reservedCodes[code] === 0) continue;
    addressed ??= mayHoldAddress(text);
    if (addressed) return toLittleText(text).length;
    if (code === hash || code === commercialAt) {
      // What may be a hashtag or a mention is put together to be measured; nothing before the white space ahead of it matters.
      const from = text[at - 1] === ' ' || text[at - 1] === '\n' ? at : 0;
      return (from === 0 ? 0 : at + escapes) + toLittleText(text.slice(from)).length;
    }
    escapes += 1;
  }
  return text.length + escapes;
}

const hash = 0x23;
const commercialAt = 0x40;

/** What two texts share when people would call them the same, whichever of both forms they were read from by `fromLittleText`. */
export function fingerprint(shown: string): string {
  return withSafeAddresses(shown.normalize('NFC')).replace(/\s+/gu, ' ').trim();
}

function escapeReserved(text: string): string {
  return text.replace(reserved, '\\$&');
}

const reservedCodes = new Uint8Array(128);
for (const sign of '\\|{}@[]()<>#*_~') reservedCodes[sign.charCodeAt(0)] = 1;
const reserved = /[\\|{}@[\]()<>#*_~]/gu;

const addressSource = String.raw`(?:[Hh]ttps?:\/\/|HTTPS?:\/\/|www\.|WWW\.)[^\s"“”‘’「」『』（）]+|(?<![\p{L}\p{N}@._\\/-])(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}\/[^\s"“”‘’「」『』（）]+`;
const addresses = new RegExp(addressSource, 'gu');

/**
 * An address, a mention, a hashtag, or one reserved character. A hashtag is letters, digits and `_` with at least one letter
 * ("#1" is a rank; "#it's" ends before the apostrophe); one glued to a word, a slash or an ampersand is not meant as one. Whether
 * LinkedIn links all of `#a_b` or its first half is not written anywhere; it is kept whole.
 */
const others = String.raw`@\[([^\]\n]+)\]\((urn:li:(?:person|organization):[\w-]+)\)|(?<![\p{L}\p{N}\p{M}_/&#])#([\p{N}\p{M}_]*\p{L}[\p{L}\p{N}\p{M}_]*)|[\\|{}@[\]()<>#*_~]`;
const special = new RegExp(`(${addressSource})|${others}`, 'gu');
const specialButAddresses = new RegExp(`((?!))|${others}`, 'gu');

/** An escape, a template, or a mention. */
const written = /\\(.)|\{hashtag\|\\?[#＃]\|([^}]*)\}|@\[((?:\\.|[^\]\\])*)\]\([^)]*\)/gsu;
