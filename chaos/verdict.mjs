/**
 * Whether what was tried has failed: a publication was doubled, lost, out of order or not as people had been told, or a process ended
 * by itself that need not have. `sum`: see chaos.mjs.
 */
export function hasFailed({ bad, fallen }) {
  return bad > 0 || fallen > 0;
}
