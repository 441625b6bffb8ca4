import type { Atom } from './atoms.ts';
import { firstWords } from './first-words.ts';
import type { CutNote, Filled, Ruler } from './fill.ts';
import { rejoined } from './fragments.ts';
import { goesOnInList, leansBack, type Priced } from './prices.ts';
import { isLeadIn, isListed } from './sections.ts';

export interface HighlightOrder {
  /** How many are wanted. */
  readonly count: number;
  /** What a piece holds, in the platform's unit. */
  readonly room: number;
  /** How long a passage is at most that is read at a glance, in UTF-16 units. */
  readonly glance: number;
  readonly ruler: Ruler;
  /** A note for each, saying what it is good for and what came next. */
  readonly explain: boolean;
}

/**
 * The passages that stand best alone, in the order of the text, each as one piece: one to four sentences of one section, or a
 * list with the line that announces it, under the heading they belong to. No sentence is in two of them. Fewer where a post has no more.
 */
export function highlightsOf(atoms: readonly Atom[], order: HighlightOrder): Filled {
  const ranked = passagesOf(atoms, order)
    .map((passage) => ({ ...passage, score: sumOf(reasonsFor(passage)) }))
    .sort((a, b) => b.score - a.score || a.from - b.from);
  const chosen: Worth[] = [];
  const perSection = new Map<number, number>();
  let open = ranked;
  const nextBest = (): Worth | undefined => {
    const last = chosen.at(-1);
    if (last !== undefined) open = open.filter((passage) => !overlap(passage, last));
    let best: Worth | undefined;
    for (const passage of open) {
      // What follows in the ranking cannot be worth more.
      if (best !== undefined && passage.score <= best.worth) break;
      const others = perSection.get(passage.section) ?? 0;
      const worth = passage.score + others * again;
      if (best === undefined || worth > best.worth) best = { ...passage, others, worth };
    }
    return best;
  };
  while (chosen.length < order.count) {
    const best = nextBest();
    if (best === undefined) break;
    chosen.push(best);
    perSection.set(best.section, best.others + 1);
  }
  const next = order.explain ? nextBest() : undefined;
  const inOrder = chosen.sort((a, b) => a.from - b.from);
  return {
    pieces: inOrder.map(pieceOf),
    notes: order.explain ? inOrder.map((passage, piece) => ({ ...noteOf(passage, next), piece })) : [],
  };
}

/** A second passage of the same section says less that is new. */
const again = -2;

interface Passage {
  /** Sentences from `from` on, `to` left out. */
  readonly from: number;
  readonly to: number;
  readonly section: number;
  readonly said: readonly Atom[];
  /** The first of them announces a list. */
  readonly leads: boolean;
  /** Said over them: the heading, and the line that announces a list. */
  readonly over: readonly Atom[];
  readonly opensSection: boolean;
  readonly endsThought: boolean;
  readonly opensThought: boolean;
}

/** What a passage is worth when `others` of its section are chosen already. */
interface Worth extends Passage {
  readonly others: number;
  readonly worth: number;
}

const mostSentences = 4;
const mostListed = 12;

function passagesOf(atoms: readonly Atom[], order: HighlightOrder): Passage[] {
  const passages: Passage[] = [];
  let section = -1;
  let headings: Atom[] = [];
  let leadIn: Atom | undefined;
  for (let from = 0; from < atoms.length; from += 1) {
    const first = atoms[from]!;
    const before = atoms[from - 1];
    if (first.kind === 'heading') {
      // Of several headings the last is the nearest.
      headings = [first];
      section = from;
      leadIn = undefined;
      continue;
    }
    if (isListed(first) && !goesOnInList(first)) leadIn = isLeadIn(before, first) ? before : undefined;
    if (!opensPassage(first)) continue;
    const item = isListed(first) && !announces(first, atoms[from + 1]);
    const leads = announces(first, atoms[from + 1]);
    const over = item && leadIn !== undefined ? [...headings, leadIn] : headings;
    const most = leads ? mostListed : mostSentences;
    let sentences = 0;
    for (let to = from + 1; to <= atoms.length && sentences < most; to += 1) {
      const last = atoms[to - 1]!;
      if (
        last.kind === 'heading' ||
        last.kind === 'code' ||
        isListed(last) !== (isListed(first) || (leads && to > from + 1))
      )
        break;
      // One item is one thing; the next is another.
      if (item && to > from + 1 && last.join === '\n') break;
      sentences += 1;
      const passage: Passage = {
        from,
        to,
        section,
        said: atoms.slice(from, to),
        leads,
        over,
        opensSection: before?.kind === 'heading',
        opensThought: first.join === '\n\n' || first.join === '' || first.join === '\n',
        endsThought: endsThought(atoms[to]),
      };
      if (widthOf(passage, order.ruler) > order.room) break;
      if (!leads && lettersIn(passage) > order.glance) break;
      if (closesPassage(passage, atoms[to])) passages.push(passage);
    }
  }
  return passages;
}

function opensPassage(first: Atom): boolean {
  return first.kind !== 'code' && !leansBack(first) && !(goesOnInList(first) && first.join !== '\n');
}

function announces(first: Atom, next: Atom | undefined): boolean {
  return next !== undefined && isLeadIn(first, next);
}

/** A line that announces something is not left without it, nor a list without its rest. */
function closesPassage({ said, leads }: Passage, next: Atom | undefined): boolean {
  const last = said.at(-1)!;
  if (last.leads === true || /[:：]$/u.test(last.text)) return false;
  const whole = leads || (isListed(said[0]!) && next !== undefined && next.join === ' ');
  return !whole || next === undefined || !goesOnInList(next);
}

function endsThought(next: Atom | undefined): boolean {
  return next === undefined || next.kind === 'heading' || next.join === '\n\n' || next.join === '\n';
}

function widthOf({ said, over }: Passage, ruler: Ruler): number {
  const own = said.reduce(
    (sum, atom, at) => sum + ruler.atom(atom) + (at === 0 ? 0 : ruler.join(atom.join)),
    0,
  );
  return over.reduce((sum, atom) => sum + ruler.atom(atom) + ruler.join('\n\n'), own);
}

function lettersIn({ said, over }: Passage): number {
  return [...over, ...said].reduce((sum, { text }) => sum + text.length + 1, 0);
}

/** What speaks for a passage and against it, in points. */
function reasonsFor(passage: Passage): Priced[] {
  const { said, over, opensSection, opensThought: opens, endsThought: ends } = passage;
  const first = said[0]!;
  const text = said.map((atom) => atom.text).join(' ');
  const heading = over.find(({ kind }) => kind === 'heading');
  const asked = [heading?.text ?? '', first.text].some((words) => question.test(words));
  const dense = /\p{Lo}{4}/u.test(text) ? 2 : 1;
  const found: (Priced | false)[] = [
    reason.test(text) && { what: 'it says why', price: 3 },
    definition.test(first.text) && { what: 'it says what something is', price: 3 },
    asked &&
      !question.test(said.at(-1)!.text) &&
      (said.length > 1 || !question.test(first.text)) && { what: 'a question with its answer', price: 2 },
    passage.leads && { what: 'a list with the line that announces it', price: 4 },
    isListed(first) && over.length > 0 && said.length > 1 && { what: 'a whole item', price: 2 },
    /\d/.test(text.replace(/^\d+\.\s/u, '')) && { what: 'it gives a number', price: 1 },
    heading !== undefined && { what: 'its heading stands over it', price: 1 },
    opensSection && { what: 'it opens its section', price: 1 },
    opens && { what: 'it begins a thought', price: 2 },
    ends && { what: 'it ends a thought', price: 2 },
    said.length > 1 && said.length < mostSentences && { what: 'two or three sentences', price: 1 },
    text.length * dense < shortest && { what: 'it is very short', price: -4 },
    question.test(said.at(-1)!.text) && { what: 'it ends with a question', price: -3 },
    isListed(first) && over.length === 0 && { what: 'an item of nobody knows what', price: -4 },
    first.kind === 'table-row' && { what: 'a row of a table', price: -3 },
    pointsInside.test(text) && { what: 'it points to another place of the post', price: -3 },
    address.test(text) && { what: 'it holds an address or a number to call', price: -2 },
  ];
  return found.filter((each) => each !== false);
}

/** In UTF-16 units; Korean, Chinese and Japanese say twice as much in a letter. */
const shortest = 80;

function sumOf(reasons: readonly Priced[]): number {
  return reasons.reduce((sum, { price }) => sum + price, 0);
}

const question = /[?？؟]["”’)」]*$/u;
const reason =
  /\b(?:because|since|therefore|so that|which is why|due to|weil|denn|deshalb|porque|ya que|parce que|puisque|car)\b|때문|므로|덕분|니까|ので|から、|ため|因为|因此|لأن/iu;
const definition =
  /^(?:\p{L}[\p{L}\s-]{2,40}\s(?:is|are|means|refers to|ist|sind|es|son|est|sont)\s(?:an?|the|when|ein|eine|der|die|das|un|una|une|la|le|el)\b)|(?:이란|란)\s|(?:을|를)\s말합니다|(?:은|는)\s[^.]{2,60}(?:질환|상태|구조|조직|치료|방법|증상)(?:입니다|이다)|とは|是指|هو\s/u;
const pointsInside =
  /\b(?:above|below|as (?:I|we) (?:said|wrote)|earlier in this|next (?:section|part))\b|위에서|앞에서|아래(?:에서|의|와 같)|上述|上記|siehe oben|ci-dessus|más arriba/iu;
const address = /https?:\/\/|www\.|\d{2,4}-\d{3,4}-\d{4}|@\w/;

function overlap(one: Passage, other: Passage): boolean {
  return one.from < other.to && other.from < one.to;
}

function pieceOf({ said, over, opensSection }: Passage): Atom[] {
  const heads = over.map((atom, index): Atom => {
    const own = opensSection && atom.kind === 'heading';
    return { ...atom, join: index === 0 ? '' : '\n\n', ...(own ? {} : { carried: true }) };
  });
  return rejoined([...heads, { ...said[0]!, join: heads.length === 0 ? '' : '\n\n' }, ...said.slice(1)]);
}

function noteOf(passage: Worth, next: Worth | undefined): CutNote {
  const [first] = passage.said;
  const rest =
    next === undefined
      ? 'There was no other.'
      : `The best that was left out begins “${firstWords(next.said[0]!.text)}”: ${accountOf(next)}.`;
  return {
    line: first!.line,
    rule: 'highlight',
    text: `Chosen “${firstWords(first!.text)}”: ${accountOf(passage)}. ${rest}`,
  };
}

/** "it says why (3), it ends a thought (2) = 5". */
function accountOf(passage: Worth): string {
  const reasons = reasonsFor(passage);
  if (passage.others > 0)
    reasons.push({ what: 'its section has its passage already', price: passage.others * again });
  const parts = reasons.map(({ what, price }) => `${what} (${price})`);
  return `${parts.length === 0 ? 'nothing for it or against it' : parts.join(', ')} = ${sumOf(reasons)}`;
}
