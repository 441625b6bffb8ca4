import type { Atom } from './atoms.ts';
import { markAfter } from './fragments.ts';
import type { RoomOf, Ruler } from './fill.ts';
import { opensPointingBack } from './penalties.ts';
import { goesOnInList, leansBack } from './prices.ts';
import { isLeadIn, isListed } from './sections.ts';

/** What is said again takes at most this share of the room. */
const mostCarried = 0.3;

/** A heading heads what stands no farther below it than this many pieces; farther down nobody knows that it still does. */
const farthest = 2;

/**
 * For each atom that leans on something: what is said again over a piece that begins with it. Over a word that points back the
 * heading or, where none is near, the sentence before it; over the rest of a list the line that announces it, else the heading that
 * stood over its beginning, however long it is.
 */
export function leaningOn(atoms: readonly Atom[], roomOf: RoomOf, ruler: Ruler): (Atom | undefined)[] {
  const room = roomOf(1);
  let heading: Atom | undefined;
  let below = 0;
  let leadIn: Atom | undefined;
  let overList: Atom | undefined;
  let depth = 0;
  return atoms.map((atom, index) => {
    const before = atoms[index - 1];
    if (isListed(atom) && !goesOnInList(atom)) {
      leadIn = isLeadIn(before, atom) ? before : undefined;
      depth = atom.depth;
    }
    const over = heading !== undefined && below <= room * farthest ? heading : undefined;
    if (isListed(atom) && !goesOnInList(atom)) overList = over;
    if (atom.kind === 'heading') {
      heading = atom.part === undefined ? atom : undefined;
      below = 0;
    } else below += ruler.atom(atom);
    if (before === undefined || before.kind === 'heading') return undefined;
    const wanted = leansBack(atom)
      ? [over ?? before]
      : goesOnInList(atom)
        ? [atom.depth === depth ? leadIn : undefined, overList]
        : [];
    const again = wanted.find((each) => each !== undefined && standsAlone(each));
    return again === undefined || !fits(again, atom)
      ? undefined
      : { ...again, join: '' as const, carried: true as const };
  });

  function fits(again: Atom, atom: Atom): boolean {
    const width = ruler.atom(again);
    if (width > room * mostCarried) return false;
    const behind = atom.part?.behind;
    return (
      width +
        ruler.join('\n\n') +
        ruler.atom(atom) +
        (behind === undefined ? 0 : ruler.text(markAfter(behind))) <=
      room
    );
  }
}

function standsAlone({ kind, part, text, leads }: Atom): boolean {
  const alone = kind === 'heading' || kind === 'paragraph' || leads === true;
  return alone && part === undefined && !opensPointingBack(text);
}
