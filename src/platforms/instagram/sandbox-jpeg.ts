/** Size in pixels of a baseline or progressive JPEG, or why it is none that the real platform would take. */
export type JpegHeader =
  | { readonly kind: 'jpeg'; readonly width: number; readonly height: number }
  | { readonly kind: 'other' };

/**
 * Reads the header alone: markers up to the first frame. Files that hold several pictures (MPO, marked by an APP2 segment
 * "MPF") are refused as the real one refuses them.
 */
export function readJpegHeader(bytes: Buffer): JpegHeader {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return { kind: 'other' };
  let at = 2;
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return { kind: 'other' };
    const marker = bytes[at + 1] ?? 0;
    // Any marker may be preceded by fill bytes.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = bytes.readUInt16BE(at + 2);
    if (marker === 0xe2 && bytes.subarray(at + 4, at + 7).toString('latin1') === 'MPF')
      return { kind: 'other' };
    if (isFrame(marker)) {
      const height = bytes.readUInt16BE(at + 5);
      const width = bytes.readUInt16BE(at + 7);
      return width > 0 && height > 0 ? { kind: 'jpeg', width, height } : { kind: 'other' };
    }
    at += 2 + length;
  }
  return { kind: 'other' };
}

/** SOF0–SOF15 without the tables that share their range (DHT, JPG, DAC). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
