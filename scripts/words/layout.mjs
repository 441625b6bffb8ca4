// How the word list lies in its file; src/hashtags/words.ts reads it. All numbers little-endian.
//   4 bytes  "CLW1"
//   uint32   number of words, uint32 number of pairs
//   words:   uint32 × n key, ascending; uint8 × n check; uint8 × n cost in tenths of a nat
//   pairs:   the same
//   letters: uint8 × 27³ cost in tenths of a nat of a letter after two others, 0 = edge of the word
// Words are kept as two hashes, 40 bits together: a wrong hit comes once in four million questions.

const letters = 27;

export function wordKey(word) {
  let key = 0x811c9dc5;
  let check = 7;
  for (let i = 0; i < word.length; i += 1) {
    const code = word.charCodeAt(i);
    key = Math.imul(key ^ code, 0x01000193);
    check = (Math.imul(check, 31) + code) & 0xffff;
  }
  return (key >>> 0) * 256 + ((check ^ (check >>> 8)) & 0xff);
}

export function pairKey(first, second) {
  return joined(wordKey(first), wordKey(second));
}

function joined(first, second) {
  const key = Math.imul((Math.floor(first / 256) ^ 0x9e3779b9) >>> 0, 0x85ebca6b) ^ Math.floor(second / 256);
  return (Math.imul(key, 0x01000193) >>> 0) * 256 + (((first % 256) * 3 + (second % 256)) & 0xff);
}

/** Cost of each letter after two others, in nats, learnt from the words, each counted once. */
export function charCost(likely) {
  const counts = new Float64Array(letters ** 3).fill(0.05);
  for (const word of likely.keys()) {
    if (!/^[a-z]+$/.test(word) || word.length < 3) continue;
    let before = 0;
    for (const code of [...Array.from(word, (letter) => letter.charCodeAt(0) - 96), 0]) {
      counts[before * letters + code] += 1;
      before = (before % letters) * letters + code;
    }
  }
  const costs = new Float64Array(letters ** 3);
  for (let before = 0; before < letters ** 2; before += 1) {
    const row = counts.subarray(before * letters, (before + 1) * letters);
    const sum = row.reduce((a, b) => a + b, 0);
    for (let code = 0; code < letters; code += 1) costs[before * letters + code] = -Math.log(row[code] / sum);
  }
  return costs;
}

export function layOut(words, pairs, chars) {
  const part = (costs) => {
    const entries = [...costs].sort(([a], [b]) => a - b);
    const bytes = Buffer.alloc(entries.length * 6);
    for (const [i, [key, cost]] of entries.entries()) {
      bytes.writeUInt32LE(Math.floor(key / 256), i * 4);
      bytes[entries.length * 4 + i] = key % 256;
      bytes[entries.length * 5 + i] = tenths(cost);
    }
    return bytes;
  };
  const head = Buffer.from('CLW1\0\0\0\0\0\0\0\0');
  head.writeUInt32LE(words.size, 4);
  head.writeUInt32LE(pairs.size, 8);
  return Buffer.concat([head, part(words), part(pairs), Uint8Array.from(chars, tenths)]);
}

function tenths(cost) {
  return Math.max(0, Math.min(255, Math.round(cost * 10)));
}
