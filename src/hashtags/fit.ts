import type { Evidence, Found } from './evidence.ts';
import type { Sense } from './lexicon.ts';
import type { Reading } from './reading.ts';
import type { Tag } from './tag.ts';

/** How a hashtag fits a text, and what in the text says so. */
export interface Fit {
  /** 0 nothing, 1 the text says it outright. */
  readonly fit: number;
  /** How often the text comes back to it. */
  readonly count: number;
  /** First place, as a share of the text: 0 is its beginning. */
  readonly at: number;
  readonly how: 'words' | 'meaning' | 'part' | 'initials' | 'signs' | 'field' | 'denied' | 'none';
  /** Sentence, first and last token of what says so; none for `field` and `none`. */
  readonly place: { readonly sentence: number; readonly from: number; readonly to: number } | undefined;
}

/** The best that speaks for a hashtag, and each kind of it by itself, 0 to 1. */
export interface Fits extends Fit {
  readonly said: number;
  readonly parts: number;
  readonly signs: number;
  readonly field: number;
}

const nothing: Fit = { fit: 0, count: 0, at: 1, how: 'none', place: undefined };
export const noFit: Fits = fitsFrom(nothing, 0, 0, 0, 0);

/** How many hashtags of the post, or concepts of a text, are of each field. */
export type Leaning = ReadonlyMap<number, number>;

/** What the sentences say together. `leaning` tells what an ambiguous hashtag is meant to say: by the other hashtags of its post. */
export function fitOf(
  tag: Tag,
  reading: Reading,
  evidence: readonly (Evidence | undefined)[],
  leaning: Leaning,
): Fits {
  const field = byField(tag, reading);
  if (evidence.every((each) => each === undefined))
    return field === nothing ? noFit : fitsFrom(field, 0, 0, 0, field.fit);
  const said = better(whole(tag, reading, evidence, leaning), inInitials(reading, evidence));
  // A hashtag of one part is that part.
  const single = tag.units.length === 1 && said.fit > 0;
  const parts = single ? nothing : byParts(tag, reading, evidence, leaning);
  const signs = tag.signs.length === 0 ? nothing : bySigns(reading, evidence);
  // What is named only to be denied is not what the rest of the text hints at.
  if (said.how === 'denied') return fitsFrom(said, said.fit, 0, 0, 0);
  const best = better(better(better(said, parts), signs), field);
  return fitsFrom(best, said.fit, parts.fit, signs.fit, field.fit);
}

/** Thousands are made for a post: written out, this costs a tenth of spreading one object over another. */
function fitsFrom(
  { fit, count, at, how, place }: Fit,
  said: number,
  parts: number,
  signs: number,
  field: number,
): Fits {
  return { fit, count, at, how, place, said, parts, signs, field };
}

/** What speaks for a hashtag or for one that means the same; what is denied of one is denied of both. */
export function bestFits(one: Fits, other: Fits): Fits {
  if (one.how === 'denied') return one;
  if (other.how === 'denied') return other;
  if (other === noFit) return one;
  return fitsFrom(
    other.fit <= one.fit ? one : other.how === 'words' ? { ...other, how: 'meaning' } : other,
    Math.max(one.said, other.said),
    Math.max(one.parts, other.parts),
    Math.max(one.signs, other.signs),
    Math.max(one.field, other.field),
  );
}

function better(one: Fit, other: Fit): Fit {
  return other.fit > one.fit ? other : one;
}

function whole(
  tag: Tag,
  reading: Reading,
  evidence: readonly (Evidence | undefined)[],
  leaning: Leaning,
): Fit {
  const clear = evidence.some((each) => each?.said?.how === 'words')
    ? sameSense(tag.senses, reading, leaning)
    : 1;
  return together(reading, evidence, saidIn, (each) =>
    each.how === 'words' ? each.fit * clear : inDoubt(each, tag.senses, reading, leaning),
  );
}

const saidIn = ({ said }: Evidence): Found | undefined => said;
const initialsIn = ({ initials }: Evidence): Found | undefined => initials;
const outright = ({ fit }: Found): number => fit;

/** An ambiguous term counts where the text, and the hashtags around it, speak of the field. */
function inDoubt(found: Found, senses: readonly Sense[], reading: Reading, leaning: Leaning): number {
  if (found.needs === undefined) return found.fit;
  const meant = senses.some(({ ambiguous }) => ambiguous) ? leaningTo(senses, leaning) === found.needs : true;
  return meant && (reading.fields.get(found.needs) ?? 0) > 0 ? found.fit : found.fit * 0.2;
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

/** The best of what the sentences say, how often they say it, and where it begins. */
function together(
  { sentences, length }: Reading,
  evidence: readonly (Evidence | undefined)[],
  foundIn: (evidence: Evidence) => Found | undefined,
  worthOf: (found: Found) => number,
): Fit {
  let best: Found | undefined;
  let [fit, sentence, count, before, first] = [0, 0, 0, 0, -1];
  for (let i = 0; i < evidence.length; i += 1) {
    const each = evidence[i];
    const found = each === undefined ? undefined : foundIn(each);
    if (found !== undefined) {
      const worth = worthOf(found);
      if (found.how !== 'denied') count += found.count;
      if (first < 0) first = before + found.from;
      if (worth > fit) [best, fit, sentence] = [found, worth, i];
    }
    before += sentences[i]!.tokens.length;
  }
  if (best === undefined) return nothing;
  const { how, from, to } = best;
  return { fit, count: Math.max(1, count), at: first / length, how, place: { sentence, from, to } };
}

function inInitials(reading: Reading, evidence: readonly (Evidence | undefined)[]): Fit {
  return together(reading, evidence, initialsIn, outright);
}

/** The parts of a compound, wherever they stand: near each other they are the compound, one alone is a hint. */
function byParts(
  tag: Tag,
  reading: Reading,
  evidence: readonly (Evidence | undefined)[],
  leaning: Leaning,
): Fit {
  const fits = tag.units.map((unit, i) => {
    if (!evidence.some((each) => each?.units[i] !== undefined)) return nothing;
    const clear = sameSense(unit.senses, reading, leaning);
    return together(
      reading,
      evidence,
      ({ units }) => units[i],
      (each) => (each.how === 'words' ? each.fit * clear : inDoubt(each, unit.senses, reading, leaning)),
    );
  });
  let sum = 0;
  let most = 0;
  for (const [i, { weight }] of tag.units.entries()) {
    // "Used" in #usedbikes is an everyday word, and yet what sets it apart.
    const least = weight < 0.2 ? weight : Math.max(0.5, weight);
    sum += least;
    most += least * fits[i]!.fit;
  }
  const found = fits.filter(({ fit }) => fit > 0.3);
  const [first] = found;
  if (first === undefined) return nothing;
  const all = found.length === fits.length;
  const coverage = most / sum;
  const fit = all ? coverage * nearness(evidence, fits) : coverage ** 1.5 * 0.8;
  const how = all ? (fits.length > 1 ? 'words' : first.how) : 'part';
  const at = Math.min(...found.map((each) => each.at));
  return { ...first, fit, count: Math.min(...found.map(({ count }) => count)), at, how };
}

/** 1 where some sentence holds all parts close together, less where they stand apart. */
function nearness(evidence: readonly (Evidence | undefined)[], fits: readonly Fit[]): number {
  if (fits.length === 1) return 1;
  let best = 0.7;
  for (const each of evidence) {
    const places = each?.units.flatMap((unit) => (unit === undefined ? [] : [unit.from])) ?? [];
    if (places.length < fits.length) continue;
    best = Math.max(best, Math.max(...places) - Math.min(...places) <= fits.length + 1 ? 1 : 0.85);
  }
  return best;
}

/** Words that give the subject away: one is a hint, several are nearly as good as the word. */
function bySigns(reading: Reading, evidence: readonly (Evidence | undefined)[]): Fit {
  let weight = 0;
  let first: Fit['place'];
  let at = 0;
  let before = 0;
  for (const [sentence, each] of evidence.entries()) {
    if (each?.signs !== undefined) {
      weight += each.signs.weight;
      if (first === undefined) {
        first = { sentence, from: each.signs.from, to: each.signs.to };
        at = (before + each.signs.from) / reading.length;
      }
    }
    before += reading.sentences[sentence]!.tokens.length;
  }
  if (first === undefined || weight < 0.5) return nothing;
  return { fit: Math.min(0.64, 0.16 + 0.18 * weight), count: 1, at, how: 'signs', place: first };
}

/** A word that names a whole field, where the text holds several of the field's words. */
function byField(tag: Tag, reading: Reading): Fit {
  for (const { broad, field } of tag.senses) {
    const count = broad ? (reading.fields.get(field) ?? 0) : 0;
    if (count >= 2)
      return { fit: Math.min(0.4, 0.15 + 0.08 * count), count: 1, at: 0.5, how: 'field', place: undefined };
  }
  return nothing;
}
