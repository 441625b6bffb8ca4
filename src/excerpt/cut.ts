import { UserError } from '../domain/errors.ts';
import type { CutMode, Excerpt } from '../domain/excerpt.ts';
import type { Note } from '../domain/note.ts';
import type { TextRules } from '../domain/platform.ts';
import type { Span } from '../domain/source-post.ts';
import type { Atom } from './atoms.ts';
import { mediaOf } from './cards.ts';
import { bestPieces } from './best-pieces.ts';
import { fillPieces, rulerOf, type CutNote, type Filled, type RoomOf } from './fill.ts';
import { highlightsOf } from './highlights.ts';
import { withFewerMentions } from './mentions.ts';
import type { Frame, FrameWords } from './frame.ts';
import { titleOf } from './title.ts';

/** Everything one cut depends on: the same order gives the same excerpts. */
export interface CutOrder {
  /** Id of the platform. */
  readonly platform: string;
  readonly rules: TextRules;
  readonly mode: CutMode;
  readonly atoms: readonly Atom[];
  readonly frame: Frame;
  readonly title: string | undefined;
  readonly link: string | undefined;
  readonly campaign: string | undefined;
  /** At most this many excerpts; the first ones. */
  readonly maxExcerpts: number;
  /** Instead of the whole text only so many passages, those that stand best alone, in the order of the text. */
  readonly highlights?: number | undefined;
  /** How long such a passage is at most, in UTF-16 units; as long as a piece when absent. */
  readonly glance?: number | undefined;
  /** A note for each cut, saying what it won over. */
  readonly explain?: boolean | undefined;
  readonly chooseHashtags: ChooseHashtags;
  /** Hashtags as they may well be chosen, to keep room for. */
  readonly likelyHashtags: readonly string[];
  /** How many of them, the first ones, are asked for by name and never give way to text. */
  readonly askedHashtags?: number;
  /** Remarks on the post's text that the first excerpt carries. */
  readonly notes: readonly Note[];
}

/** Asked once for each excerpt; gives hashtags for which `roomFor` says yes. */
export type ChooseHashtags = (request: {
  readonly text: string;
  readonly heading: string | undefined;
  readonly roomFor: (hashtags: readonly string[]) => boolean;
}) => readonly string[];

/** Cuts atoms into excerpts, sentence by sentence, each as full as it gets. No piece is ever over the platform's limit. */
export function cut(order: CutOrder): Excerpt[] {
  const { rules } = order;
  const plan = planOf(order);
  let tighter = 0;
  for (;;) {
    const { threads, notes } = piecesOf(plan, tighter);
    const kept = threads.slice(0, order.maxExcerpts);
    const excerpts = kept.map((pieces, index) => finish(plan, pieces, index, kept.length));
    const longest = excerpts.reduce((most, excerpt) => Math.max(most, ...excerpt.lengths), 0);
    if (longest <= rules.limit) {
      return withNotes(excerpts, kept, [
        ...plan.notes,
        ...shown(notes, kept),
        ...(order.highlights === undefined ? leftOut(plan, kept) : []),
      ]);
    }
    // The sum of the parts can differ from the whole by a little, where two of them make an address when they meet.
    tighter += longest - rules.limit;
    if (tighter > rules.limit) throw noRoom(plan);
  }
}

interface Plan extends CutOrder {
  /** The mode that is really cut by. */
  readonly shape: CutMode;
  readonly length: (text: string) => number;
  /** In order. */
  readonly headings: readonly Atom[];
  /** Length of everything in a piece but its text. */
  readonly beside: (hashtags: readonly string[], counter: string | undefined, opens: boolean) => number;
}

function planOf(order: CutOrder): Plan {
  const threadless = order.mode === 'thread' && order.rules.maxPieces < 2;
  const notes = threadless
    ? [
        ...order.notes,
        { line: 0, rule: 'no-threads', text: 'There are no threads here: the excerpts are a series.' },
      ]
    : order.notes;
  return {
    ...order,
    atoms: withoutTitle(order),
    notes,
    shape: threadless ? 'series' : order.mode,
    length: (text) => order.rules.length(text),
    headings: order.atoms.filter((atom) => atom.kind === 'heading'),
    beside: besideOf(order),
  };
}

/** Where posts have a title, the heading that became it need not be said twice. */
function withoutTitle({ atoms, rules, title }: CutOrder): readonly Atom[] {
  const [first] = atoms;
  const same =
    rules.title !== undefined && first?.kind === 'heading' && first.text === rules.clean(title ?? '').trim();
  return same && atoms.length > 1 ? atoms.slice(1) : atoms;
}

/** The pieces of every excerpt. */
function piecesOf(plan: Plan, tighter: number): { threads: Atom[][][]; notes: readonly CutNote[] } {
  const { rules, shape } = plan;
  const threadOf = shape === 'thread' ? rules.maxPieces : 1;
  const digits = String(threadOf).length;
  for (let width = 1; ; width += 1) {
    const counter = shape === 'thread' ? `${'9'.repeat(width)}/${'9'.repeat(width)}` : undefined;
    const first = roomsBeside(plan, counter, true);
    const others = shape === 'thread' ? roomsBeside(plan, counter, false) : first;
    const within =
      (kind: keyof Rooms): RoomOf =>
      (piece) =>
        (piece % threadOf === 0 ? first : others)[kind] - tighter;
    const rooms = { roomOf: within('room'), fewOf: within('few'), easyOf: within('easy') };
    const { pieces, notes } = divided(plan, rooms, threadOf);
    if (Math.min(pieces.length, threadOf) >= 10 ** width && width < digits) continue;
    const threads: Atom[][][] = [];
    for (let at = 0; at < pieces.length; at += threadOf) threads.push(pieces.slice(at, at + threadOf));
    return { threads: shape === 'whole' ? threads.slice(0, 1) : threads, notes };
  }
}

function divided(plan: Plan, { roomOf, fewOf, easyOf }: RoomsOf, threadOf: number): Filled {
  const { atoms, length, shape, highlights, glance = Infinity, explain = false } = plan;
  if (highlights !== undefined) {
    const ruler = rulerOf(length);
    const best = highlightsOf(atoms, { count: highlights, room: easyOf(0), glance, ruler, explain });
    if (best.pieces.length > 0) return best;
    // A post without a sentence that stands alone: its first pieces are what there is.
    const { pieces, notes } = bestPieces(atoms, roomOf, length, { mode: 'series', explain, fewOf, easyOf });
    return { pieces: pieces.slice(0, highlights), notes };
  }
  if (shape === 'whole') return fillPieces(atoms, fewOf, length);
  const best = bestPieces(atoms, roomOf, length, { mode: shape, explain, fewOf, easyOf });
  if (shape === 'series' || best.pieces.length <= threadOf) return best;
  // The first piece of every further thread has as little room as that of the first.
  const least = Math.min(fewOf(0), roomOf(1));
  return bestPieces(atoms, () => least, length, { mode: shape, explain });
}

interface Rooms {
  /** What is left for the text when frame, counter, link and the hashtags that are asked for by name have had theirs. */
  readonly room: number;
  /** … and half of the hashtags that are likely. */
  readonly few: number;
  /** … and all of them. */
  readonly easy: number;
}

interface RoomsOf {
  readonly roomOf: RoomOf;
  readonly fewOf: RoomOf;
  readonly easyOf: RoomOf;
}

function roomsBeside(plan: Plan, counter: string | undefined, opens: boolean): Rooms {
  const { rules } = plan;
  const bare = plan.beside([], counter, opens);
  let hashtags = opens ? plan.likelyHashtags : [];
  while (
    hashtags.length > 0 &&
    plan.beside(hashtags, counter, opens) - bare > rules.limit * mostForHashtags
  ) {
    hashtags = hashtags.slice(0, -1);
  }
  if (rules.limit - bare < leastRoom) throw noRoom(plan);
  const asked = plan.askedHashtags ?? 0;
  const left = (count: number): number => rules.limit - plan.beside(hashtags.slice(0, count), counter, opens);
  return {
    room: left(asked),
    few: left(Math.max(Math.ceil(hashtags.length / 2), asked)),
    easy: left(hashtags.length),
  };
}

/** Length of everything in a piece but its text; what was measured once is remembered. */
function besideOf(order: CutOrder): Plan['beside'] {
  const { rules } = order;
  const known = new Map<string, number>();
  const sample = 'text';
  return (hashtags, counter, opens) => {
    const key = `${opens} ${counter} ${hashtags.join(' ')}`;
    let length = known.get(key);
    if (length === undefined) {
      length = rules.length(render(order, sample, hashtags, counter, opens)) - rules.length(sample);
      known.set(key, length);
    }
    return length;
  };
}

/** Hashtags may take at most this share of a piece. */
const mostForHashtags = 0.35;

/** With less than this for the text a frame is a mistake. */
const leastRoom = 20;

function noRoom({ platform, rules }: Plan): UserError {
  return new UserError(
    `The template and link for ${platform} leave no room for the text within ${rules.limit} ${rules.unit}: shorten templates/${platform}.md and try again.`,
  );
}

/** One piece as it will be posted. Link and hashtags stand in the first piece of a thread, where they are seen. */
function render(
  plan: CutOrder,
  text: string,
  hashtags: readonly string[],
  counter: string | undefined,
  opens: boolean,
): string {
  const words: FrameWords = {
    text,
    ...(hashtags.length === 0 ? {} : { hashtags: hashtags.map((hashtag) => `#${hashtag}`).join(' ') }),
    ...(plan.title === undefined ? {} : { title: plan.title }),
    ...(plan.link === undefined || !opens ? {} : { link: plan.link }),
    ...(counter === undefined ? {} : { counter }),
    ...(plan.campaign === undefined ? {} : { campaign: plan.campaign }),
  };
  return plan.rules.clean(plan.frame.render(words)).normalize('NFC');
}

function finish(plan: Plan, pieces: readonly Atom[][], index: number, of: number): Excerpt {
  const { rules } = plan;
  const texts = pieces.map(textOf);
  const counters = pieces.map((_, piece) =>
    pieces.length > 1 ? `${piece + 1}/${pieces.length}` : undefined,
  );
  const openingLength = rules.length(texts[0] ?? '');
  const heading = headingOver(plan, pieces[0]?.[0]);
  const hashtags = plan.chooseHashtags({
    text: texts.join('\n\n'),
    heading,
    roomFor: (wanted) => openingLength + plan.beside(wanted, counters[0], true) <= rules.limit,
  });
  const final = texts.map((text, piece) =>
    render(plan, text, piece === 0 ? hashtags : [], counters[piece], piece === 0),
  );
  const { most } = rules.mentions ?? { most: Infinity };
  const fewer = final.map((text) => withFewerMentions(text, most) ?? text);
  const atoms = pieces.flat().filter((atom) => atom.carried !== true);
  const title = titleOf(rules, plan.title ?? heading, atoms, { excerpt: index + 1, of });
  return {
    platform: plan.platform,
    mode: plan.shape,
    excerpt: index + 1,
    of,
    ...(title === undefined ? {} : { title }),
    pieces: fewer,
    hashtags: [...hashtags],
    lengths: fewer.map((text) => rules.length(text)),
    limit: rules.limit,
    unit: rules.unit,
    spans: pieces.flatMap(spansOf),
    media: mediaOf(rules.media, heading ?? plan.title, atoms),
    notes: fewer.some((text, piece) => text !== final[piece]) ? [mentionsNote(atoms, most)] : [],
  };
}

function mentionsNote([first]: readonly Atom[], most: number): Note {
  return {
    line: first?.line ?? 0,
    rule: 'mentions',
    text: `More than ${most} accounts are mentioned, and no more are taken: the others stand as words, without their @.`,
  };
}

function textOf(atoms: readonly Atom[]): string {
  return atoms.map((atom, index) => (index === 0 ? atom.text : atom.join + atom.text)).join('');
}

/** One range for what is the piece's own; ahead of it one for what is said again. */
function spansOf(atoms: readonly Atom[]): Span[] {
  const own = atoms.filter(({ carried }) => carried !== true);
  const again = atoms.flatMap(({ carried, span }) => (carried === true ? [span] : []));
  return [...again, [own[0]!.span[0], Math.max(...own.map((atom) => atom.span[1]))]];
}

/** The heading under which an atom stands, itself included. */
function headingOver({ headings }: Plan, atom: Atom | undefined): string | undefined {
  if (atom === undefined) return undefined;
  let low = -1;
  let high = headings.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (headings[middle]!.span[0] <= atom.span[0]) low = middle;
    else high = middle - 1;
  }
  return headings[low]?.text;
}

/** What was cut in two is only worth saying of what is shown. */
function shown(notes: readonly CutNote[], kept: readonly Atom[][][]): CutNote[] {
  const last = lastOf(kept);
  const pieces = kept.flat().length;
  return notes.filter(({ line, piece }) =>
    piece === undefined ? last !== undefined && line <= last.line : piece < pieces,
  );
}

function lastOf(threads: readonly Atom[][][]): Atom | undefined {
  return threads.at(-1)?.at(-1)?.at(-1);
}

function leftOut(plan: Plan, kept: readonly Atom[][][]): Note[] {
  const last = lastOf(kept);
  const next = last === undefined ? undefined : plan.atoms.find((atom) => atom.span[0] >= last.span[1]);
  if (next === undefined) return [];
  const rest = plan.atoms.length - plan.atoms.indexOf(next);
  const text =
    rest === 1
      ? 'The last sentence does not fit in any more.'
      : `${rest} sentences from here on do not fit in any more.`;
  return [{ line: next.line, rule: 'left-out', text }];
}

/** A note goes with the excerpt of its piece, else with the one that shows its line; one from before the first line, or of no line, with the first. */
function withNotes(
  excerpts: readonly Excerpt[],
  threads: readonly Atom[][][],
  notes: readonly CutNote[],
): Excerpt[] {
  if (notes.length === 0) return [...excerpts];
  const starts = threads.map((pieces) => pieces[0]!.find(({ carried }) => carried !== true)!);
  const owners = threads.flatMap((pieces, index) => pieces.map(() => index));
  const placed = notes.map(({ piece, ...note }) => ({
    note,
    at:
      piece === undefined
        ? Math.max(
            0,
            starts.findLastIndex(({ line }) => line <= note.line),
          )
        : owners[piece]!,
  }));
  return excerpts.map((excerpt, index) => ({
    ...excerpt,
    notes: [...excerpt.notes, ...placed.filter(({ at }) => at === index).map(({ note }) => note)],
  }));
}
