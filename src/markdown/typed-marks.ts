/** What a line begins with when it may be an item of a list that somebody typed. */
export interface Mark {
  /** UTF-16 units up to the words of the item; 0 when the mark is one of its words. */
  readonly length: number;
  /** As it is shown; undefined when it is one of the words. */
  readonly shown: string | undefined;
  readonly depth: number;
  /** It is a bullet even when no other line has one. */
  readonly alone: boolean;
  /** "i" is the ninth letter and the first Roman number: all that it may be. */
  readonly readings: readonly Reading[];
}

interface Reading {
  readonly style: string;
  readonly value: number;
  /** How much more the next item counts: 0 for bullets, which do not. */
  readonly step: 0 | 1;
  /** How many blocks farther the next item may stand. */
  readonly reach: number;
}

/** The mark at the beginning of a line; undefined when it begins with a word. */
export function markOf(line: string): Mark | undefined {
  const text = line.replace(/^\s+/u, '');
  if (!maybe.test(text)) return undefined;
  const mark = bulletOf(text) ?? numberOf(text) ?? letterOf(text) ?? signOf(text) ?? wordOf(text);
  return mark === undefined || mark.length === 0
    ? mark
    : { ...mark, length: mark.length + line.length - text.length };
}

/** Most lines begin with a word, and a word with two letters more. */
const maybe =
  /^(?:[^\p{L}]|\p{L}{1,4}[.)．）、]|[ㅁㅇo][ \t]|제?\p{L}{0,12}\s?\p{Nd}{1,2}\P{Nd}|[^.!?\n]{1,30}(?:[:：]|\.{4}|__|……)|[첫둘셋넷다여일][섯곱]?째)/u;

/** These are nothing else. The last are Word's own, in the letters of its symbol fonts. */
const bullets = /^([•●▪◦‣⁃∙⦁🞄✓✔➤►\uf0b7\uf0a7\uf0d8\uf0fc]|[·・ㆍ](?=\s*\S))\ufe0f?\s*(?=\S)/u;

function bulletOf(text: string): Mark | undefined {
  const found = bullets.exec(text);
  if (found === null) return undefined;
  const sign = found[1]!;
  return {
    length: found[0].length,
    shown: /[✓✔➤►]/u.test(sign) ? sign : '•',
    depth: 1,
    alone: true,
    readings: [bulletReading(sign)],
  };
}

function bulletReading(style: string): Reading {
  return { style, value: 0, step: 0, reach: 1 };
}

/** 1 . (1) 1) 1．【1】 and the numbers that are one letter: ① ⑴ ⒈ ❶ 1️⃣. A digit behind the full stop makes a decimal of it. */
const numbers =
  /^(?:(\p{Nd}{1,2})\ufe0f?\u20e3|([①-⒛⓪-⓿❶-➓])|([([（【]?)(\p{Nd}{1,2})(\s?[.)．）】、])(?![.\p{Nd}]))\s*(?=[^\s\p{Nd}])/u;

function numberOf(text: string): Mark | undefined {
  const found = numbers.exec(text);
  if (found === null) return undefined;
  const [whole, key, letter, open = '', digits, close = ''] = found;
  if (close.trim() !== '' && open !== '' && !'()（）【】'.includes(open + close.trim())) return undefined;
  // "3.kg" and "1.a": an item begins with a space, or with a letter that is no unit.
  if (close === '.' && !/\s$/.test(whole) && !/^[\p{Lo}\p{Lu}]/u.test(text.slice(whole.length)))
    return undefined;
  const shown = key ?? digits;
  return {
    length: whole.length,
    shown: letter ?? (key === undefined ? written(open, digits!, close.trim()) : `${key}\ufe0f\u20e3`),
    depth: 1,
    alone: false,
    readings: [
      letter === undefined
        ? {
            style: `1${open}${close.trim()}${key === undefined ? '' : '#'}`,
            value: valueOf(shown!),
            step: 1,
            reach: 6,
          }
        : { style: 'circled', value: letter.codePointAt(0)!, step: 1, reach: 6 },
    ],
  };
}

function written(open: string, value: string, close: string): string {
  return `${open.replace('（', '(')}${value}${close.replace('．', '.').replace('）', ')')}`;
}

/** Arabic, Persian and Indian digits count as ours do. */
function valueOf(digits: string): number {
  let value = 0;
  for (const digit of digits) {
    const code = digit.codePointAt(0)!;
    let zero = code;
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    value = value * 10 + code - zero;
  }
  return value;
}

/** In which order each alphabet counts. */
const alphabets: readonly (readonly string[])[] = [
  [...'abcdefghijklmnopqrstuvwxyz'],
  [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  [...'가나다라마바사아자차카타파하'],
  [...'ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ'],
  [...'أبجدهوزحطي'],
  'i ii iii iv v vi vii viii ix x xi xii'.split(' '),
  'I II III IV V VI VII VIII IX X XI XII'.split(' '),
  [...'ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ'],
  [...'㉠㉡㉢㉣㉤㉥㉦㉧'],
  [...'㉮㉯㉰㉱㉲㉳㉴㉵'],
  [...'一二三四五六七八九十'],
];

/** a) (a) a. 가. (가) ㄱ. i) Ⅰ. ㉠ */
const letters =
  /^(?:([㉠-㉧㉮-㉵])\s*|([(（]?)(\p{L}|[ivx]{2,4}|[IVX]{2,4})(\s?[.)．）]|(?<=[一二三四五六七八九十])、)(?:\s+|(?=[가-힣]{2}|[\u3040-\u9fff])))(?=\S)/u;

function letterOf(text: string): Mark | undefined {
  const found = letters.exec(text);
  if (found === null) return undefined;
  const [whole, circled, open = '', letter = circled!, close = ''] = found;
  const readings = alphabets.flatMap((alphabet, index): Reading[] => {
    const value = alphabet.indexOf(letter);
    // A name may begin a paragraph with its initial; a list of them has one below the other.
    const reach = /[A-Z]/.test(letter) ? 1 : 6;
    return value < 0 ? [] : [{ style: `${index}${open}${close.trim()}`, value, step: 1, reach }];
  });
  if (open === '' && /^[QA문답]$/u.test(letter)) readings.push({ ...bulletReading('question'), reach: 0 });
  if (readings.length === 0) return undefined;
  return {
    length: whole.length,
    shown: circled ?? written(open, letter, close.trim()),
    depth: 1,
    alone: false,
    readings,
  };
}

/** Signs that are bullets where there are several: dashes, arrows, squares, pictures, and the small o of Word's inner lists. */
const signs =
  /^(?:([–—―→⇒▶▷▸▹►◆◇◈■□▣○◎★☆♡♥♣♠▲△▼☞☛※✦✧✩❖◾◽ㅁㅇo§])\ufe0f?\s+|([–—→⇒▶▷▸▹◆◇■□○◎★☆♡♥▲△☞※✦❖])\ufe0f?|((?:\p{RI}\p{RI}|\p{Extended_Pictographic}(?:\ufe0f|\p{EMod}|\u200d\p{Extended_Pictographic})*)+)\s*)(?=[^\s\p{Extended_Pictographic}])/u;

function signOf(text: string): Mark | undefined {
  const found = signs.exec(text);
  if (found === null) return undefined;
  const sign = (found[1] ?? found[2] ?? found[3])!;
  const inner = sign === 'o' || sign === '§';
  const picture = found[1] === undefined && found[2] === undefined;
  return {
    length: found[0].length,
    shown: inner ? '–' : sign === 'ㅁ' || sign === 'ㅇ' ? '•' : sign,
    depth: inner ? 2 : 1,
    alone: false,
    // Each item may have a picture of its own.
    readings: [{ ...bulletReading(picture ? 'picture' : sign), reach: picture ? 0 : 1 }],
  };
}

/** Lines whose mark is one of their words: times of a programme or a film, "Step 1:", "2주차", "Q.", "Phone: …". */
function wordOf(text: string): Mark | undefined {
  const readings = wordReadings(text);
  return readings.length === 0
    ? undefined
    : { length: 0, shown: undefined, depth: 0, alone: false, readings };
}

function wordReadings(text: string): Reading[] {
  const line = (style: string): Reading => ({ style, value: 0, step: 0, reach: 0 });
  if (
    /^[([]?\p{Nd}{1,2}:\p{Nd}{2}(?::\p{Nd}{2})?(?:\s?[~–-]\s?\p{Nd}{1,2}:\p{Nd}{2})?[)\]]?(?!\p{Nd})\s*\D/u.test(
      text,
    )
  )
    return [line('time')];
  const counted =
    /^(제?\p{L}{0,12}\s?)(\p{Nd}{1,2})((?:\s?\p{L}{1,3})?\s?[.:：)]|\s?(?:단계|주차|일차|번째|위|회차|교시))(?!\p{Nd})/u.exec(
      text,
    );
  if (counted !== null)
    return [{ style: `word ${counted[1]} ${counted[3]}`, value: valueOf(counted[2]!), step: 1, reach: 0 }];
  const ranked = /^[#№]\s?(\p{Nd}{1,2})[.:)]?\s+\S/u.exec(text);
  if (ranked !== null) return [{ style: 'ranked', value: valueOf(ranked[1]!), step: 1, reach: 6 }];
  // A price list, with dots from the thing to its price.
  if (/^[^.!?]{1,30}(?:\.{4,}|_{4,}|…{2,})\s*\S/u.test(text)) return [line('leader')];
  const ordinal = ordinals.findIndex(
    (word) => text.startsWith(word) && /[,.:：]/.test(text[word.length] ?? ''),
  );
  if (ordinal >= 0) return [{ style: 'ordinal', value: ordinal, step: 1, reach: 0 }];
  if (/^(?:Q|A|문|답|질문|답변|Question|Answer)\s?[:：)]\s*\S/u.test(text)) return [line('question')];
  if (/^\p{L}[\p{L}&/~–, -]{0,18}[:：]\s*[^\s/]/u.test(text) && !/^https?:/i.test(text))
    return [line('label')];
  return [];
}

const ordinals = ['첫째', '둘째', '셋째', '넷째', '다섯째', '여섯째', '일곱째'];
