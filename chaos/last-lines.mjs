import fs from 'node:fs';

const mostBytes = 16_384;

/** The last lines of a file; none where there is no such file. */
export function lastLines(file, count) {
  if (!fs.existsSync(file)) return [];
  const descriptor = fs.openSync(file, 'r');
  const { size } = fs.fstatSync(descriptor);
  const bytes = Buffer.alloc(Math.min(size, mostBytes));
  fs.readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
  fs.closeSync(descriptor);
  return bytes.toString('utf8').trimEnd().split('\n').slice(-count);
}
