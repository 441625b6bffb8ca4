/**
 * The first principal axes of centred rows, the one with most variance first: eigenvectors of the covariance, found by
 * multiplying a set of directions with it again and again and setting them upright on each other.
 */
export function principalAxes(rows, count) {
  const n = rows[0].length;
  const matrix = Array.from({ length: n }, () => new Float64Array(n));
  for (const row of rows)
    for (let i = 0; i < n; i += 1) {
      const [value, sums] = [row[i], matrix[i]];
      for (let j = i; j < n; j += 1) sums[j] += value * row[j];
    }
  for (let i = 0; i < n; i += 1) for (let j = 0; j < i; j += 1) matrix[i][j] = matrix[j][i];
  // More directions than asked for: the last ones are slow to settle.
  const size = Math.min(n, count + 16);
  // Any beginning does that is the same each time.
  let axes = Array.from({ length: size }, (_, k) =>
    Float64Array.from({ length: n }, (__, i) => Math.cos((k + 1) * (i + 0.5))),
  );
  for (let round = 0; round < 60; round += 1)
    axes = upright(axes.map((axis) => matrix.map((row) => dot(row, axis))));
  return axes.slice(0, count);
}

/** Each less what the ones before it say, and of length 1. */
function upright(axes) {
  const done = [];
  for (const axis of axes) {
    const row = Float64Array.from(axis);
    for (const before of done) {
      const part = dot(before, row);
      for (let i = 0; i < row.length; i += 1) row[i] -= part * before[i];
    }
    const length = Math.sqrt(dot(row, row));
    done.push(row.map((value) => value / length));
  }
  return done;
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
  return sum;
}
