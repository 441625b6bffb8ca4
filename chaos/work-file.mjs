// A place for each process that works: its id, the jobs it has in hand, and the heartbeats it has begun and ended.
import fs from 'node:fs';

export const placeBytes = 16;

/** `read(place)` → `{pid, busy, begun, ended}`; all 0 where no process has come so far. */
export function openWorkFile(file, places) {
  fs.writeFileSync(file, Buffer.alloc(places * placeBytes));
  const descriptor = fs.openSync(file, 'r');
  const bytes = Buffer.alloc(placeBytes);
  return {
    read(place) {
      fs.readSync(descriptor, bytes, 0, placeBytes, place * placeBytes);
      const [pid, busy, begun, ended] = [0, 4, 8, 12].map((at) => bytes.readInt32LE(at));
      return { pid, busy, begun, ended };
    },
    close: () => fs.closeSync(descriptor),
  };
}
