/**
 * Length of a domain label as the name system would store it: `xn--` and its RFC 3492 form where it has letters beyond
 * ASCII. The official counter turns away labels longer than 63 (twitter-text 3.1.0, lib/idna, read 2026-11-24).
 */
export function encodedLabelLength(label: string): number {
  // The ideographic and full-width full stops part labels there, though not in the text.
  return label.split(/[\u3002\uff0e\uff61]/).reduce((sum, part) => sum + partLength(part), separators(label));
}

function separators(label: string): number {
  return label.match(/[\u3002\uff0e\uff61]/g)?.length ?? 0;
}

/** RFC 3492, section 6.3; only the number of digits is wanted. */
function partLength(part: string): number {
  if (!/[^ -~]/.test(part)) return part.length;
  const points = [...part].map((letter) => letter.codePointAt(0)!);
  // Each letter takes at least one digit: too long in any case, and not worth the work.
  if (points.length > 63) return 'xn--'.length + points.length;
  const basic = points.filter((point) => point < 0x80).length;

  let length = 'xn--'.length + basic + (basic > 0 ? 1 : 0);
  let handled = basic;
  let next = 0x80;
  let delta = 0;
  let bias = 72;
  while (handled < points.length) {
    const smallest = Math.min(...points.filter((point) => point >= next));
    delta += (smallest - next) * (handled + 1);
    next = smallest;
    for (const point of points) {
      if (point < next) delta += 1;
      if (point !== next) continue;
      length += digits(delta, bias);
      bias = adapt(delta, handled + 1, handled === basic);
      delta = 0;
      handled += 1;
    }
    delta += 1;
    next += 1;
  }
  return length;
}

function digits(delta: number, bias: number): number {
  let count = 1;
  let rest = delta;
  for (let place = 36; ; place += 36) {
    const threshold = place <= bias ? 1 : place >= bias + 26 ? 26 : place - bias;
    if (rest < threshold) return count;
    rest = Math.floor((rest - threshold) / (36 - threshold));
    count += 1;
  }
}

function adapt(delta: number, points: number, first: boolean): number {
  let rest = Math.floor(delta / (first ? 700 : 2));
  rest += Math.floor(rest / points);
  let bias = 0;
  while (rest > 455) {
    rest = Math.floor(rest / 35);
    bias += 36;
  }
  return bias + Math.floor((36 * rest) / (rest + 38));
}
