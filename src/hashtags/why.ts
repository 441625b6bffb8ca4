import type { Closeness } from './closeness.ts';
import type { Fit } from './fit.ts';
import type { Reading } from './reading.ts';

/** One line for the marketer: what in the text speaks for the hashtag, or why nothing does. */
export function whyFits(
  fit: Fit,
  close: Closeness,
  reading: Reading,
  heading: Fit | undefined,
  title: Reading | undefined,
): string {
  if (heading !== undefined && title !== undefined && heading.fit > 0.8)
    return `the heading says “${wordsOf(heading, title)}”`;
  const words = wordsOf(fit, reading);
  const often = fit.count === 1 ? '' : fit.count === 2 ? ' twice' : ` ${fit.count} times`;
  switch (fit.how) {
    case 'words':
      return `the text says “${words}”${often}`;
    case 'meaning':
      return `“${words}” in the text means the same`;
    case 'part':
      return `part of it stands in the text: “${words}”`;
    case 'initials':
      return `“${words}” is the same, written short or in full`;
    case 'signs':
      return `“${words}” speaks of it`;
    case 'field':
      return 'the text speaks of this field';
    case 'denied':
      return `the text says “${words}” only to deny it`;
    case 'none':
      if (close.place !== undefined && close.nearest > 0.2)
        return `“${tokenOf(close.place, reading)}” in the text comes near to it`;
      return 'nothing in this text speaks of it; taken in the order the author gave';
  }
}

function wordsOf({ place }: Fit, { sentences }: Reading): string {
  if (place === undefined) return '';
  const { text, tokens } = sentences[place.sentence]!;
  return text.slice(tokens[place.from]!.start, tokens[place.to]!.end);
}

function tokenOf({ sentence, at }: { sentence: number; at: number }, { sentences }: Reading): string {
  const { text, tokens } = sentences[sentence]!;
  return text.slice(tokens[at]!.start, tokens[at]!.end);
}
