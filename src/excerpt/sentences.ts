/** Half-open range of a text, in UTF-16 units; no white space at either end. */
export interface Sentence {
  readonly start: number;
  readonly end: number;
}

/** The sentences of a text in order. Every letter but the white space between them belongs to one. A line break ends one. */
export function sentencesOf(text: string, lang: string): Sentence[] {
  if (!mayHoldSeveral.test(text)) return trimmed(text, [0, text.length]);
  const starts: number[] = [];
  for (const { index } of segmenterFor(lang).segment(text)) {
    const last = starts.at(-1);
    if (last === undefined || !goesOn(text, last, index)) starts.push(index);
  }
  return starts.flatMap((start, at) => trimmed(text, [start, starts[at + 1] ?? text.length]));
}

/** Most blocks are one sentence: asking the segmenter costs more than looking for an end inside first. */
const mayHoldSeveral = /\n|[.!?…؟۔।][^\s\p{L}\p{N}]*\s+\S|[。！？｡][^\S\n]*\S/u;

const segmenters = new Map<string, Intl.Segmenter>();

function segmenterFor(lang: string): Intl.Segmenter {
  let segmenter = segmenters.get(lang);
  if (segmenter === undefined) {
    segmenter = new Intl.Segmenter(lang, { granularity: 'sentence' });
    segmenters.set(lang, segmenter);
  }
  return segmenter;
}

function trimmed(text: string, [from, to]: readonly [number, number]): Sentence[] {
  const part = text.slice(from, to);
  const start = from + part.length - part.trimStart().length;
  const end = from + part.trimEnd().length;
  return end > start ? [{ start, end }] : [];
}

/** Whether what the segmenter calls a new sentence at `index` still belongs to the one that began at `start`. */
function goesOn(text: string, start: number, index: number): boolean {
  const before = text.slice(start, index);
  if (before.includes('\n')) return before.trim() === '';
  const said = before.trimEnd();
  const next = text.slice(index, index + 60).trimStart();
  if (next === '') return true;
  return (
    endsInAbbreviation(said, next) ||
    endsInInitial(said, next) ||
    isListNumber(said) ||
    isSourceGoingOn(next) ||
    isQuoteGoingOn(said, next) ||
    hasOpenBracket(said, text, index)
  );
}

/** A name or title follows: never the end. */
const beforeNames = new Set(
  'dr drs mr mrs ms mx prof rev hon st sen rep gov gen col capt lt sgt sr. sra srta dra fr hr mme mlle m herr'.split(
    ' ',
  ),
);
/** A number or a letter follows: "No. 5", "Fig. 2", "pp. 12". */
const beforeNumbers = new Set(
  'no nos nr num fig figs vol vols pp p pg ch chap sec art eq ref refs tab app ca approx jan feb mar apr jun jul aug sep sept oct nov dec'.split(
    ' ',
  ),
);
/** More of the same sentence follows, whatever it is. */
const insideSentences = new Set('e.g i.e cf vs viz ed eds z.b d.h u.a bzw p.ej incl esp resp'.split(' '));
/** The sentence goes on unless a new one clearly begins with a capital. */
const perhapsLast = new Set(
  'al etc inc ltd co corp jr sr ph.d m.d d.o d.c u.s u.k a.m p.m dept univ est'.split(' '),
);

function endsInAbbreviation(said: string, next: string): boolean {
  const word = /(?:^|[\s("“‘[])(\p{L}[\p{L}.]*)\.$/u.exec(said)?.[1]?.toLowerCase();
  if (word === undefined) return false;
  if (insideSentences.has(word)) return true;
  if (beforeNames.has(word))
    return /^["“(]?[\p{Lu}\p{Lo}]/u.test(next) && !(word === 'm' && opener.test(next));
  if (beforeNumbers.has(word)) return /^[#(]?\p{N}|^[A-Z]\b(?![a-z])/u.test(next);
  if (perhapsLast.has(word)) return /^[\p{Ll}\p{N}([,;&]/u.test(next);
  return false;
}

/** Words that open sentences and are no names. */
const opener =
  /^(?:The|This|That|These|Those|It|Its|We|You|He|She|They|There|Here|If|In|On|At|For|From|With|When|While|But|And|So|As|Our|Your|My|A|An|To|Then|However|After|Before|Many|Most|Some|Each|What|Why|How|Who|No|Yes|Not|Once|Because)\b/;

/** "George S. Hackett", "Panjabi, M. M. (2005)", but not "vitamin C. It". */
function endsInInitial(said: string, next: string): boolean {
  if (!/(?:^|[\s.,(])\p{Lu}\.$/u.test(said) || !/^[\p{Lu}(&]/u.test(next) || opener.test(next)) return false;
  return (
    /(?:^|[\s(])(?:\p{Lu}[\p{L}'’-]*,?|\p{Lu}\.|and|&)\s*(?:\p{Lu}\.[\s-]*)*\p{Lu}\.$/u.test(said) ||
    /^\p{Lu}\.$/u.test(said)
  );
}

/** "1." typed before its own sentence. */
function isListNumber(said: string): boolean {
  return /^\(?(?:\d{1,3}|[A-Za-z])[.)]$/.test(said);
}

/** The tail of a source: volume and pages, or its identifier. */
function isSourceGoingOn(next: string): boolean {
  return /^\d{1,4}\s?\(\d{1,3}\)|^(?:doi|PMID|pp)\b/i.test(next);
}

/** The sentence around a quotation: "…" he asked; "…"라고 한다; 「…」と言う. */
function isQuoteGoingOn(said: string, next: string): boolean {
  if (/[!?…]["”’»)]*$/u.test(said) && /^\p{Ll}/u.test(next)) return true;
  if (!/["”’»」』]$/u.test(said)) return false;
  return /^(?:라고|이라고|라며|이라며|라는|이라는|라고는|하고|고\s|란\s|와\s|과\s|と|という|って|とい|との|の|は|が|を|に|で|も)/u.test(
    next,
  );
}

/** The end stands inside a bracket that is closed soon after. */
function hasOpenBracket(said: string, text: string, index: number): boolean {
  let open = 0;
  for (const letter of said) {
    if (letter === '(' || letter === '[' || letter === '（') open += 1;
    else if ((letter === ')' || letter === ']' || letter === '）') && open > 0) open -= 1;
  }
  if (open === 0) return false;
  return /^[^([（\n]*[)\]）]/u.test(text.slice(index, index + 300));
}
