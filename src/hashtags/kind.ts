import { hashtagKey } from '../domain/hashtag.ts';
import type { Lexicon } from './lexicon.ts';
import type { Tag } from './tag.ts';
import { keyOf, wordList } from './words.ts';

/** What a hashtag is there for. `topic` says what a text is about, `broad` only its field; the others say so themselves. */
export type HashtagKind = 'campaign' | 'pinned' | 'brand' | 'place' | 'emotion' | 'broad' | 'topic';

/** What the house, the campaign and the author have said about kinds; all as hashtags. */
export interface KnownKinds {
  readonly campaign?: readonly string[];
  readonly pinned?: readonly string[];
  readonly brand?: readonly string[];
  readonly place?: readonly string[];
}

/** The kind of a hashtag, and whether it was guessed because nobody had said. */
export function kindOf(
  tag: Tag,
  known: KnownKinds,
  lexicon: Lexicon,
): { readonly kind: HashtagKind; readonly guessed: boolean } {
  for (const kind of ['campaign', 'pinned', 'brand', 'place'] as const) {
    if (known[kind]?.some((hashtag) => hashtagKey(hashtag) === tag.key) === true)
      return { kind, guessed: false };
  }
  return { kind: guess(tag, lexicon), guessed: true };
}

/** A business ends in what it is: yoonclinic, 윤한의원. A place is one that the list of places holds, with more words or without. */
function guess(tag: Tag, lexicon: Lexicon): HashtagKind {
  const last = tag.words.at(-1) ?? '';
  const placed = tag.words.some((word) => places.has(word)) || places.has(tag.letters);
  if (tag.words.length > 1 && businesses.has(last)) {
    // A word that no list knows well is a name: yoon, 한강.
    const named = tag.units
      .slice(0, -1)
      .some(({ senses, korean, words }) => senses.length === 0 && (korean || words.some(isRare)));
    if (named || placed) return 'brand';
  }
  if (placed) return 'place';
  if (tag.senses.some(({ broad }) => broad)) return 'broad';
  if (tag.senses.some(({ field }) => lexicon.fields[field] === 'mind') && emotions.has(tag.letters))
    return 'emotion';
  return tag.units.length === 1 && tag.says < 0.5 ? 'broad' : 'topic';
}

function isRare(word: string): boolean {
  return (wordList().word(keyOf(word)) ?? 16) > 12;
}

const businesses = new Set(
  'clinic studio bakery salon restaurant hotel dental spa 한의원 병원 의원 클리닉 치과 미용실'.split(' '),
);

const places = new Set(
  (
    'vancouver burnaby richmond surrey coquitlam langley whistler victoria kelowna toronto montreal ottawa calgary edmonton winnipeg halifax canada bc metro metrovancouver ' +
    'seattle portland chicago boston texas california florida london paris berlin tokyo seoul busan incheon daegu gwangju daejeon jeju korea japan china usa uk ' +
    '서울 부산 인천 대구 광주 대전 울산 세종 제주 제주도 강남 홍대 밴쿠버 버나비 코퀴틀람 써리 리치몬드 토론토 메트로밴쿠버 캐나다 한국 일본 미국'
  ).split(' '),
);

const emotions = new Set(
  (
    'anger frustration helplessness hopelessness sadness fear worry loneliness grief joy happiness gratitude hope love courage confidence anxiety ' +
    '분노 좌절 좌절감 무력감 절망 슬픔 두려움 공포 걱정 외로움 기쁨 행복 감사 희망 사랑 용기 자신감 불안'
  ).split(' '),
);

/** Whether a text asks the reader to come, call or write: there a place and a name help. */
export function callsToAction(text: string): boolean {
  return callPattern.test(text);
}

const callPattern =
  /\b(?:call us|book (?:online|now|a|an|your)|visit (?:us|our)|our (?:clinic|shop|store|studio|office|practice)|contact us|e-?mail us|come (?:and see|by|in|to us)|walk-?ins|appointments?|make an appointment|we are open|sign up|reserve|join us|message us|order (?:online|now))\b|예약|문의|전화 ?주|방문해|찾아 ?주|찾아오|오시는|상담(?:하세요|받으세요|해)|연락 ?주|오세요|신청하세요/iu;
