import type { Sense, Sign } from './lexicon.ts';
import { saysOf } from './meaning.ts';
import { standsAlone, type Sentence } from './reading.ts';
import type { Tag, Unit } from './tag.ts';

/** What a place in a sentence is worth for a hashtag. */
export interface Found {
  /** 0 to 1; next to nothing where the sentence denies it. */
  readonly fit: number;
  /** How often the sentence says so and means it. */
  readonly count: number;
  readonly how: 'words' | 'meaning' | 'initials' | 'denied';
  /** First and last token. */
  readonly from: number;
  readonly to: number;
  /** It counts only where the text speaks of this field. */
  readonly needs?: number;
}

/** What a sentence has to say about a hashtag; read once for each pair, whatever excerpts the sentence stands in. */
export interface Evidence {
  /** The whole of it. */
  readonly said: Found | undefined;
  readonly initials: Found | undefined;
  /** Each of its units. */
  readonly units: readonly (Found | undefined)[];
  /** Words that give it away: how much together, and where the first of them stands. */
  readonly signs: { readonly weight: number; readonly from: number; readonly to: number } | undefined;
}

/** Undefined where the sentence says nothing of the hashtag. */
export function evidenceFor(tag: Tag, sentence: Sentence): Evidence | undefined {
  const said = better(inLetters(tag, sentence), byMeaning(tag.senses, sentence, tag.korean));
  const initials = said === undefined ? byInitials(tag, sentence) : undefined;
  const units = tag.units.map((unit) => unitIn(unit, sentence));
  const signs = signsIn(tag, sentence);
  if (
    said === undefined &&
    initials === undefined &&
    signs === undefined &&
    units.every((unit) => unit === undefined)
  )
    return undefined;
  return { said, initials, units, signs };
}

function better(one: Found | undefined, other: Found | undefined): Found | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.fit > one.fit ? other : one;
}

type Place = readonly [from: number, to: number];

/** The hashtag's own letters, as whole words. */
function inLetters(tag: Tag, sentence: Sentence): Found | undefined {
  const letters = tag.korean ? tag.letters : tag.singular;
  if (letters.length < 2 && !tag.korean) return undefined;
  const places: Place[] = [];
  for (
    let at = sentence.letters.indexOf(letters);
    at >= 0;
    at = sentence.letters.indexOf(letters, at + letters.length)
  ) {
    const end = at + letters.length;
    const place = tag.korean ? koreanWords(sentence, at, end) : wholeWords(sentence, at, end);
    if (place !== undefined) places.push(place);
  }
  return fromPlaces(sentence, places, 1, 'words');
}

/** First and last token, when the letters begin and end with words; a plural's ending may follow. */
function wholeWords({ starts, letters }: Sentence, at: number, end: number): Place | undefined {
  const from = tokenAt(starts, at);
  if (starts[from] !== at) return undefined;
  const to = tokenAt(starts, end - 1);
  const rest = letters.slice(end, starts[to + 1]);
  return rest === '' || rest === 's' || rest === 'es' ? [from, to] : undefined;
}

function koreanWords({ starts, tokens }: Sentence, at: number, end: number): Place | undefined {
  const from = tokenAt(starts, at);
  const to = tokenAt(starts, end - 1);
  const [first, last] = [starts[from]!, starts[to]!];
  if (from === to) return standsAlone(tokens[from]!.text, at - first, end - first) ? [from, to] : undefined;
  return first === at && standsAlone(tokens[to]!.text, 0, end - last) ? [from, to] : undefined;
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
function byMeaning(senses: readonly Sense[], sentence: Sentence, korean: boolean): Found | undefined {
  let best: Found | undefined;
  for (const sense of senses) {
    const hits = sentence.hits.get(sense.concept);
    if (hits === undefined) continue;
    const [first] = hits;
    const translated = sentence.tokens[first!.from]!.korean !== korean;
    const quality = (translated ? 0.95 : 0.9) * (sense.broad ? 0.6 : 1);
    const places = hits.map(({ from, to }): Place => [from, to]);
    const found = fromPlaces(sentence, places, quality, 'meaning')!;
    const needs = sense.ambiguous || first!.sense.ambiguous;
    best = better(best, needs ? { ...found, needs: sense.field } : found);
  }
  return best;
}

/** "PRP" for "platelet rich plasma", and the other way round. */
function byInitials(tag: Tag, { tokens, stems }: Sentence): Found | undefined {
  if (tag.initials !== '') {
    const [at] = stems.get(tag.initials) ?? [];
    return at === undefined ? undefined : { fit: 0.85, count: 1, how: 'initials', from: at, to: at };
  }
  const { letters } = tag;
  if (!/^[a-z]{3,5}$/.test(letters)) return undefined;
  for (let from = 0; from + letters.length <= tokens.length; from += 1) {
    let i = 0;
    while (
      i < letters.length &&
      tokens[from + i]!.text[0] === letters[i] &&
      tokens[from + i]!.text.length > 2
    )
      i += 1;
    if (i === letters.length) return { fit: 0.8, count: 1, how: 'initials', from, to: from + i - 1 };
  }
  return undefined;
}

function unitIn(unit: Unit, sentence: Sentence): Found | undefined {
  const said = unit.korean ? koreanUnit(unit, sentence) : englishUnit(unit, sentence);
  return said?.fit === 1 ? said : better(said, byMeaning(unit.senses, sentence, unit.korean));
}

function koreanUnit(unit: Unit, sentence: Sentence): Found | undefined {
  if (sentence.korean === 0) return undefined;
  const letters = unit.words.join('');
  if (!sentence.letters.includes(letters)) return undefined;
  const places: Place[] = [];
  for (let i = 0; i < sentence.tokens.length; i += 1) {
    const { text, korean } = sentence.tokens[i]!;
    const at = korean ? text.indexOf(letters) : -1;
    if (at >= 0 && standsAlone(text, at, at + letters.length)) places.push([i, i]);
  }
  return fromPlaces(sentence, places, 1, 'words');
}

function englishUnit(unit: Unit, sentence: Sentence): Found | undefined {
  const [first, ...others] = unit.stems;
  const { tokens } = sentence;
  const places: Place[] = [];
  for (const from of sentence.stems.get(first!) ?? []) {
    if (others.every((other, i) => tokens[from + 1 + i]?.stem === other))
      places.push([from, from + others.length]);
  }
  if (places.length > 0) return fromPlaces(sentence, places, 1, 'words');
  if (others.length > 0) return undefined;
  // "Stabilise" for "stability", "toothache" for "tooth": of one family.
  if (first!.length < 5 || !sentence.letters.includes(first!.slice(0, 5))) return undefined;
  let apart = 0;
  for (let i = 0; i < tokens.length; i += 1) {
    const token = tokens[i]!;
    if (token.korean || !related(token.stem, first!)) continue;
    places.push([i, i]);
    apart = Math.max(apart, Math.abs(token.stem.length - first!.length));
  }
  return fromPlaces(sentence, places, apart > 2 ? 0.3 : 0.65, 'words');
}

/** Words of one family share their beginning, all but a few letters at the end. */
function related(one: string, other: string): boolean {
  const shorter = Math.min(one.length, other.length);
  if (shorter < 5 || one.charCodeAt(0) !== other.charCodeAt(0)) return false;
  let same = 0;
  while (same < shorter && one.charCodeAt(same) === other.charCodeAt(same)) same += 1;
  return same >= 5 && same >= shorter - 1 && Math.max(one.length, other.length) - same <= 4;
}

function signsIn(tag: Tag, sentence: Sentence): Evidence['signs'] {
  let weight = 0;
  let best: Place | undefined;
  const used: number[] = [];
  for (const sign of tag.signs) {
    const place = placeOf(sign, sentence);
    if (place === undefined || used.includes(place[0])) continue;
    used.push(place[0]);
    const { text, weight: meant } = sentence.tokens[place[0]]!;
    // "Hours" is in many a text, "brackets" in few.
    weight += meant * (sign.stems.length > 1 || sign.korean ? 1.2 : 0.4 + 0.8 * saysOf(text));
    if (best === undefined || place[0] < best[0]) best = place;
  }
  return best === undefined ? undefined : { weight, from: best[0], to: best[1] };
}

/** Where a sign stands: its words one after the other, at most a short word between them; a Korean one begins a word. */
function placeOf({ stems, korean }: Sign, sentence: Sentence): Place | undefined {
  const { tokens } = sentence;
  if (korean) {
    if (sentence.korean === 0) return undefined;
    const from = tokens.findIndex(
      (token, i) => token.korean && stems.every((part, n) => tokens[i + n]?.text.startsWith(part) === true),
    );
    return from < 0 ? undefined : [from, from + stems.length - 1];
  }
  for (const from of sentence.stems.get(stems[0]!) ?? []) {
    let at = from;
    for (let part = 1; part < stems.length && at >= 0; part += 1)
      at = tokens[at + 1]?.stem === stems[part] ? at + 1 : tokens[at + 2]?.stem === stems[part] ? at + 2 : -1;
    if (at >= 0 && tokens[from]!.weight > 0.3) return [from, at];
  }
  return undefined;
}

/** What the best of its places is worth: denied ones next to nothing. */
function fromPlaces(
  { tokens }: Sentence,
  places: readonly Place[],
  quality: number,
  how: 'words' | 'meaning',
): Found | undefined {
  if (places.length === 0) return undefined;
  let best: Place = places[0]!;
  let weight = 0;
  let count = 0;
  for (const place of places) {
    const token = tokens[place[0]]!;
    if (token.weight > 0.5) count += 1;
    if (token.weight > weight) [weight, best] = [token.weight, place];
  }
  const { denied } = tokens[best[0]]!;
  return {
    fit: quality * weight,
    count: Math.max(1, count),
    how: denied ? 'denied' : how,
    from: best[0],
    to: best[1],
  };
}
