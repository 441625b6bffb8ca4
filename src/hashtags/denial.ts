import type { BareToken } from './token.ts';

/** How far a word of a text is meant: 1; less where it is only compared with; next to nothing where it is denied. */
export interface Meant {
  readonly weight: number;
  readonly denied: boolean;
}

const denied: Meant = { weight: 0.12, denied: true };
const compared: Meant = { weight: 0.4, denied: false };
const doubtful: Meant = { weight: 0.75, denied: false };
const meant: Meant = { weight: 1, denied: false };

/**
 * What "is not", "without", "no", "taken for", "than" and their Korean likes do to the words near them. What one is told
 * not to do ("never sleep in contact lenses") is still what the text is about.
 */
export function denials(folded: string, tokens: readonly BareToken[]): Meant[] {
  const marks: Meant[] = tokens.map(() => meant);
  const mark = (i: number, how: Meant): void => {
    if (i >= 0 && i < marks.length && marks[i]!.weight > how.weight) marks[i] = how;
  };
  for (let i = 0; i < tokens.length; i += 1) {
    const { text, korean } = tokens[i]!;
    if (korean) denyKorean(tokens, i, mark);
    else if (denying.has(text)) denyEnglish(folded, tokens, i, mark);
  }
  return marks;
}

type Mark = (token: number, how: Meant) => void;

const being = new Set(['is', 'are', 'was', 'were', 'be', 'been', 's', 're', 'am']);
const beingNot = new Set(['isnt', 'arent', 'wasnt', 'werent', 'aint']);
const doingNot = new Set([
  'dont',
  'doesnt',
  'didnt',
  'wont',
  'cant',
  'cannot',
  'shouldnt',
  'neednt',
  'hasnt',
  'havent',
  'wouldnt',
]);
/** After "not", these make something less than a denial. */
const softening = new Set([
  'only',
  'just',
  'always',
  'every',
  'all',
  'enough',
  'because',
  'merely',
  'simply',
  'necessarily',
  'yet',
  'about',
  'by',
  'from',
]);
/** "No longer", "no one": nothing is denied that a hashtag could name. */
const idioms = new Set([
  'longer',
  'matter',
  'doubt',
  'wonder',
  'one',
  'more',
  'idea',
  'way',
  'timetable',
  'reason',
  'time',
]);
/** What is not done, needed or had at all. */
const keeping = new Set([
  'need',
  'needs',
  'treat',
  'offer',
  'sell',
  'provide',
  'use',
  'contain',
  'accept',
  'have',
  'require',
  'require',
  'mean',
  'involve',
  'do',
  'perform',
  'recommend',
]);

/** Hardly any word does. */
const denying = new Set([
  'without',
  'neither',
  'nor',
  'no',
  'instead',
  'rather',
  'taken',
  'mistaken',
  'confused',
  'unlike',
  'than',
  'compared',
  'not',
  'never',
  ...beingNot,
  ...doingNot,
]);

function denyEnglish(folded: string, tokens: readonly BareToken[], i: number, mark: Mark): void {
  const word = tokens[i]!.text;
  const next = tokens[i + 1]?.text ?? '';
  const following = (from: number, count: number, how: Meant): void => {
    for (let at = from; at < Math.min(tokens.length, from + count); at += 1) {
      if (at > 0 && endsClause(folded, tokens[at - 1]!, tokens[at]!)) return;
      mark(at, how);
    }
  };
  if (word === 'without' || word === 'neither' || word === 'nor') following(i + 1, 4, denied);
  else if (word === 'no' && !idioms.has(next)) following(i + 1, 3, denied);
  else if ((word === 'instead' && next === 'of') || (word === 'rather' && next === 'than'))
    following(i + 2, 4, denied);
  else if ((word === 'taken' || word === 'mistaken') && next === 'for') following(i + 2, 3, denied);
  else if (word === 'confused' && next === 'with') following(i + 2, 3, denied);
  else if (word === 'unlike' || word === 'than' || (word === 'compared' && /^(?:to|with)$/.test(next)))
    following(i + 1, 4, compared);
  else if (word === 'not' || word === 'never' || beingNot.has(word) || doingNot.has(word)) {
    // "We do not bake gluten-free" says that there is none; "do not sleep in them" speaks of them.
    const ours = (word === 'not' ? tokens[i - 2]?.text : tokens[i - 1]?.text) === 'we';
    const afterBeing = beingNot.has(word) || (word === 'not' && being.has(tokens[i - 1]?.text ?? ''));
    if (softening.has(next)) return;
    if (afterBeing || ours || next === 'a' || next === 'an') following(i + 1, 5, denied);
    else if (keeping.has(next)) following(i + 2, 5, next === 'mean' ? doubtful : denied);
    else following(i + 1, 5, doubtful);
  }
}

/** Whether a comma, a dash, the end of a sentence or "but" stands between. */
function endsClause(folded: string, before: BareToken, token: BareToken): boolean {
  if (token.text === 'but' || token.text === 'because') return true;
  return /[,;:()–—]/.test(folded.slice(before.end, token.start));
}

function denyKorean(tokens: readonly BareToken[], i: number, mark: Mark): void {
  const { text } = tokens[i]!;
  if (!/^[아없말대않]|보다/u.test(text)) return;
  const before = (back: number): number => i - back;
  if (/^(?:아니|아닙|아닌|없이|말고|대신|아녜|아녀)/u.test(text)) mark(before(1), denied);
  else if (/^(?:없습|없어|없는|없다|없을|않습|않아|않는|않은)/u.test(text)) {
    // "수술이 필요 없습니다": what is not needed stands one word further back.
    if (/^(?:필요|필요가|필요는)$/u.test(tokens[i - 1]?.text ?? '')) mark(before(2), denied);
    else if (text.startsWith('없') && /[이은는도]$/u.test(tokens[i - 1]?.text ?? '')) mark(before(1), denied);
  }
  if (/.(?:보다|보다는)$/u.test(text)) mark(i, compared);
}
