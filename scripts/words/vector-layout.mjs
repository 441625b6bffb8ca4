/**
 * "CLV1", number of words, dimensions; then, words ordered by the hash of `wordKey`: hashes (4 bytes), check bytes, and the
 * coordinates, each vector stretched so that its largest is 127: only directions count.
 */
export function layOutVectors(keys, rows) {
  const order = keys.map((_, i) => i).sort((a, b) => keys[a] - keys[b]);
  const [count, dims] = [rows.length, rows[0].length];
  const file = Buffer.alloc(12 + count * (5 + dims));
  file.write('CLV1', 0, 'latin1');
  file.writeUInt32LE(count, 4);
  file.writeUInt32LE(dims, 8);
  for (const [at, i] of order.entries()) {
    file.writeUInt32LE(Math.floor(keys[i] / 256), 12 + at * 4);
    file[12 + count * 4 + at] = keys[i] % 256;
    const most = Math.max(...rows[i].map(Math.abs)) || 1;
    for (const [d, value] of rows[i].entries())
      file.writeInt8(Math.round((127 * value) / most), 12 + count * 5 + at * dims + d);
  }
  return file;
}
