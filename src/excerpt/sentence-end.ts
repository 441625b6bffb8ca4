import {
  abbreviations,
  afterTimes,
  beforeNames,
  beforeNumbers,
  beforeOne,
  companies,
  days,
  insideSentences,
  leadsIn,
  letterNouns,
  namesWithMarks,
  opensCommand,
  opensSentence,
  perhapsLast,
  streets,
} from './abbreviations.ts';

/** Marks that may end a sentence. */
export interface Stop {
  readonly from: number;
  /** After the marks themselves. */
  readonly marksEnd: number;
  /** After the quotes and brackets that close right behind them. */
  readonly end: number;
  /** Full stops with spaces between them: an ellipsis, of four where it ends a sentence too. */
  readonly spaced: 'no' | 'three' | 'four';
}

/** Where the sentence that began at `start` ends if it ends with these marks; -1 when it goes on behind them. */
export function isEnd(text: string, start: number, stop: Stop, lang: string): number {
  const { from, marksEnd } = stop;
  const marks = text.slice(from, marksEnd);
  const unspaced = /[。！？｡．]/u.test(marks);
  const end = withSources(text, stop.end);
  const gap = /^\s*/u.exec(text.slice(end, end + 20))![0].length;
  if (end + gap >= text.length) return -1;
  if (text.startsWith('\n', end) || text[end] === '\u2028') return end;
  const next = text.slice(end + gap, end + gap + 60);
  const said = text.slice(Math.max(start, from - 80), from);
  const facts: Facts = {
    text,
    start,
    stop,
    said,
    next,
    marks,
    closers: text.slice(marksEnd, stop.end),
    lang,
    wide: gap > 0,
  };
  if (unspaced) return endsUnspaced(facts) ? end : -1;
  if (gap === 0 && end === stop.end) return endsWithoutSpace(facts) ? stop.end : -1;
  if (isMarker(facts)) return -1;
  if (goesOnAfterQuote(facts)) return -1;
  if (/^[,;:)\]»”%]/u.test(next)) return -1;
  if (goesOnInKorean.test(next)) return -1;
  if (/^[-–—]\s*\p{Ll}/u.test(next)) return -1;
  const ends = /^\.$/.test(marks)
    ? endsAtFullStop(facts)
    : /[!?؟~～ㅋㅎㅜㅠ^]/u.test(marks)
      ? endsAtMark(facts)
      : endsAtEllipsis(facts);
  return ends ? end : -1;
}

interface Facts {
  readonly text: string;
  readonly start: number;
  readonly stop: Stop;
  /** The sentence so far, at most 80 units of it. */
  readonly said: string;
  /** What follows, 60 units of it. */
  readonly next: string;
  readonly marks: string;
  readonly closers: string;
  readonly lang: string;
  readonly wide: boolean;
}

/** No Korean sentence begins with a particle, nor with what follows something that was said: "정말! 라고", "12. 25. 에". */
const goesOnInKorean =
  /^(?:이?라(?:고|며|는|면서|던)|하(?:고|며|면서)|에서?|에게|부터|까지|의|을|를|은|는|과|으로)(?=[\s,.])/u;

/** Numbers of sources that stand behind the full stop belong to what they prove: "It helps.[3] Then", "It helps.3 Then". */
function withSources(text: string, end: number): number {
  const found =
    /^(?:\[\d{1,3}(?:\s*[-–,]\s*\d{1,3})*\]|[¹²³⁴-⁹⁰]+|(?<=\p{Ll}\.)\d{1,2}(?=\s+\p{Lu}\p{Ll}))+/u;
  const window = text.slice(Math.max(0, end - 2), end + 24);
  const skip = Math.min(2, end);
  const match =
    found.exec(window.slice(skip)) ?? (/\d/.test(text[end] ?? '') ? noteNumber(window, skip) : null);
  return match === null ? end : end + match[0].length;
}

function noteNumber(window: string, skip: number): RegExpExecArray | null {
  return /\p{Ll}\.$/u.test(window.slice(0, skip))
    ? /^\d{1,2}(?=\s+\p{Lu}\p{Ll})/u.exec(window.slice(skip))
    : null;
}

/** Chinese and Japanese full stops need no space; what a quotation is part of goes on behind it. */
function endsUnspaced({ next, closers, marks }: Facts): boolean {
  if (/^[、，；：,;:）」』】》)\]]/u.test(next)) return false;
  // No sentence begins with these particles: a name that ends in a full stop (モーニング娘。の…).
  if (closers === '')
    return (marks !== '．' || !/^\p{Nd}/u.test(next)) && !/^(?:の(?!ど)|を)\p{Lo}/u.test(next);
  if (/[」』”"]/u.test(closers))
    return (
      !quotative.test(next) &&
      !/^[^。、「」]{0,10}(?:言った|言います|叫んだ|聞いた|尋ねた|答えた|答えます|話した)/u.test(next) &&
      !/^[^，。！？：“]{0,6}(?:说|問|问|道|說|喊|(?<!回)答)[道着了]?[，。：]/u.test(next)
    );
  return !/^[のとはがをにでも]/u.test(next);
}

/** What Korean and Japanese put behind a quotation that is part of a sentence. */
const quotative =
  /^(?:라고|이라고|라며|이라며|라는|이라는|라면서|라던|라고는|하고|하며|고\s|는\s|란\s|와\s|과\s|을\s|를\s|이\s|가\s|은\s|의\s|로\s|에\s|도\s|처럼|と|という|って|との|の|は|が|を|に|で|も|など|だ|です)/u;

/** No space follows: an address, a decimal, an abbreviation, or a space that was forgotten. */
function endsWithoutSpace({ text, start, stop, said, next, marks, closers }: Facts): boolean {
  if (closers !== '' && !/^["'”’)]+$/u.test(closers)) return false;
  const before = lastToken(said);
  const after = /^\S*/.exec(next)![0];
  if (/[가-힣]$/u.test(said))
    return (
      /^[.!?]+$/.test(marks) &&
      /(?:다|요|까|죠|네)$/u.test(said) &&
      /^[가-힣“"‘]|^\([가-힣][^)]*[.!?]\)/u.test(next) &&
      !quotative.test(next)
    );
  if (/[ぁ-ヿ一-龯]$/u.test(said) && /^[ぁ-ヿ一-龯]/u.test(next) && closers === '')
    return /^[…‥]+$/u.test(marks)
      ? saysAll(text.slice(start, stop.from).trim()) && !/^(?:然后|但|可是|而|就|才)/u.test(next)
      : /[!?]/.test(marks)
        ? !/^(?:と|って|の(?!ど)|を)/u.test(next)
        : /(?:です|ます|ました|ません)[ねよか]?$/u.test(said);
  if (/@|:\/\/|\/|^www\./i.test(before + after)) return false;
  if (/^[!?]+$/.test(marks))
    return /\p{Ll}["”)]?$/u.test(said) && /^\p{Lu}\p{Ll}/u.test(after) && closers === '';
  if (marks !== '.' || stop.spaced !== 'no') return false;
  if (/^\.?\p{Ll}|^\d/u.test(after)) return false;
  if (!/(?:\p{Ll}{2}|\d|\p{Ll}\))$/u.test(before)) return false;
  const word = /^\p{Lu}\p{Ll}*(?:['’]\p{Ll}+)?(?=[\s,.;:!?]|$)/u.exec(after)?.[0];
  if (word === undefined || addressEnd.test(word)) return false;
  // "Clinic.It" is a name with its domain, "pain.It" two sentences, and so is "Saturdays.We": no country is called so.
  if (/^\p{Lu}/u.test(before) && countries.has(word) && /^\S+\p{L}$/u.test(before + after)) return false;
  if (/\d$/.test(before)) return word.length > 1;
  // "Node.Js" and "System.Text" are names: a capital before and no sentence after.
  return (
    !/^\p{Lu}/u.test(before) ||
    opensSentence(next) ||
    /\s/.test(said.trim()) ||
    text[stop.end - 1] === ')' ||
    beforeNames.has(word.toLowerCase())
  );
}

/** Words of two letters that are domains of countries as well. */
const countries = new Set(
  'Am As At Be By Co De Do Er Es Et Im In Is It La Ma Me My Ne No Pa Sa Se Si So Su To Tu Us'.split(' '),
);

const addressEnd =
  /^(?:Com|Org|Net|Info|Edu|Gov|Shop|App|Dev|Blog|Online|Store|Site|Clinic|Health|Js|Ts|Io|Ai|Md|Py|Pdf|Html|Docx?|Txt|Exe|Zip|Png|Jpg)$/;

/** "1." or "a)" typed before its own sentence, with a bullet or without. */
function isMarker({ text, start, stop, closers }: Facts): boolean {
  if (closers !== '' && closers !== ')') return false;
  const whole = text.slice(start, stop.end).trim();
  if (/[:：]\s+\(?1[.)]$/u.test(whole.slice(-8))) return true;
  return (
    whole.length <= 9 &&
    /^[•⁃‣◦▪●*-]?\s*\(?(?:\p{Nd}{1,3}|(?![네예응왜음어와헐])\p{L}|[ivxIVX]{1,5})(?:[.)]|\.\))$/u.test(whole)
  );
}

const speech =
  /^(?:\p{Lu}[\p{L}.'’-]*\s+){1,3}(?:said|says|asked|asks|replied|replies|answered|answers|wrote|writes|added|adds|explained|explains|shouted|whispered|cried|told|thought|admits|recalls)\b/u;

/** Korean says who spoke before the verb, Arabic behind it. */
const caselessSpeech =
  /^(?:했|하(?:고|며|더니|자|였|면서|는|던|면|신|실|시[는던면고니]|셨)|그랬|외치|물으시?|묻[는던고]|되묻)|^[가-힣\s]{0,24}(?:말했|물었|외쳤|답했|소리쳤|되물었|말합니다|묻습니다|말하며|물으며)|^(?:سأل|قال|صاح|أجاب|رد|همس|يقول|تقول|سألت|قالت)(?=\s|ت\s)/u;

/** The sentence around a quotation: "…" he asked; "…" Dr. Kim said; "…"라고 한다. */
function goesOnAfterQuote(facts: Facts): boolean {
  const { next, closers, said, marks } = facts;
  if (/^\[[.…\s]*$/u.test(said.slice(-3).trimStart()) && /[.…]/.test(marks)) return true;
  if (!/["'”’»」』]/u.test(closers)) return false;
  if (/^\p{Ll}/u.test(next)) return true;
  if (/^\((?=[^)]*\d)/u.test(next)) return true;
  if (speech.test(next) && !opensSentence(next)) return true;
  if (caselessSpeech.test(next) || isSaidInside(facts)) return true;
  return quotative.test(next);
}

/** A Korean sentence ends with its verb: what stood before the quotation waits for one. `환자분이 "살 것 같아요!" 한마디 하셨다.` */
function isSaidInside({ text, start, stop, closers, next }: Facts): boolean {
  const opener = { '"': '"', '”': '“', '’': '‘', '」': '「' }[closers.at(-1)!];
  if (opener === undefined || !/^[가-힣]/u.test(next)) return false;
  const quoted = text.slice(Math.max(start, stop.from - longestInside), stop.from);
  const before = quoted.slice(0, Math.max(0, quoted.lastIndexOf(opener))).trimEnd();
  return /[가-힣](?<![다요죠까네])$/u.test(before);
}

const longestInside = 300;

function endsAtMark({ next, said, text, stop }: Facts): boolean {
  const first = letterOf(next);
  if (/^\p{Ll}/u.test(first)) return isCamel(first) || isAllSmall(text);
  // "Yahoo! 는": a particle belongs to the word before it.
  if (/[A-Za-z]$/.test(said) && /^(?:은|는|이|가|을|를|의|에|에서|와|과|로|도)\s/u.test(next)) return false;
  const name = /(\p{L}+)$/u.exec(said)?.[1];
  if (name !== undefined && namesWithMarks.has(name.toLowerCase()) && stop.marksEnd - stop.from === 1)
    return opensSentence(next) || !/^\p{Lu}/u.test(next);
  return true;
}

function endsAtEllipsis({ next, said, stop, text, start, marks }: Facts): boolean {
  const first = letterOf(next);
  if (stop.spaced === 'three') return false;
  if (/^\p{Ll}/u.test(first)) return isCamel(first) || (isAllSmall(text) && marks.length > 3);
  const whole = text.slice(start, stop.from).trim();
  // Who hesitates goes on: "글쎄요... 잘 모르겠어요." A full stop behind it ends all the same.
  if (/^[가-힣]/u.test(first))
    return marks.endsWith('….') || (/(?:요|다|까|죠|네|지|군)$/u.test(said) && !hesitating.test(whole));
  if (/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(first)) return saysAll(whole);
  return /^[\p{L}\p{N}]/u.test(first);
}

const hesitating = /^(?:글쎄요?|저기요?|저|그|있잖아요?|그러니까요?|아니|어|음|뭐|근데|하지만|그런데|그게)$/u;

/** Chinese and Japanese write no space, so what was said has to tell: a whole clause, or the end of a verb. */
function saysAll(whole: string): boolean {
  if (/[ぁ-ヿ]/u.test(whole))
    return /(?:です|ます|ました|でした|ません|でしょう?|だった|だ)[かよね]*$/u.test(whole);
  return /^\p{Script=Han}{4,}$/u.test(whole);
}

/** The first letter or digit behind opening marks, with a little of what follows. */
function letterOf(next: string): string {
  return next.replace(/^["“‘«„¿¡([「『*_\s]+/u, '');
}

/** iPhone, eBay: a name that begins small. */
function isCamel(first: string): boolean {
  return /^\p{Ll}\p{Lu}/u.test(first);
}

/** A writer who begins sentences with small letters. */
function isAllSmall(text: string): boolean {
  const head = text.slice(0, 400);
  return /^[^\p{L}]*\p{Ll}/u.test(head) && !/[.!?]\s+\p{Lu}/u.test(head);
}

function endsAtFullStop(facts: Facts): boolean {
  const { said, next, closers, text, lang } = facts;
  const first = letterOf(next);
  const word = /([\p{L}\p{M}\d.°º№§&'’-]*[\p{L}\p{M}°º№§])$/u.exec(lastToken(said))?.[1];
  const abbreviated = word !== undefined && closers === '';
  if (/^\((?:[ivx]{1,4}|[a-z])\)\s/u.test(next)) return true;
  if (/^\p{Ll}/u.test(first)) {
    if (isCamel(first)) return !abbreviated || !isAbbreviation(word);
    return isAllSmall(text) && word !== undefined && word.length > 1 && !isAbbreviation(word);
  }
  if (/\d$/.test(said)) return endsAtNumber(facts);
  if (abbreviated) {
    const inside = insideOf(word, facts, first);
    if (inside !== undefined) return !inside;
  }
  // The tail of a source: year, volume and pages.
  if (isSourceTail(next)) return false;
  if (closers !== '' && lang !== 'ko' && /^\p{Lo}/u.test(first)) return !quotative.test(next);
  return true;
}

/** "2020;9(4):1023", "19 (6): 34". */
function isSourceTail(next: string): boolean {
  return /^\d{1,4}\s?\(\d{1,3}\)\s?[:,]|^(?:19|20)\d\d(?:\s\p{Lu}\p{L}{2}(?:\s\d{1,2})?)?\s?;\s?\d/u.test(
    next,
  );
}

/** What stands behind the last white space: a pattern would begin anew at every letter. */
function lastToken(said: string): string {
  let at = said.length;
  while (at > 0 && !/\s/.test(said[at - 1]!)) at -= 1;
  return said.slice(at);
}

/** Dates of Korean ("2024. 3. 5.") and ordinals of German ("am 12. Juni"). */
function endsAtNumber({ said, next, lang }: Facts): boolean {
  if (
    /(?:^|[\s(])\d{2,4}(?:\.\s?\d{1,2})?$/.test(said) &&
    /^\d{1,2}\.(?:\s|$|\()/u.test(next) &&
    !/^\d{1,2}\.\s*\p{Lu}/u.test(next)
  )
    return false;
  if (/(?:^|[\s(])\d{2,4}\.\s?\d{1,2}$/.test(said) && /^\d{1,2}\b/.test(next)) return false;
  // A whole date says when something was: "2024. 3. 5. 개정되었습니다."
  if (/^\s*(?:19|20)\d\d\.\s?\d{1,2}\.\s?\d{1,2}$/.test(said) && /^[가-힣]/u.test(next)) return false;
  if (/(?:19|20)\d\d\.\s?\d{1,2}\.\s?\d{1,2}$/.test(said) && /^(?:입니다|이다|에|까지|부터|자)/u.test(next))
    return false;
  if (
    lang !== 'de' &&
    !/^(?:Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember|Jahrhundert|Jh)\b/u.test(next)
  )
    return true;
  if (!/(?:^|\s)\d{1,2}$/.test(said)) return true;
  if (
    /^(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jahrhundert|Jh|Woche|Monat|Tag|Klasse|Stock|Mal|Lebensjahr)/u.test(
      next,
    )
  )
    return false;
  return !(
    /(?:^|\s)(?:der|die|das|den|dem|des|am|im|vom|zum|zur|ab|bis|seit|jede[nrms]?)\s+\d{1,2}$/iu.test(said) &&
    /^\p{Lu}/u.test(next) &&
    !opensSentence(next)
  );
}

function isAbbreviation(word: string): boolean {
  const small = word.toLowerCase().replace(/^[('’]+/u, '');
  return small.length === 1 || abbreviations.has(small) || dotted.test(small);
}

/** U.S, Ph.D, a.m, J.K: letters, one or two, with full stops between them. */
const dotted = /^(?:\p{L}{1,2}\.-?)+\p{L}{1,2}$/u;

/** Whether the sentence goes on behind an abbreviation; undefined when the word is none. */
function insideOf(written: string, facts: Facts, first: string): boolean | undefined {
  const { next, said, text, start, stop } = facts;
  if (
    plainWord.test(written) &&
    !abbreviations.has(written) &&
    plainNext.test(next) &&
    !said.includes('Dr. ')
  )
    return undefined;
  const word = written.replace(/^(?:['’&-]+|(?:\p{L}|qu)['’](?=\p{L}))/iu, '');
  const small = word.toLowerCase();
  // Where all letters are capitals, one says nothing.
  const shouted = /\p{Lu}{2}/u.test(said) && !/\p{Ll}/u.test(said) && /\s/.test(said.trim());
  const capital = /^\p{Lu}/u.test(first) && (!shouted || opensSentence(next));
  const caseless = /^\p{Lo}/u.test(first);
  if (isSourceTail(next)) return true;
  if (/^[([]?[^\p{L}\p{N}"“‘«¿¡([]/u.test(next))
    return isAbbreviation(word) && !/^[•●▪⁃]/u.test(next) ? true : undefined;
  if (insideSentences.has(small)) return true;
  if (capital && inCapitals.test(next) && /^[^\p{Ll}]+$/u.test(text.slice(start, stop.from))) return true;
  if (/\p{Ll}{3}str$/u.test(word) && /^\p{Nd}/u.test(first)) return true;
  if (/\d\s?(?:ft|lb|lbs|hr|hrs|min|st)$/u.test(said) && /^\d+\s?(?:in|oz|min|sec|lb)s?\b/u.test(first))
    return true;
  if (/^(?:[ap]\.?\s?m)$/u.test(small) || /(?:^|\s)[ap]\.\s?m$/iu.test(said)) {
    if (!capital) return !caseless;
    if (afterTimes.test(next)) return true;
    const whole = text.slice(start, stop.from);
    return leadsIn.test(whole.trim()) && whole.trim().split(/\s+/).length <= 4;
  }
  if (
    beforeNumbers.has(small) &&
    /^[#(]?\p{Nd}|^[IVXL]+\b|^[A-Z]\d?\b(?![a-z'’])/u.test(first) &&
    !/^(?:I|A)\s/.test(first)
  )
    return true;
  if (beforeNumbers.has(small) && /^(?:No|Nr|Nos|Núm)\.\s?\d/u.test(next)) return true;
  if (/^\p{Lu}/u.test(word) && days.has(small) && /^\p{Nd}/u.test(first)) return true;
  if (said.includes('Dr. ') && academic.test(said)) return true;
  if (small === 'no' || small === 'nos') return false;
  if (streets.has(small) && (opensSentence(next) || opensCommand(next)))
    return small === 'dr' || small === 'mt' ? !onStreet.test(said) : false;
  if (beforeNames.has(small) && word.length > 1) return capital || caseless;
  if (word.length === 1) return isInitial(word, facts, capital, caseless);
  if (dotted.test(word)) return isDottedInside(word, facts, capital, caseless);
  if (small === 'ee' && next.startsWith('UU')) return true;
  if (small === 'jr' || small === 'sr') return capital ? !opensSentence(next) : !caseless;
  if (small === 'al' || small === 'al.') return !capital && (!caseless || /^[가-힣]/u.test(next));
  if (companies.has(small))
    return (
      /^[가-힣]/u.test(next) ||
      /^\p{Lu}{2,}/u.test(first) ||
      /^\p{Nd}/u.test(first) ||
      (small === 'co' && /^Ltd|^KG/.test(first)) ||
      // Nothing was said yet: "Ford Motor Co. Chairman Bill Lee spoke".
      (capital && !opensSentence(next) && !opensCommand(next) && onlyNames.test(text.slice(start, stop.from)))
    );
  if (perhapsLast.has(small))
    return !capital && !caseless && !(/^\p{Nd}/u.test(first) && /^\d+[.)]\s/.test(first));
  return undefined;
}

/** Most words are no abbreviation, and looking one up once tells that sooner than all that follows. */
const plainWord = /^[\p{Ll}\p{Lo}]{2,}$/u;
const plainNext = /^(?:\p{Lu}\p{Ll}|\p{Lo}|[IA]\s)/u;

/** "on Oak Dr.", "at 12 Hill Mt.": not "Ask Dr." */
const onStreet =
  /(?:\d+(?:st|nd|rd|th)?|\b(?:on|at|along|down|up|off|to|from|near|in|of))\s+(?:(?:\p{Lu}|\d)\S*\s+)+\S+$/u;

/** "Dr. med. Müller", "Dr. rer. nat. Weiß" */
const academic = /\bDr\.\s(?:\p{Ll}+\.\s?)*\p{Ll}+$/u;

const onlyNames = /^\s*(?:(?:\p{Lu}\S*|&)\s+){1,5}\S+$/u;

/** What goes on with a sentence in capitals, where no letter is small. */
const inCapitals = /^(?:AND|OR|OF|FOR|TO|WITH|IN|ON|AT|BY|FROM|IS|ARE|WAS|HAS)\s/;

/** "George S. Hackett", "M. Dupont", "Roe v. Wade", but not "vitamin C. It". */
function isInitial(letter: string, facts: Facts, capital: boolean, caseless: boolean): boolean | undefined {
  const { said, next, lang } = facts;
  const before = /(\S+)\s+\S$/u.exec(said)?.[1]?.replace(/[("“‘[]+/gu, '');
  if (/^[네예응왜음어와헐]/u.test(letter)) return undefined;
  if (/^\p{Lo}/u.test(letter))
    return before === undefined || !/\d$/.test(before) ? caseless || capital : undefined;
  if (/^\p{Ll}$/u.test(letter)) {
    // "z. B.", "p. ej.", "a. m." with spaces; "Roe v. Wade".
    if (/^\p{L}{1,2}\./u.test(next) && !next.startsWith('I.')) return true;
    if (/^[vcsnp]$/.test(letter) && capital) return !opensSentence(next);
    return /^\p{Nd}/u.test(next) && /^[pcsvn]$/.test(letter) ? true : undefined;
  }
  if (next.startsWith('(')) return true;
  // A place on the globe: 77°02'10"W.
  if (/[°'"′″]\s?[NSEW]$/u.test(said)) return false;
  if (/(?:^|\s)\p{L}\.\s?\p{L}$/u.test(said) && letter === 'B' && /\bz\.\s?B$/u.test(said)) return true;
  if (caseless) return before === undefined || before.endsWith('.');
  if (/^\p{Nd}/u.test(next)) return letter === 'S' || letter === 'N' ? true : undefined;
  if (!capital) return undefined;
  if (opensSentence(next)) return letter === 'M' && lang === 'fr' && /^Le\s\p{Lu}/u.test(next);
  if (before === undefined) return true;
  const noun = before.toLowerCase().replace(/[,;:]$/u, '');
  if (letterNouns.has(noun) || (letter === 'I' && beforeOne.has(noun))) return false;
  if (letter === 'M') return true;
  // "C and D" are things, "A. A. Milne" is a name.
  if (/(?:^|\s)\p{Lu}\s(?:y|e|o|and|or|und|oder|et|ou)\s\p{Lu}$/u.test(said)) return undefined;
  if (/^(?:\p{Lu}\.\s?)+\p{Lu}\p{Ll}/u.test(next)) return true;
  if (/^(?:\p{Lu}|&)/u.test(before)) return true;
  return /^(?:by|with|of|from|to|for|see|author|after|dr|mr|mrs|ms|von|van|de|da|y|et|und|and|or|avec|par|con|por|como|la|is|was|am|named|called)$/u.test(
    noun.replace(/\.$/, ''),
  );
}

/** "U.S. Government", "J.K. Rowling" go on; "in the U.S. How" ends. */
function isDottedInside(word: string, { next, said }: Facts, capital: boolean, caseless: boolean): boolean {
  const small = word.toLowerCase();
  if (/^(?:e\.g|i\.e|z\.b|d\.h|p\.ej|p\.ex|c\.f)$/.test(small)) return true;
  // Of Korean sentences hardly one ends in Latin letters: "그는 Ph.D. 학위를 받았다".
  if (caseless) return /^[가-힣]/u.test(next);
  if (!capital) return true;
  if (opensSentence(next) || opensCommand(next)) return false;
  // "between 300 B.C. Athens": years are said; the rest may well be the name's own beginning.
  return !/\d\s*[A-Z]\.[A-Z](?:\.[A-Z])?$/.test(said);
}
