import type { Sense, Sign } from './lexicon.ts';
import { standsAlone, type Reading } from './reading.ts';
import type { Tag, Unit } from './tag.ts';

/** How a hashtag fits a text, and what in the text says so. */
export interface Fit {
  /** 0 nothing, 1 the text says it outright. */
  readonly fit: number;
  /** How often the text comes back to it. */
  readonly count: number;
  /** First place, as a share of the text: 0 is its beginning. */
  readonly at: number;
  readonly how: 'words' | 'meaning' | 'part' | 'initials' | 'signs' | 'field' | 'denied' | 'none';
  /** First and last token of what says so; none for `field` and `none`. */
  readonly from?: number;
  readonly to?: number;
}

const none: Fit = { fit: 0, count: 0, at: 1, how: 'none' };

/** Which of its fields an ambiguous term is taken to be of: by what else is spoken of. */
export type Leaning = ReadonlyMap<number, number>;

/** `leaning` are the fields of all hashtags of the post: they tell what an ambiguous hashtag is meant to say. */
export function fitOf(tag: Tag, reading: Reading, leaning: Leaning): Fit {
  const said = better(inLetters(tag, reading, leaning), byMeaning(tag.senses, reading, leaning, tag.korean));
  // What is named only to be denied is not what the rest of the text hints at.
  if (said.how === 'denied') return said;
  return [
    byInitials(tag, reading),
    byParts(tag, reading, leaning),
    bySigns(tag, reading),
    byField(tag, reading),
  ].reduce(better, said);
}

function better(one: Fit, other: Fit): Fit {
  return other.fit > one.fit ? other : one;
}

/** The hashtag's own letters, as whole words. */
function inLetters(tag: Tag, reading: Reading, leaning: Leaning): Fit {
  const letters = tag.korean ? tag.letters : singular(tag.letters);
  if (letters.length < 2 && !tag.korean) return none;
  const places: [number, number][] = [];
  for (
    let at = reading.letters.indexOf(letters);
    at >= 0;
    at = reading.letters.indexOf(letters, at + letters.length)
  ) {
    const found = tag.korean
      ? koreanWords(reading, at, at + letters.length)
      : wholeWords(reading, at, at + letters.length);
    if (found !== undefined) places.push(found);
  }
  const clear = sameSense(tag.senses, reading, leaning);
  return fromPlaces(reading, places, clear, 'words');
}

function singular(letters: string): string {
  return letters.length > 3 && /[^su]s$/.test(letters) ? letters.slice(0, -1) : letters;
}

/** First and last token, when the letters begin and end with words; a plural's ending may follow. */
function wholeWords({ starts, letters }: Reading, at: number, end: number): [number, number] | undefined {
  const from = tokenAt(starts, at);
  if (starts[from] !== at) return undefined;
  const to = tokenAt(starts, end - 1);
  const rest = letters.slice(end, starts[to + 1]);
  return rest === '' || rest === 's' || rest === 'es' ? [from, to] : undefined;
}

function koreanWords({ starts, tokens }: Reading, at: number, end: number): [number, number] | undefined {
  const from = tokenAt(starts, at);
  const to = tokenAt(starts, end - 1);
  if (from !== to)
    return starts[from] === at && standsAlone(tokens[to]!.text, 0, end - starts[to]!)
      ? [from, to]
      : undefined;
  return standsAlone(tokens[from]!.text, at - starts[from]!, end - starts[from]!) ? [from, to] : undefined;
}

function tokenAt(starts: readonly number[], at: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A word that means the same, of the same or another language. */
function byMeaning(senses: readonly Sense[], reading: Reading, leaning: Leaning, korean: boolean): Fit {
  let best = none;
  for (const sense of senses) {
    const hits = reading.hits.get(sense.concept);
    if (hits === undefined) continue;
    const [first] = hits;
    const doubted =
      (sense.ambiguous && leaningTo(senses, leaning) !== sense.field) ||
      (first!.sense.ambiguous && !speaksOf(reading, sense.field));
    const translated = reading.tokens[first!.from]!.korean !== korean;
    const quality = (doubted ? 0.2 : translated ? 0.95 : 0.9) * (sense.broad ? 0.6 : 1);
    const fit = fromPlaces(
      reading,
      hits.map(({ from, to }) => [from, to]),
      quality,
      'meaning',
    );
    if (fit.fit > best.fit) best = fit;
  }
  return best;
}

/** 1, or little when the hashtag's word means something else here: 배 among 위염 and 복통 is no pear. */
function sameSense(senses: readonly Sense[], reading: Reading, leaning: Leaning): number {
  if (senses.length < 2) return 1;
  const meant = leaningTo(senses, leaning);
  const said = leaningTo(senses, reading.fields);
  return meant !== undefined && said !== undefined && meant !== said ? 0.3 : 1;
}

function leaningTo(senses: readonly Sense[], fields: Leaning): number | undefined {
  let best: number | undefined;
  let most = 0;
  for (const { field } of senses) {
    const count = fields.get(field) ?? 0;
    if (count > most) [best, most] = [field, count];
  }
  return best;
}

function speaksOf(reading: Reading, field: number): boolean {
  return (reading.fields.get(field) ?? 0) > 0;
}

/** "PRP" for "platelet rich plasma", and the other way round. */
function byInitials(tag: Tag, { tokens, stems }: Reading): Fit {
  if (tag.korean) return none;
  if (tag.words.length >= 3) {
    const initials = tag.words.map((word) => word[0]).join('');
    const places = stems.get(initials);
    return places === undefined
      ? none
      : {
          fit: 0.85,
          count: places.length,
          at: places[0]! / tokens.length,
          how: 'initials',
          from: places[0]!,
          to: places[0]!,
        };
  }
  const { letters } = tag;
  if (letters.length < 3 || letters.length > 5 || !/^[a-z]+$/.test(letters)) return none;
  for (let from = 0; from + letters.length <= tokens.length; from += 1) {
    let i = 0;
    while (
      i < letters.length &&
      tokens[from + i]!.text.startsWith(letters[i]!) &&
      tokens[from + i]!.text.length > 2
    )
      i += 1;
    if (i === letters.length)
      return { fit: 0.8, count: 1, at: from / tokens.length, how: 'initials', from, to: from + i - 1 };
  }
  return none;
}

/** The parts of a compound, wherever they stand: near each other they are the compound, one alone is a hint. */
function byParts(tag: Tag, reading: Reading, leaning: Leaning): Fit {
  const { units } = tag;
  if (units.length === 0) return none;
  let sum = 0;
  let most = 0;
  const found: Fit[] = [];
  for (const unit of units) {
    sum += unit.weight;
    const fit = unitFit(unit, reading, leaning);
    most += unit.weight * fit.fit;
    if (fit.fit > 0.3) found.push(fit);
  }
  if (found.length === 0) return none;
  const coverage = most / sum;
  const [first] = found.toSorted((a, b) => a.at - b.at);
  const places = found.map(({ from }) => from!).toSorted((a, b) => a - b);
  const apart = places.at(-1)! - places[0]!;
  const near =
    units.length === 1 || apart <= units.length + 1
      ? 1
      : reading.tokens[places[0]!]!.sentence === reading.tokens[places.at(-1)!]!.sentence
        ? 0.85
        : 0.7;
  const whole = found.length === units.length;
  const fit = whole ? coverage * near : coverage ** 1.5 * 0.8;
  return {
    fit,
    count: Math.min(...found.map(({ count }) => count)),
    at: first!.at,
    how: whole && units.length > 1 ? 'words' : found.length === units.length ? first!.how : 'part',
    from: first!.from!,
    to: first!.to!,
  };
}

function unitFit(unit: Unit, reading: Reading, leaning: Leaning): Fit {
  const said = unit.korean ? koreanUnit(unit, reading) : englishUnit(unit, reading);
  const meant = byMeaning(unit.senses, reading, leaning, unit.korean);
  const clear = sameSense(unit.senses, reading, leaning);
  return said.fit * clear >= meant.fit ? { ...said, fit: said.fit * clear } : meant;
}

function koreanUnit(unit: Unit, reading: Reading): Fit {
  const letters = unit.words.join('');
  const places: [number, number][] = [];
  for (const [i, { text, korean }] of reading.tokens.entries()) {
    const at = korean ? text.indexOf(letters) : -1;
    if (at >= 0 && standsAlone(text, at, at + letters.length)) places.push([i, i]);
  }
  return fromPlaces(reading, places, 1, 'words');
}

function englishUnit(unit: Unit, reading: Reading): Fit {
  const [first, ...others] = unit.stems;
  const places: [number, number][] = [];
  for (const from of reading.stems.get(first!) ?? []) {
    if (others.every((other, i) => reading.tokens[from + 1 + i]?.stem === other))
      places.push([from, from + others.length]);
  }
  if (places.length > 0 || others.length > 0 || first!.length < 4)
    return fromPlaces(reading, places, 1, 'words');
  // "Stabilise" for "stability", "toothache" for "tooth": of one family.
  let apart = 0;
  for (const [i, token] of reading.tokens.entries()) {
    if (token.korean || !related(token.stem, first!)) continue;
    places.push([i, i]);
    apart = Math.max(apart, Math.abs(token.stem.length - first!.length));
  }
  return fromPlaces(reading, places, apart > 2 ? 0.3 : 0.65, 'words');
}

/** Words of one family share their beginning, all but a few letters at the end. */
function related(one: string, other: string): boolean {
  const shorter = Math.min(one.length, other.length);
  if (shorter < 5) return false;
  let same = 0;
  while (same < shorter && one[same] === other[same]) same += 1;
  return same >= 5 && same >= shorter - 1 && Math.max(one.length, other.length) - same <= 4;
}

/** Words that give the subject away: one is a hint, several are nearly as good as the word. */
function bySigns(tag: Tag, reading: Reading): Fit {
  let weight = 0;
  let best: readonly [number, number] | undefined;
  const used = new Set<number>();
  for (const sign of tag.signs) {
    const place = placeOf(sign, reading);
    if (place === undefined || used.has(place[0])) continue;
    used.add(place[0]);
    weight += reading.tokens[place[0]]!.weight * (sign.stems.length > 1 || sign.korean ? 1.2 : 1);
    if (best === undefined || place[0] < best[0]) best = place;
  }
  if (best === undefined || weight < 0.5) return none;
  const fit = Math.min(0.64, 0.16 + 0.18 * weight);
  return { fit, count: 1, at: best[0] / reading.tokens.length, how: 'signs', from: best[0], to: best[1] };
}

/** Where a sign stands: its words one after the other, at most a short word between them; a Korean one begins a word. */
function placeOf(sign: Sign, reading: Reading): readonly [number, number] | undefined {
  const { tokens, stems } = reading;
  if (sign.korean) {
    for (const [i, token] of tokens.entries()) {
      if (!token.korean || !token.text.startsWith(sign.stems[0]!)) continue;
      if (sign.stems.every((part, n) => tokens[i + n]?.text.startsWith(part) ?? false))
        return [i, i + sign.stems.length - 1];
    }
    return undefined;
  }
  for (const from of stems.get(sign.stems[0]!) ?? []) {
    let at = from;
    const whole = sign.stems.slice(1).every((part) => {
      for (let next = at + 1; next <= at + 2; next += 1) {
        if (tokens[next]?.stem !== part) continue;
        at = next;
        return true;
      }
      return false;
    });
    if (whole && tokens[from]!.weight > 0.3) return [from, at];
  }
  return undefined;
}

/** A word that names a whole field, where the text holds several of the field's words. */
function byField(tag: Tag, reading: Reading): Fit {
  for (const { broad, field } of tag.senses) {
    if (!broad) continue;
    const count = reading.fields.get(field) ?? 0;
    if (count >= 2) return { fit: Math.min(0.4, 0.15 + 0.08 * count), count: 1, at: 0.5, how: 'field' };
  }
  return none;
}

/** What the best of its places is worth: denied ones next to nothing. */
function fromPlaces(
  reading: Reading,
  places: readonly (readonly [number, number])[],
  quality: number,
  how: Fit['how'],
): Fit {
  if (places.length === 0) return none;
  let weight = 0;
  let best: readonly [number, number] = places[0]!;
  let count = 0;
  for (const place of places) {
    const { weight: w } = reading.tokens[place[0]]!;
    if (w > 0.5) count += 1;
    if (w > weight) [weight, best] = [w, place];
  }
  return {
    fit: quality * weight,
    count: Math.max(1, count),
    at: best[0] / Math.max(1, reading.tokens.length),
    how: reading.tokens[best[0]]!.denied ? 'denied' : how,
    from: best[0],
    to: best[1],
  };
}
