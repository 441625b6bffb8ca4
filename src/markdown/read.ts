import { UserError } from '../domain/errors.ts';

/**
 * The text of a file: UTF-8 with or without a byte order mark, or UTF-16 with one.
 * Throws `UserError` naming the first byte that is not text. `name` is how the caller knows the file.
 */
export function readPost(bytes: Uint8Array, name: string): string {
  if (startsWith(bytes, [0xef, 0xbb, 0xbf])) return decodeUtf8(bytes, 3, name);
  if (startsWith(bytes, [0xff, 0xfe])) return decodeUtf16(bytes, 'utf-16le', name);
  if (startsWith(bytes, [0xfe, 0xff])) return decodeUtf16(bytes, 'utf-16be', name);
  return decodeUtf8(bytes, 0, name);
}

function startsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, at) => bytes[at] === byte);
}

function decodeUtf8(bytes: Uint8Array, from: number, name: string): string {
  const control = bytes.findIndex(isControl);
  if (control >= 0 && isUtf16(bytes))
    throw new UserError(
      `${name} looks like UTF-16 without its mark (byte 0x00 at offset ${bytes.indexOf(0)}): open it in an editor, save it with the encoding UTF-8 and try again.`,
    );
  if (control >= 0) throw notText(name, control, bytes[control]!);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(from));
  } catch (cause) {
    const at = firstInvalid(bytes);
    throw new UserError(
      `${name} is not UTF-8 text (byte ${hex(bytes[at]!)} at offset ${at}): open it in an editor, save it with the encoding UTF-8 and try again.`,
      { cause },
    );
  }
}

/** Control characters that no text holds. Tab, line feed, form feed and carriage return are text; so is the old end-of-file mark. */
function isControl(byte: number): boolean {
  return (
    byte < 0x20 &&
    byte !== 0x09 &&
    byte !== 0x0a &&
    byte !== 0x0c &&
    byte !== 0x0d &&
    byte !== 0x1a &&
    byte !== 0x0b
  );
}

function notText(name: string, at: number, byte: number): UserError {
  return new UserError(
    `${name} is not a text file (byte ${hex(byte)} at offset ${at}): save the post as Markdown or plain text in UTF-8 and try again.`,
  );
}

/** Text of two bytes a letter holds zeros, in one half alone, and no other control: Latin letters, spaces and ends of lines are a byte and a zero. */
function isUtf16(bytes: Uint8Array): boolean {
  const beginning = bytes.subarray(0, 2000);
  if (beginning.some((byte) => byte !== 0 && isControl(byte))) return false;
  const zeros = [0, 1].map((half) => beginning.filter((byte, at) => byte === 0 && at % 2 === half).length);
  return Math.min(...zeros) === 0 && Math.max(...zeros) > beginning.length / 20;
}

/** Offset of the first byte of the first sequence that is not UTF-8. */
function firstInvalid(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const size = sequenceLength(bytes, at);
    if (size === 0) return at;
    at += size;
  }
  return bytes.length - 1;
}

function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return 1;
  const size =
    lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  for (let follow = 1; follow < size; follow += 1) {
    const byte = bytes[at + follow];
    if (byte === undefined || byte < 0x80 || byte > 0xbf) return 0;
  }
  const second = bytes[at + 1] ?? 0;
  const overlong = (lead === 0xe0 && second < 0xa0) || (lead === 0xf0 && second < 0x90);
  const beyond = (lead === 0xed && second > 0x9f) || (lead === 0xf4 && second > 0x8f);
  return overlong || beyond ? 0 : size;
}

function decodeUtf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be', name: string): string {
  const swapped = encoding === 'utf-16le' ? bytes : swapPairs(bytes);
  let text: string;
  try {
    text = new TextDecoder('utf-16le', { fatal: true }).decode(swapped);
  } catch (cause) {
    throw new UserError(
      `${name} starts as UTF-16 but is broken further on: open it in an editor, save it with the encoding UTF-8 and try again.`,
      { cause },
    );
  }
  const nul = text.indexOf('\0');
  if (nul >= 0) throw notText(name, 2 + nul * 2, 0);
  return text;
}

/** Big-endian is turned round by hand: not every Node is built with a decoder for it. */
function swapPairs(bytes: Uint8Array): Uint8Array {
  const swapped = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at += 1) swapped[at] = bytes[at ^ 1] ?? 0;
  return swapped;
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}
