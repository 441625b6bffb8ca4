/**
 * "CLV2", number of words, dimensions; then, words ordered by the hash of `wordKey`: hashes (4 bytes), check bytes, and the
 * coordinates, four bits each, the even ones in the lower half of a byte. -8 stands for -7.5 steps and 7 for 7.5: only
 * directions count, and the length of a step is each word's own.
 */
export function layOutVectors(keys, rows) {
  const order = keys.map((_, i) => i).sort((a, b) => keys[a] - keys[b]);
  const [count, dims] = [rows.length, rows[0].length];
  const file = Buffer.alloc(12 + count * (5 + dims / 2));
  file.write('CLV2', 0, 'latin1');
  file.writeUInt32LE(count, 4);
  file.writeUInt32LE(dims, 8);
  for (const [at, i] of order.entries()) {
    file.writeUInt32LE(Math.floor(keys[i] / 256), 12 + at * 4);
    file[12 + count * 4 + at] = keys[i] % 256;
    const row = rows[i];
    // Few coordinates lie further out than two and a half times the usual; cutting these off leaves finer steps for the rest.
    const step = (Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / dims) * 2.6) / 7.5 || 1;
    for (let d = 0; d < dims; d += 1) {
      const whole = Math.min(7, Math.max(-8, Math.floor(row[d] / step)));
      file[12 + count * 5 + at * (dims / 2) + (d >> 1)] |= (whole & 15) << (d & 1 ? 4 : 0);
    }
  }
  return file;
}
