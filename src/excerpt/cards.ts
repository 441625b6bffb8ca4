import type { Card, ExcerptMedia } from '../domain/excerpt.ts';
import type { Atom } from './atoms.ts';
import { splitLong } from './split.ts';

/** The picture or film an excerpt is shown with, where the platform wants one: its own sentences on cards. */
export function mediaOf(
  kind: 'none' | 'picture' | 'video',
  title: string | undefined,
  atoms: readonly Atom[],
): ExcerptMedia[] {
  if (kind === 'none') return [];
  const sentences = atoms.filter((atom) => atom.kind !== 'heading' && atom.kind !== 'code');
  const spoken = sentences.length > 0 ? sentences : atoms;
  const texts = kind === 'picture' ? [pictureText(spoken, title)] : filmTexts(spoken, title);
  const cards: Card[] = texts.map((text, index) =>
    index === 0 && title !== undefined && title !== text ? { title, text } : { text },
  );
  const alt = cards
    .flatMap((card) => (card.title === undefined ? [card.text] : [card.title, card.text]))
    .join('\n');
  return [{ kind, alt: shorten(alt, longestAlt), cards }];
}

/** The smallest of the networks' limits for alternative text (their API references, read 2026-11-24). */
const longestAlt = 1000;

/** Characters that can be read on one picture, and on one card of a film before it goes. */
const longestPicture = 220;
const longestCard = 160;
const mostCards = 6;
const leastCards = 3;

function pictureText(sentences: readonly Atom[], title: string | undefined): string {
  const [best] = ranked(sentences, title);
  return best === undefined ? '' : shorten(best.text, longestPicture);
}

/** The strongest sentences in the order of the text. */
function filmTexts(sentences: readonly Atom[], title: string | undefined): string[] {
  const chosen = new Set(ranked(sentences, title).slice(0, mostCards));
  const inOrder = sentences.filter((sentence) => chosen.has(sentence));
  if (inOrder.length >= leastCards) return inOrder.map((sentence) => shorten(sentence.text, longestCard));
  return inOrder
    .flatMap((sentence) =>
      splitLong(sentence.text, () => longestCard, countUnits, leastFill).map((part) => part.text),
    )
    .slice(0, mostCards);
}

function ranked(sentences: readonly Atom[], title: string | undefined): Atom[] {
  const wanted = longWords(title ?? '');
  return sentences
    .map((sentence, index) => ({ sentence, score: strength(sentence, index, wanted) }))
    .sort((a, b) => b.score - a.score)
    .map(({ sentence }) => sentence);
}

/** Opens with a word that points back to what a reader of the card has not seen. */
const pointsBack =
  /^(?:This|That|These|Those|It|They|He|She|However|Therefore|Thus|But|And|So|Also|Even|Moreover|Then)\b|^(?:그러나|하지만|이러한|이런|이는|이것|그래서|따라서|또한|그리고)/u;

/** How well a sentence stands alone on a card. */
function strength(sentence: Atom, index: number, wanted: readonly string[]): number {
  const { text } = sentence;
  let score = -index / 100;
  if (text.length <= longestCard) score += 3;
  else if (text.length <= longestPicture) score += 2;
  if (text.length < 30) score -= 2;
  if (sentence.part !== undefined || pointsBack.test(text)) score -= 2;
  if (sentence.leads === true || /[?？]$/u.test(text)) score -= 1.5;
  if (/https?:\/\//.test(text)) score -= 2;
  if (sentence.kind === 'table-row' || !/[.!?。！？]["”’)」]*$/u.test(text)) score -= 1.5;
  if (sentence.kind === 'paragraph') score += 0.5;
  const folded = text.toLowerCase();
  if (wanted.some((word) => folded.includes(word))) score += 1.5;
  return score;
}

function longWords(text: string): string[] {
  return text.toLowerCase().match(/\p{L}{4,}|[\p{Script=Hangul}\p{Script=Han}]{2,}/gu) ?? [];
}

/** A card with three words is no card: a clause that ends sooner is passed over. */
const leastFill = 0.4;

function shorten(text: string, longest: number): string {
  return splitLong(text, () => longest, countUnits, leastFill)[0]?.text ?? '';
}

function countUnits(text: string): number {
  return text.length;
}
