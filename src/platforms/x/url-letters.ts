/*
 * Which UTF-16 units may stand where in a link: the classes of twitter-text 3.1.0 (regexp/, read 2026-11-24).
 */

export const fullStop = 0x2e;
export const underscore = 0x5f;
const lettersAndDigits = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const unitsOf = (letters: string): ReadonlySet<number> =>
  new Set(Array.from(letters, (letter) => letter.charCodeAt(0)));

/** What a query holds, and what it may end with. */
export const queryUnits = unitsOf(`${lettersAndDigits}!?*'@();:&=+$/%#[]-_.,~|`);
export const queryEnds = unitsOf(`${lettersAndDigits}-_&=#/`);
const plainPathUnits = unitsOf(`${lettersAndDigits}!*';:=+,.$/%#[]-_~@|&\u2013`);
const plainPathEnds = unitsOf(`${lettersAndDigits}+-=_#/`);
// No `u` flag: letters are taken for the same as the official expressions take them.
const accentedLatin =
  /[\u0300-\u036f\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b\u02bb\u1e00-\u1eff]/i;
const cyrillic = /[\u0400-\u04ff]/i;
const directionMarks = '\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069';
const notInDomains = new RegExp(
  `[!'#%&()*+,\\\\\\-./:;<=>?@[\\]^_{|}~$\\t-\\r \\u0085\\u00a0\\u1680\\u180e\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000` +
    `\\ufffe\\ufeff\\uffff${directionMarks}]`,
);
const plainDomainUnits = Array.from(
  { length: 128 },
  (_, unit) => !notInDomains.test(String.fromCharCode(unit)),
);

export function isDomainUnit(unit: number): boolean {
  return unit < 128 ? plainDomainUnits[unit]! : !notInDomains.test(String.fromCharCode(unit));
}

export function isRunUnit(unit: number): boolean {
  return unit === fullStop || unit === underscore || unit === 0x2d || isDomainUnit(unit);
}

/** Whether a label can end right before `at`. */
export function isLabelEnd(text: string, at: number): boolean {
  return at > 0 && isDomainUnit(text.charCodeAt(at - 1));
}

/** What may stand before a link: no Latin letter, no digit, nothing that begins a mention, a hashtag or a cashtag. */
export function mayPrecede(unit: number): boolean {
  if (unit < 128)
    return !isPlainLetter(unit) && !isDigit(unit) && unit !== 0x40 && unit !== 0x24 && unit !== 0x23;
  return unit !== 0xff20 && unit !== 0xff03 && unit !== 0xfffe && unit !== 0xfeff && unit !== 0xffff;
}

export function isPlainDomainUnit(unit: number): boolean {
  if (unit < 128) return isPlainLetter(unit) || isDigit(unit) || unit === 0x2d;
  return accentedLatin.test(String.fromCharCode(unit));
}

export function isPathUnit(unit: number): boolean {
  return plainPathUnits.has(unit) || (unit >= 128 && isLinkLetter(unit));
}

export function isPathEnd(unit: number): boolean {
  return plainPathEnds.has(unit) || (unit >= 128 && unit !== 0x2013 && isLinkLetter(unit));
}

function isLinkLetter(unit: number): boolean {
  const letter = String.fromCharCode(unit);
  return accentedLatin.test(letter) || cyrillic.test(letter);
}

export function isPlainLetter(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a);
}

export function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}
