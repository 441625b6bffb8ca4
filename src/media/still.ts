import { fadeFrames } from './film-plan.ts';

/** One encoded picture: a NAL unit with its length before it, in four bytes. */
export interface FilmPacket {
  readonly data: Uint8Array;
  readonly key: boolean;
  /** In frames. */
  readonly lasts: number;
}

/**
 * Makes held cards as long as they shall be without encoding them: a picture that changes nothing is repeated, and all
 * pictures are numbered anew (`frame_num` of ITU-T H.264, 7.4.3). Where the encoder was not done with the card, or writes
 * its slices otherwise than known, the last picture lasts longer instead, which every player shows the same way.
 *
 * @param packets of a film in which each card was held for `encoded` frames, with a fade between each two
 * @param holds for how many frames each card shall be held, not less than `encoded`
 */
export function heldStill(
  packets: readonly FilmPacket[],
  encoded: readonly number[],
  holds: readonly number[],
): FilmPacket[] {
  const numbered = isNumbered(packets);
  const film: FilmPacket[] = [];
  let next = 0;
  for (const [card, hold] of holds.entries()) {
    const held = packets.slice(next, next + (encoded[card] ?? 0));
    film.push(...held);
    next += held.length;
    const [before, last] = held.slice(-2);
    const missing = hold - held.length;
    if (before && last && missing > 0) {
      if (numbered && changesNothing(before, last)) {
        for (let frame = 0; frame < missing; frame++) film.push(last);
      } else film.push({ ...film.pop()!, lasts: last.lasts + missing });
    }
    film.push(...packets.slice(next, next + fadeFrames));
    next += fadeFrames;
  }
  return numbered ? renumbered(film) : film;
}

// The slice header begins with first_mb_in_slice 0, slice_type P and parameter set 0, one bit each; then five bits of frame_num.
const numberAt = 5;
const beforeNumber = 0b1110_0000;
const most = 0b0001_1111;

/** The encoder's own numbers are where they are looked for: each is one more than the one before, from 0 at a key frame. */
function isNumbered(packets: readonly FilmPacket[]): boolean {
  const same = renumbered(packets);
  return packets.every((packet, index) => {
    const whole =
      new DataView(packet.data.buffer, packet.data.byteOffset).getUint32(0) === packet.data.length - 4;
    return whole && (packet.key || packet.data[numberAt] === same[index]?.data[numberAt]);
  });
}

function renumbered(packets: readonly FilmPacket[]): FilmPacket[] {
  let number = 0;
  return packets.map((packet) => {
    number = packet.key ? 0 : (number + 1) & most;
    if (packet.key) return packet;
    const data = Uint8Array.from(packet.data);
    data[numberAt] = beforeNumber | number;
    return { ...packet, data };
  });
}

/** When the encoder says the same twice about a picture that stays the same, it says "as before". */
function changesNothing(before: FilmPacket, last: FilmPacket): boolean {
  const same = before.data.length === last.data.length;
  return (
    same &&
    !before.key &&
    !last.key &&
    before.data.every((byte, at) => at === numberAt || byte === last.data[at])
  );
}
