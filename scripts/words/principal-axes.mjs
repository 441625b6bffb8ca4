/** The principal axes of centred rows, the one with most variance first: eigenvectors of the covariance, by Jacobi rotations. */
export function principalAxes(rows) {
  const n = rows[0].length;
  const matrix = Array.from({ length: n }, () => new Float64Array(n));
  for (const row of rows)
    for (let i = 0; i < n; i += 1) for (let j = i; j < n; j += 1) matrix[i][j] += row[i] * row[j];
  for (let i = 0; i < n; i += 1) for (let j = 0; j < i; j += 1) matrix[i][j] = matrix[j][i];
  const vectors = Array.from({ length: n }, (_, i) =>
    Float64Array.from({ length: n }, (__, j) => +(i === j)),
  );
  for (let sweep = 0; sweep < 60 && offDiagonal(matrix) > 1e-9; sweep += 1)
    for (let p = 0; p < n; p += 1) for (let q = p + 1; q < n; q += 1) rotate(matrix, vectors, p, q);
  return vectors
    .map((vector, i) => ({ vector, variance: matrix[i][i] }))
    .sort((a, b) => b.variance - a.variance)
    .map(({ vector }) => vector);
}

function offDiagonal(matrix) {
  let sum = 0;
  for (const [i, row] of matrix.entries())
    for (const [j, value] of row.entries()) if (i !== j) sum += value ** 2;
  return sum;
}

/** Makes one element vanish; `vectors` holds the axes in its rows. */
function rotate(matrix, vectors, p, q) {
  if (Math.abs(matrix[p][q]) < 1e-300) return;
  const theta = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta ** 2 + 1));
  const c = 1 / Math.sqrt(t ** 2 + 1);
  const s = t * c;
  for (const row of matrix) [row[p], row[q]] = [c * row[p] - s * row[q], s * row[p] + c * row[q]];
  for (let k = 0; k < matrix.length; k += 1) {
    [matrix[p][k], matrix[q][k]] = [c * matrix[p][k] - s * matrix[q][k], s * matrix[p][k] + c * matrix[q][k]];
    [vectors[p][k], vectors[q][k]] = [
      c * vectors[p][k] - s * vectors[q][k],
      s * vectors[p][k] + c * vectors[q][k],
    ];
  }
}
