import { encodedLabelLength } from './punycode.ts';
import { otherTlds, plainTlds } from './tlds.ts';
import {
  fullStop,
  underscore,
  queryUnits,
  queryEnds,
  isDomainUnit,
  isRunUnit,
  isLabelEnd,
  mayPrecede,
  isPlainDomainUnit,
  isPathUnit,
  isPathEnd,
  isPlainLetter,
  isDigit,
} from './url-letters.ts';

/** A link as X will make one: with a protocol or without, as soon as the domain ends in a known top-level domain. */
export interface FoundUrl {
  /** UTF-16 units from the start of the text, half-open. */
  readonly start: number;
  readonly end: number;
  readonly url: string;
}

/**
 * Every stretch of a text (in NFC) that X turns into a link, in order. So `Dr.Kim` and `pain.It` are links too. It finds
 * what twitter-text 3.1.0 finds (read 2026-11-24), by walking over the full stops instead of trying an expression at
 * every place: nearly all full stops end a sentence and are dismissed by a look at their neighbours.
 */
export function findUrls(text: string): FoundUrl[] {
  const found: FoundUrl[] = [];
  // Nothing before `from` may be used again, not even as the letter before a link.
  let from = 0;
  let dot = text.indexOf('.');
  while (dot !== -1) {
    let next = dot + 1;
    if (dot >= from && isLabelEnd(text, dot) && tldEndAt(text, dot + 1, text.length) !== -1) {
      const run = runAround(text, dot);
      from = scanRun(text, run, from, found);
      next = Math.max(run.end, from);
    }
    dot = text.indexOf('.', next);
  }
  return found;
}

/** A stretch that may hold domains: letters, hyphens, underscores and full stops. */
interface Run {
  readonly start: number;
  readonly end: number;
  readonly labels: readonly Label[];
}

/** What stands before a full stop. */
interface Label {
  readonly start: number;
  /** Where its full stop is. */
  readonly end: number;
  /** Where the top-level domain behind the full stop ends, or -1. */
  readonly tldEnd: number;
  readonly lastUnderscore: number;
  /** The furthest label with which a domain that holds the whole of this one can end, or -1. */
  reach: number;
}

function runAround(text: string, dot: number): Run {
  let start = dot;
  while (start > 0 && isRunUnit(text.charCodeAt(start - 1))) start -= 1;
  const labels: Label[] = [];
  let labelStart = start;
  let lastUnderscore = -1;
  let end = start;
  for (; end < text.length && isRunUnit(text.charCodeAt(end)); end++) {
    const unit = text.charCodeAt(end);
    if (unit === underscore) lastUnderscore = end;
    if (unit !== fullStop) continue;
    labels.push({
      start: labelStart,
      end,
      tldEnd: tldEndAt(text, end + 1, text.length),
      lastUnderscore,
      reach: -1,
    });
    labelStart = end + 1;
  }
  for (let i = labels.length - 1; i >= 0; i--)
    labels[i]!.reach = reachFrom(text, labels, i, labels[i]!.start);
  return { start, end, labels };
}

/** The furthest label with which a domain that begins at `start`, inside label `i`, can end; -1 for none. */
function reachFrom(text: string, labels: readonly Label[], i: number, start: number): number {
  const label = labels[i]!;
  if (start >= label.end || !isDomainUnit(text.charCodeAt(start)) || !isLabelEnd(text, label.end)) return -1;
  const further = labels[i + 1]?.reach ?? -1;
  if (further !== -1) return further;
  // The label before the top-level domain holds no underscore; those before it may.
  return label.tldEnd !== -1 && label.lastUnderscore < start ? i : -1;
}

/** Takes every link of a run, from the left; gives the place before which all is used up. */
function scanRun(text: string, run: Run, from: number, found: FoundUrl[]): number {
  const protocolStart = protocolBefore(text, run.start, from);
  const whole = run.labels[0]!.reach;
  if (protocolStart !== -1 && whole !== -1) {
    from = takeUrl(text, protocolStart, run.start, run.labels[whole]!.tldEnd, found);
  }
  let i = 0;
  // The very first place of a text has nothing before it; the official search tries the second one earlier.
  let place = from === 0 && run.start === 0 && mayPrecede(text.charCodeAt(0)) ? 1 : Math.max(run.start, from);
  let firstIsLeft = place === 1;
  while (i < run.labels.length) {
    if (place > run.labels[i]!.end) {
      i += 1;
      continue;
    }
    const free = place === 0 ? from === 0 : place > from && mayPrecede(text.charCodeAt(place - 1));
    const reach = free ? reachFrom(text, run.labels, i, place) : -1;
    if (reach !== -1) {
      from = takeUrl(text, place, place, run.labels[reach]!.tldEnd, found);
      firstIsLeft = false;
      place = from;
    } else if (firstIsLeft) {
      firstIsLeft = false;
      place = 0;
    } else place += 1;
  }
  return from;
}

/** Where `http://` or `https://` begins that ends right at `start` and may open a link, or -1. */
function protocolBefore(text: string, start: number, from: number): number {
  const protocol = /https?:\/\/$/i.exec(text.slice(Math.max(0, start - 8), start))?.[0];
  if (protocol === undefined) return -1;
  const place = start - protocol.length;
  if (place === 0) return from === 0 ? 0 : -1;
  return place > from && mayPrecede(text.charCodeAt(place - 1)) ? place : -1;
}

const longestUrl = 4096;
const longestSlug = 40;

/** Reads on behind the domain and keeps the link if it stands; gives where it ends, kept or not: it is used up. */
function takeUrl(
  text: string,
  start: number,
  domainStart: number,
  domainEnd: number,
  found: FoundUrl[],
): number {
  const portEnd = portEndAt(text, domainEnd);
  const pathEnd = pathEndAt(text, portEnd);
  const end = queryEndAt(text, pathEnd);
  const protocolLength = domainStart === start ? 'https://'.length : domainStart - start;
  if (protocolLength + end - start > longestUrl || !isStorable(text, domainStart, domainEnd)) return end;

  if (domainStart === start) {
    if (start > 0 && '-_./'.includes(text[start - 1]!)) return end;
    const domains = plainDomains(text, domainStart, domainEnd);
    domains.forEach(([from, to], i) => {
      // What follows the domain belongs to the last one found in it, and only when a path is among it.
      const isLast = i === domains.length - 1 && pathEnd > portEnd;
      found.push({
        start: from,
        end: isLast ? end : to,
        url: text.slice(from, to) + (isLast ? text.slice(domainEnd, end) : ''),
      });
    });
    return end;
  }

  const url = text.slice(start, end);
  const short = /^https?:\/\/t\.co\/([a-z0-9]+)/i.exec(url);
  if (short === null) {
    found.push({ start, end, url });
  } else if (short[1]!.length <= longestSlug) {
    const shortEnd = queryEndAt(text, start + short[0].length);
    found.push({ start, end: shortEnd, url: text.slice(start, shortEnd) });
  }
  return end;
}

/** Whether the name system could hold the domain: each label 1–63 long in its ASCII form. */
function isStorable(text: string, start: number, end: number): boolean {
  const domain = text.slice(start, end);
  if (domain.startsWith('xn--') && plainDomains(text, start, end).length === 0) return false;
  return domain.split('.').every((label) => {
    const length = encodedLabelLength(label);
    return length >= 1 && length <= 63;
  });
}

/** The parts of a domain that are domains in Latin letters: without a protocol, only those become links. */
function plainDomains(text: string, start: number, end: number): [start: number, end: number][] {
  const domains: [number, number][] = [];
  let at = start;
  while (at < end) {
    let tldEnd = -1;
    let unit = at;
    while (unit < end && isPlainDomainUnit(text.charCodeAt(unit))) {
      while (unit < end && isPlainDomainUnit(text.charCodeAt(unit))) unit += 1;
      if (unit >= end || text.charCodeAt(unit) !== fullStop) break;
      unit += 1;
      const possible = tldEndAt(text, unit, end);
      if (possible !== -1) tldEnd = possible;
    }
    if (tldEnd !== -1) domains.push([at, tldEnd]);
    at = tldEnd !== -1 ? tldEnd : Math.max(unit, at + 1);
  }
  return domains;
}

const otherTldsByLetter = new Map<string, string[]>();
for (const tld of otherTlds) {
  const letter = tld[0]!;
  otherTldsByLetter.set(letter, [...(otherTldsByLetter.get(letter) ?? []), tld]);
}

/** Where a top-level domain ends that begins at `at` and does not reach beyond `limit`; -1 for none. */
function tldEndAt(text: string, at: number, limit: number): number {
  let end = at;
  while (end < limit && isPlainLetter(text.charCodeAt(end))) end += 1;
  if (end > at && end - at <= longestTld && mayFollowTld(text, end, limit)) {
    if (plainTlds.has(text.slice(at, end).toLowerCase())) return end;
  }
  const encoded = /^xn--[-0-9a-z]+/i.exec(text.slice(at, Math.min(limit, at + 5)));
  if (encoded !== null) {
    end = at + encoded[0].length;
    while (end < limit && /[-0-9a-z]/i.test(text[end]!)) end += 1;
    return end;
  }
  for (const tld of otherTldsByLetter.get(text[at]?.toLowerCase() ?? '') ?? []) {
    end = at + tld.length;
    if (end <= limit && text.slice(at, end).toLowerCase() === tld && mayFollowTld(text, end, limit))
      return end;
  }
  return -1;
}

const longestTld = Math.max(...[...plainTlds].map((tld) => tld.length));

function mayFollowTld(text: string, at: number, limit: number): boolean {
  return at >= limit || !/[0-9a-zA-Z@+-]/.test(text[at]!);
}

function portEndAt(text: string, at: number): number {
  if (text[at] !== ':') return at;
  let end = at + 1;
  while (isDigit(text.charCodeAt(end))) end += 1;
  return end > at + 1 ? end : at;
}

/** A path ends with a letter, a digit, `/` and the like or a closed parenthesis: a full stop behind it is the sentence's. */
function pathEndAt(text: string, at: number): number {
  if (text[at] !== '/') return at;
  let end = at + 1;
  let unit = end;
  while (unit < text.length) {
    if (isPathUnit(text.charCodeAt(unit))) {
      unit += 1;
      if (isPathEnd(text.charCodeAt(unit - 1))) end = unit;
      continue;
    }
    const closed = text[unit] === '(' ? parenthesesEndAt(text, unit) : -1;
    if (closed === -1) break;
    unit = closed;
    end = closed;
  }
  return end;
}

/** Balanced parentheses, at most one pair inside another; -1 where they are not. */
function parenthesesEndAt(text: string, at: number): number {
  let unit = pathUnitsEndAt(text, at + 1);
  if (text[unit] === ')') return unit > at + 1 ? unit + 1 : -1;
  if (text[unit] !== '(') return -1;
  const inner = unit + 1;
  unit = pathUnitsEndAt(text, inner);
  if (unit === inner || text[unit] !== ')') return -1;
  unit = pathUnitsEndAt(text, unit + 1);
  return text[unit] === ')' ? unit + 1 : -1;
}

function pathUnitsEndAt(text: string, at: number): number {
  let unit = at;
  while (unit < text.length && isPathUnit(text.charCodeAt(unit))) unit += 1;
  return unit;
}

function queryEndAt(text: string, at: number): number {
  if (text[at] !== '?') return at;
  let end = at;
  for (let unit = at + 1; unit < text.length && queryUnits.has(text.charCodeAt(unit)); unit++) {
    if (queryEnds.has(text.charCodeAt(unit))) end = unit + 1;
  }
  return end;
}
