/**
 * Where a word stands in a table of hashes, ascending, four bytes each, with a byte to check each behind them; -1 where it
 * does not. The first sixteen bits of a hash say where to look: one or two reads where halving the table takes seventeen.
 */
export function hashTable(
  file: Buffer,
  start: number,
  count: number,
): (hash: number, check: number) => number {
  // A copy, because numbers of four bytes must begin at a multiple of four.
  const hashes = new Uint32Array(
    file.buffer.slice(file.byteOffset + start, file.byteOffset + start + count * 4),
  );
  const checks = file.subarray(start + count * 4, start + count * 5);
  const first = new Uint32Array(0x10001).fill(count);
  for (let at = count - 1; at >= 0; at -= 1) first[hashes[at]! >>> 16] = at;
  for (let bits = 0xffff; bits >= 0; bits -= 1) if (first[bits] === count) first[bits] = first[bits + 1]!;
  return (hash, check) => {
    for (let at = first[hash >>> 16]!; at < count && hashes[at]! <= hash; at += 1)
      if (hashes[at] === hash && checks[at] === check) return at;
    return -1;
  };
}
